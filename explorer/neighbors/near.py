"""Rows that are nearly the same: groups of which every two are at most so far apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.dataset import Dataset
from explorer.errors import LimitError, ParamsError
from explorer.features.result import Features
from explorer.neighbors.copies import same_rows
from explorer.neighbors.graph import COMPARISON, PACE, directions
from explorer.neighbors.grouped import described, numbered
from explorer.neighbors.result import Duplicates, Pairs
from explorer.params import Params, param
from explorer.recipe import Report, silent

MOST_SECONDS = 1800
BITS = "bits"


@dataclass(frozen=True)
class NearParams(Params):
    """How near."""

    metric: str = param(
        "cosine",
        "How two vectors are compared: cosine looks at their direction only; bits counts the places of a hash that "
        "differ.",
        choices=("cosine", "euclidean", BITS),
    )
    reach: float = param(
        0.02, "The greatest distance of any two rows of a group; of cosine, 1 - cos.", low=0.0, high=1e9
    )


def find(params: NearParams, *, features: Features, dataset: Dataset, report: Report = silent) -> Duplicates:
    """Group the rows that are nearly the same.

    All pairs within reach are found (exact, never n x n in memory), then joined by greedy complete linkage: the nearest
    pair first, equally near ones in row order, and only where every pair of the joint group is within reach.

    Parameters
    ----------
    params : NearParams
    features : Features
        What is compared; of 0 and 1 for bits.
    dataset : Dataset
        Of the same rows, for how large their pictures are.
    report : Report, optional

    Returns
    -------
    Duplicates
        Distances in the metric's own units: 1 - cos, Euclidean, or places that differ.

    Raises
    ------
    ParamsError
        When features and data set aren't of the same rows.
    LimitError
        When comparing all pairs would take over half an hour, or too many pairs are within reach.
    """
    # compiled code, which only a worker needs
    from explorer.neighbors.linkage import complete_groups
    from explorer.neighbors.within import pairs_within

    if features.n_samples != dataset.n_samples:
        raise ParamsError(f"{features.n_samples:,} vectors for {dataset.n_samples:,} rows.")
    if why := refusal(features.n_samples, features.X.shape[1]):
        raise why
    X = directions(features.X, False) if params.metric == "cosine" else np.asarray(features.X)
    metric, reach = _searched(params)
    leaders = same_rows(X, report)
    different = np.flatnonzero(leaders == np.arange(len(leaders)))
    found = pairs_within(X[different], reach, metric, report)
    report("joining")
    joined = complete_groups(len(different), found)
    by_row = np.empty(len(leaders), dtype=np.int64)
    by_row[different] = different[joined]
    distances = np.rint(found.distances.astype(np.float64) ** 2) if params.metric == BITS else found.distances
    pairs = Pairs(different[found.rows].astype(np.int32), distances.astype(np.float32))
    note = (
        f"Exact: all pairs of {len(leaders):,} rows in {features.X.shape[1]:,} dimensions were compared; "
        f"{len(pairs.rows):,} pairs of different vectors are within reach."
    )
    return described(numbered(by_row[leaders]), dataset, note, X, pairs)


def refusal(n_samples: int, n_features: int) -> LimitError | None:
    """Why so many rows aren't compared; None: they are."""
    seconds = n_samples**2 * (n_features + COMPARISON) / PACE["euclidean"]
    if seconds <= MOST_SECONDS:
        return None
    return LimitError(
        "comparing all pairs would take about",
        f"{seconds / 60:,.0f} minutes",
        f"{MOST_SECONDS / 60:.0f}",
        "Reduce the dimensions first (PCA), or keep fewer rows.",
    )


def _searched(params: NearParams) -> tuple[str, float]:
    if params.metric == "cosine":
        return "angular", params.reach
    # 0 and 1 differ by 1: the squared Euclidean distance counts the places
    return "euclidean", params.reach**0.5 if params.metric == BITS else params.reach
