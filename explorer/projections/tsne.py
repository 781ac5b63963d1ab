"""t-SNE: a map that keeps each row's nearest ones near and says little about what is far.

van der Maaten & Hinton (2008), by the openTSNE package (Poličar, Stražar & Zupan 2024).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.errors import LimitError, ParamsError
from explorer.features.result import Features, check_squares
from explorer.neighbors.graph import GraphParams, metric_field
from explorer.params import Params, param
from explorer.projections.result import Projection
from explorer.recipe import Report, silent
from explorer.settings import current

if TYPE_CHECKING:
    from openTSNE import TSNE

NEIGHBORS = 3  # times the perplexity: farther rows weigh next to nothing
FFT_ROWS = 10_000  # from here on forces are interpolated on a grid, in 2-D
REPORT_ROUNDS = 10


@dataclass(frozen=True)
class TSNEParams(Params):
    """scikit-learn's parameters under its names, with openTSNE's defaults."""

    n_components: int = param(2, "2 for a flat map, 3 for one that turns.", low=2, high=3)
    perplexity: float = param(
        30.0,
        "How many rows each row counts as near, roughly: few show fine detail, many the broad shape.",
        low=1.0,
        high=300.0,
        unit="rows",
    )
    metric: str = metric_field()
    early_exaggeration: float = param(
        12.0,
        "How much stronger near rows pull in the first rounds, in which groups form.",
        low=1.0,
        high=1000.0,
        advanced=True,
    )
    early_exaggeration_iter: int = param(
        250, "How many rounds those are.", low=1, high=10_000, unit="rounds", advanced=True
    )
    max_iter: int = param(500, "Rounds after them.", low=1, high=100_000, unit="rounds", advanced=True)
    learning_rate: float | None = param(
        None,
        "How far rows move in a round; left open, the number of rows divided by the exaggeration, which is safe.",
        low=0.001,
        high=1e9,
        advanced=True,
    )
    init: str = param(
        "pca",
        "Where rows start: pca from the data, so that far groups lie more truly; random anywhere.",
        choices=("pca", "random"),
        advanced=True,
    )
    random_state: int | None = param(
        None, "Seed: the same seed and parameters give the same map.", low=0, high=2**32 - 1, advanced=True
    )


def fit(params: TSNEParams, *, features: Features, report: Report = silent) -> Projection:
    """Lay the rows out: ``openTSNE.TSNE`` from the neighbours that `explorer.neighbors` finds, on one core.

    Parameters
    ----------
    params : TSNEParams
    features : Features
    report : Report, optional
        Told "neighbours", then "layout 120/750".

    Returns
    -------
    Projection

    Raises
    ------
    ParamsError
        When there are too few rows for the perplexity.
    LimitError
        When it would take longer than a job may (see `expected_seconds`).
    InputError
        When it starts from a PCA and the values are so large that their squares would overflow.
    """
    from openTSNE import TSNE
    from openTSNE.affinity import PerplexityBasedNN
    from openTSNE.nearest_neighbors import PrecomputedNeighbors

    from explorer.neighbors import knn_graph

    _check(params, features.n_samples)
    near = GraphParams(n_neighbors=round(NEIGHBORS * params.perplexity), metric=params.metric)
    graph = knn_graph(features, near, report)
    report("layout")
    affinities = PerplexityBasedNN(
        knn_index=PrecomputedNeighbors(graph.indices, graph.distances.astype(np.float64)),
        perplexity=params.perplexity,
        n_jobs=1,
    )
    rounds = _Rounds(params, report)
    model: TSNE = TSNE(
        n_components=params.n_components,
        perplexity=params.perplexity,
        learning_rate="auto" if params.learning_rate is None else params.learning_rate,
        early_exaggeration=params.early_exaggeration,
        early_exaggeration_iter=params.early_exaggeration_iter,
        n_iter=params.max_iter,
        negative_gradient_method="fft" if features.n_samples >= FFT_ROWS and params.n_components == 2 else "bh",
        n_jobs=1,  # several add in the order in which they finish: never the same twice
        random_state=params.random_state,
        callbacks=rounds,
        callbacks_every_iters=REPORT_ROUNDS,
    )
    Y = np.asarray(model.fit(affinities=affinities, initialization=_start(params, features.X)))
    titles = tuple(f"t-SNE {axis + 1}" for axis in range(params.n_components))
    return Projection(np.ascontiguousarray(Y, dtype=np.float32), titles)


class _Rounds:
    """Tells how far the layout is; openTSNE counts each of its two phases from one."""

    def __init__(self, params: TSNEParams, report: Report) -> None:
        self._total = params.early_exaggeration_iter + params.max_iter
        self._done, self._before, self._report = 0, 0, report

    def __call__(self, number: int, error: float, Y: np.ndarray) -> None:  # noqa: ARG002
        if self._before + number <= self._done:
            self._before = self._done
        self._done = self._before + number
        self._report(f"layout {self._done}/{self._total}", self._done / self._total)


def _start(params: TSNEParams, X: np.ndarray) -> np.ndarray:
    """The first places, as small as t-SNE wants them; by chance where the data has no spread to start from."""
    from openTSNE import initialization

    spread = min(X.shape) >= params.n_components and bool((X[0] != X).any())
    if params.init == "pca" and spread:
        check_squares(X, "t-SNE's start, a PCA")
        start: np.ndarray = initialization.pca(X, params.n_components, random_state=params.random_state)
    else:
        start = initialization.random(len(X), params.n_components, random_state=params.random_state)
    return start


def expected_seconds(n_samples: int, n_components: int, rounds: int) -> float:
    """About how long the layout takes on one core, as measured on 1,797 and 10,000 rows.

    Parameters
    ----------
    n_samples, n_components, rounds : int

    Returns
    -------
    float
        Seconds; forces come from a grid above `FFT_ROWS` in 2-D, else from a tree (Barnes & Hut 1986).
    """
    if n_components == 2 and n_samples >= FFT_ROWS:
        return 4.5e-6 * n_samples * rounds
    return float(6e-7 * n_samples * np.log(n_samples) * rounds * (1 if n_components == 2 else 1.8))


def _check(params: TSNEParams, n_samples: int) -> None:
    most = (n_samples - 1) / NEIGHBORS
    if params.perplexity > most:
        remedy = f"choose at most {most:.3g}" if most >= 1 else f"bring at least {NEIGHBORS + 1}"
        raise ParamsError(
            f"perplexity = {params.perplexity:g} looks at the {round(NEIGHBORS * params.perplexity)} nearest other "
            f"rows of each, and there are {n_samples - 1:,}; {remedy}.",
            field="perplexity",
        )
    rounds = params.early_exaggeration_iter + params.max_iter
    seconds, limit = expected_seconds(n_samples, params.n_components, rounds), current().max_job_seconds
    if seconds > limit:
        raise LimitError(
            f"t-SNE of {n_samples:,} rows in {params.n_components}-D with {rounds:,} rounds would take about",
            f"{seconds / 60:,.0f} minutes",
            f"{limit / 60:,.0f}",
            "Take UMAP, which is much faster, a map in 2-D, fewer rounds, or a sample.",
        )
