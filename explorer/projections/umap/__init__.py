"""UMAP: a map that keeps near rows near (McInnes, Healy & Melville 2018).

It starts from a `KNNGraph` that is a recipe of its own: ``min_dist``, the seed and 2-D or 3-D never change
it.
"""

from __future__ import annotations

import numpy as np

from explorer.errors import InputError, ParamsError
from explorer.features.result import Features
from explorer.neighbors.result import KNNGraph
from explorer.projections.result import Projection
from explorer.projections.umap.params import UMAPParams, graph_params
from explorer.recipe import Report, silent

__all__ = ["UMAPParams", "fit", "graph_params"]


def fit(params: UMAPParams, *, features: Features, graph: KNNGraph, report: Report = silent) -> Projection:
    """Lay the rows out, from a neighbour graph made before.

    Parameters
    ----------
    params : UMAPParams
    features : Features
    graph : KNNGraph
        As `graph_params` asks for it.
    report : Report, optional
        Told "fuzzy set", "start", then "layout 120/500".

    Returns
    -------
    Projection

    Raises
    ------
    ParamsError
        When the graph has another metric or number of neighbours than the parameters.
    InputError
        When the layout came out with places that aren't numbers.
    """
    from explorer.projections.umap import learn, own

    if graph.metric != params.metric or graph.indices.shape != (features.n_samples, params.n_neighbors - 1):
        raise ParamsError(
            f"UMAP with n_neighbors = {params.n_neighbors} and metric = {params.metric!r} needs a graph of "
            f"{features.n_samples:,} x {params.n_neighbors - 1}; this one is {graph.metric!r}, "
            f"{graph.indices.shape[0]:,} x {graph.indices.shape[1]}.",
            field="n_neighbors",
        )
    draw = own.places if params.engine == "explorer" else learn.places
    Y = draw(params, features.X, graph, report)
    lost = int(np.count_nonzero(~np.isfinite(Y).all(axis=1)))
    if lost:
        raise InputError(
            f"UMAP found no place for {lost:,} of {len(Y):,} rows. Try more neighbours, set_op_mix_ratio nearer "
            "to 1 or a lower learning_rate, or standardise the features first."
        )
    return Projection(
        np.ascontiguousarray(Y, dtype=np.float32), tuple(f"UMAP {axis + 1}" for axis in range(Y.shape[1]))
    )
