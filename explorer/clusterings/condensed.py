"""HDBSCAN's condensed tree, laid out to be drawn: which clusters there are at which density, and which were kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer.clusterings.condensing import condense
from explorer.clusterings.hdbscan import HDBSCANParams, select
from explorer.clusterings.trees import DensityTree
from explorer.recipe import Report, silent
from explorer.store import FieldResult

MOST_CLUSTERS = 60  # that can be told apart in a picture
LEVELS = 24  # at which a cluster's width is drawn


@dataclass(frozen=True)
class CondensedTreeParams(HDBSCANParams):
    """Those of the grouping whose tree it is."""


@dataclass(frozen=True)
class CondensedTree(FieldResult):
    """The largest clusters of a condensed tree, parents before children.

    Attributes
    ----------
    centres : ndarray of shape (n_shown,), float64
        Where each stands from the left, in rows.
    levels : ndarray of shape (n_shown, n_levels), float64
        Densities (1 / distance) from where it splits off to where it ends, rising.
    widths : ndarray of shape (n_shown, n_levels), float64
        Rows still in it at each of them.
    parents : ndarray of shape (n_shown,), int32
        Position of the one it split off from; -1 for all rows together.
    selected : ndarray of shape (n_shown,), bool
        Whether it is a cluster of the grouping.
    n_clusters : int
        Clusters of the grouping.
    n_hidden : int
        Clusters of the tree that aren't shown.
    """

    centres: np.ndarray
    levels: np.ndarray
    widths: np.ndarray
    parents: np.ndarray
    selected: np.ndarray
    n_clusters: int
    n_hidden: int


def fit(params: CondensedTreeParams, *, shared: DensityTree, report: Report = silent) -> CondensedTree:  # noqa: ARG001
    """Condense the tree and lay out its largest clusters.

    Parameters
    ----------
    params : CondensedTreeParams
    shared : DensityTree
    report : Report, optional

    Returns
    -------
    CondensedTree
        Empty below 3 rows.
    """
    if not len(shared.merges):
        nothing, level = np.empty(0), np.empty((0, LEVELS))
        return CondensedTree(nothing, level, level, nothing.astype(np.int32), nothing.astype(bool), 0, 0)
    tree = condense(shared.merges, params.min_cluster_size)
    labels, _ = select(params, tree)
    finite = tree["lambda_val"][np.isfinite(tree["lambda_val"])]
    density = np.minimum(tree["lambda_val"], finite.max(initial=1.0))  # copies hang together at any density
    n_samples = len(shared.merges) + 1
    splits = np.flatnonzero(tree["child_size"] > 1)
    sizes = {n_samples: n_samples} | dict(
        zip(tree["child"][splits].tolist(), tree["child_size"][splits].tolist(), strict=True)
    )
    above = dict(zip(tree["child"][splits].tolist(), tree["parent"][splits].tolist(), strict=True))
    begins = dict(zip(tree["child"][splits].tolist(), density[splits].tolist(), strict=True))
    shown = sorted(sorted(sizes, key=lambda node: (-sizes[node], node))[:MOST_CLUSTERS])
    place = {node: number for number, node in enumerate(shown)}
    centres = _centres(shown, above, sizes)
    levels, widths = np.empty((len(shown), LEVELS)), np.empty((len(shown), LEVELS))
    for number, node in enumerate(shown):
        levels[number], widths[number] = _outline(tree, density, node, begins.get(node, 0.0), sizes[node])
    chosen = _chosen(tree, labels)
    return CondensedTree(
        centres=np.array([centres[node] for node in shown]),
        levels=levels,
        widths=widths,
        parents=np.array([place.get(above.get(node, -1), -1) for node in shown], dtype=np.int32),
        selected=np.array([node in chosen for node in shown]),
        n_clusters=int(labels.max()) + 1,
        n_hidden=len(sizes) - len(shown),
    )


def _outline(tree: Any, density: np.ndarray, node: int, begin: float, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Densities over a cluster's life, and the rows in it at each."""
    leaving = tree["parent"] == node
    ends, counts = density[leaving], tree["child_size"][leaving]
    order = np.argsort(ends, kind="stable")
    gone = np.concatenate([[0], np.cumsum(counts[order])])
    levels = np.linspace(begin, float(ends.max(initial=begin)), LEVELS)
    return levels, size - gone[np.searchsorted(ends[order], levels, side="left")]


def _centres(shown: list[int], above: dict[int, int], sizes: dict[int, int]) -> dict[int, float]:
    """Where clusters stand: those that one splits into side by side below its middle, so that none covers another."""
    below: dict[int, list[int]] = {}
    for node, parent in above.items():
        below.setdefault(parent, []).append(node)
    centres = {shown[0]: sizes[shown[0]] / 2}
    for node in shown:
        edge = centres[node] - sum(sizes[child] for child in below.get(node, [])) / 2
        for child in below.get(node, []):
            centres[child] = edge + sizes[child] / 2
            edge += sizes[child]
    return centres


def _chosen(tree: Any, labels: np.ndarray) -> set[int]:
    """The tree's clusters that the grouping consists of: for each, the lowest that holds all of its rows."""
    parent = dict(zip(tree["child"].tolist(), tree["parent"].tolist(), strict=True))
    chosen = set()
    for number in range(int(labels.max()) + 1):
        members = np.flatnonzero(labels == number)
        holders = {parent[row] for row in members.tolist()}
        while len(holders) > 1:  # the deepest has the highest number
            deepest = max(holders)
            holders = (holders - {deepest}) | {parent[deepest]}
        chosen |= holders
    return chosen
