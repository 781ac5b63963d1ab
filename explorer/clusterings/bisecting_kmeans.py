"""Bisecting k-means: one cluster is split in two, again and again (Steinbach, Karypis & Kumar 2000)."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.clusterings.params import CentresParams, seed_field
from explorer.clusterings.result import Clustering, made_of_asked, ordered
from explorer.features.result import Features, check_squares
from explorer.params import param
from explorer.recipe import Report, silent


@dataclass(frozen=True)
class BisectingKMeansParams(CentresParams):
    """scikit-learn's parameters under its names, with its defaults."""

    bisecting_strategy: str = param(
        "biggest_inertia",
        "Which cluster is split next: the one whose rows lie farthest from its centre in sum, or that with most rows.",
        choices=("biggest_inertia", "largest_cluster"),
    )
    init: str = param(
        "random",
        "The two first centres of a split: any two rows, or two well apart.",
        choices=("random", "k-means++"),
        advanced=True,
    )
    n_init: int = param(1, "How often to try each split; the best is kept.", low=1, high=1000, advanced=True)
    max_iter: int = param(300, "Rounds at most in one split.", low=1, high=100_000, unit="rounds", advanced=True)
    tol: float = param(
        1e-4,
        "A split stops when its centres move less than this, relative to the data.",
        low=0.0,
        high=1.0,
        advanced=True,
    )
    random_state: int | None = seed_field()


def fit(params: BisectingKMeansParams, *, features: Features, report: Report = silent) -> Clustering:
    """Split one cluster in two until there are k: ``sklearn.cluster.BisectingKMeans``.

    Parameters
    ----------
    params : BisectingKMeansParams
    features : Features
    report : Report, optional

    Returns
    -------
    Clustering
        Its note says when there are fewer distinct rows than clusters.

    Raises
    ------
    ParamsError
        When ``n_clusters`` is above the number of rows.
    InputError
        When the values are so large that their squares would overflow.
    """
    from sklearn.cluster import BisectingKMeans

    params.check(features.X.shape)
    check_squares(features.X, "k-means")
    report("bisecting k-means")
    labels = ordered(BisectingKMeans(**params.as_dict()).fit(features.X).labels_)
    return Clustering(labels, made_of_asked(labels, params.n_clusters))
