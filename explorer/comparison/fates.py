"""What becomes of each cluster of A in B: the same, split, merged, dissolved, or noise.

Read from the rows alone, with these rules in turn; "most" is half or more, a part counts from a tenth:

1. *to noise*: most of its rows are noise in B.
2. *split into*: two or more clusters of B, each mostly made of its rows, hold most of it together.
3. *merged with*: most of it is in one cluster of B, which took in most of another too, or is mostly others' rows.
4. *same*: most of it is in one cluster of B, which is mostly made of it.
5. *dissolved*: no cluster of B holds most of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from explorer.comparison.contingency import Contingency, contingency
from explorer.comparison.grouping import Grouping, groups_of
from explorer.comparison.matching import jaccard
from explorer.comparison.result import FATES, Fates
from explorer.params import Params, param
from explorer.recipe import Report, silent


@dataclass(frozen=True)
class FatesParams(Params):
    """From when on rows are most of a cluster, and a part of one."""

    most: float = param(0.5, "Share of a cluster that is called most of it.", low=0.5, high=1.0)
    part: float = param(0.1, "Share of a cluster from which a part of it counts.", low=0.01, high=0.5)


@dataclass(frozen=True)
class _Fate:
    kind: str
    partners: tuple[int, ...]
    share: float


def fit(params: FatesParams, *, a: Grouping, b: Grouping, report: Report = silent) -> Fates:
    """Follow each cluster of A into B.

    Rows that are noise in A are no cluster; rows without an identity are left out.

    Parameters
    ----------
    params : FatesParams
    a, b : Clustering or Identities
    report : Report, optional

    Returns
    -------
    Fates
        A line for each cluster of A that has rows, in the order of their numbers.

    Raises
    ------
    InputError
        When they aren't of the same rows.
    """
    first, second = groups_of(a), groups_of(b)
    report("following clusters")
    table = contingency(first, second)
    follower = _Follower(params, table, first.noise, second.noise)
    groups = [group for group in np.flatnonzero(table.sizes_a).tolist() if group != first.noise]
    fates = [follower.fate(group) for group in groups]
    counts = [len(fate.partners) for fate in fates]
    return Fates(
        groups=np.array(groups, dtype=np.uint32),
        sizes=table.sizes_a[groups].astype(np.uint32),
        kinds=np.array([FATES.index(fate.kind) for fate in fates], dtype=np.uint8),
        shares=np.array([fate.share for fate in fates], dtype=np.float32),
        noise=np.array([follower.noise(group) for group in groups], dtype=np.float32),
        jaccard=np.array([follower.nearest(group) for group in groups], dtype=np.float32),
        offsets=np.concatenate([[0], np.cumsum(counts)]).astype(np.uint32),
        partners=np.array([partner for fate in fates for partner in fate.partners], dtype=np.uint32),
        n_left_out=len(first.codes) - table.n_samples,
    )


class _Follower:
    """The overlap, looked up by group."""

    def __init__(self, params: FatesParams, table: Contingency, noise_a: int | None, noise_b: int | None) -> None:
        self._most, self._part = params.most, params.part
        self._table, self._noise_b = table, noise_b
        self._of_a = table.counts / table.sizes_a[table.a]
        self._of_b = table.counts / table.sizes_b[table.b]
        self._jaccard = jaccard(table)
        self._starts = np.searchsorted(table.a, np.arange(table.n_groups_a + 1))
        taken = (self._of_a >= params.most) & (self._of_b >= params.part) & (table.b != _code(noise_b))
        self._takers: dict[int, list[int]] = {}
        for cell in np.flatnonzero(taken & (table.a != _code(noise_a))).tolist():
            self._takers.setdefault(int(table.b[cell]), []).append(int(table.a[cell]))

    def fate(self, group: int) -> _Fate:
        """What becomes of a group of A. The partners are groups of B; of a merger, the other groups of A."""
        if (lost := self.noise(group)) >= self._most:
            return _Fate("to noise", (), lost)
        cells = self._cells(group)
        cells = cells[self._table.b[cells] != _code(self._noise_b)]
        order = cells[np.argsort(-self._of_a[cells], kind="stable")]
        parts = [cell for cell in order.tolist() if self._of_a[cell] >= self._part and self._of_b[cell] >= self._most]
        held = float(self._of_a[parts].sum())
        if len(parts) > 1 and held >= self._most:
            return _Fate("split into", self._groups_of_b(parts), held)
        largest = int(order[0])
        share = float(self._of_a[largest])
        if share < self._most:
            return _Fate("dissolved", tuple(self._spread(order)), float(self._of_a[order].sum()))
        others = tuple(other for other in self._takers.get(int(self._table.b[largest]), ()) if other != group)
        if others or self._of_b[largest] < self._most:
            return _Fate("merged with", (int(self._table.b[largest]), *others), share)
        return _Fate("same", self._groups_of_b([largest]), share)

    def noise(self, group: int) -> float:
        """The share of a group's rows that are noise in B."""
        cells = self._cells(group)
        return float(self._of_a[cells[self._table.b[cells] == _code(self._noise_b)]].sum())

    def nearest(self, group: int) -> float:
        """The largest Jaccard overlap of a group with a cluster of B, 0 where all of it is noise there."""
        cells = self._cells(group)
        return float(self._jaccard[cells[self._table.b[cells] != _code(self._noise_b)]].max(initial=0.0))

    def _cells(self, group: int) -> np.ndarray:
        return np.arange(self._starts[group], self._starts[group + 1])

    def _groups_of_b(self, cells: list[int]) -> tuple[int, ...]:
        return tuple(self._table.b[cells].tolist())

    def _spread(self, order: np.ndarray) -> Iterator[int]:
        """The clusters that most of a dissolved one went to, the largest parts first."""
        held = 0.0
        for cell in order.tolist():
            yield int(self._table.b[cell])
            held += float(self._of_a[cell])
            if held >= self._most:
                return


def _code(noise: int | None) -> int:
    return -1 if noise is None else noise
