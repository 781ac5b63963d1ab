"""The known row, and the known identity, that each new row is nearest to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.comparison.identity.centres import centres, check_rows, similarities, sums, unit
from explorer.comparison.newcomers.result import NOBODY, Newcomers
from explorer.comparison.result import Identities
from explorer.features.result import Features, check_finite, check_width
from explorer.params import Params, param
from explorer.recipe import Report, silent

UNIT = 5e-3  # by which the length of a vector that was scaled to 1 may differ: half precision is coarse
ROUNDING = 1e-5  # of a number, by which the same row may differ when it comes again


@dataclass(frozen=True)
class NewcomersParams(Params):
    """How much is told."""

    n_nearest: int = param(1, "How many of the nearest known rows are told.", low=1, high=100, unit="rows")


def fit(
    params: NewcomersParams,
    *,
    features: Features,
    new: Features,
    identities: Identities | None = None,
    before: Features | None = None,
    new_before: Features | None = None,
    report: Report = silent,
) -> Newcomers:
    """Find what each new row is nearest to; exact: all known rows are compared.

    Parameters
    ----------
    params : NewcomersParams
    features : Features
        Of the known rows.
    new : Features
        Of the new ones, in the same space (`explorer.plan.features_like`).
    identities : Identities, optional
        Of the known rows.
    before, new_before : Features, optional
        Of the known and of the new rows before the preprocessing, where there is any.
    report : Report, optional

    Raises
    ------
    InputError
        When the new rows are of another width or hold NaN, or the identities are of other rows.
    """
    from explorer.neighbors.cross import nearest_rows, without_direction

    check_width(new.X, features.X.shape[1])
    check_finite(new.X)
    k = min(params.n_nearest, features.n_samples)
    rows, distances = nearest_rows(new.X, features.X, k, "cosine", report)
    lengths = _median_length(features.X), _median_length(new.X)
    who = np.full(new.n_samples, NOBODY, dtype=np.int32)
    how = np.full(new.n_samples, np.nan, dtype=np.float32)
    if identities is not None and len(identities.names):
        check_rows(features.n_samples, identities.codes)
        report("identities")
        middles = centres(sums(unit(features.X), identities.codes, len(identities.names)))
        pointing = np.flatnonzero(middles.any(axis=1))
        U = unit(new.X)
        judged = np.flatnonzero(U.any(axis=1)) if len(pointing) else pointing  # without direction it is like nobody
        for some, block in similarities(U, middles[pointing], judged):
            who[some] = pointing[block.argmax(axis=1)]
            how[some] = block.max(axis=1)
    similarity = np.clip(1 - distances, -1, 1).astype(np.float32)
    numbers = (new.X.size, count_beyond(features.X, new.X))
    A, B = (before or features).X, (new_before or new).X
    ones, medians = (share_of_length_one(A), share_of_length_one(B)), (_median_length(A), _median_length(B))
    faint = int(np.count_nonzero(without_direction(new.X, features.X)))
    return Newcomers(rows, similarity, who, how, lengths, numbers, 2 / (features.n_samples + 1), ones, medians, faint)


def share_of_length_one(X: np.ndarray) -> float:
    """The share of vectors that are of length 1, to within half precision; 0 where there is none."""
    near = np.abs(_lengths(X) - 1) <= UNIT
    return float(near.mean()) if len(near) else 0.0


def count_beyond(known: np.ndarray, new: np.ndarray) -> int:
    """How many numbers of new vectors lie beyond the range of the known ones in their feature.

    Vectors of the same kind, even of somebody who isn't among the known, have next to none; ones that were centred,
    standardised or ordered otherwise have many.

    Parameters
    ----------
    known : ndarray of shape (n_samples, n_features)
    new : ndarray of shape (n_new, n_features)
    """
    low, high = known.min(axis=0), known.max(axis=0)
    spare = ROUNDING * np.maximum(np.abs(low), np.abs(high))
    return int(np.count_nonzero((new < low - spare) | (new > high + spare)))


def _median_length(X: np.ndarray) -> float:
    return float(np.median(_lengths(X)))


def _lengths(X: np.ndarray) -> np.ndarray:
    lengths: np.ndarray = np.sqrt(np.einsum("ij,ij->i", X, X, dtype=np.float64))
    return lengths
