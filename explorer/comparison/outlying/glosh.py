"""GLOSH: how far out a row lies by HDBSCAN's hierarchy (Campello et al. 2015).

As the ``hdbscan`` package has it, but for copies: there six equal rows give every row around them no score.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

from explorer.clusterings.density_tree import TOO_MANY_DIMENSIONS, expected_seconds
from explorer.clusterings.params import at_most_rows, at_most_seconds
from explorer.comparison.outlying.hierarchy import MOST_ROWS, single_linkage
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
        if not is_quick(shape[0]):
            at_most_seconds(
                f"GLOSH on {shape[0]:,} rows in {shape[1]:,} dimensions",
                expected_seconds(shape[0], shape[1]),
                f"Reduce to {TOO_MANY_DIMENSIONS} dimensions or fewer with PCA first",
            )


def is_quick(n_samples: int) -> bool:
    """Whether so many rows take seconds, in any number of dimensions: there is room for all their distances."""
    return n_samples <= MOST_ROWS


def fit(params: GloshParams, *, features: Features, report: Report = silent) -> Glosh:
    """Score every row by HDBSCAN's hierarchy of the feature space.

    Raises
    ------
    ParamsError
        When there are fewer rows than ``min_cluster_size``.
    LimitError
        When it would take more than about ten minutes.
    """
    from hdbscan._hdbscan_tree import outlier_scores

    params.check(features.X.shape)
    report("GLOSH")
    tree = _tree(features.X, params.min_cluster_size, report)
    # Copies are infinitely dense, and beside that nobody has a score: they count as dense as the densest others.
    density = tree["lambda_val"]
    bounded = np.isfinite(density)
    density[~bounded] = density[bounded].max(initial=0)
    return Glosh(np.clip(outlier_scores(tree), 0, 1).astype(np.float32))


def _tree(X: np.ndarray, min_cluster_size: int, report: Report) -> np.ndarray:
    """The package's condensed tree: which row, or cluster, leaves which cluster at what density."""
    import hdbscan
    from hdbscan._hdbscan_tree import condense_tree

    if is_quick(len(X)):
        return np.asarray(condense_tree(single_linkage(X, min_cluster_size, report), min_cluster_size))
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "(invalid value|divide by zero)", RuntimeWarning)  # copies: no distance
        model = hdbscan.HDBSCAN(min_cluster_size=min_cluster_size, core_dist_n_jobs=1).fit(X)
    return np.asarray(model.condensed_tree_.to_numpy())
