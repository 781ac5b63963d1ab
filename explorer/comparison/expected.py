"""The mutual information that chance gives two groupings of these sizes, exactly (Vinh, Epps & Bailey 2010).

Deal the rows out at random to groups of the given sizes: the rows that a group of A and one of B have in common follow
a hypergeometric distribution. The sum over its whole range has billions of terms for large groupings. Five things make
it short, and none of them costs more than rounding does:

- Groups of the same size have the same distribution: it is summed once for each pair of *distinct* sizes; of
  many groupings of the same rows, once for all of them.
- Only terms around the mean count. By Bernstein's inequality, which holds for the hypergeometric distribution too
  (Hoeffding 1963), those farther out than `_reach` weigh less than exp(-34) together; so do those of k rows and more
  where mean^k / k! does, which is sooner for a mean below 3.
- Where it is narrow, weights follow from one another by two products and a quotient, for many pairs of sizes at once;
  where few rows are in common, from none upwards, so that what a number of rows counts is one number for all of them.
- Where the distribution is wide, every h-th term is enough. It is a sum of independent trials (Vatutin & Mikhailov
  1982), so its characteristic function at t is at most exp(-variance (1 - cos t)); by Poisson's formula the sum over
  every h-th term is off by that at t = 2 pi / h. With h at most 0.7 standard deviations this is below exp(-34).
- Weights are taken relative to the one at the mean and divided by their sum, so that no logarithm of a large factorial
  has to be right in its last digits.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from explorer.comparison.tally import Tally

TAIL = 34.0  # exp(-34) is 2e-15
STEP = 0.7  # of the standard deviation
WIDE = 40.0  # variance from which on terms are skipped
FEW = 3  # rows; with more in common on average Bernstein's bound is the nearer
BLOCK_TERMS = 2_000_000
MOST_SHARED = 8_000_000  # pairs of sizes: 128 MB
TOGETHER = 8_192  # pairs of sizes: what is added up stays in the processor's cache
LOW = 40.0  # rows in common on average up to which they are counted from none: with groups of at most half of the rows,
# as they are here, none weighs more than exp(-60) of what the mean weighs


def expected_mutual_information(found: Tally, shared: Excess | None = None) -> float:
    """Mean mutual information over all ways to deal out the rows, in nats; 0 or more.

    Parameters
    ----------
    found : Tally
    shared : Excess, optional
        What was summed for several pairs of groupings at once, of as many rows.

    Returns
    -------
    float
        From the sizes of the groups alone. At most the smaller of the two entropies.
    """
    n_samples = found.n_samples
    if n_samples < 2:
        return 0.0
    rows_a, times_a = _distinct(found.rows_a, found.times_a)
    rows_b, times_b = _distinct(found.rows_b, found.times_b)
    if shared is not None and shared.n_samples == n_samples:
        excess = shared.of(rows_a, rows_b)
    else:
        a, b = (part.ravel() for part in np.meshgrid(rows_a, rows_b, indexing="ij"))
        excess = _excess(a, b, n_samples).reshape(len(rows_a), len(rows_b))
    return float(times_a @ excess @ times_b) / n_samples


class Excess:
    """What groups of each two sizes add to the mean mutual information: summed once for all pairs of many groupings.

    Parameters
    ----------
    n_samples : int
        Rows of every grouping.
    sizes : ndarray of shape (n_sizes,), int64
        Distinct, rising; all that will be asked for.
    """

    def __init__(self, n_samples: int, sizes: np.ndarray) -> None:
        self.n_samples, self._sizes = n_samples, sizes
        first, second = np.triu_indices(len(sizes))
        self._table = np.empty((len(sizes), len(sizes)))
        self._table[first, second] = _excess(sizes[first], sizes[second], n_samples)
        self._table[second, first] = self._table[first, second]

    @classmethod
    def worth_it(cls, n_samples: int, sizes: Sequence[np.ndarray]) -> Excess | None:
        """For all pairs of groupings with groups of these sizes; None where one pair after the other is less work."""
        parts = [np.unique(part) for part in sizes]
        every = np.unique(np.concatenate(parts))
        many = np.array([len(part) for part in parts])
        apart = (int(many.sum()) ** 2 - int((many**2).sum())) // 2
        together = len(every) * (len(every) + 1) // 2
        return cls(n_samples, every) if together <= min(apart, MOST_SHARED) else None

    def of(self, rows_a: np.ndarray, rows_b: np.ndarray) -> np.ndarray:
        """For each two of some sizes. Shape (n_sizes_a, n_sizes_b)."""
        found: np.ndarray = self._table[np.ix_(*(np.searchsorted(self._sizes, rows) for rows in (rows_a, rows_b)))]
        return found


def _excess(a: np.ndarray, b: np.ndarray, n_samples: int) -> np.ndarray:
    """For each pair of sizes the mean of k log(k / mean) - (k - mean) over the rows k in common: never negative."""
    mean = a / n_samples * b
    step, below, above = _terms(a, b, mean, n_samples)
    many = below + above + 1
    found = np.empty(len(a))
    narrow, wide = np.flatnonzero(step == 1), np.flatnonzero(step > 1)
    low = (mean[narrow] < LOW) & (2 * (a[narrow] + b[narrow]) <= n_samples)
    from_none, narrow = narrow[low], narrow[~low]
    most = np.rint(mean).astype(np.int64) + above
    from_none = from_none[np.argsort(-most[from_none].astype(np.int16), kind="stable")]  # short ones are quick to sort
    for start in range(0, len(from_none), TOGETHER):
        part = from_none[start : start + TOGETHER]
        found[part] = _from_none(a[part], b[part], mean[part], most[part], n_samples)
    narrow = narrow[np.argsort(many[narrow])]
    for start in range(0, len(narrow), TOGETHER):
        part = narrow[start : start + TOGETHER]
        found[part] = _narrow(a[part], b[part], mean[part], below[part], above[part], n_samples)
    for start, stop in _blocks(many[wide]):
        part = wide[start:stop]
        found[part] = _wide(a[part], b[part], mean[part], step[part], below[part], many[part], n_samples)
    return found


def _terms(a: np.ndarray, b: np.ndarray, mean: np.ndarray, n_samples: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Every how many-th term is taken, and how many below and above the one at the mean."""
    variance = mean * (1 - a / n_samples) * (n_samples - b) / max(n_samples - 1, 1)
    step = np.where(variance < WIDE, 1, np.maximum(1, STEP * np.sqrt(variance))).astype(np.int64)
    reach = np.ceil(_reach(variance) / step).astype(np.int64)
    middle = np.rint(mean).astype(np.int64)
    least, most = np.maximum(0, a + b - n_samples), np.minimum(a, b)
    few = np.where(mean < FEW, np.searchsorted(_means_for(), mean) + 1, most)
    most = np.minimum(most, np.maximum(middle, few))
    return step, np.minimum(reach, (middle - least) // step), np.minimum(reach, (most - middle) // step)


def _reach(variance: np.ndarray) -> np.ndarray:
    """How far from the mean the terms count: Bernstein's t with t^2 / (2 (variance + t / 3)) = TAIL."""
    reach: np.ndarray = TAIL / 3 + np.sqrt((TAIL / 3) ** 2 + 2 * TAIL * variance) + 1
    return reach


@lru_cache(maxsize=1)
def _means_for() -> np.ndarray:
    """Means up to which 1, 2, … rows in common, and more, weigh less than exp(-34) together; rising."""
    k = np.arange(1, 10 * FEW + 1)
    means: np.ndarray = np.exp((np.cumsum(np.log(k)) - TAIL) / k)
    return means


def _from_none(a: np.ndarray, b: np.ndarray, mean: np.ndarray, most: np.ndarray, n_samples: int) -> np.ndarray:
    """As `_excess`, from every term up to `most`, which falls: each weight from the one before it, from no row on.

    What is summed is k log k, k and 1, each by weight: what a term counts follows from these, and no logarithm is taken
    of each.
    """
    left_a, left_b = a.astype(np.float64), b.astype(np.float64)
    apart = n_samples - left_a - left_b
    weight = np.ones(len(a))
    weights, rows, logs, part = np.ones(len(a)), np.zeros(len(a)), np.zeros(len(a)), np.empty(len(a))
    for k, count in enumerate(_longer(most), start=1):
        to = slice(count)
        np.multiply(weight[to], left_a[to], out=weight[to])
        weight[to] *= left_b[to]
        apart[to] += 1
        np.multiply(apart[to], k, out=part[to])
        weight[to] /= part[to]
        left_a[to] -= 1
        left_b[to] -= 1
        weights[to] += weight[to]
        np.multiply(weight[to], k, out=part[to])
        rows[to] += part[to]
        part[to] *= math.log(k)
        logs[to] += part[to]
    # The mean of k - mean is 0, but for what rounding does: taken off, what is left rounds well.
    summed: np.ndarray = (logs - rows * np.log(mean) - (rows - mean * weights)) / weights
    return summed


def _longer(reach: np.ndarray) -> list[int]:
    """How many have a first term, a second one, … of so many that each has."""
    found: list[int] = np.cumsum(np.bincount(reach)[::-1])[::-1][1:].tolist()
    return found


def _narrow(
    a: np.ndarray, b: np.ndarray, mean: np.ndarray, below: np.ndarray, above: np.ndarray, n_samples: int
) -> np.ndarray:
    """As `_excess`, from every term, each weight from the one before it: outwards from the mean, both ways."""
    middle = np.rint(mean)
    weights, values = np.ones(len(a)), _value(middle, mean)
    apart = n_samples - a - b
    for way, reach in ((1, above), (-1, below)):
        order = np.argsort(-reach)
        k, weight = middle[order], np.ones(len(a))
        for count in _longer(reach):
            some = order[:count]
            k, weight = k[:count], weight[:count]
            if way == 1:
                weight *= (a[some] - k) * (b[some] - k) / ((k + 1) * (apart[some] + k + 1))
            else:
                weight *= k * (apart[some] + k) / ((a[some] - k + 1) * (b[some] - k + 1))
            k += way
            weights[some] += weight
            values[some] += weight * _value(k, mean[some])
    summed: np.ndarray = values / weights
    return summed


def _value(k: np.ndarray, mean: np.ndarray) -> np.ndarray:
    # The mean of k - mean is 0: taken off, what is left is small and rounds well.
    value: np.ndarray = k * np.log(np.maximum(k, 1) / mean) - (k - mean)
    return value


def _wide(
    a: np.ndarray,
    b: np.ndarray,
    mean: np.ndarray,
    step: np.ndarray,
    below: np.ndarray,
    many: np.ndarray,
    n_samples: int,
) -> np.ndarray:
    """As `_excess`, from every `step`-th term."""
    ends = np.cumsum(many)
    starts = ends - many
    which = np.repeat(np.arange(len(many)), many)
    number = np.arange(ends[-1]) - np.repeat(starts + below, many)
    m = mean[which]
    k = np.rint(m).astype(np.int64) + number * step[which]
    logs = _log_factorials(n_samples)
    weight = -logs[k] - logs[a[which] - k] - logs[b[which] - k] - logs[n_samples - a[which] - b[which] + k]
    weight = np.exp(weight - np.repeat(weight[starts + below], many))
    summed: np.ndarray = np.add.reduceat(weight * _value(k, m), starts) / np.add.reduceat(weight, starts)
    return summed


def _distinct(rows: np.ndarray, times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    sizes, place = np.unique(rows, return_inverse=True)
    return sizes, np.bincount(place, weights=times)


def _blocks(many: np.ndarray) -> list[tuple[int, int]]:
    """Ranges of pairs of sizes with some millions of terms each."""
    if not len(many):
        return []
    ends = np.cumsum(many)
    cuts = np.searchsorted(ends, np.arange(BLOCK_TERMS, ends[-1], BLOCK_TERMS))
    edges = np.unique(np.concatenate([[0], cuts, [len(many)]]))
    return list(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True))


def _log_factorials(n: int) -> np.ndarray:
    """log(0!), …, at least log(n!)."""
    return _table(max(10, (n + 1).bit_length()))


@lru_cache(maxsize=2)
def _table(bits: int) -> np.ndarray:
    from scipy.special import gammaln

    table: np.ndarray = gammaln(np.arange(1, 2**bits + 2, dtype=np.float64))
    return table
