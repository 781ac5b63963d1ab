"""The sweep: every grouping of a range, cut from what they share, and judged."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from explorer.clusterings import Clustering, ClusteringParams
from explorer.clusterings.result import NOISE
from explorer.comparison.contingency import contingency
from explorer.comparison.grouping import Groups
from explorer.comparison.pairs import adjusted_rand
from explorer.comparison.result import UNKNOWN, Identities
from explorer.comparison.sweeping import density
from explorer.comparison.sweeping.params import SWEPT, SweepParams
from explorer.comparison.sweeping.result import Sweep
from explorer.comparison.sweeping.scores import Judge
from explorer.comparison.tally import tally
from explorer.errors import InputError
from explorer.features.result import Features
from explorer.neighbors.result import KNNGraph
from explorer.recipe import Report, silent

SCORES = ("silhouette", "calinski_harabasz", "davies_bouldin", "dbcv")


def fit(
    params: SweepParams,
    *,
    features: Features,
    identities: Identities | None = None,
    graph: KNNGraph | None = None,
    report: Report = silent,
    **shared: Any,
) -> Sweep:
    """Make and judge every grouping.

    Parameters
    ----------
    params : SweepParams
    features : Features
    identities : Identities, optional
        To compare each grouping with.
    graph : KNNGraph, optional
        For a method that starts from one.
    report : Report, optional
    **shared
        ``shared_0``, ``shared_1``, …: what the groupings are cut from, in the order of `SweepParams.parts`.

    Returns
    -------
    Sweep
        Each grouping is the one that its method alone gives, row for row. Where that refuses one, the cell says why.

    Raises
    ------
    ParamsError, LimitError
        When a value can't be tried with so many rows.
    """
    params.check(features.X.shape)
    made = _groupings(params, features, graph, [shared[f"shared_{n}"] for n in range(len(params.parts()))], report)
    labels = np.stack([found.labels for found, _, _ in made])
    scores, metric, n_judged, kind, why = _judged(params, features, labels, shared, report)
    failed = np.array([problem for _, problem, _ in made])
    report("comparing neighbours")
    before, beside = _neighbours(params, labels, failed)
    return Sweep(
        labels=labels,
        n_clusters=(labels.max(axis=1) + 1).astype(np.int32),
        n_noise=np.count_nonzero(labels == NOISE, axis=1).astype(np.int32),
        **scores,
        ari_before=before,
        ari_beside=beside,
        ari_identities=_truth(labels, failed, identities),
        failed=failed,
        seconds=np.array([seconds for _, _, seconds in made]),
        notes=tuple(found.note for found, _, _ in made),
        metric=metric,
        n_judged=n_judged,
        dbcv_kind=kind,
        why=why,
    )


def _groupings(
    params: SweepParams, features: Features, graph: KNNGraph | None, parts: list[Any], report: Report
) -> list[tuple[Clustering, bool, float]]:
    """Each cell's grouping, whether its method refused it, and the seconds it took."""
    function = SWEPT[params.method].resolve()
    part_of = dict(zip(params.parts(), parts, strict=True))
    made = []
    for number, (cell, cut_from) in enumerate(zip(params.cells, params.shared(), strict=True)):
        report(_said(params, cell), 0.7 * number / len(params.cells))
        inputs: dict[str, Any] = {"features": features}
        if cut_from is not None:
            inputs["shared"] = part_of[cut_from]
        elif cell.graph_params() is not None:
            inputs["graph"] = graph
        began = time.perf_counter()
        found, problem = _one(function, cell, inputs)
        made.append((found, problem, time.perf_counter() - began))
    return made


def _one(function: Callable[..., Any], cell: ClusteringParams, inputs: dict[str, Any]) -> tuple[Clustering, bool]:
    try:
        found: Clustering = function(cell, report=silent, **inputs)
    except InputError as problem:  # such as a cloud that collapsed: the other cells are still of use
        n_samples = inputs["features"].n_samples
        return Clustering(np.full(n_samples, NOISE, dtype=np.int32), problem.message), True
    return found, False


def _judged(
    params: SweepParams, features: Features, labels: np.ndarray, shared: dict[str, Any], report: Report
) -> tuple[dict[str, np.ndarray], str, int, str, dict[str, str]]:
    """Scores by name, the metric, rows the silhouette looked at, which validity, and why a score is for no cell."""
    n_samples, n_features = features.X.shape
    first = params.cells[0]
    metric = str(getattr(first, "metric", "euclidean"))
    judge = Judge(features.X, metric, params.max_samples, params.random_state)
    exact = n_samples <= min(density.MOST_ROWS, params.max_samples) and n_features <= density.MOST_DIMENSIONS
    kind, why = ("exact" if exact else "relative"), {}
    if not first.by_density:
        kind, why = "", {"dbcv": f"Is for methods that look for dense places, which {params.method} doesn't."}
    scores = {name: np.full(len(labels), np.nan) for name in SCORES}
    edges: dict[Any, np.ndarray] = {}
    for number, (cell, cut_from, line) in enumerate(zip(params.cells, params.shared(), labels, strict=True)):
        report(f"judging {_said(params, cell)}", 0.7 + 0.3 * number / len(labels))
        scores["silhouette"][number] = judge.silhouette(line)
        scores["calinski_harabasz"][number], scores["davies_bouldin"][number] = judge.spreads(line)
        if kind == "exact":
            scores["dbcv"][number] = density.dbcv(judge.distances, line, n_features)
        elif kind:
            key = (cut_from, min_samples := getattr(cell, "min_samples", None) or 1)
            if key not in edges:
                edges[key] = shared[f"shared_{params.parts().index(key[0])}"].edges(min_samples)
            scores["dbcv"][number] = density.relative_validity(edges[key], line)
    return scores, metric, min(n_samples, params.max_samples), kind, why


def _neighbours(params: SweepParams, labels: np.ndarray, failed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Adjusted Rand index of each cell to the one of the value before, and to that of the second's value before."""
    line = len(params.values)
    groups = [_groups(each) for each in labels]
    before, beside = np.full(len(labels), np.nan), np.full(len(labels), np.nan)
    for cell in range(len(labels)):
        if cell % line and not failed[cell] | failed[cell - 1]:
            before[cell] = _ari(groups[cell], groups[cell - 1])
        if cell >= line and not failed[cell] | failed[cell - line]:
            beside[cell] = _ari(groups[cell], groups[cell - line])
    return before, beside


def _truth(labels: np.ndarray, failed: np.ndarray, identities: Identities | None) -> np.ndarray:
    found = np.full(len(labels), np.nan)
    if identities is None or not (identities.codes != UNKNOWN).any():
        return found
    truth = Groups(identities.codes, identities.names, None)
    for cell in np.flatnonzero(~failed):
        found[cell] = _ari(_groups(labels[cell]), truth)
    return found


def _groups(labels: np.ndarray) -> Groups:
    """Noise as one group, the first."""
    return Groups(labels + np.int32(1), tuple(map(str, range(int(labels.max()) + 2))), 0)


def _ari(a: Groups, b: Groups) -> float:
    return adjusted_rand(tally(contingency(a, b)))


def _said(params: SweepParams, cell: ClusteringParams) -> str:
    return ", ".join(f"{name} {getattr(cell, name):g}" for name in params.names)
