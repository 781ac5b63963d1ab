"""GLOSH: how far out a row lies by HDBSCAN's hierarchy, from the ``hdbscan`` package."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

from explorer.clusterings.density_tree import TOO_MANY_DIMENSIONS, expected_seconds
from explorer.clusterings.params import at_most_rows, at_most_seconds
from explorer.comparison.outlying.result import Glosh
from explorer.features.result import Features
from explorer.params import Params, param
from explorer.recipe import Report, silent


@dataclass(frozen=True)
class GloshParams(Params):
    """The hdbscan package's parameters under its names."""

    min_cluster_size: int = param(5, "The smallest group that counts as a cluster.", low=2, high=1_000_000, unit="rows")

    def check(self, shape: tuple[int, ...]) -> None:
        """Refuse, before anything is computed, what would take over ten minutes or has too few rows.

        Raises
        ------
        ParamsError, LimitError
        """
        at_most_rows("min_cluster_size", self.min_cluster_size, shape[0], least=2)
        at_most_seconds(
            f"GLOSH on {shape[0]:,} rows in {shape[1]:,} dimensions",
            expected_seconds(shape[0], shape[1]),
            f"Reduce to {TOO_MANY_DIMENSIONS} dimensions or fewer with PCA first",
        )


def fit(params: GloshParams, *, features: Features, report: Report = silent) -> Glosh:
    """Score every row by HDBSCAN's hierarchy of the feature space.

    Raises
    ------
    ParamsError
        When there are fewer rows than ``min_cluster_size``.
    LimitError
        When it would take more than about ten minutes.
    """
    import hdbscan

    params.check(features.X.shape)
    report("GLOSH")
    model = hdbscan.HDBSCAN(min_cluster_size=params.min_cluster_size, core_dist_n_jobs=1).fit(features.X)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "(invalid value|divide by zero)", RuntimeWarning)  # copies: no distance
        scores = np.nan_to_num(model.outlier_scores_, nan=0.0)
    return Glosh(np.clip(scores, 0, 1).astype(np.float32))
