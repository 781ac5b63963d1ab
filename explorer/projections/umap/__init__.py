"""UMAP: a map that keeps near rows near (McInnes, Healy & Melville 2018).

It starts from a `KNNGraph` that is a recipe of its own: ``min_dist``, the seed and 2-D or 3-D never change
it.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from explorer.errors import InputError, ParamsError
from explorer.features.result import Features
from explorer.frames import Show, unseen
from explorer.neighbors.result import KNNGraph
from explorer.projections.result import Projection
from explorer.projections.umap.params import UMAPParams, graph_params
from explorer.recipe import Report, silent

__all__ = ["Target", "UMAPParams", "fit", "graph_params"]


class Target(Protocol):
    """Who or what each row is: what a supervised map is to part."""

    @property
    def codes(self) -> np.ndarray:
        """An integer a row; -1 where it has none. Shape (n_samples,)."""


def fit(
    params: UMAPParams,
    *,
    features: Features,
    graph: KNNGraph,
    start: Projection | None = None,
    target: Target | None = None,
    report: Report = silent,
    show: Show = unseen,
) -> Projection:
    """Lay the rows out, from a neighbour graph made before.

    Parameters
    ----------
    params : UMAPParams
    features : Features
    graph : KNNGraph
        As `graph_params` asks for it.
    start : Projection, optional
        Another map of the same rows, to go on from; ``init`` then says nothing.
    target : Target, optional
        Identities of the same rows, which the map should part as far as ``target_weight`` says: a *supervised* map,
        which has seen the names.
    report : Report, optional
        Told "fuzzy set", "start", then "layout 120/500".
    show : Show, optional
        Given the map a few times a second while it grows; by our own engine only.

    Returns
    -------
    Projection

    Raises
    ------
    ParamsError
        When the graph has another metric or number of neighbours than the parameters, umap-learn is to start from a
        map, or a densMAP is to heed a target.
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
    if start is not None and len(start.Y) != features.n_samples:
        raise ParamsError(f"The map to start from has {len(start.Y):,} rows; these are {features.n_samples:,}.")
    categories = _categories(params, features, target)
    if params.engine == "explorer":
        Y = own.places(params, features.X, graph, report, None if start is None else start.Y, show, categories)
    elif start is None:
        Y = learn.places(params, features.X, graph, report, categories)
    else:
        raise ParamsError('engine = "umap-learn" starts from no map: choose "explorer".', field="engine")
    lost = int(np.count_nonzero(~np.isfinite(Y).all(axis=1)))
    if lost:
        raise InputError(
            f"UMAP found no place for {lost:,} of {len(Y):,} rows. Try more neighbours, set_op_mix_ratio nearer "
            "to 1 or a lower learning_rate, or standardise the features first; with a target, a lower target_weight."
        )
    return Projection(
        np.ascontiguousarray(Y, dtype=np.float32), tuple(f"UMAP {axis + 1}" for axis in range(Y.shape[1]))
    )


def _categories(params: UMAPParams, features: Features, target: Target | None) -> np.ndarray | None:
    if target is None:
        return None
    if params.densmap:
        raise ParamsError("densmap = true takes no target: it is one or the other.", field="densmap")
    if len(target.codes) != features.n_samples:
        raise ParamsError(f"The target is of {len(target.codes):,} rows; these are {features.n_samples:,}.")
    return np.asarray(target.codes)
