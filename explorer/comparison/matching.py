"""Which cluster of one grouping is which of another: so that the same colour can mean the same cluster."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.comparison.contingency import Contingency, contingency
from explorer.comparison.grouping import Grouping, groups_of
from explorer.comparison.result import Matching
from explorer.params import Params, param
from explorer.recipe import Report, silent

MOST_CELLS = 16_000_000  # of a table that the best assignment is found in: 128 MB, some seconds


@dataclass(frozen=True)
class MatchingParams(Params):
    """From when on two clusters are called the same."""

    least: float = param(
        0.1, "Jaccard overlap below which two clusters are not matched: they share too little.", low=0.0, high=1.0
    )


def fit(params: MatchingParams, *, a: Grouping, b: Grouping, report: Report = silent) -> Matching:
    """Match each cluster of B with at most one of A, the reference, so that the sum of their overlaps is the largest.

    Noise is matched with nothing.

    Parameters
    ----------
    params : MatchingParams
    a, b : Clustering or Identities
    report : Report, optional

    Returns
    -------
    Matching

    Raises
    ------
    InputError
        When they aren't of the same rows.
    """
    first, second = groups_of(a), groups_of(b)
    report("matching clusters")
    table = contingency(first, second)
    noise = np.zeros(len(table.a), dtype=bool)
    noise |= (table.a == first.noise) if first.noise is not None else False
    noise |= (table.b == second.noise) if second.noise is not None else False
    overlap = jaccard(table)
    apart = noise | (overlap < params.least)
    cells, overlap = table.only(~apart), overlap[~apart]
    partner = np.full(table.n_groups_b, -1, dtype=np.int32)
    score = np.zeros(table.n_groups_b, dtype=np.float32)
    exact = True
    for part in _parts(cells):
        some, shared = cells.only(part), overlap[part]
        small = len(np.unique(some.a)) * len(np.unique(some.b)) <= MOST_CELLS
        exact &= small
        chosen = (_best if small else _greedy)(some, shared)
        partner[some.b[chosen]] = some.a[chosen]
        score[some.b[chosen]] = shared[chosen]
    return Matching(partner, score, table.n_groups_a, exact)


def matched_colours(found: Matching) -> list[int]:
    """For each group of the other grouping the number of its colour: its partner's, else one that no group has."""
    colours: list[int] = found.partner.astype(int).tolist()
    new = found.n_reference
    for group, colour in enumerate(colours):
        if colour < 0:
            colours[group] = new
            new += 1
    return colours


def jaccard(table: Contingency) -> np.ndarray:
    """Rows in both as a share of the rows in either, for each cell. Shape (n_cells,), in 0..1."""
    either = table.sizes_a[table.a] + table.sizes_b[table.b] - table.counts
    share: np.ndarray = table.counts / either
    return share


def _parts(cells: Contingency) -> list[np.ndarray]:
    """Cells by what hangs together. Groups of different parts share no cell, so each part is matched by itself."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    n_groups = cells.n_groups_a + cells.n_groups_b
    ends = (cells.a, cells.n_groups_a + cells.b)
    ties = coo_array((np.ones(len(cells.a), np.int8), ends), shape=(n_groups, n_groups))
    part = connected_components(ties, directed=False)[1][cells.a]
    order = np.argsort(part, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(part[order])) + 1)


def _best(cells: Contingency, overlap: np.ndarray) -> np.ndarray:
    """Cells of the optimal assignment (Kuhn 1955), among the groups that have any."""
    from scipy.optimize import linear_sum_assignment

    rows, row_of = np.unique(cells.a, return_inverse=True)
    columns, column_of = np.unique(cells.b, return_inverse=True)
    dense = np.zeros((len(rows), len(columns)))
    dense[row_of, column_of] = overlap
    number = np.full(dense.shape, -1)
    number[row_of, column_of] = np.arange(len(overlap))
    chosen = number[linear_sum_assignment(dense, maximize=True)]
    return np.asarray(chosen[chosen >= 0])


def _greedy(cells: Contingency, overlap: np.ndarray) -> np.ndarray:
    """The largest overlaps first, each group once: at least half of the best sum."""
    taken_a, taken_b, chosen = set(), set(), []
    for cell in np.argsort(-overlap, kind="stable").tolist():
        a, b = int(cells.a[cell]), int(cells.b[cell])
        if a not in taken_a and b not in taken_b:
            taken_a.add(a)
            taken_b.add(b)
            chosen.append(cell)
    return np.array(chosen, dtype=np.int64)
