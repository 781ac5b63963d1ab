"""Import and compile what the first map needs before anybody asks for one."""

from __future__ import annotations

import numpy as np

from explorer.features.result import Features
from explorer.neighbors import knn_graph
from explorer.projections.umap import UMAPParams, fit, graph_params

ROWS = 64


def warm_up() -> None:
    """Find the neighbours of a few rows and lay them out with our own UMAP: the kernels are compiled on import.

    Takes about 6 s of processor time with an empty ``NUMBA_CACHE_DIR`` and 1 s with a filled one, imports included.
    umap-learn, which takes ten times as long, is left until somebody asks for it.
    """
    features = Features(np.random.default_rng(0).normal(size=(ROWS, 4)).astype(np.float32))
    params = UMAPParams(n_neighbors=5, n_epochs=1, random_state=0)
    fit(params, features=features, graph=knn_graph(features, graph_params(params)))


if __name__ == "__main__":
    warm_up()
