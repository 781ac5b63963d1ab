"""UMAP: a map that keeps near rows near (McInnes, Healy & Melville 2018), by umap-learn.

It starts from a `KNNGraph` that is a recipe of its own: ``min_dist``, the seed and 2-D or 3-D never change
it.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.errors import InputError, ParamsError
from explorer.features.result import Features
from explorer.neighbors.graph import METRICS, GraphParams
from explorer.neighbors.result import KNNGraph
from explorer.params import Params, param
from explorer.projections.compiled import umap_learn
from explorer.projections.result import Projection
from explorer.recipe import Report, silent

if TYPE_CHECKING:
    import scipy.sparse


@dataclass(frozen=True)
class UMAPParams(Params):
    """umap-learn's parameters under its names, with its defaults."""

    n_components: int = param(2, "2 for a flat map, 3 for one that turns.", low=2, high=3)
    n_neighbors: int = param(
        15,
        "How many rows each row holds on to, itself counted: few show fine detail, many the broad shape.",
        low=2,
        high=500,
        unit="rows",
    )
    min_dist: float = param(0.1, "How close rows may lie on the map: small packs groups tightly.", low=0.0, high=5.0)
    metric: str = param(
        "euclidean",
        "How the distance of two vectors is measured: cosine looks at their direction only.",
        choices=METRICS,
    )
    n_epochs: int | None = param(
        None,
        "Rounds of improving the layout; left open, 500 up to 10,000 rows and 200 above.",
        low=1,
        high=10_000,
        unit="rounds",
        advanced=True,
    )
    # Outside 0.5 to 5 umap-learn's fit of its curve to spread and min_dist can end in nonsense, silently.
    spread: float = param(1.0, "How far groups lie apart; min_dist is at most this.", low=0.5, high=5.0, advanced=True)
    init: str = param(
        "spectral",
        "Where rows start: spectral from the neighbour graph, pca from the data, random anywhere.",
        choices=("spectral", "pca", "random"),
        advanced=True,
    )
    learning_rate: float = param(
        1.0, "How far a row moves in one round, at first.", low=0.001, high=100.0, advanced=True
    )
    set_op_mix_ratio: float = param(
        1.0,
        "1 keeps a neighbour that either row names, 0 only those that name each other.",
        low=0.0,
        high=1.0,
        advanced=True,
    )
    local_connectivity: float = param(
        1.0, "Nearest neighbours that count as fully connected.", low=0.0, high=100.0, advanced=True
    )
    repulsion_strength: float = param(
        1.0,
        "How strongly rows that aren't neighbours push each other away.",
        low=0.0,
        high=100.0,
        advanced=True,
    )
    negative_sample_rate: int = param(
        5, "Rows pushed away for every neighbour pulled near.", low=1, high=100, advanced=True
    )
    random_state: int | None = param(
        None, "Seed: the same seed and parameters give the same map.", low=0, high=2**32 - 1, advanced=True
    )
    n_jobs: int = param(
        1,
        "1 is reproducible: the seed decides, one core works. -1 is fast: all cores, never the same twice.",
        low=-1,
        high=1,
        advanced=True,
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.n_jobs == 0:
            raise ParamsError("n_jobs = 0 must be 1 (reproducible) or -1 (fast).", field="n_jobs")
        if self.min_dist > self.spread:
            raise ParamsError(
                f"min_dist = {self.min_dist:g} is above spread = {self.spread:g}; lower it or raise spread.",
                field="min_dist",
            )


def graph_params(params: Params) -> GraphParams:
    """The neighbour graph that a projection with these parameters starts from.

    umap-learn counts the row itself among its neighbours, the graph doesn't: hence one fewer.

    Raises
    ------
    ParamsError
        When the parameters belong to a projection that starts from no graph.
    """
    if not isinstance(params, UMAPParams):
        raise ParamsError(f"{type(params).__name__} starts from no neighbour graph.")
    return GraphParams(n_neighbors=params.n_neighbors - 1, metric=params.metric)


def fit(params: UMAPParams, *, features: Features, graph: KNNGraph, report: Report = silent) -> Projection:
    """Lay the rows out with umap-learn, from a neighbour graph made before.

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

    Notes
    -----
    With ``n_jobs=1`` the result equals ``umap.UMAP(…, random_state=…).fit_transform(X)`` wherever that uses
    the same graph (its own is exact below 4,096 rows). With ``n_jobs=-1`` umap-learn is called without a
    seed, since a seeded one runs on one thread. No neighbour is dropped for being far away (umap-learn leaves
    rows with exactly opposite neighbours off the map). The spectral start falls back to PCA where a piece of
    the graph is too small for it.
    """
    import numba

    if graph.metric != params.metric or graph.indices.shape != (features.n_samples, params.n_neighbors - 1):
        raise ParamsError(
            f"UMAP with n_neighbors = {params.n_neighbors} and metric = {params.metric!r} needs a graph of "
            f"{features.n_samples:,} x {params.n_neighbors - 1}; this one is {graph.metric!r}, "
            f"{graph.indices.shape[0]:,} x {graph.indices.shape[1]}.",
            field="n_neighbors",
        )
    report("fuzzy set")
    threads = numba.get_num_threads()
    try:
        with _expected_warnings():
            Y = _estimator(params, graph, report).fit_transform(features.X)
    finally:
        numba.set_num_threads(threads)  # umap-learn does so only where nothing was raised
    lost = int(np.count_nonzero(~np.isfinite(Y).all(axis=1)))
    if lost:
        raise InputError(
            f"UMAP found no place for {lost:,} of {len(Y):,} rows. Try more neighbours, set_op_mix_ratio nearer "
            "to 1 or a lower learning_rate, or standardise the features first."
        )
    return Projection(
        np.ascontiguousarray(Y, dtype=np.float32), tuple(f"UMAP {axis + 1}" for axis in range(Y.shape[1]))
    )


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
            if init == "pca":  # of any scale: a power of two changes no digit, and their squares stay in float32
                X = np.ldexp(X, -int(np.frexp(np.abs(X).max())[1]))
            return super()._fit_embed_data(X, n_epochs, init, random_state, **how)

    seeded = params.n_jobs == 1
    values = params.as_dict() | {"random_state": params.random_state if seeded else None}
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
