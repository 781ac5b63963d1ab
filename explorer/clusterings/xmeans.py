"""X-means: k-means that finds its own k by splitting a cluster wherever two centres explain it better than one.

Pelleg & Moore (2000), over scikit-learn's k-means.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from explorer.clusterings.params import ClusteringParams, at_most_rows, seed_field
from explorer.clusterings.result import Clustering, ordered
from explorer.errors import ParamsError
from explorer.features.result import Features, check_squares
from explorer.params import param
from explorer.recipe import Report, digest_of, silent

STARTS = (1, 2, 4)  # times k_min
BLOCK_BYTES = 64_000_000

Tried = dict[str, tuple[float, np.ndarray]]  # by a cluster's rows: what its split gains, and the two centres


@dataclass(frozen=True)
class XMeansParams(ClusteringParams):
    """Between which numbers of clusters to look, and how each k-means is run."""

    k_min: int = param(1, "How many clusters to begin with, and the least there can be.", low=1, high=10_000)
    k_max: int = param(50, "How many clusters there may be at most.", low=1, high=10_000)
    n_init: int = param(1, "How often to try each split; the best is taken.", low=1, high=1000, advanced=True)
    max_iter: int = param(300, "Rounds at most in one k-means.", low=1, high=100_000, unit="rounds", advanced=True)
    random_state: int | None = seed_field()

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.k_min > self.k_max:
            raise ParamsError(f"k_min = {self.k_min:,} is above k_max = {self.k_max:,}; lower it.", field="k_min")

    def check(self, shape: tuple[int, ...]) -> None:
        """Refuse to begin with more clusters than there are rows."""
        at_most_rows("k_min", self.k_min, shape[0])


def fit(params: XMeansParams, *, features: Features, report: Report = silent) -> Clustering:
    """Split clusters while the Bayesian information criterion says that two centres explain one better.

    Each round runs k-means from the centres there are, then tries a k-means of two inside every cluster, and keeps
    those splits whose `bic` over the cluster's own rows is higher than the unsplit cluster's; where there is room for
    some of them only, those that gain most. It begins with ``k_min`` clusters, and anew with twice and four times as
    many, since one split alone may not pay where two do: four heaps at the corners of a square. Of all rounds the one
    with the highest `bic` over all rows is the answer.

    Parameters
    ----------
    params : XMeansParams
    features : Features
    report : Report, optional

    Returns
    -------
    Clustering
        Its note says when ``k_max`` stopped it.

    Raises
    ------
    ParamsError
        When ``k_min`` is above the number of rows.
    InputError
        When the values are so large that their squares would overflow.
    """
    params.check(features.X.shape)
    check_squares(features.X, "k-means")
    X, random = features.X, np.random.RandomState(params.random_state)
    best, best_score, stopped = None, -math.inf, False
    tried: Tried = {}
    most = min(params.k_max, len(X))
    for k in dict.fromkeys(min(params.k_min * times, most) for times in STARTS):
        for labels, held_back in _rounds(X, k, params, random, tried, report):
            score = _score(X, labels)
            if best is None or score > best_score:
                best, best_score, stopped = labels, score, held_back
    assert best is not None
    note = ""
    if stopped:
        note = (
            f"stopped at k_max = {params.k_max:,}, where splitting on would score better still: where clusters aren't "
            "round, it cuts them up; try fewer dimensions (PCA) or a method that takes other shapes"
        )
    return Clustering(ordered(best), note)


def _rounds(
    X: np.ndarray, k: int, params: XMeansParams, random: np.random.RandomState, tried: Tried, report: Report
) -> Iterator[tuple[np.ndarray, bool]]:
    """Labels after each round from k clusters on, and whether more splits were worth making than ``k_max`` allows."""
    labels, centres = _kmeans(X, k, params, random)
    while True:
        report(f"{len(centres):,} clusters")
        splits = _splits(X, labels, params, random, tried)
        room = params.k_max - len(centres)
        yield labels, len(splits) > room
        taken = dict(sorted(splits.items(), key=lambda split: -split[1][0])[:room])
        if not taken:
            return
        kept = [centres[number] for number in range(len(centres)) if number not in taken]
        start = np.concatenate([np.reshape(kept, (-1, X.shape[1])), *(two for _, two in taken.values())])
        labels, centres = _kmeans(X, start, params, random)


def bic(sizes: Sequence[int] | np.ndarray, spread: float, n_features: int) -> float:
    """Bayesian information criterion of k round Gaussians of one common variance; higher is better.

    Parameters
    ----------
    sizes : sequence of int
        Rows in each cluster.
    spread : float
        Sum of all rows' squared distances from their cluster's centre.
    n_features : int

    Returns
    -------
    float
        Log-likelihood at the variance ``spread / (n_features * (n_samples - k))``, less half the log of the rows for
        each of the ``k - 1 + k * n_features + 1`` free numbers. Infinite where all rows lie on their centres; minus
        infinite where there is no more than a row a cluster, which leaves no variance to estimate.

    Notes
    -----
    The paper divides the variance by ``n_samples - k`` alone, which is that of a whole row and not of one dimension as
    its likelihood takes it; here it is divided by the dimensions too.
    """
    counts = np.asarray(sizes, dtype=np.float64)
    n_samples, k = float(counts.sum()), len(counts)
    if n_samples <= k:
        return -math.inf
    if spread <= 0:
        return math.inf
    variance = spread / (n_features * (n_samples - k))
    shares = float(counts @ np.log(counts / n_samples))
    likelihood = shares - n_samples * n_features / 2 * math.log(2 * math.pi * variance)
    likelihood -= n_features * (n_samples - k) / 2
    return likelihood - (k - 1 + k * n_features + 1) / 2 * math.log(n_samples)


def _kmeans(
    X: np.ndarray, start: int | np.ndarray, params: XMeansParams, random: np.random.RandomState
) -> tuple[np.ndarray, np.ndarray]:
    """Labels and centres of one k-means, from k well-spread centres or from those given; none of them is empty."""
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning

    given = isinstance(start, np.ndarray)
    model = KMeans(
        len(start) if isinstance(start, np.ndarray) else start,
        init=start if given else "k-means++",
        n_init=1 if given else params.n_init,
        max_iter=params.max_iter,
        random_state=random.randint(2**31),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # fewer distinct rows than centres: those are dropped
        model.fit(X)
    filled, labels = np.unique(model.labels_, return_inverse=True)
    return labels, model.cluster_centers_[filled]


def _splits(
    X: np.ndarray, labels: np.ndarray, params: XMeansParams, random: np.random.RandomState, tried: Tried
) -> dict[int, tuple[float, np.ndarray]]:
    """The clusters that are better explained by two centres: their gain, and the two."""
    found = {}
    for number in range(int(labels.max()) + 1):
        members = np.flatnonzero(labels == number)
        key = digest_of(members.tobytes())
        if key not in tried:
            tried[key] = _split(X[members], params, random)
        gain, centres = tried[key]
        if gain > 0:
            found[number] = (gain, centres)
    return found


def _split(X: np.ndarray, params: XMeansParams, random: np.random.RandomState) -> tuple[float, np.ndarray]:
    one = _score(X, np.zeros(len(X), dtype=np.int64))
    if len(X) < 2 or one == math.inf:  # one row, or copies of one
        return 0.0, X[:0]
    halves, centres = _kmeans(X, 2, params, random)
    return (_score(X, halves) - one, centres) if len(centres) == 2 else (0.0, centres)


def _score(X: np.ndarray, labels: np.ndarray) -> float:
    sizes = np.bincount(labels)
    centres = np.stack([X[labels == number].mean(axis=0, dtype=np.float64) for number in range(len(sizes))])
    step = max(1, BLOCK_BYTES // (8 * X.shape[1]))
    spread = 0.0
    for start in range(0, len(X), step):
        block = slice(start, start + step)
        spread += float(((X[block] - centres[labels[block]]) ** 2).sum())
    return bic(sizes, spread, X.shape[1])
