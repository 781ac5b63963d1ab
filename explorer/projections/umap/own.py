"""A UMAP by our own steps, in their order: fuzzy set, start, layout. The neighbour graph was made before."""

from __future__ import annotations

import numpy as np

from explorer.neighbors.result import KNNGraph
from explorer.projections.umap.curve import fit_curve, forces
from explorer.projections.umap.fuzzy_set import fuzzy_set
from explorer.projections.umap.layout import Descent, default_epochs, rounds
from explorer.projections.umap.params import UMAPParams
from explorer.projections.umap.start import start
from explorer.recipe import Report


def places(params: UMAPParams, X: np.ndarray, graph: KNNGraph, report: Report) -> np.ndarray:
    """Lay the rows out.

    Parameters
    ----------
    params : UMAPParams
        All but ``engine`` and ``n_jobs``, which are for umap-learn.
    X : ndarray of shape (n_samples, n_features), float32
        For the start alone.
    graph : KNNGraph
        As `graph_params` asks for it.
    report : Report
        Told "fuzzy set", "start", then "layout 120/500".

    Returns
    -------
    ndarray of shape (n_samples, params.n_components), float32
        NaN for a row that no other belongs to.
    """
    random = np.random.default_rng(params.random_state)
    report("fuzzy set")
    fuzzy = fuzzy_set(graph, set_op_mix_ratio=params.set_op_mix_ratio, local_connectivity=params.local_connectivity)
    alone = np.diff(fuzzy.indptr) == 0
    report("start")
    Y = start(params.init, X, params.metric, fuzzy, params.n_components, random)
    descent = Descent(
        forces(*fit_curve(params.min_dist, params.spread), params.repulsion_strength),
        params.n_epochs or default_epochs(len(X)),
        params.learning_rate,
        params.negative_sample_rate,
        int(random.integers(2**63)),
    )
    for number, after in enumerate(rounds(Y, fuzzy, descent), 1):
        Y = after
        report(f"layout {number}/{descent.n_epochs}", number / descent.n_epochs)
    return np.where(alone[:, None], np.float32(np.nan), Y)
