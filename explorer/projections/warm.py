"""Compile what the first map needs before anybody asks for one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from explorer.features.result import Features
from explorer.neighbors import knn_graph
from explorer.projections.umap import UMAPParams, fit, graph_params

ROWS = 64


def warm_up() -> None:
    """Lay out a few rows with UMAP, reproducibly and fast: numba compiles both, for 2-D and 3-D alike.

    Takes about 30 s with an empty ``NUMBA_CACHE_DIR``, 5 s with a filled one: 3 s of imports, and 2 s for the
    layout on all cores, the one part that `explorer.projections.compiled` can't keep.
    """
    features = Features(np.random.default_rng(0).normal(size=(ROWS, 4)).astype(np.float32))
    params = UMAPParams(n_neighbors=5, n_epochs=1, random_state=0)
    graph = knn_graph(features, graph_params(params))
    for n_jobs in (1, -1):
        fit(replace(params, n_jobs=n_jobs), features=features, graph=graph)
