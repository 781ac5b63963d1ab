"""Where each row stands: how near its own identity, how near the nearest other one. What strangers are read from.

A row is compared with centres: the mean direction of an identity's rows, the row itself left out of its own. Every row
meets every identity, in blocks, so memory is linear in the rows: 5,000 rows of 512 dimensions and 1,000 identities
are 2.6 billion products.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from explorer.comparison.identity.centres import (
    ROUNDING,
    centres,
    check_rows,
    own_similarity,
    similarities,
    sums,
    unit,
)
from explorer.comparison.identity.result import NOBODY, Standing
from explorer.comparison.result import UNKNOWN, Identities
from explorer.features.result import Features
from explorer.params import Params
from explorer.recipe import Report, silent

N_BINS = 2000
MOST_COUNTED = 20_000_000  # pairs that the distribution of different ones is drawn from
# Median, and mean, of absolute deviations -> standard deviation of a normal distribution.
NORMAL, NORMAL_MEAN = 1.4826, 1.2533


@dataclass(frozen=True)
class StandingParams(Params):
    """Nothing to choose: similarity is the cosine."""


def fit(
    params: StandingParams,  # noqa: ARG001 - a stage's signature
    *,
    features: Features,
    identities: Identities,
    report: Report = silent,
) -> Standing:
    """Compare every row with the centre of every identity.

    Raises
    ------
    InputError
        When vectors and identities aren't of the same rows.
    """
    codes, n_identities = identities.codes, len(identities.names)
    check_rows(features.n_samples, codes)
    sizes = np.bincount(codes[codes != UNKNOWN], minlength=n_identities).astype(np.int32)
    report("centres")
    U = unit(features.X)
    total = sums(U, codes, n_identities)
    own = own_similarity(U, codes, total, sizes)
    best = np.full(len(U), np.nan, dtype=np.float32)
    rival = np.full(len(U), NOBODY, dtype=np.int32)
    different = np.zeros(N_BINS, dtype=np.int64)
    every = max(1, -(-len(U) * n_identities // MOST_COUNTED))
    middles = centres(total)
    nowhere = np.flatnonzero(~middles.any(axis=1))  # like nobody, so nobody's rival
    if n_identities:
        for rows, similarity in similarities(U, middles, np.arange(len(U))):
            report("comparing with every identity", int(rows[0]) / len(U))
            named = np.flatnonzero(codes[rows] != UNKNOWN)
            similarity[named, codes[rows[named]]] = -np.inf
            similarity[:, nowhere] = -np.inf
            nearest = similarity.argmax(axis=1)
            value = similarity[np.arange(len(rows)), nearest]
            there = np.isfinite(value)
            nearest[~U[rows].any(axis=1)] = NOBODY  # without direction it is like nobody, not like the first of all
            best[rows[there]], rival[rows[there]] = value[there], nearest[there]
            counted = similarity[named[rows[named] % every == 0]]
            different += counts(counted[np.isfinite(counted)])
    same = counts(own[np.isfinite(own)])
    near = near_from(np.where(rival == NOBODY, np.nan, own), best)  # rows of zeros say nothing of how near is near
    return Standing(own, best, rival, sizes, same, different, near, every, twins(features.X, codes, n_identities))


def twins(X: np.ndarray, codes: np.ndarray, n_identities: int) -> np.ndarray:
    """Which identities hold the same pictures: exactly equal vectors, blank ones not counted.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features)
    codes : ndarray of shape (n_samples,)
    n_identities : int

    Returns
    -------
    ndarray of shape (n_identities,), int32
        The first identity with the same vectors; -1 for that one itself, and where no other has the same.
    """
    vectors: list[set[bytes]] = [set() for _ in range(n_identities)]
    for code, row in zip(codes.tolist(), X, strict=True):
        if code != UNKNOWN and row.any():
            vectors[code].add(blake2b(row + 0, digest_size=16).digest())  # + 0: -0.0 equals 0.0
    first: dict[frozenset[bytes], int] = {}
    found = np.full(n_identities, NOBODY, dtype=np.int32)
    for code, held in enumerate(vectors):
        before = first.setdefault(frozenset(held), code)
        if held and before != code:
            found[code] = before
    return found


def counts(similarity: np.ndarray) -> np.ndarray:
    """How often each similarity occurs, from -1 to 1 in `N_BINS` equal steps. int64."""
    place = ((np.clip(similarity, -1, 1) + 1) * (N_BINS / 2)).astype(np.int32)
    return np.bincount(np.minimum(place, N_BINS - 1).ravel(), minlength=N_BINS)


def near_from(own: np.ndarray, best: np.ndarray) -> float | None:
    """Where a row counts as near an identity: between the median of `own` and that of `best`, by their spreads.

    Medians and spreads about them (median of absolute deviations) hold when some rows are wrongly named. Where most
    rows are equally near, as copies of each other are, that is 0, and the mean of those deviations stands for it.
    """
    judged = np.isfinite(own) & np.isfinite(best)
    if not judged.any():
        return None
    (high, wide), (low, narrow) = (_middle(values[judged]) for values in (own, best))
    return (high + low) / 2 if wide + narrow == 0 else (high * narrow + low * wide) / (wide + narrow)


def _middle(values: np.ndarray) -> tuple[float, float]:
    median = float(np.median(values))
    apart = np.abs(values - median)
    spread = NORMAL * float(np.median(apart))
    return median, spread if spread > ROUNDING else NORMAL_MEAN * float(apart.mean(dtype=np.float64))
