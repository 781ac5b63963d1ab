"""A UMAP by our own steps, in their order: fuzzy set, start, layout. The neighbour graph was made before."""

from __future__ import annotations

from itertools import islice

import numpy as np

from explorer.errors import ParamsError
from explorer.frames import Show, unseen
from explorer.neighbors.result import KNNGraph
from explorer.projections.umap.curve import fit_curve, forces
from explorer.projections.umap.fuzzy_set import fuzzy_set
from explorer.projections.umap.layout import Descent, default_epochs, rounds
from explorer.projections.umap.params import UMAPParams
from explorer.projections.umap.start import start, taken_up
from explorer.projections.umap.target import intersect_categories
from explorer.recipe import Report


def places(
    params: UMAPParams,
    X: np.ndarray,
    graph: KNNGraph,
    report: Report,
    begin: np.ndarray | None = None,
    show: Show = unseen,
    categories: np.ndarray | None = None,
) -> np.ndarray:
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
    begin : ndarray of shape (n_samples, 2 or 3), optional
        Another map, to start from in place of ``init``.
    show : Show, optional
        Given the places after a round.
    categories : ndarray of shape (n_samples,), integers, optional
        What the map should part; -1 where a row has none.

    Returns
    -------
    ndarray of shape (n_samples, params.n_components), float32
        NaN for a row that no other belongs to, and zeros for the others then: nothing is laid out.

    Raises
    ------
    ParamsError
        When it should stop after more rounds than there are.
    """
    n_epochs = params.n_epochs or default_epochs(len(X))
    last = params.stop_after or n_epochs
    if last > n_epochs:
        raise ParamsError(f"stop_after = {last:,} is above n_epochs = {n_epochs:,}.", field="stop_after")
    random = np.random.default_rng(params.random_state)
    report("fuzzy set")
    fuzzy = fuzzy_set(graph, set_op_mix_ratio=params.set_op_mix_ratio, local_connectivity=params.local_connectivity)
    if categories is not None:
        fuzzy = intersect_categories(fuzzy, categories, params.target_weight)
    alone = np.diff(fuzzy.indptr) == 0
    if alone.any():
        return np.where(alone[:, None], np.float32(np.nan), np.zeros((len(X), params.n_components), np.float32))
    report("start")
    if begin is None:
        Y = start(params.init, X, params.metric, fuzzy, params.n_components, random)
    else:
        Y = taken_up(begin, params.n_components, random)
    descent = Descent(
        forces(*fit_curve(params.min_dist, params.spread), params.repulsion_strength),
        n_epochs,
        params.learning_rate,
        params.negative_sample_rate,
        int(random.integers(2**63)),
    )
    for number, after in enumerate(islice(rounds(Y, fuzzy, descent), last), 1):
        Y = after
        report(f"layout {number}/{last}", number / last)
        show(Y, number, last)
    return Y.copy()
