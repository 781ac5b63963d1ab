"""The upper part of a tree of joins, laid out to be drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.clusterings.trees import LinkageTree
from explorer.params import Params, param
from explorer.recipe import Report, silent
from explorer.store import FieldResult


@dataclass(frozen=True)
class DendrogramParams(Params):
    """How much of the tree can be read."""

    leaves: int = param(50, "How many branches are drawn; below them the tree is cut off.", low=2, high=500)


@dataclass(frozen=True)
class Dendrogram(FieldResult):
    """The last joins of a tree, the last of all first. Cutting below the first j of them gives j + 1 clusters.

    Attributes
    ----------
    sides : ndarray of shape (n_joins, 2), float64
        Where the two that are joined stand, from the left; leaves stand at 0, 1, 2, …
    bottoms : ndarray of shape (n_joins, 2), float64
        The heights they were joined at themselves; 0 for a leaf.
    heights : ndarray of shape (n_joins,), float64
        The height of the join.
    leaf_sizes : ndarray of shape (n_joins + 1,), int64
        Rows below each leaf, from the left.
    n_samples : int
    """

    sides: np.ndarray
    bottoms: np.ndarray
    heights: np.ndarray
    leaf_sizes: np.ndarray
    n_samples: int

    def between(self, n_clusters: int) -> float:
        """A height between the join that so many clusters undo last and the one they keep."""
        above = self.heights[n_clusters - 2] if 2 <= n_clusters <= len(self.heights) + 1 else None
        below = self.heights[n_clusters - 1] if n_clusters <= len(self.heights) else 0.0
        if above is None:
            return float(1.05 * self.heights[0]) if n_clusters < 2 and len(self.heights) else 0.0
        return float((above + below) / 2)


def fit(params: DendrogramParams, *, shared: LinkageTree, report: Report = silent) -> Dendrogram:  # noqa: ARG001
    """Lay out the last joins.

    Parameters
    ----------
    params : DendrogramParams
    shared : LinkageTree
    report : Report, optional

    Returns
    -------
    Dendrogram
        With fewer leaves where there are fewer rows. The larger of two branches stands on the left.
    """
    n_samples = shared.n_samples
    n_joins = min(params.leaves - 1, n_samples - 1)
    first = len(shared.children) - n_joins  # the joins before it are hidden in leaves
    sizes = _sizes(shared)
    order, stack = [], [2 * n_samples - 2]
    while stack:
        node = stack.pop()
        if node < n_samples + first:
            order.append(node)
            continue
        small, large = sorted(shared.children[node - n_samples].tolist(), key=lambda child: (sizes[child], -child))
        stack += [small, large]
    place = {leaf: float(number) for number, leaf in enumerate(order)}
    sides, bottoms = np.empty((n_joins, 2)), np.zeros((n_joins, 2))
    for join in range(first, len(shared.children)):
        row = len(shared.children) - 1 - join
        for side, child in enumerate(sorted(shared.children[join].tolist(), key=place.__getitem__)):
            sides[row, side] = place[child]
            bottoms[row, side] = 0.0 if child < n_samples + first else shared.heights[child - n_samples]
        place[n_samples + join] = float(sides[row].mean())
    heights = np.array(shared.heights[first:][::-1], dtype=np.float64)
    return Dendrogram(sides, bottoms, heights, sizes[order], n_samples)


def _sizes(tree: LinkageTree) -> np.ndarray:
    """Rows below each row and join."""
    sizes = np.ones(2 * tree.n_samples - 1, dtype=np.int64)
    for number, (one, other) in enumerate(tree.children.tolist()):
        sizes[tree.n_samples + number] = sizes[one] + sizes[other]
    return sizes
