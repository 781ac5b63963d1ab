"""The shared neighbour graph as the sparse matrix that scikit-learn and Leiden take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.clusterings.params import ClusteringParams
from explorer.errors import ParamsError
from explorer.neighbors.result import KNNGraph

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


def adjacency(params: ClusteringParams, n_samples: int, graph: KNNGraph | None) -> csr_matrix:
    """A 1 from each row to each of its neighbours.

    Parameters
    ----------
    params : ClusteringParams
        That start from a graph.
    n_samples : int
        Rows that are to be grouped.
    graph : KNNGraph or None

    Returns
    -------
    csr_matrix of shape (n_samples, n_samples), float64
        Not symmetric: a row may be near to one that has nearer ones. The diagonal is empty.

    Raises
    ------
    ParamsError
        When the graph is missing, or isn't the one that the parameters ask for.
    """
    from scipy.sparse import csr_matrix

    wanted = params.graph_params()
    assert wanted is not None
    found = None if graph is None else (graph.metric, graph.indices.shape)
    if graph is None or found != (wanted.metric, (n_samples, wanted.n_neighbors)):
        raise ParamsError(
            f"n_neighbors = {wanted.n_neighbors + 1} and metric = {wanted.metric!r} need a graph of {n_samples:,} x "
            f"{wanted.n_neighbors}; there is {found or 'none'}.",
            field="n_neighbors",
        )
    k = wanted.n_neighbors
    ones, ends = np.ones(n_samples * k), np.arange(0, n_samples * k + 1, k)
    return csr_matrix((ones, graph.indices.ravel(), ends), shape=(n_samples, n_samples))
