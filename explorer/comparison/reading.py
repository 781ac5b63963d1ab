"""What a matrix of agreements says at first sight: who is nearest, who stands apart, who is nearest to the truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Reading:
    """Places of groupings in a matrix, and the values there.

    Attributes
    ----------
    nearest : (int, int, float) or None
        The two groupings that agree most, and how far; of a directed score the mean of both ways.
    apart : (int, float) or None
        The grouping that agrees least with the others, and its mean; None for fewer than three.
    to_truth : (int, float) or None
        The grouping that agrees most with the identities, held against them.
    """

    nearest: tuple[int, int, float] | None
    apart: tuple[int, float] | None
    to_truth: tuple[int, float] | None


def read(values: np.ndarray, best: float, truth: int | None) -> Reading:
    """Read a matrix.

    Of a directed score two groupings are read both ways, by the mean: else a finer one would be nearest to all others,
    or to none, as it happens to be a line or a column.

    Parameters
    ----------
    values : ndarray of shape (n_groupings, n_groupings)
        NaN where nothing was compared. A directed score holds the column against the line.
    best : float
        What the same grouping gets: 1 or 0.
    truth : int or None
        The place of the identities, which are no grouping among others.
    """
    both = (values + values.T) / 2
    sign = 1 if best == 1 else -1
    runs = [place for place in range(len(values)) if place != truth]
    nearest = apart = to_truth = None
    pairs = [(i, j) for i in runs for j in runs if i < j and not np.isnan(both[i, j])]
    if pairs:
        i, j = max(pairs, key=lambda pair: sign * both[pair])
        nearest = (i, j, float(both[i, j]))
    if len(runs) > 2 and pairs:
        others = {i: [both[i, j] for j in runs if j != i and not np.isnan(both[i, j])] for i in runs}
        means = {i: float(np.mean(some)) for i, some in others.items() if some}
        least = min(means, key=lambda i: sign * means[i])
        apart = (least, means[least])
    known = [i for i in runs if truth is not None and not np.isnan(values[truth, i])]
    if known:
        nearby = max(known, key=lambda i: sign * values[truth, i])
        to_truth = (nearby, float(values[truth, nearby]))
    return Reading(nearest, apart, to_truth)
