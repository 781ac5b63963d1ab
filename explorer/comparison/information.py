"""Scores from information theory: mutual information, plain, normalised and adjusted; variation of information.

Entropies are in nats here; the variation of information is given in bits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from explorer.comparison.expected import Excess, expected_mutual_information
from explorer.comparison.tally import Tally


@dataclass(frozen=True)
class Information:
    """What two groupings know of each other, in nats.

    Attributes
    ----------
    entropy_a, entropy_b : float
        0..log(n_samples): how many groups, and how even.
    mutual : float
        Mutual information, 0..the smaller entropy.
    expected : float
        What chance gives it.
    n_samples : int
    same : bool
        Whether both are the same grouping.
    """

    entropy_a: float
    entropy_b: float
    mutual: float
    expected: float
    n_samples: int
    same: bool

    @property
    def mean_entropy(self) -> float:
        """What both are normalised by: the arithmetic mean, as scikit-learn does."""
        return (self.entropy_a + self.entropy_b) / 2


def information(found: Tally, shared: Excess | None = None) -> Information:
    """Read entropies and mutual information off a tally; `shared` as in `expected_mutual_information`.

    Where one grouping is a single group, or every row of it stands alone, the other tells the same however the rows are
    dealt out: the mutual information is what chance gives, exactly.
    """
    entropy_a = _entropy(found.rows_a, found.times_a, found.n_samples)
    entropy_b = _entropy(found.rows_b, found.times_b, found.n_samples)
    if found.same:
        mutual = entropy_a
    else:
        share = found.times * (found.both / found.n_samples)
        told = share * np.log(found.both / found.of_a * (found.n_samples / found.of_b))
        mutual = min(max(float(told.sum()), 0.0), entropy_a, entropy_b)
    fixed = any(rows.max() == 1 or (len(rows) == 1 and times[0] == 1) for rows, times in _sides(found))
    expected = mutual if fixed else min(expected_mutual_information(found, shared), entropy_a, entropy_b)
    return Information(entropy_a, entropy_b, mutual, expected, found.n_samples, found.same)


def normalised(found: Information) -> tuple[float, float]:
    """Normalised mutual information and what chance gives: 0..1, higher is better, 1 for the same grouping."""
    return _share(found.mutual, found.mean_entropy, found.same), _share(found.expected, found.mean_entropy, found.same)


def adjusted(found: Information) -> float:
    """Adjusted mutual information (Vinh, Epps & Bailey 2010).

    At most 1, which means the same grouping; 0 is what chance gives, exactly 0 where one grouping leaves nothing to
    chance (a single group, or every row alone); below 0 is less than chance.
    """
    if found.same:
        return 1.0
    most = found.mean_entropy - found.expected
    told = found.mutual - found.expected
    return min(told / most, 1.0) if told and most > 0 else 0.0


def homogeneity(found: Information) -> tuple[float, float]:
    """Homogeneity (Rosenberg & Hirschberg 2007) with A for the truth, and what chance gives.

    0..1, higher is better; 1 where each group of B lies within one group of A, so also where B is finer.
    """
    return (
        _share(found.mutual, found.entropy_a, nothing=True),
        _share(found.expected, found.entropy_a, nothing=True),
    )


def completeness(found: Information) -> tuple[float, float]:
    """Completeness (Rosenberg & Hirschberg 2007) with A for the truth, and what chance gives.

    0..1, higher is better; 1 where each group of A lies within one group of B, so also where B is coarser.
    """
    return (
        _share(found.mutual, found.entropy_b, nothing=True),
        _share(found.expected, found.entropy_b, nothing=True),
    )


def variation(found: Information) -> tuple[float, float]:
    """Variation of information (Meilă 2007) in bits, and what chance gives.

    What one grouping tells that the other doesn't, and the other way round: 0..log2(n_samples), lower is better, 0 for
    the same grouping.
    """
    if found.same:
        return 0.0, _apart(found, found.expected)
    return _apart(found, found.mutual), _apart(found, found.expected)


def normalised_variation(found: Information) -> tuple[float, float]:
    """Variation of information as a share of the most there can be, log2(n_samples): 0..1, lower is better."""
    value, chance = variation(found)
    most = math.log2(found.n_samples) if found.n_samples > 1 else 1.0
    return min(value / most, 1.0), min(chance / most, 1.0)


def _apart(found: Information, mutual: float) -> float:
    return max(found.entropy_a + found.entropy_b - 2 * mutual, 0.0) / math.log(2)


def _share(part: float, whole: float, nothing: bool) -> float:
    """A share in 0..1; `nothing` tells whether it is 1 where there is nothing to tell."""
    return min(part / whole, 1.0) if whole > 0 else float(nothing)


def _entropy(rows: np.ndarray, times: np.ndarray, n_samples: int) -> float:
    if len(rows) == 1 and times[0] == 1:
        return 0.0
    share = rows / n_samples
    return max(float(-(times * share * np.log(share)).sum()), 0.0)


def _sides(found: Tally) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    return (found.rows_a, found.times_a), (found.rows_b, found.times_b)
