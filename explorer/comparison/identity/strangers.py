"""Rows that don't seem to belong to their identity: *swapped* (they belong to another) and *outsiders* (to nobody).

A row is suspect as swapped when another identity is nearer than its own and near enough to be its own; as outsider
when no other identity is near. Near is where a row is as usual for its own identity as for the nearest other one; a
suspect that is a little less near is a swap still where its margin is the larger (`LACK`). Which of them are flagged is
set by how many rows that are fine may be flagged as well. That is read from the data, twice, and the stricter counts:
rows whose own identity is the nearest are taken to be fine, and a threshold is where so many of *them* lie beyond; and
it is where so many would lie beyond if the bulk of all rows went on as a normal distribution does. The first alone
holds where identities lie apart. Where they overlap it doesn't: the rows that are fine and least like themselves are
nearer to somebody else, so they are missing among those that it is read from.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from explorer.comparison.identity.centres import ROUNDING
from explorer.comparison.identity.result import FINE, NOBODY, OUTSIDER, SWAPPED, UNJUDGED, Standing, Strangers
from explorer.comparison.result import UNKNOWN, Identities
from explorer.params import Params, param
from explorer.recipe import Report, silent

LACK = 4.0  # a similarity that is missing to be near weighs so much against a margin; see benchmarks.strangers
TAIL = 0.1  # the share of rows beyond which a tail is drawn on: few strangers are enough to spoil what lies there
QUARTER = 0.25
NORMAL = NormalDist()


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
    telling = judged & (standing.rival != NOBODY)  # a row of zeros is no example of one that is fine
    gap = np.where(np.abs(best - own) > ROUNDING, best - own, 0)
    margin = np.where(judged, gap, -np.inf)
    near = np.inf if standing.near is None else standing.near
    clear = np.where(judged, margin - LACK * np.maximum(0, near - best), -np.inf)
    suspect_swap = judged & (clear > 0)
    suspect_out = judged & (best < near) & (own < near)
    swapped = _ranked(-clear, suspect_swap)
    outsiders = _ranked(own, suspect_out)
    fine = telling & (margin <= 0)
    low = _beyond(own, fine, telling, params.false_flags)
    high = _beyond(-best, fine, telling, params.false_flags)
    high = None if high is None else -high
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
        fine_astray=fine_astray(margin[telling]),
        n_judged=int(np.count_nonzero(judged)),
        n_single=int(np.count_nonzero(named & ~np.isfinite(own))),
        n_unnamed=int(np.count_nonzero(~named)),
        equal_error=place,
        equal_error_rate=rate,
        n_different=int(np.count_nonzero(named)) * max(0, n_identities - 1),
        note=_why_none(n_samples, standing.sizes, bool(telling.any())),
    )


def fine_astray(margin: np.ndarray) -> float:
    """How many rows that are fine lie nearer to another identity than to their own, estimated.

    As many as would if the middle of all margins, which a few strangers don't move, went on as a normal distribution
    does. Where it is more than the false flags that are allowed, identities overlap and no promise can be kept.

    Parameters
    ----------
    margin : ndarray of shape (n_judged,)
        Similarity to the nearest other identity less similarity to their own.
    """
    return len(margin) * (1 - _share_below(0, margin)) if len(margin) else 0.0


def _share_below(place: float, values: np.ndarray) -> float:
    """The share of a normal distribution below a place, with the median and the third quartile of some values."""
    middle, quartile = np.quantile(values, [0.5, 1 - QUARTER]).tolist()
    if quartile == middle:
        return float(place >= middle)
    return NORMAL.cdf((place - middle) / (quartile - middle) * NORMAL.inv_cdf(1 - QUARTER))


def _beyond(values: np.ndarray, fine: np.ndarray, telling: np.ndarray, allowed: int) -> float | None:
    """Where as many rows as are allowed lie at or below, were all of them fine; None where no row is."""
    if not fine.any():
        return None
    counted = np.sort(values[fine])[min(allowed, int(np.count_nonzero(fine))) - 1]
    middle, tail = np.quantile(values[telling], [0.5, TAIL])
    share = min(TAIL, allowed / np.count_nonzero(telling))
    drawn_on = middle - (middle - tail) * NORMAL.inv_cdf(share) / NORMAL.inv_cdf(TAIL)
    return float(min(counted, drawn_on))


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


def _why_none(n_samples: int, sizes: np.ndarray, any_telling: bool) -> str:
    if not len(sizes):
        return f"None of the {n_samples:,} rows has an identity, so nobody can be a stranger."
    if len(sizes) == 1:
        rows = "rows" if int(sizes[0]) == n_samples else "rows that have one"
        return f"All {rows} have the same identity: there is no other that a row could belong to."
    if int(sizes.max()) == 1:
        return "Every identity has one row only: there is nothing to compare it with. It takes two rows of an identity."
    if not any_telling:
        return "Too few identities have a direction to compare: the others' rows are blank, or cancel each other out."
    return ""
