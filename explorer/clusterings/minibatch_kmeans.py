"""Mini-batch k-means: centres moved by a few rows at a time (Sculley 2010)."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.clusterings.params import CentresParams, seed_field
from explorer.clusterings.result import Clustering, made_of_asked, ordered
from explorer.features.result import Features, check_squares
from explorer.params import param
from explorer.recipe import Report, silent


@dataclass(frozen=True)
class MiniBatchKMeansParams(CentresParams):
    """scikit-learn's parameters under its names, with its defaults."""

    batch_size: int = param(
        1024, "How many rows move the centres at a time.", low=1, high=1_000_000, unit="rows", advanced=True
    )
    n_init: int | str = param(
        "auto",
        "How many sets of first centres to try on a sample; the best is taken. auto tries one, of well-spread centres.",
        low=1,
        high=1000,
        choices=("auto",),
        advanced=True,
    )
    max_iter: int = param(100, "How often to go through all rows at most.", low=1, high=100_000, advanced=True)
    max_no_improvement: int | None = param(
        10,
        "It stops after so many batches without getting better; left open, it doesn't.",
        low=1,
        high=100_000,
        unit="batches",
        advanced=True,
    )
    reassignment_ratio: float = param(
        0.01,
        "Centres with less than this share of the largest one's rows start anew elsewhere: larger takes longer and "
        "leaves fewer tiny clusters.",
        low=0.0,
        high=1.0,
        advanced=True,
    )
    random_state: int | None = seed_field()


def fit(params: MiniBatchKMeansParams, *, features: Features, report: Report = silent) -> Clustering:
    """Group the rows around k centres found batch by batch: ``sklearn.cluster.MiniBatchKMeans``.

    Parameters
    ----------
    params : MiniBatchKMeansParams
    features : Features
    report : Report, optional

    Returns
    -------
    Clustering
        Its note says when fewer clusters came out than were asked for.

    Raises
    ------
    ParamsError
        When ``n_clusters`` is above the number of rows.
    InputError
        When the values are so large that their squares would overflow.
    """
    from sklearn.cluster import MiniBatchKMeans

    params.check(features.X.shape)
    check_squares(features.X, "k-means")
    report("mini-batch k-means")
    labels = ordered(MiniBatchKMeans(**params.as_dict()).fit(features.X).labels_)
    return Clustering(labels, made_of_asked(labels, params.n_clusters, "the other centres ended without rows"))
