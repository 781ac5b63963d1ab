"""k-means: k centres, every row with the nearest."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

from explorer.clusterings.params import CentresParams, seed_field
from explorer.clusterings.result import Clustering, made_of_asked, ordered
from explorer.features.result import Features, check_squares
from explorer.params import param
from explorer.recipe import Report, silent


@dataclass(frozen=True)
class KMeansParams(CentresParams):
    """scikit-learn's parameters under its names, with its defaults."""

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
    random_state: int | None = seed_field()


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
    InputError
        When the values are so large that their squares would overflow.
    """
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning

    params.check(features.X.shape)
    check_squares(features.X, "k-means")
    report("k-means")
    model = KMeans(**params.as_dict())
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "algorithm='elkan' doesn't make sense")  # one cluster either way
        warnings.simplefilter("ignore", ConvergenceWarning)  # fewer distinct rows than clusters: the note says it
        labels = ordered(model.fit(features.X).labels_)
    notes = [made_of_asked(labels, params.n_clusters), stopped(model.n_iter_, params.max_iter)]
    return Clustering(labels, "; ".join(filter(None, notes)))


def stopped(rounds: int, max_iter: int) -> str:
    """A sentence where the centres still moved in the last round that was allowed; empty: they stood still."""
    if rounds < max_iter:
        return ""
    return f"stopped after {max_iter:,} rounds, before the centres stood still; raise max_iter"
