"""k-means: k centres, every row with the nearest."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

from explorer.clusterings.result import Clustering, ordered
from explorer.errors import ParamsError
from explorer.features.result import Features
from explorer.params import Params, param
from explorer.recipe import Report, silent


@dataclass(frozen=True)
class KMeansParams(Params):
    """scikit-learn's parameters under its names, with its defaults."""

    n_clusters: int = param(8, "How many clusters to make.", low=1, high=10_000, unit="clusters")
    n_init: int | str = param(
        "auto",
        "How often to start anew; the best result is kept. auto starts once, from well-spread centres.",
        low=1,
        high=1000,
        choices=("auto",),
        advanced=True,
    )
    max_iter: int = param(300, "Rounds at most in one start.", low=1, high=100_000, unit="rounds", advanced=True)
    tol: float = param(
        1e-4,
        "It stops when the centres move less than this, relative to the data.",
        low=0.0,
        high=1.0,
        advanced=True,
    )
    algorithm: str = param(
        "lloyd",
        "elkan can be faster where clusters are well apart, and takes more memory.",
        choices=("lloyd", "elkan"),
        advanced=True,
    )
    random_state: int | None = param(
        None,
        "Seed: the same seed and parameters give the same clusters.",
        low=0,
        high=2**32 - 1,
        advanced=True,
    )


def fit(params: KMeansParams, *, features: Features, report: Report = silent) -> Clustering:
    """Group the rows around k centres: ``sklearn.cluster.KMeans``.

    Parameters
    ----------
    params : KMeansParams
    features : Features
    report : Report, optional

    Returns
    -------
    Clustering
        Its note says when there are fewer distinct rows than clusters, or when it stopped at ``max_iter``.

    Raises
    ------
    ParamsError
        When ``n_clusters`` is above the number of rows.
    """
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning

    if params.n_clusters > features.n_samples:
        raise ParamsError(
            f"n_clusters = {params.n_clusters:,} is more than there are rows; choose at most {features.n_samples:,}.",
            field="n_clusters",
        )
    report("k-means")
    model = KMeans(**params.as_dict())
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "algorithm='elkan' doesn't make sense")  # one cluster either way
        warnings.simplefilter("ignore", ConvergenceWarning)  # fewer distinct rows than clusters: the note says it
        labels = ordered(model.fit(features.X).labels_)
    made = int(labels.max()) + 1
    notes = []
    if made < params.n_clusters:
        notes.append(f"made {made:,} of {params.n_clusters:,}: there are only so many distinct rows")
    if model.n_iter_ >= params.max_iter:
        notes.append(f"stopped after {params.max_iter:,} rounds, before the centres stood still; raise max_iter")
    return Clustering(labels, "; ".join(notes))
