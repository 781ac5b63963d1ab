"""The k nearest other rows of each row: exact where that takes about a minute at most, approximate above.

Cosine and correlation are searched as Euclidean distances between unit vectors, where ``|u - v|² = 2 (1 -
cos)``: one fast search serves all three, and a vector without direction gets an axis of its own, so its
distances are numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer.errors import ParamsError
from explorer.features.result import Features
from explorer.neighbors.result import KNNGraph
from explorer.params import Params, param
from explorer.recipe import Report, silent

METRICS = ("euclidean", "cosine", "correlation", "manhattan", "chebyshev")

# Rows squared times dimensions a second that comparing all pairs gets through on two cores where no axes help; as
# measured, rounded down.
PACE = {"euclidean": 1e11, "manhattan": 8e9, "chebyshev": 8e9}
EXACT_SECONDS = 60
COMPARISON = 30  # looking at a pair's product costs as much as that many dimensions
BLOCK_BYTES = 32_000_000


def metric_field(choices: tuple[str, ...] = METRICS, **more: Any) -> Any:
    """The field for how far two vectors are apart."""
    words = "How the distance of two vectors is measured: cosine looks at their direction only."
    return param("euclidean", words, choices=choices, **more)


@dataclass(frozen=True)
class GraphParams(Params):
    """How near neighbours are found."""

    n_neighbors: int = param(15, "How many other rows are kept for each row.", low=1, high=1000, unit="rows")
    metric: str = metric_field()
    random_state: int = param(
        0,
        "Seed of the approximate search, which is used where comparing all pairs would take over a minute.",
        low=0,
        high=2**32 - 1,
        advanced=True,
    )


def counting_itself(n_neighbors: int, metric: str) -> GraphParams:
    """The graph for a method that counts a row among its own `n_neighbors`, as the graph doesn't: one fewer."""
    return GraphParams(n_neighbors=n_neighbors - 1, metric=metric)


def fit(params: GraphParams, *, features: Features, report: Report = silent) -> KNNGraph:
    """Find the nearest other rows of each row.

    Exact (`explorer.neighbors.exact`) where `is_exact` says so, else by nearest-neighbour descent
    (`explorer.neighbors.approximate`). Either way the distances kept are computed from the vectors' difference in
    float64, so copies stand at exactly 0.

    Parameters
    ----------
    params : GraphParams
    features : Features
    report : Report, optional

    Returns
    -------
    KNNGraph
        ``exact`` says which search it was, ``recall`` how much of the truth the approximate one found. Equally near
        rows are in row order.

    Raises
    ------
    ParamsError
        When ``n_neighbors`` is not below the number of rows.

    Notes
    -----
    Cosine and correlation of a vector without direction (all zeros; all equal) are 0 to another such vector
    and 1 to any other, as in umap-learn.

    An exact graph is the same to the last bit on any machine and with any number of threads (for cosine and
    correlation, of the same unit vectors, whose lengths are sums in float64, rounded to float32).
    """
    # compiled code, which only a worker needs
    from explorer.neighbors.approximate import descend, recall
    from explorer.neighbors.exact import nearest

    n_samples = features.n_samples
    if params.n_neighbors >= n_samples:
        remedy = f"choose at most {n_samples - 1:,} (UMAP, which counts the row itself, at most {n_samples:,})."
        if n_samples < 2:
            remedy = "a row alone has no neighbours. Bring at least two."
        raise ParamsError(
            f"n_neighbors = {params.n_neighbors} other rows for each row is too many for {n_samples:,} rows: {remedy}",
            field="n_neighbors",
        )
    angular = params.metric in ("cosine", "correlation")
    X = directions(features.X, params.metric == "correlation") if angular else features.X
    metric = "angular" if angular else params.metric
    if is_exact(n_samples, features.X.shape[1], params.metric):
        return KNNGraph(*nearest(X, params.n_neighbors, metric, report), params.metric, True, 1.0)
    indices, distances = descend(X, params.n_neighbors, metric, params.random_state, report)
    return KNNGraph(indices, distances, params.metric, False, recall(X, distances, metric))


def is_exact(n_samples: int, n_features: int, metric: str) -> bool:
    """Whether all pairs are compared; a fixed rule, so that a recipe means the same on every machine.

    Parameters
    ----------
    n_samples, n_features : int
    metric : str
        One of `METRICS`.

    Returns
    -------
    bool
        For Euclidean, cosine and correlation e.g. up to 105,000 rows of 512 dimensions, or 252,000 of 64; for
        Manhattan and Chebyshev, which cost twelve times as much, 29,000 rows of 512.
    """
    pace = PACE.get(metric, PACE["euclidean"])
    return n_samples**2 * (n_features + COMPARISON) <= EXACT_SECONDS * pace


def directions(X: np.ndarray, centred: bool) -> np.ndarray:
    """Unit vectors, float32; rows without direction point along one more axis, square to the rest."""
    units = np.empty((X.shape[0], X.shape[1] + 1), dtype=np.float32)
    step = max(1, BLOCK_BYTES // (8 * X.shape[1]))
    for start in range(0, len(X), step):
        block = X[start : start + step].astype(np.float64)
        size = np.linalg.norm(block, axis=1, keepdims=True)
        if centred:
            block -= block.mean(axis=1, keepdims=True)
        norm = np.linalg.norm(block, axis=1, keepdims=True)
        # What is left of a constant row after subtracting its mean is rounding, not a direction.
        lost = norm <= np.finfo(np.float32).eps * size
        units[start : start + step, :-1] = np.divide(block, norm, out=np.zeros_like(block), where=~lost)
        units[start : start + step, -1] = lost[:, 0]
    return units
