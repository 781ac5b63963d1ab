"""The silhouette of a grouping, as one figure that methods with and without noise can be held against each other by."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from explorer.clusterings.result import NOISE, Clustering
from explorer.comparison.stability.result import Silhouette
from explorer.comparison.sweeping.scores import Judge
from explorer.errors import InputError
from explorer.features.result import Features
from explorer.params import Params, param
from explorer.recipe import Report, silent


@dataclass(frozen=True)
class SilhouetteParams(Params):
    """From how many rows."""

    max_samples: int = param(
        2000, "Rows that are looked at, drawn at random where there are more.", low=2, high=20_000, unit="rows"
    )
    random_state: int = param(0, "Seed of what is drawn.", low=0, high=2**32 - 1)


def fit(params: SilhouetteParams, *, features: Features, grouping: Clustering, report: Report = silent) -> Silhouette:
    """Mean silhouette (Rousseeuw 1987) by Euclidean distance, where each row of noise counts as 0.

    Noise is not let off: a method that keeps a few tight rows and calls the rest noise has found little.

    Raises
    ------
    InputError
        When vectors and grouping aren't of the same rows.
    """
    if features.n_samples != len(grouping.labels):
        raise InputError(f"There are {features.n_samples:,} vectors and {len(grouping.labels):,} rows grouped.")
    report("silhouette")
    judge = Judge(features.X, "euclidean", params.max_samples, params.random_state)
    clustered = float(np.mean(grouping.labels[judge.rows] != NOISE)) if len(judge.rows) else 0.0
    inside = judge.silhouette(grouping.labels)
    undefined = math.isnan(inside)
    return Silhouette(
        None if undefined else inside * clustered,
        None if undefined else inside,
        len(judge.rows),
        features.n_samples,
        len(grouping.sizes),
    )
