"""Gaussian mixture: clusters are clouds of a shape of their own, fitted by expectation-maximisation."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from explorer.clusterings.params import (
    ClusteringParams,
    at_most_memory,
    at_most_rows,
    at_most_seconds,
    seed_field,
)
from explorer.clusterings.result import Clustering, made_of_asked, ordered
from explorer.errors import ParamsError
from explorer.features.result import Features
from explorer.params import param
from explorer.recipe import Report, silent


@dataclass(frozen=True)
class GaussianMixtureParams(ClusteringParams):
    """scikit-learn's parameters under its names, with its defaults but for `n_components`, whose own is one."""

    swept: ClassVar[tuple[str, ...]] = ("n_components",)

    n_components: int = param(8, "How many clouds to fit, one a cluster.", low=1, high=1000, unit="clouds")
    covariance_type: str = param(
        "full",
        "The shape of a cloud: full is any ellipsoid, tied one ellipsoid for all, diag stretched along the axes only, "
        "spherical round. Simpler ones need fewer rows and less time.",
        choices=("full", "tied", "diag", "spherical"),
    )
    reg_covar: float = param(
        1e-6,
        "Added to every cloud's variance, so that none gets flat; raise it where the fit breaks down.",
        low=0.0,
        high=1e12,
        advanced=True,
    )
    tol: float = param(
        1e-3, "It stops when a round gains less than this per row.", low=0.0, high=1000.0, advanced=True
    )
    max_iter: int = param(100, "Rounds at most in one start.", low=1, high=100_000, unit="rounds", advanced=True)
    n_init: int = param(1, "How often to start anew; the best result is kept.", low=1, high=1000, advanced=True)
    init_params: str = param(
        "kmeans",
        "Where the clouds start: on the clusters of k-means, on well-spread rows, on rows by chance, or anywhere.",
        choices=("kmeans", "k-means++", "random_from_data", "random"),
        advanced=True,
    )
    random_state: int | None = seed_field()

    def check(self, shape: tuple[int, ...]) -> None:
        """Refuse more clouds than rows, and what wouldn't fit in memory or in ten minutes."""
        n_samples, n_features = shape
        at_most_rows("n_components", self.n_components, n_samples)
        ellipsoids = {"full": self.n_components, "tied": 1}.get(self.covariance_type, 0)
        what = f"{self.n_components:,} clouds over {n_samples:,} rows in {n_features:,} dimensions"
        remedy = "Reduce the dimensions first (PCA), or choose covariance_type = 'diag'"
        # float64, as measured: the rows and two copies while they are compared, each row's share in each cloud
        # twice, the ellipsoids three times
        numbers = 3 * n_samples * n_features + 2 * n_samples * self.n_components + 3 * ellipsoids * n_features**2
        at_most_memory(f"{what} take", 8 * numbers, remedy)
        comparing = 3e-9 * n_features + (2e-10 * n_features**2 if ellipsoids else 0)
        seconds = n_samples * self.n_components * comparing * self.max_iter * self.n_init
        at_most_seconds(f"{what}, with all {self.max_iter:,} rounds,", seconds, remedy)


def fit(params: GaussianMixtureParams, *, features: Features, report: Report = silent) -> Clustering:
    """Fit a mixture of Gaussians; each row belongs to the likeliest: ``sklearn.mixture.GaussianMixture``.

    It is fitted in float64, since the covariance of float32 rows with a large mean is mostly rounding.

    Parameters
    ----------
    params : GaussianMixtureParams
    features : Features
    report : Report, optional

    Returns
    -------
    Clustering
        Its note says when a cloud ended with no row of its own, or when it stopped at ``max_iter``.

    Raises
    ------
    ParamsError
        When ``n_components`` is above the number of rows, or a cloud collapsed.
    LimitError
        When it would take too much memory or time.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.mixture import GaussianMixture

    params.check(features.X.shape)
    if features.n_samples == 1:  # scikit-learn asks for two
        return Clustering(np.zeros(1, dtype=np.int32))
    report("Gaussian mixture")
    model = GaussianMixture(**params.as_dict())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the notes say both things that it is about
        try:
            labels = ordered(model.fit_predict(features.X.astype(np.float64)))
        except ValueError as problem:
            if "covariance" not in str(problem):
                raise
            raise ParamsError(
                f"A cloud collapsed onto too few rows to have a shape in {features.X.shape[1]:,} dimensions: raise "
                f"reg_covar = {params.reg_covar:g}, fit fewer clouds, choose covariance_type = 'diag', or reduce the "
                "dimensions first.",
                field="reg_covar",
            ) from problem
    notes = [made_of_asked(labels, params.n_components, "no row belongs most to the other clouds")]
    if not model.converged_:
        notes.append(f"stopped after {params.max_iter:,} rounds, while it still got better; raise max_iter")
    return Clustering(labels, "; ".join(filter(None, notes)))
