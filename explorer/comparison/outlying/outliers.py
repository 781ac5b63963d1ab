"""Rows that lie far out, without any names: several measures, each turned into ranks, and the mean of those.

No single measure is right for all data: the distance to the nearest rows finds what is far from everything, the local
outlier factor what is farther than its neighbours are from each other, GLOSH what leaves a dense group late, and noise
is what other methods left over. Where several agree there is more to it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.clusterings.result import NOISE, Clustering
from explorer.comparison.outlying.result import MEASURES, Glosh, Outlyingness
from explorer.errors import InputError
from explorer.neighbors.result import KNNGraph
from explorer.params import Params, param
from explorer.recipe import Report, silent

RUN = "run_"  # begins the names of the groupings among the inputs, before their number
LISTED = 2_000


@dataclass(frozen=True)
class OutliersParams(Params):
    """When a measure counts as agreeing."""

    share: float = param(
        0.05, "A measure agrees that a row lies out where it is among this share of the farthest.", low=0.001, high=0.5
    )


def fit(
    params: OutliersParams,
    *,
    graph: KNNGraph,
    glosh: Glosh | None = None,
    report: Report = silent,
    **runs: Clustering,
) -> Outlyingness:
    """Rank rows by how far out they lie.

    Parameters
    ----------
    params : OutliersParams
    graph : KNNGraph
        Of the space that is looked at.
    glosh : Glosh, optional
    report : Report, optional
    **runs : Clustering
        ``run_0``, ``run_1``, …: groupings whose noise is counted.

    Raises
    ------
    InputError
        When they aren't of the same rows.
    """
    n_samples = len(graph.indices)
    report("measures")
    measures = {"knn": graph.distances.mean(axis=1, dtype=np.float64), "lof": local_outlier_factor(graph)}
    notes = []
    if glosh is not None:
        measures["glosh"] = glosh.scores.astype(np.float64)
    if any(len(run.labels) != n_samples for run in runs.values()):
        raise InputError("A grouping is of other rows than the neighbours; they can't be compared.")
    voters = [run.labels == NOISE for run in runs.values() if (run.labels == NOISE).any()]
    if voters:
        measures["votes"] = np.mean(voters, axis=0, dtype=np.float64)
    else:
        notes.append("No grouping has noise (HDBSCAN, DBSCAN or OPTICS make some), so none votes.")
    report("ranks")
    standing = {name: ranks(values) for name, values in measures.items()}
    score = np.mean(list(standing.values()), axis=0)
    agree = np.sum([_far(name, measures[name], standing[name], params.share) for name in measures], axis=0)
    return Outlyingness(
        score=score.astype(np.float32),
        agree=agree.astype(np.uint8),
        order=np.argsort(-score, kind="stable")[:LISTED].astype(np.int32),
        measures={name: measures[name].astype(np.float32) for name in MEASURES if name in measures},
        share=params.share,
        n_neighbors=graph.indices.shape[1],
        metric=graph.metric,
        exact=graph.exact,
        n_groupings=len(voters),
        notes=tuple(notes),
    )


def local_outlier_factor(graph: KNNGraph) -> np.ndarray:
    """How much denser it is around a row's neighbours than around itself (Breunig, Kriegel, Ng & Sander 2000).

    Returns
    -------
    ndarray of shape (n_samples,), float64
        About 1 for a row in the midst of others, above 1 outside; the same as scikit-learn's from the same neighbours,
        but for rows with more copies than those. They count as dense as the densest others; there all that have one of
        them for a neighbour seem to be outliers.
    """
    distances = graph.distances.astype(np.float64)
    reach = np.maximum(distances, distances[graph.indices, -1]).mean(axis=1)
    apart = reach > 0
    density = 1 / np.where(apart, reach, reach[apart].min(initial=np.inf)) if apart.any() else np.ones(len(reach))
    factor: np.ndarray = density[graph.indices].mean(axis=1) / density
    return factor


def ranks(values: np.ndarray) -> np.ndarray:
    """The share of the other rows that have a smaller value, equal ones counted half. 0 to 1."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    below = np.cumsum(counts) - counts
    share: np.ndarray = (below + (counts - 1) / 2)[place] / max(1, len(values) - 1)
    return share


def _far(name: str, values: np.ndarray, standing: np.ndarray, share: float) -> np.ndarray:
    """Whether a measure has the row far out; of votes it takes half."""
    far: np.ndarray = values >= 0.5 if name == "votes" else standing >= 1 - share
    return far
