"""The Pareto front: the groupings that no other is better than in everything; and what speaks for each, in words."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

QUALITY, COVERAGE, STABILITY, AGREEMENT = range(4)
DIGITS = 2  # as figures are shown: what looks the same counts as the same
NO_STRUCTURE = 0.25  # silhouette up to which there is no substantial structure (Kaufman & Rousseeuw 1990)
NEXT_TO_NONE = 0.05  # silhouette up to which rows are hardly nearer to their own cluster than to the next
LOW_COVERAGE = 0.5
LITTLE_AGREEMENT = 0.3  # ARI below which groups can't be matched by eye (see `comparison.words`)


def dominates(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether `a` is at least as good as `b` wherever `b` has a value, and better somewhere.

    What is undefined never speaks for `a`: where it has no value and `b` has one, it doesn't dominate. And it is no
    fault of `b`: they are compared in the rest.

    Parameters
    ----------
    a, b : ndarray of shape (n_criteria,)
        Higher is better; NaN where undefined.
    """
    known = np.isfinite(b)
    if not known.any():
        return bool(np.isfinite(a).any())
    if not np.isfinite(a[known]).all():
        return False
    return bool((a[known] >= b[known]).all() and (a[known] > b[known]).any())


def front(values: np.ndarray, competes: np.ndarray) -> np.ndarray:
    """Which groupings are dominated by no other that competes; equals are all on the front.

    Parameters
    ----------
    values : ndarray of shape (n_groupings, n_criteria)
        Higher is better, NaN where undefined; compared to two digits, as they are shown.
    competes : ndarray of shape (n_groupings,), bool
        The others are never on the front, and dominate nothing.

    Returns
    -------
    ndarray of shape (n_groupings,), bool
    """
    return np.asarray(competes & (_dominated_by(values, competes) == 0))


def ranked(values: np.ndarray, competes: np.ndarray) -> np.ndarray:
    """The order to read them in: first those that the fewest others dominate, so the front.

    Of these, first the one whose worst rank among all that compete is the best, whatever it is in; then by the mean of
    its ranks, by coverage, and by silhouette. So what is best in one thing and last in another (a silhouette without
    the rows that are noise, where most are noise) comes after what is good in each. Ranks have no units, and what is
    undefined has none.

    Parameters
    ----------
    values, competes
        As for `front`; those that don't compete come last.

    Returns
    -------
    ndarray of shape (n_groupings,), int64
        Places in `values`.
    """
    rounded = np.asarray(values, dtype=np.float64).round(DIGITS)
    inside = np.where(np.asarray(competes)[:, None], rounded, np.nan)
    better = np.array([(inside > line).sum(axis=0) for line in rounded]).reshape(rounded.shape)  # than each, in each
    known = np.isfinite(rounded)
    worst = np.where(known, better, -1).max(axis=1)
    mean = np.where(known, better, 0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    coverage, quality = (np.nan_to_num(rounded[:, criterion], nan=-2) for criterion in (COVERAGE, QUALITY))
    return np.lexsort((-quality, -coverage, mean, worst, _dominated_by(values, competes), ~np.asarray(competes)))


def _dominated_by(values: np.ndarray, competes: np.ndarray) -> np.ndarray:
    """How many that compete dominate each. Shape (n_groupings,), int64."""
    rounded = np.asarray(values, dtype=np.float64).round(DIGITS)
    inside = rounded[competes]
    return np.array([sum(dominates(other, line) for other in inside) for line in rounded], dtype=np.int64)


def is_weak(values: np.ndarray) -> bool:
    """Whether even the best of groupings say little: no silhouette above 0.25, and no agreement from 0.3 on.

    Parameters
    ----------
    values : ndarray of shape (n_groupings, 4)
        Of all that compete; NaN where undefined.
    """
    best = np.max(np.nan_to_num(values[:, [QUALITY, AGREEMENT]], nan=-1), axis=0, initial=-1)
    return bool(best[0] <= NO_STRUCTURE and best[1] < LITTLE_AGREEMENT)


def speaks_for(values: np.ndarray, others: np.ndarray) -> str:
    """What speaks for a grouping, in a sentence: what it is best in first.

    Parameters
    ----------
    values : ndarray of shape (4,)
        Quality, coverage, stability, agreement; NaN where undefined.
    others : ndarray of shape (n_groupings, 4)
        Of all that compete, itself among them.
    """
    best = [_is_best(values[criterion], others[:, criterion]) for criterion in range(4)]
    said = [_said(criterion, float(values[criterion]), best[criterion]) for criterion in range(4)]
    best[QUALITY] &= not values[QUALITY] <= NEXT_TO_NONE  # the least bad one has nothing to speak for it
    order = sorted(range(4), key=lambda criterion: not best[criterion])
    coverage = float(values[COVERAGE])
    if coverage < LOW_COVERAGE:  # said last, as what speaks against it
        said[COVERAGE] = f"but {100 * (1 - coverage):.0f} % of the rows are noise"
        order = [*(criterion for criterion in order if criterion != COVERAGE), COVERAGE]
    sentence = "; ".join(said[criterion] for criterion in order)
    return f"{sentence[:1].upper()}{sentence[1:]}."


def _is_best(value: float, others: Sequence[float] | np.ndarray) -> bool:
    """Whether nothing is better, though something is worse; never where nothing is held against it."""
    known = np.asarray(others)[np.isfinite(others)].round(DIGITS)
    return (
        math.isfinite(value)
        and len(known) > 0
        and bool((known <= round(value, DIGITS)).all())
        and bool((known < known.max()).any())
    )


def _said(criterion: int, value: float, best: bool) -> str:
    if criterion == QUALITY:
        if best and value <= NEXT_TO_NONE:
            return f"silhouette {value:z.2f}, and no silhouette is above {NEXT_TO_NONE}"
        return f"best silhouette ({value:z.2f})" if best else f"silhouette {_figure(value)}"
    if criterion == COVERAGE:
        return "keeps every row" if value == 1 else f"keeps {min(round(100 * value), 99)} % of the rows"
    if criterion == STABILITY:
        unmeasured = "its stability is not measured"
        return unmeasured if math.isnan(value) else f"most stable ({value:z.2f})" if best else f"stability {value:z.2f}"
    if math.isnan(value):
        return "nothing to hold against the others"
    return f"agrees most with the others ({value:z.2f})" if best else f"agrees with the others at {value:z.2f}"


def _figure(value: float) -> str:
    return "undefined" if math.isnan(value) else f"{value:z.2f}"
