"""What is inside each cluster: its order from middle to edge, border cases, cohesion, noise beside it, identities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.anatomy.centres import centres, spread, to_centres
from explorer.anatomy.groups import Grouping, labels_of, names_of
from explorer.anatomy.result import NOBODY, Anatomy
from explorer.clusterings.result import NOISE
from explorer.comparison.result import UNKNOWN, Identities
from explorer.features.result import Features
from explorer.neighbors.result import KNNGraph
from explorer.params import Params, param
from explorer.recipe import Report, silent


@dataclass(frozen=True)
class AnatomyParams(Params):
    """How much is told of each cluster."""

    n_dominant: int = param(5, "How many of the most frequent identities are named.", low=1, high=100)


def fit(
    params: AnatomyParams,
    *,
    features: Features,
    grouping: Grouping,
    identities: Identities | None = None,
    graph: KNNGraph | None = None,
    report: Report = silent,
) -> Anatomy:
    """Look into each cluster.

    Parameters
    ----------
    params : AnatomyParams
    features : Features
        The space that distances are read in.
    grouping : Clustering or Identities
    identities : Identities, optional
        Who or what each row is.
    graph : KNNGraph, optional
        Nearest neighbours in the same space, for the noise beside a cluster; needed only where there is noise.
    report : Report, optional

    Returns
    -------
    Anatomy

    Raises
    ------
    InputError
        When grouping and features aren't of the same rows.
    """
    X, labels, names = features.X, labels_of(grouping, features), names_of(grouping)
    report("centres")
    centre = centres(X, labels, len(names))
    sizes = np.bincount(labels[labels >= 0], minlength=len(names))
    own, second, second_distance = to_centres(X, labels, centre, report)
    report("identities")
    dominant, counts, n_identities, purity = _who(labels, len(names), identities, params.n_dominant)
    inner = np.where(np.isnan(own), 0, own.astype(np.float64)) ** 2
    whole = spread(X)
    tightness = 1 - np.bincount(labels[labels >= 0], inner[labels >= 0], len(names)) / np.maximum(sizes, 1) / (
        whole or np.nan
    )
    nearer = labels[(labels >= 0) & (second_distance < own)]
    return Anatomy(
        names=names,
        identities=identities.names if identities is not None else (),
        sizes=sizes,
        order=_ordered(labels, own),
        by_row=_ordered(labels, np.arange(len(X))),
        border=_ordered(labels, second_distance - own),
        distances=own,
        second=second,
        second_distances=second_distance,
        cohesion=tightness,
        n_nearer=np.bincount(nearer, minlength=len(names)),
        n_noise_near=_noise_near(labels, len(names), graph),
        purity=purity,
        dominant=dominant,
        dominant_counts=counts,
        n_identities=n_identities,
        persistence=getattr(grouping, "persistence", None),
        n_neighbors=0 if graph is None else graph.indices.shape[1],
        graph_exact=graph is None or graph.exact,
    )


def _ordered(labels: np.ndarray, key: np.ndarray) -> np.ndarray:
    """Positions of the grouped rows by cluster, then by key, then by row; NaN last."""
    order = np.lexsort((key, labels))
    return order[np.count_nonzero(labels == NOISE) :].astype(np.uint32)


def _noise_near(labels: np.ndarray, n_clusters: int, graph: KNNGraph | None) -> np.ndarray:
    """Noise rows among the neighbours of each cluster's rows, each counted once a cluster."""
    if graph is None or not (labels == NOISE).any():
        return np.zeros(n_clusters, dtype=np.int64)
    row, place = np.nonzero((labels[graph.indices] == NOISE) & (labels >= 0)[:, None])
    pairs = labels[row].astype(np.int64) * len(labels) + graph.indices[row, place]
    return np.bincount(np.unique(pairs) // len(labels), minlength=n_clusters)


def _who(
    labels: np.ndarray, n_clusters: int, identities: Identities | None, most: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The most frequent identities of each cluster, their rows, how many there are, and the share of the first.

    Sparse: as many numbers as there are pairs of a cluster and an identity in it.
    """
    dominant = np.full((n_clusters, most), NOBODY, dtype=np.int32)
    counts = np.zeros((n_clusters, most), dtype=np.int64)
    if identities is None:
        return dominant, counts, np.zeros(n_clusters, dtype=np.int64), np.full(n_clusters, np.nan)
    known = (labels >= 0) & (identities.codes != UNKNOWN)
    n_names = max(len(identities.names), 1)
    pairs, rows = np.unique(labels[known].astype(np.int64) * n_names + identities.codes[known], return_counts=True)
    cluster, code = np.divmod(pairs, n_names)
    order = np.lexsort((code, -rows, cluster))
    cluster, code, rows = cluster[order], code[order], rows[order]
    n_different = np.bincount(cluster, minlength=n_clusters)
    place = np.arange(len(cluster)) - (np.cumsum(n_different) - n_different)[cluster]
    shown = place < most
    dominant[cluster[shown], place[shown]] = code[shown]
    counts[cluster[shown], place[shown]] = rows[shown]
    n_known = np.bincount(cluster, rows, n_clusters)
    purity = np.where(n_known > 0, counts[:, 0] / np.maximum(n_known, 1), np.nan)
    return dominant, counts, n_different, purity
