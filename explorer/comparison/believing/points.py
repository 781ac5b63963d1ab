"""How truly a map shows the neighbours of each row: false ones, missing ones, and how many are kept.

Venna & Kaski 2001 (trustworthiness and continuity). Both compare a row with all others, so of many rows a sample is
judged, each among all; how many neighbours are kept is read from the shared neighbour graph, for every row.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.comparison.believing.result import PointTrust
from explorer.comparison.map_quality import distance_blocks, nearest_on_map
from explorer.comparison.map_trust import JudgedParams, judged_rows
from explorer.errors import InputError
from explorer.features.result import Features
from explorer.neighbors.result import KNNGraph
from explorer.projections.result import Projection
from explorer.recipe import Report, silent

DEPTHS = (5, 10)  # and as many as the graph has
FEWEST_ROWS = 4


@dataclass(frozen=True)
class PointTrustParams(JudgedParams):
    """What rows are judged by, and how many of them."""


def fit(
    params: PointTrustParams,
    *,
    features: Features,
    projection: Projection,
    graph: KNNGraph,
    report: Report = silent,
) -> PointTrust:
    """Judge a map's points.

    Parameters
    ----------
    params : PointTrustParams
    features : Features
    projection : Projection
    graph : KNNGraph
        The nearest in the feature space, in the same metric.
    report : Report, optional

    Returns
    -------
    PointTrust
        Fewer neighbours are looked at than asked for where they would be half of all rows.

    Raises
    ------
    InputError
        When map, vectors and graph aren't of the same rows, or there are fewer than 4.
    """
    X, Y = features.X, projection.Y
    n_samples = len(Y)
    if not len(X) == n_samples == len(graph.indices):
        raise InputError(
            f"The map has {n_samples:,} rows, the data {len(X):,}, the graph {len(graph.indices):,}: "
            "they can't be compared."
        )
    if n_samples < FEWEST_ROWS:
        raise InputError(f"Neighbours can be judged from {FEWEST_ROWS} rows on; there are {n_samples}.")
    report("neighbours kept")
    here = nearest_on_map(Y, min(graph.indices.shape[1], n_samples - 1))
    by_depth = {depth: kept(graph.indices[:, :depth], here[:, :depth]) for depth in _depths(here.shape[1])}
    k = min(params.n_neighbors, (n_samples - 1) // 2)
    judged = judged_rows(params, *X.shape)
    honest, whole = _costs(X, Y, params.metric, k, judged, report)
    worst = k * (2 * n_samples - 3 * k - 1) / 2
    return PointTrust(
        recall=by_depth[here.shape[1]].astype(np.float32),
        honest=_spread(1 - honest / worst, judged, n_samples),
        whole=_spread(1 - whole / worst, judged, n_samples),
        here=here.astype(np.int32),
        depths=tuple(by_depth),
        recalls=tuple(float(found.mean()) for found in by_depth.values()),
        n_neighbors=k,
        n_judged=len(judged),
        graph_exact=graph.exact,
    )


def _spread(values: np.ndarray, judged: np.ndarray, n_samples: int) -> np.ndarray:
    """A value a row: NaN where none was judged."""
    all_rows = np.full(n_samples, np.nan, dtype=np.float32)
    all_rows[judged] = values
    return all_rows


def _depths(most: int) -> list[int]:
    return [depth for depth in DEPTHS if depth < most] + [most]


def kept(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Share of the members of each line of one table that are in the same line of the other.

    Parameters
    ----------
    a, b : ndarray of shape (n_samples, k), integers
        No line names a member twice.

    Returns
    -------
    ndarray of shape (n_samples,)
        0..1.
    """
    both = np.sort(np.concatenate([a, b], axis=1), axis=1)
    found: np.ndarray = np.count_nonzero(both[:, 1:] == both[:, :-1], axis=1) / a.shape[1]
    return found


def _costs(
    X: np.ndarray, Y: np.ndarray, metric: str, k: int, judged: np.ndarray, report: Report
) -> tuple[np.ndarray, np.ndarray]:
    """What false and missing neighbours cost each judged row: by how many ranks each is off, beyond k; summed."""
    from scipy.spatial.distance import cdist

    false, missing = np.empty(len(judged)), np.empty(len(judged))
    for start, there in distance_blocks(X, judged, metric):
        report("false and missing neighbours", start / len(judged))
        rows = np.arange(len(there))
        own = judged[start + rows]
        here = cdist(Y[own], Y)
        there[rows, own] = here[rows, own] = np.inf  # a row is not its own neighbour
        false[start + rows] = _excess(there, _nearest(here, k))
        missing[start + rows] = _excess(here, _nearest(there, k))
    return false, missing


def _nearest(distances: np.ndarray, k: int) -> np.ndarray:
    """Positions of the k smallest in each line, in no order."""
    found: np.ndarray = np.argpartition(distances, k - 1, axis=1)[:, :k]
    return found


def _excess(distances: np.ndarray, others: np.ndarray) -> np.ndarray:
    """How far down some rows come in each line of distances, beyond as many as they are; summed by line."""
    k = others.shape[1]
    excess = np.zeros(len(distances))
    rows = np.arange(len(distances))
    for column in others.T:
        nearer = np.count_nonzero(distances < distances[rows, column, None], axis=1)
        excess += np.maximum(nearer + 1 - k, 0)
    return excess
