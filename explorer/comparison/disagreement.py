"""How far the groupings disagree about each row: whether it is with the same rows everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from explorer.comparison.contingency import Contingency, cells_of_rows
from explorer.comparison.grouping import Grouping, Groups, groups_of
from explorer.comparison.result import Disagreement
from explorer.comparison.tally import ALONE, CLUSTER, LEFT_OUT, POLICIES
from explorer.errors import InputError
from explorer.params import Params, param
from explorer.recipe import Report, silent


@dataclass(frozen=True)
class DisagreementParams(Params):
    """How noise counts, and how many rows are picked out."""

    noise: str = param(CLUSTER, "What noise is taken for.", choices=tuple(POLICIES))
    n_most: int = param(50, "Rows that are argued about most to pick out.", low=1, high=1000, unit="rows")


def fit(params: DisagreementParams, *, report: Report = silent, **groupings: Grouping) -> Disagreement:
    """Compare the clusters that each row is in, for every pair of groupings.

    Of a pair the row's two clusters are compared: 1 - their rows in common / the rows in either (Jaccard 1901), and
    1 - their rows in common / the rows of the smaller (Szymkiewicz 1934), which is 0 where one grouping only refines
    the other. A row counts as being with itself. What is averaged is the pairs in which the row is compared.

    Parameters
    ----------
    params : DisagreementParams
    report : Report, optional
    **groupings : Clustering or Identities
        Two or more, in the order of their names.

    Returns
    -------
    Disagreement
        NaN where a row is compared in no pair.

    Raises
    ------
    InputError
        For fewer than two, or when they aren't of the same rows.
    """
    if len(groupings) < 2:
        raise InputError("Two groupings are needed for rows to be argued about.")
    groups = [groups_of(groupings[name]) for name in sorted(groupings)]
    n_samples = len(groups[0].codes)
    sums = np.zeros((2, n_samples))
    times = np.zeros(n_samples, dtype=np.int32)
    pairs = list(combinations(groups, 2))
    for done, (a, b) in enumerate(pairs):
        report("comparing clusters", done / len(pairs))
        table, cells = cells_of_rows(a, b)
        apart = np.pad(_apart(table, a, b, params.noise), ((0, 0), (0, 1)), constant_values=np.nan)  # -1: no cell
        compared = ~np.isnan(apart[0][cells])
        sums += np.where(compared, apart[:, cells], 0)
        times += compared
    means = np.divide(sums, times, out=np.full(sums.shape, np.nan), where=times > 0).astype(np.float32)
    most = np.stack([_most(means, measure, params.n_most) for measure in range(2)])
    codes = np.stack([part.codes for part in groups], axis=1)
    return Disagreement(means[0], means[1], most, codes[most].astype(np.int32), len(pairs))


def _apart(table: Contingency, a: Groups, b: Groups, policy: str) -> np.ndarray:
    """Both measures for each cell, NaN where its rows are not compared. Shape (2, n_cells)."""
    rows_a, rows_b = table.sizes_a[table.a], table.sizes_b[table.b]
    both = table.counts
    noise_a, noise_b = _is(table.a, a.noise), _is(table.b, b.noise)
    if policy == LEFT_OUT:
        # As if these rows weren't there: the other groups lose those of theirs that are noise on the other side.
        kept = table.only(~(noise_a | noise_b))
        rows_a, rows_b = kept.sizes_a[table.a], kept.sizes_b[table.b]
    if policy == ALONE:
        rows_a, rows_b = np.where(noise_a, 1, rows_a), np.where(noise_b, 1, rows_b)
        both = np.where(noise_a | noise_b, 1, both)
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = np.stack([1 - both / (rows_a + rows_b - both), 1 - both / np.minimum(rows_a, rows_b)])
    if policy == LEFT_OUT:
        apart[:, noise_a | noise_b] = np.nan
    return apart


def _is(codes: np.ndarray, noise: int | None) -> np.ndarray:
    return np.asarray(codes == (-1 if noise is None else noise))


def _most(means: np.ndarray, measure: int, n_most: int) -> np.ndarray:
    """Positions of the rows with the largest values, ties by the other measure, then by position. Shape (≤ n_most,)."""
    first, second = np.nan_to_num(means[[measure, 1 - measure]], nan=-1.0)
    order = np.lexsort((-second, -first))[: min(n_most, len(first))]
    return order.astype(np.uint32)
