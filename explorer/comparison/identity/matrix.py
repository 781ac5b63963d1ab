"""Some identities, each with each, in an order in which alike ones stand together (seriation)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.comparison.identity.centres import check_rows, unit
from explorer.comparison.identity.lookalikes import Groups, measure_field
from explorer.comparison.identity.result import IdentityMatrix
from explorer.comparison.result import Identities
from explorer.errors import ParamsError
from explorer.features.result import Features
from explorer.params import Params, param
from explorer.recipe import Report, silent

MOST = 100  # more can't be read


@dataclass(frozen=True)
class IdentityMatrixParams(Params):
    """Which identities, and what is compared."""

    chosen: tuple[int, ...] = param((), "Positions of the identities among all, in name order.")
    measure: str = measure_field()


def fit(
    params: IdentityMatrixParams,
    *,
    features: Features,
    identities: Identities,
    report: Report = silent,
) -> IdentityMatrix:
    """How alike the chosen identities are, each with each.

    The order is that of the leaves of an average-linkage tree over 1 - similarity, turned so that neighbours are as
    alike as can be (Bar-Joseph, Gifford & Jaakkola 2001).

    Raises
    ------
    ParamsError
        When an identity is chosen that there isn't, or more than a hundred.
    """
    check_rows(features.n_samples, identities.codes)
    chosen = sorted(set(params.chosen))
    if len(chosen) > MOST:
        raise ParamsError(f"{len(chosen)} identities are more than a matrix can show; choose up to {MOST}.", "chosen")
    wrong = [code for code in chosen if not 0 <= code < len(identities.names)]
    if wrong:
        raise ParamsError(f"There is no identity number {wrong[0]}: there are {len(identities.names):,}.", "chosen")
    report("similarity")
    rows = np.flatnonzero(np.isin(identities.codes, chosen))  # the others need no looking at
    places = np.searchsorted(chosen, identities.codes[rows])
    groups = Groups(unit(features.X[rows]), places, len(chosen))
    similarity = _centres(groups) if params.measure == "centre" else _best_pairs(groups)
    np.fill_diagonal(similarity, 1)
    order = seriated(similarity)
    codes = np.asarray(chosen, dtype=np.int32)[order]
    return IdentityMatrix(codes, similarity[np.ix_(order, order)].astype(np.float32), params.measure)


def seriated(similarity: np.ndarray) -> np.ndarray:
    """An order of things in which alike ones are neighbours."""
    if len(similarity) < 3:
        return np.arange(len(similarity))
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.spatial.distance import squareform

    apart = np.maximum(0, 1 - (similarity + similarity.T) / 2)
    np.fill_diagonal(apart, 0)
    order: np.ndarray = leaves_list(linkage(squareform(apart, checks=False), "average", optimal_ordering=True))
    return order


def _centres(groups: Groups) -> np.ndarray:
    centres = groups.centres.astype(np.float64)
    return np.clip(centres @ centres.T, -1, 1)


def _best_pairs(groups: Groups) -> np.ndarray:
    n_chosen = len(groups.centres)
    similarity = np.ones((n_chosen, n_chosen))
    for one in range(n_chosen):
        for other in range(one):
            most = float((groups.U[groups.rows(one)] @ groups.U[groups.rows(other)].T).max())
            similarity[one, other] = similarity[other, one] = min(1.0, most)
    return similarity
