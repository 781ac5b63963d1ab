"""HDBSCAN: clusters are places denser than what is around them, the rest is noise.

Campello, Moulavi & Sander (2013), by the ``hdbscan`` package.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from explorer.clusterings import density_tree
from explorer.clusterings.condensing import condense
from explorer.clusterings.density_tree import FEWEST_ROWS, TOO_MANY_DIMENSIONS, DensityTreeParams
from explorer.clusterings.params import ClusteringParams, at_most_rows
from explorer.clusterings.result import NOISE, Clustering, only_noise_or_one, ordered
from explorer.clusterings.trees import DensityTree
from explorer.features.result import Features
from explorer.params import param
from explorer.recipe import Report, silent

SEEN = (
    "Of Fashion-MNIST in 50 dimensions (PCA) it made 2 clusters and 23 to 46 % noise, ARI below 0.04 with the names; "
    "of a UMAP of it 0.30 to 0.43."
)


@dataclass(frozen=True)
class HDBSCANParams(ClusteringParams):
    """The hdbscan package's parameters under its names, with its defaults."""

    by_density: ClassVar[bool] = True
    swept: ClassVar[tuple[str, ...]] = ("min_cluster_size", "min_samples")

    min_cluster_size: int = param(5, "The smallest group that counts as a cluster.", low=2, high=1_000_000, unit="rows")
    min_samples: int | None = param(
        None,
        "How many rows must be near for a place to be dense: more means more noise. Left open, it is min_cluster_size.",
        low=1,
        high=100_000,
        unit="rows",
    )
    cluster_selection_epsilon: float = param(
        0.0, "Clusters nearer to each other than this distance are merged.", low=0.0, advanced=True
    )
    cluster_selection_method: str = param(
        "eom",
        "eom keeps the most lasting clusters, leaf the smallest ones.",
        choices=("eom", "leaf"),
    )
    metric: str = param(
        "euclidean",
        "How the distance of two vectors is measured. For cosine, scale the features to length 1 (L2) and "
        "take euclidean.",
        choices=("euclidean", "manhattan", "chebyshev"),
        advanced=True,
    )
    allow_single_cluster: bool = param(False, "Whether all rows may form one cluster.", advanced=True)
    alpha: float = param(
        1.0,
        "Divides distances before they are compared with density; rarely worth changing.",
        low=0.01,
        high=100.0,
        advanced=True,
    )

    def check(self, shape: tuple[int, ...]) -> None:
        """Refuse a smallest cluster above the number of rows, and what would take over ten minutes."""
        at_most_rows("min_cluster_size", self.min_cluster_size, shape[0], least=2)
        self.shared_params().check(shape)

    def caution(self, n_features: int) -> str:
        """What to know before this is computed in so many dimensions; empty: nothing."""
        said = super().caution(n_features)
        return f"{said} {SEEN}" if said else ""

    def shared_params(self) -> DensityTreeParams:
        """The tree, which is the same for any smallest cluster unless that stands for `min_samples` too."""
        return DensityTreeParams(self.min_samples or self.min_cluster_size, self.metric, self.alpha)


def fit(
    params: HDBSCANParams, *, features: Features, shared: DensityTree | None = None, report: Report = silent
) -> Clustering:
    """Find dense groups of any shape: ``hdbscan.HDBSCAN``.

    Parameters
    ----------
    params : HDBSCANParams
    features : Features
    shared : DensityTree, optional
        As `shared_params` asks for it; made here when not given. Cutting it takes a tenth of a second for 70,000 rows.
    report : Report, optional

    Returns
    -------
    Clustering
        Its note warns of many dimensions, where density tells little, and says when every row is noise, or when
        ``min_samples`` is more than there are other rows.

    Raises
    ------
    ParamsError
        When ``min_cluster_size`` is above the number of rows.
    LimitError
        When it would take more than about ten minutes (see `density_tree.expected_seconds`).
    """
    n_samples, n_features = features.X.shape
    at_most_rows("min_cluster_size", params.min_cluster_size, n_samples, least=2)
    notes = []
    if params.min_samples is not None and params.min_samples >= n_samples > 1:
        notes.append(f"min_samples = {params.min_samples:,} is more than there are other rows: {n_samples - 1:,} taken")
    if n_features > TOO_MANY_DIMENSIONS:
        notes.append(
            f"in {n_features:,} dimensions all distances are alike and density tells little: "
            f"compare with PCA to {TOO_MANY_DIMENSIONS} first, or with clusters on the map"
        )
    if n_samples < FEWEST_ROWS:  # too few for a tree of distances; two rows are a cluster only where one is allowed
        return Clustering(np.full(n_samples, NOISE, dtype=np.int32), "; ".join(notes))
    tree = shared or density_tree.fit(params.shared_params(), features=features, report=report)
    report("HDBSCAN")
    found, persistence = cut(params, tree)
    labels = ordered(found)
    told = only_noise_or_one(
        features.X, labels, "lower min_cluster_size or min_samples", "raise min_cluster_size"
    )
    return Clustering(labels, "; ".join(filter(None, (told, *notes))), _renumbered(persistence, found, labels))


def cut(params: HDBSCANParams, tree: DensityTree) -> tuple[np.ndarray, np.ndarray]:
    """The package's labels and its clusters' persistence, read off a tree as it does after making one.

    Returns
    -------
    labels : ndarray of shape (n_samples,)
        Noise is -1.
    persistence : ndarray of shape (n_clusters,)
    """
    return select(params, condense(tree.merges, params.min_cluster_size))


def select(params: HDBSCANParams, condensed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The package's clusters of a condensed tree; see `cut`.

    The package chooses among the groups, and then goes through all rows several times. Here it chooses from the same
    groups with one row in each, and the rows follow: the same labels in a third of the time.
    """
    from hdbscan._hdbscan_tree import get_clusters

    root = int(condensed["parent"].min())
    stability = _stability(condensed, root)
    how = (params.cluster_selection_method, params.allow_single_cluster, False, params.cluster_selection_epsilon)
    if params.allow_single_cluster:  # which rows are in the root depends on each row's own density
        labels, _, persistence = get_clusters(condensed, dict(enumerate(stability.tolist(), root)), *how)
        return labels, np.asarray(persistence)
    count = len(stability)
    groups = condensed[condensed["child_size"] > 1]
    for name in ("parent", "child"):
        groups[name] -= root - count
    row_in_each = np.ones(count, dtype=condensed.dtype)
    row_in_each["parent"], row_in_each["child"] = np.arange(count, 2 * count), np.arange(count)
    few = np.concatenate([groups, row_in_each])
    no_limit = root + 1  # rows of a cluster: left open, the package would take the number of rows it sees
    known = dict(enumerate(stability.tolist(), count))
    group_labels, _, _ = get_clusters(few, known, *how, no_limit)
    stability = np.array([known[group] for group in range(count, 2 * count)])  # it writes there what it compared
    rows = condensed[condensed["child_size"] == 1]
    labels = np.empty(root, dtype=np.intp)
    labels[rows["child"]] = group_labels[rows["parent"] - root]
    return labels, _persistence(condensed, stability, group_labels, labels)


def _stability(condensed: np.ndarray, root: int) -> np.ndarray:
    """Of each group: how long its rows stay in it, summed in the package's order. Shape (n_groups,)."""
    begins = np.zeros(int(condensed["parent"].max()) + 1)
    begins[condensed["child"]] = condensed["lambda_val"]
    begins[root] = 0.0
    with np.errstate(invalid="ignore"):  # copies, which are together at any density
        stays = (condensed["lambda_val"] - begins[condensed["parent"]]) * condensed["child_size"]
    return np.bincount(condensed["parent"] - root, weights=stays)


def _persistence(
    condensed: np.ndarray, stability: np.ndarray, group_labels: np.ndarray, labels: np.ndarray
) -> np.ndarray:
    """Of each cluster: its stability as a share of what it would be if it lasted to the highest density."""
    numbers, top = np.unique(group_labels, return_index=True)  # groups are numbered from the root down
    chosen = top[numbers >= 0]
    most = condensed["lambda_val"].max()
    whole = np.bincount(labels[labels >= 0], minlength=len(chosen)) * most
    if np.isinf(most) or most == 0:
        return np.ones(len(chosen))
    lasting = np.ones(len(chosen))
    np.divide(stability[chosen], whole, out=lasting, where=whole > 0)
    return lasting


def _renumbered(values: np.ndarray, before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """What belongs to each cluster, in the order of their new numbers."""
    numbers, first = np.unique(after, return_index=True)
    renumbered: np.ndarray = np.asarray(values, dtype=np.float32)[before[first[numbers >= 0]]]
    return renumbered
