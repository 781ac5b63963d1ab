"""Groups that a map tears apart though they are whole in the feature space, or heaps together though they are separate.

A group is whole where its rows hang together: where the neighbour graph between its own rows has one large piece. Two
groups are mixed where rows of the one have rows of the other among their neighbours. Both are read in the feature space
and on the map, with as many neighbours, so that what differs is the map's doing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.comparison.believing.result import Pieces
from explorer.comparison.grouping import Grouping, groups_of
from explorer.comparison.map_quality import nearest_on_map
from explorer.errors import InputError
from explorer.neighbors.result import KNNGraph
from explorer.params import Params, param
from explorer.projections.result import Projection
from explorer.recipe import Report, silent

PIECE = 0.05  # of a group is a piece of it


@dataclass(frozen=True)
class PiecesParams(Params):
    """When a group counts as torn, and two as heaped."""

    whole: float = param(
        0.9, "A group is whole where this share of its rows hangs together.", low=0.5, high=1.0, unit="share"
    )
    apart: float = param(
        0.05,
        "Two groups are apart where at most this share of neighbours is the other's.",
        low=0.0,
        high=0.5,
        unit="share",
    )
    mixed: float = param(
        0.2,
        "Two groups are mixed where at least this share of neighbours is the other's.",
        low=0.01,
        high=1.0,
        unit="share",
    )
    min_rows: int = param(10, "Smaller groups aren't looked at.", low=2, high=100_000, unit="rows")


def fit(
    params: PiecesParams, *, graph: KNNGraph, projection: Projection, grouping: Grouping, report: Report = silent
) -> Pieces:
    """Look at each group of a grouping, and at each two that touch on the map.

    Noise and rows without identity belong to no group here.

    Raises
    ------
    InputError
        When graph, map and grouping aren't of the same rows.
    """
    groups = groups_of(grouping)
    if not len(graph.indices) == len(projection.Y) == len(groups.codes):
        raise InputError(
            f"The map has {len(projection.Y):,} rows, the grouping {len(groups.codes):,}: they can't be compared."
        )
    codes = groups.codes.astype(np.int64)
    if groups.noise is not None:
        codes[codes == groups.noise] = -1
    sizes = np.bincount(codes[codes >= 0], minlength=groups.n_groups)
    looked_at = np.flatnonzero(sizes >= params.min_rows)
    codes[~np.isin(codes, looked_at)] = -1
    report("neighbours on the map")
    there, here = graph.indices, nearest_on_map(projection.Y, graph.indices.shape[1])
    report("pieces")
    whole_there, _ = _largest_piece(there, codes, looked_at, sizes)
    whole_here, pieces = _largest_piece(here, codes, looked_at, sizes)
    pairs, mixed_there, mixed_here = _mixed(there, here, codes, sizes)
    return Pieces(
        groups=looked_at.astype(np.int32),
        rows=sizes[looked_at],
        whole_there=whole_there,
        whole_here=whole_here,
        pieces=pieces,
        pairs=pairs,
        mixed_there=mixed_there,
        mixed_here=mixed_here,
        torn=(whole_there >= params.whole) & (whole_here < params.whole),
        heaped=(mixed_there <= params.apart) & (mixed_here >= params.mixed),
    )


def _largest_piece(
    neighbors: np.ndarray, codes: np.ndarray, looked_at: np.ndarray, sizes: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Share of each group's rows in its largest piece, and how many pieces are worth the name."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    n_samples, k = neighbors.shape
    head = np.repeat(np.arange(n_samples), k)
    tail = neighbors.reshape(-1)
    same = (codes[head] == codes[tail]) & (codes[head] >= 0)
    ties = coo_array((np.ones(int(same.sum()), np.int8), (head[same], tail[same])), shape=(n_samples, n_samples))
    piece_of = connected_components(ties, directed=False)[1]
    inside = codes >= 0
    found, rows = np.unique(np.stack([codes[inside], piece_of[inside]]), axis=1, return_counts=True)
    largest, pieces = np.zeros(len(sizes), np.int64), np.zeros(len(sizes), np.int32)
    np.maximum.at(largest, found[0], rows)
    np.add.at(pieces, found[0], rows >= PIECE * sizes[found[0]])
    return (largest[looked_at] / sizes[looked_at]).astype(np.float32), pieces[looked_at]


def _mixed(
    there: np.ndarray, here: np.ndarray, codes: np.ndarray, sizes: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Each two groups that touch on the map, how far they mix in the feature space and on it; most heaped first."""
    n_groups = len(sizes)
    on_map, in_space = _crossings(here, codes, n_groups), _crossings(there, codes, n_groups)
    pairs = np.array(sorted(on_map), dtype=np.int32).reshape(-1, 2)
    neighbours = np.minimum(sizes[pairs[:, 0]], sizes[pairs[:, 1]]) * here.shape[1]  # of the smaller group's rows
    mixed_here, mixed_there = (
        np.array([crossings.get((a, b), 0) for a, b in pairs.tolist()], dtype=np.float64) / neighbours
        for crossings in (on_map, in_space)
    )
    order = np.argsort(mixed_there - mixed_here, kind="stable")
    return pairs[order], mixed_there[order].astype(np.float32), mixed_here[order].astype(np.float32)


def _crossings(neighbors: np.ndarray, codes: np.ndarray, n_groups: int) -> dict[tuple[int, int], int]:
    """How often rows of the smaller of two groups, by code where equal, have a row of the other as neighbour."""
    sizes = np.bincount(codes[codes >= 0], minlength=n_groups)
    head, tail = np.repeat(codes, neighbors.shape[1]), codes[neighbors.reshape(-1)]
    crossing = (head != tail) & (head >= 0) & (tail >= 0)
    head, tail = head[crossing], tail[crossing]
    smaller = (sizes[head] < sizes[tail]) | ((sizes[head] == sizes[tail]) & (head < tail))
    head, tail = head[smaller], tail[smaller]
    keys, counts = np.unique(np.minimum(head, tail) * n_groups + np.maximum(head, tail), return_counts=True)
    return {(int(key) // n_groups, int(key) % n_groups): int(count) for key, count in zip(keys, counts, strict=True)}
