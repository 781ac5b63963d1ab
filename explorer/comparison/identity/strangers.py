"""Rows that don't seem to belong to their identity: *swapped* (they belong to another) and *outsiders* (to nobody).

A row is suspect as swapped when another identity is nearer than its own and near enough to be its own; as outsider
when no other identity is near. Near is where a row is as usual for its own identity as for the nearest other one; a
suspect that is a little less near is a swap still where its margin is the larger (`LACK`). Which of them are flagged is
set by how many rows that are fine may be flagged as well. That is read from the data: rows whose own identity is the
nearest are taken to be fine, and the thresholds are where so many of *them* lie beyond.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.comparison.identity.result import FINE, OUTSIDER, SWAPPED, UNJUDGED, Standing, Strangers
from explorer.comparison.result import UNKNOWN, Identities
from explorer.params import Params, param
from explorer.recipe import Report, silent

LACK = 4.0  # a similarity that is missing to be near weighs so much against a margin; see benchmarks.strangers


@dataclass(frozen=True)
class StrangersParams(Params):
    """How careful to be."""

    false_flags: int = param(
        1,
        "How many rows that are fine may be flagged, of either kind: more finds more strangers.",
        low=1,
        high=100_000,
        unit="rows",
    )


def fit(
    params: StrangersParams,
    *,
    standing: Standing,
    identities: Identities,
    report: Report = silent,  # noqa: ARG001 - a stage's signature
) -> Strangers:
    """Rank the suspects of both kinds and flag those beyond the thresholds."""
    own, best, codes = standing.own, standing.best, identities.codes
    n_samples, n_identities = len(own), len(standing.sizes)
    judged = np.isfinite(own) & np.isfinite(best)
    margin = np.where(judged, best - own, -np.inf)
    near = np.inf if standing.near is None else standing.near
    clear = np.where(judged, margin - LACK * np.maximum(0, near - best), -np.inf)
    suspect_swap = judged & (clear > 0)
    suspect_out = judged & (best < near) & (own < near)
    swapped = _ranked(-clear, suspect_swap)
    outsiders = _ranked(own, suspect_out)
    fine = judged & (margin <= 0)
    allowed = min(params.false_flags, int(np.count_nonzero(fine)))
    high = float(np.sort(best[fine])[-allowed]) if allowed else None
    low = float(np.sort(own[fine])[allowed - 1]) if allowed else None
    kind = np.where(judged, FINE, UNJUDGED).astype(np.uint8)
    if high is not None and low is not None:
        kind[suspect_swap & (best >= high)] = SWAPPED
        kind[suspect_out & (own <= low) & (kind != SWAPPED)] = OUTSIDER
    place, rate = equal_error(standing.same, standing.different)
    named = codes != UNKNOWN
    return Strangers(
        kind=kind,
        swapped=swapped,
        margins=margin[swapped].astype(np.float32),
        outsiders=outsiders,
        nearness=own[outsiders].astype(np.float32),
        false_flags=params.false_flags,
        swap_threshold=high,
        outsider_threshold=low,
        n_judged=int(np.count_nonzero(judged)),
        n_single=int(np.count_nonzero(named & ~np.isfinite(own))),
        n_unnamed=int(np.count_nonzero(~named)),
        equal_error=place,
        equal_error_rate=rate,
        n_different=int(np.count_nonzero(named)) * max(0, n_identities - 1),
        note=_why_none(n_samples, standing.sizes),
    )


def equal_error(same: np.ndarray, different: np.ndarray) -> tuple[float | None, float | None]:
    """Where two distributions of similarities err alike.

    Parameters
    ----------
    same, different : ndarray of shape (n_bins,), integers
        Counts from -1 to 1 in equal steps.

    Returns
    -------
    place : float or None
        The similarity, of -1 to 1, at which the share of `different` at or above it is nearest to that of `same` below.
    rate : float or None
        The mean of the two shares there, 0 to 1. None where there are no pairs of one kind.
    """
    if not same.sum() or not different.sum():
        return None, None
    missed = np.concatenate([[0], np.cumsum(same)]) / same.sum()
    taken = 1 - np.concatenate([[0], np.cumsum(different)]) / different.sum()
    at = np.flatnonzero(np.abs(missed - taken) == np.abs(missed - taken).min())
    middle = int(at[len(at) // 2])  # where nothing overlaps, halfway between the two
    return 2 * middle / len(same) - 1, float(missed[middle] + taken[middle]) / 2


def _ranked(score: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    rows = np.flatnonzero(chosen)
    return rows[np.argsort(score[rows], kind="stable")].astype(np.int32)


def _why_none(n_samples: int, sizes: np.ndarray) -> str:
    if not len(sizes):
        return f"None of the {n_samples:,} rows has an identity, so nobody can be a stranger."
    if len(sizes) == 1:
        return "All rows have the same identity: there is no other that a row could belong to."
    if int(sizes.max()) == 1:
        return "Every identity has one row only: there is nothing to compare it with. It takes two rows of an identity."
    return ""
