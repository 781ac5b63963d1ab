"""Every pair of some groupings by every score and noise policy, and the order in which families form blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from explorer.comparison.contingency import contingency
from explorer.comparison.expected import Excess
from explorer.comparison.grouping import Grouping, Groups, groups_of
from explorer.comparison.result import Agreements
from explorer.comparison.scores import SCORES, measure
from explorer.comparison.tally import LEFT_OUT, POLICIES, Tally, tally
from explorer.errors import InputError
from explorer.params import Params
from explorer.recipe import Report, silent

DIRECTED = {"homogeneity": "completeness", "completeness": "homogeneity"}  # each is the other with A and B exchanged


@dataclass(frozen=True)
class AgreementsParams(Params):
    """Nothing to choose: all scores under all noise policies, since one overlap table serves them all."""


def fit(params: AgreementsParams, *, report: Report = silent, **groupings: Grouping) -> Agreements:  # noqa: ARG001
    """Compare every pair.

    Parameters
    ----------
    params : AgreementsParams
    report : Report, optional
    **groupings : Clustering or Identities
        Two or more, in the order of their names.

    Returns
    -------
    Agreements
        Where no row is left to compare, NaN.

    Raises
    ------
    InputError
        For fewer than two, or when they aren't of the same rows.
    """
    if len(groupings) < 2:
        raise InputError("Two groupings are needed to compare.")
    groups = [groups_of(groupings[name]) for name in sorted(groupings)]
    n = len(groups)
    shape = (len(POLICIES), len(SCORES), n, n)
    values, chance = np.full(shape, np.nan), np.full(shape, np.nan)
    kept = np.zeros((len(POLICIES), n, n), dtype=np.int64)
    pairs = list(combinations(range(n), 2))
    report("what chance gives")
    shared = _shared(groups)
    for done, (i, j) in enumerate(pairs):
        report("comparing pairs", done / len(pairs))
        table = contingency(groups[i], groups[j])
        noise = groups[i].noise, groups[j].noise
        before: Tally | None = None
        for place, policy in enumerate(POLICIES):
            if before is None or noise != (None, None):  # without noise all policies are one
                before = tally(table, *noise, policy)
                measured = measure(before, shared) if before.n_samples else None
            kept[place, i, j] = kept[place, j, i] = before.n_samples
            if measured is not None:
                _enter(values[place], chance[place], i, j, measured)
    _diagonal(values, kept, groups)
    report("ordering")
    order = np.array([[_order(*named) for named in zip(part, SCORES, strict=True)] for part in values], dtype=np.int32)
    return Agreements(values, chance, kept, order, len(groups[0].codes))


def _shared(groups: Sequence[Groups]) -> Excess | None:
    """For the pairs in which all rows are compared: noise as one group, and each of its rows alone."""
    sizes = []
    for part in groups:
        counts = np.bincount(part.codes[part.codes >= 0], minlength=part.n_groups)
        sizes.append(np.append(counts[counts > 0], 1) if part.noise is not None else counts[counts > 0])
    whole = [len(part.codes) for part in groups if (part.codes >= 0).all()]
    return Excess.worth_it(whole[0], sizes) if len(whole) > 1 else None


def _enter(values: np.ndarray, chance: np.ndarray, i: int, j: int, measured: dict[str, tuple[float, float]]) -> None:
    for place, name in enumerate(SCORES):
        values[place, i, j], chance[place, i, j] = measured[name]
        values[place, j, i], chance[place, j, i] = measured[DIRECTED.get(name, name)]


def _diagonal(values: np.ndarray, kept: np.ndarray, groups: Sequence[Groups]) -> None:
    """A grouping agrees with itself, on the rows that it is compared on."""
    for i, part in enumerate(groups):
        for place, policy in enumerate(POLICIES):
            out = part.codes < 0
            if policy == LEFT_OUT and part.noise is not None:
                out |= part.codes == part.noise
            kept[place, i, i] = np.count_nonzero(~out)
            if kept[place, i, i]:
                values[place, :, i, i] = [score.best for score in SCORES.values()]


def _order(values: np.ndarray, name: str) -> np.ndarray:
    """Those that agree beside each other: optimal leaf ordering (Bar-Joseph et al. 2001) of average linkage."""
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.spatial.distance import squareform

    n = len(values)
    if n < 3:
        return np.arange(n)
    apart = values if SCORES[name].best == 0 else 1 - values
    apart = (apart + apart.T) / 2
    apart[np.isnan(apart)] = np.nanmax(apart, initial=1.0)  # of what isn't compared nothing is known to be near
    np.fill_diagonal(apart, 0)
    leaves: np.ndarray = leaves_list(linkage(squareform(apart, checks=False), "average", optimal_ordering=True))
    # Of the two directions the one that keeps what was made first nearer to the top.
    return leaves[::-1] if leaves[0] > leaves[-1] else leaves
