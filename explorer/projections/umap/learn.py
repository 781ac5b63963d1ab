"""A UMAP by umap-learn itself, from a neighbour graph made before."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.neighbors.result import KNNGraph
from explorer.projections.compiled import umap_learn
from explorer.projections.umap.params import UMAPParams
from explorer.projections.umap.start import within_float32
from explorer.recipe import Report

if TYPE_CHECKING:
    import scipy.sparse


def places(
    params: UMAPParams, X: np.ndarray, graph: KNNGraph, report: Report, categories: np.ndarray | None = None
) -> np.ndarray:
    """Lay the rows out with umap-learn.

    Parameters
    ----------
    params : UMAPParams
    X : ndarray of shape (n_samples, n_features), float32
    graph : KNNGraph
        As `graph_params` asks for it.
    report : Report
    categories : ndarray of shape (n_samples,), integers, optional
        What the map should part; -1 where a row has none.

    Returns
    -------
    ndarray of shape (n_samples, params.n_components)
        NaN for a row without a place.

    Notes
    -----
    With ``n_jobs=1`` the result equals ``umap.UMAP(…, random_state=…).fit_transform(X)`` wherever that uses
    the same graph (its own is exact below 4,096 rows). With ``n_jobs=-1`` umap-learn is called without a
    seed, since a seeded one runs on one thread. No neighbour is dropped for being far away (umap-learn leaves
    rows with exactly opposite neighbours off the map). The spectral start falls back to PCA where a piece of
    the graph is too small for it.
    """
    import numba

    report("fuzzy set")
    threads = numba.get_num_threads()
    try:
        with _expected_warnings():
            Y: np.ndarray = _estimator(params, graph, report).fit_transform(X, categories)
    finally:
        numba.set_num_threads(threads)  # umap-learn does so only where nothing was raised
    return Y


def _estimator(params: UMAPParams, graph: KNNGraph, report: Report) -> Any:
    class Reporting(umap_learn().UMAP):  # type: ignore[misc]
        """umap-learn's estimator; ``_fit_embed_data`` is what it documents as open to subclasses."""

        def _fit_embed_data(
            self,
            X: np.ndarray,
            n_epochs: int | None,
            init: str,
            random_state: np.random.RandomState,
            **how: Any,
        ) -> Any:
            report("start")
            init = _possible_start(init, X, self.graph_, params.n_components)
            if init == "pca":
                X = within_float32(X)
            return super()._fit_embed_data(X, n_epochs, init, random_state, **how)

    seeded = params.n_jobs == 1
    values = params.as_dict() | {"random_state": params.random_state if seeded else None}
    del values["engine"], values["stop_after"]
    return Reporting(
        **values,
        precomputed_knn=_with_self(graph),
        disconnection_distance=np.inf,
        tqdm_kwds={
            "disable": False,
            "file": _Bar(report),
            "bar_format": "{n_fmt}/{total_fmt}",
            "mininterval": 0.2,
            "leave": False,
        },
    )


def _with_self(graph: KNNGraph) -> tuple[np.ndarray, np.ndarray]:
    """The graph as umap-learn keeps it, each row its own first neighbour. Copies: umap-learn writes to it."""
    own = np.arange(len(graph.indices), dtype=np.int32)[:, None]
    zero = np.zeros((len(own), 1), dtype=np.float32)
    return np.hstack([own, graph.indices]), np.hstack([zero, graph.distances])


def _possible_start(init: str, X: np.ndarray, graph: scipy.sparse.spmatrix, n_components: int) -> str:
    """`init`, or the nearest one that works here.

    The spectral start takes n_components + 1 eigenvectors by ARPACK, which wants more than twice as many rows
    in every connected piece of the graph; umap-learn itself looks after pieces of n_components + 1 rows and
    fewer only where the graph has several. PCA has no more components than rows or dimensions,
    and none where all rows are equal.
    """
    from scipy.sparse.csgraph import connected_components

    if init == "spectral":
        pieces = np.bincount(connected_components(graph, directed=False)[1])
        if pieces.min() < 2 * (n_components + 1) + 1:
            init = "pca"
    if init == "pca" and (min(X.shape) < n_components or not np.ptp(X, axis=0).any()):
        init = "random"
    return init


class _Bar:
    """What tqdm takes for a terminal: reads the count of rounds from the bar it writes."""

    def __init__(self, report: Report) -> None:
        self._report = report

    def write(self, text: str) -> None:
        count = re.search(r"(\d+)/(\d+)", text)
        if count:
            done, total = int(count[1]), int(count[2])
            self._report(f"layout {done}/{total}", done / total)

    def flush(self) -> None:
        """Nothing is held back."""


@contextmanager
def _expected_warnings() -> Iterator[None]:
    """Silence what umap-learn says about choices that were made on purpose."""
    with warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", "Tensorflow not installed", ImportWarning
        )  # for parametric UMAP, not used here
        for message in (
            r"precomputed_knn\[2\]",  # no search index: new rows are never placed on an old map here
            "n_neighbors is larger than the dataset size",  # said of n_neighbors == n too, which is all rows
            "Spectral initialisation failed",  # it falls back to a random start by itself
            "(A large number|A few) of your vertices were disconnected",  # an InputError says so instead
            "divide by zero encountered in power",  # a trial value while its curve is fitted to min_dist
            "Graph is not fully connected",  # many pieces: their order on the map means nothing anyway
        ):
            warnings.filterwarnings("ignore", message=message)
        yield
