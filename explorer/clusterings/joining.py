"""New rows join the clusters of a grouping that is there: as its method would have it where it can, else by a vote.

The grouping doesn't change. Where a method has to be fitted again to be asked, it must give the very grouping that is
on screen; where it doesn't, the nearest rows vote, and the note says so.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

from explorer.clusterings.gaussian_mixture import GaussianMixtureParams
from explorer.clusterings.hdbscan import HDBSCANParams
from explorer.clusterings.result import NOISE, Clustering, Joined, ordered
from explorer.clusterings.sampled import AssignedParams, nearest_centre, voted
from explorer.errors import InputError
from explorer.features.result import Features, check_finite
from explorer.params import Params, param
from explorer.recipe import Report, silent

VOTERS = AssignedParams().assign_neighbors


@dataclass(frozen=True)
class VoteParams(Params):
    """Who votes."""

    n_neighbors: int = param(VOTERS, "How many nearest rows vote.", low=1, high=100, unit="rows")


@dataclass(frozen=True)
class CentreParams(Params):
    """Nothing to choose."""


def vote(
    params: VoteParams, *, features: Features, grouping: Clustering, new: Features, report: Report = silent
) -> Joined:
    """Each new row is what most of its nearest rows are, a cluster or noise; of equal votes what the nearest is.

    Raises
    ------
    InputError
        When the grouping is of other rows, or the new ones are of another width or hold NaN.
    """
    _check(features, grouping, new)
    return _by_vote(params.n_neighbors, features, grouping, new, report)


def centre(
    params: CentreParams,  # noqa: ARG001 - a stage's signature
    *,
    features: Features,
    grouping: Clustering,
    new: Features,
    report: Report = silent,
) -> Joined:
    """Each new row goes to the cluster whose mean is nearest (Euclidean): what k-means predicts once it has converged.

    Raises as `vote` does.
    """
    _check(features, grouping, new)
    if not len(grouping.sizes):
        return _all_noise(new)
    labels = nearest_centre(new.X, features.X, grouping.labels, report)
    return Joined(labels.astype(np.int32), "the cluster whose centre (the mean of its rows) is nearest")


def mixture(
    params: GaussianMixtureParams, *, features: Features, grouping: Clustering, new: Features, report: Report = silent
) -> Joined:
    """Each new row goes to the cloud it most probably belongs to: ``GaussianMixture.predict``, fitted again as it was.

    Raises as `vote` does.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.mixture import GaussianMixture

    _check(features, grouping, new)
    if features.n_samples > 1:  # scikit-learn asks for two
        report("Gaussian mixture")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # as when it was fitted
            model = GaussianMixture(**params.as_dict())
            found = model.fit_predict(features.X.astype(np.float64))
        if np.array_equal(ordered(found), grouping.labels):
            used = np.unique(found)  # a cloud that no row fell to is no cluster
            likely = used[model.predict_proba(new.X.astype(np.float64))[:, used].argmax(axis=1)]
            labels = _numbers(found, grouping.labels)[likely]
            return Joined(labels, "the cloud it most probably belongs to (Gaussian mixture's predict)")
    return _otherwise("the mixture came out otherwise when it was fitted again", features, grouping, new, report)


def hdbscan(
    params: HDBSCANParams, *, features: Features, grouping: Clustering, new: Features, report: Report = silent
) -> Joined:
    """Each new row goes where it would hang in HDBSCAN's tree, or is noise: ``hdbscan.approximate_predict``.

    Raises as `vote` does.
    """
    from hdbscan import HDBSCAN, approximate_predict

    _check(features, grouping, new)
    if not len(grouping.sizes):
        return _all_noise(new)
    min_samples = params.min_samples or params.min_cluster_size
    if 2 * min_samples > features.n_samples:  # so many nearest it looks at
        return _otherwise("there are too few rows for HDBSCAN to predict from", features, grouping, new, report)
    if params.allow_single_cluster and len(grouping.sizes) == 1:  # it then calls most rows of that cluster noise
        return _otherwise("HDBSCAN can't predict where all rows may be one cluster", features, grouping, new, report)
    report("HDBSCAN")
    model = HDBSCAN(**params.as_dict(), prediction_data=True, core_dist_n_jobs=1).fit(features.X)
    if not np.array_equal(ordered(model.labels_), grouping.labels):
        return _otherwise("HDBSCAN came out otherwise when it was fitted again", features, grouping, new, report)
    with np.errstate(divide="ignore", invalid="ignore"):  # a copy of a row is at distance 0: of endless density
        found, _ = approximate_predict(model, new.X)
    number = _numbers(np.asarray(model.labels_), grouping.labels)
    labels = np.where(found == NOISE, NOISE, number[found]).astype(np.int32)
    return Joined(labels, "where it hangs in HDBSCAN's tree (approximate_predict), noise among them")


def _otherwise(why: str, features: Features, grouping: Clustering, new: Features, report: Report) -> Joined:
    found = _by_vote(VOTERS, features, grouping, new, report)
    return Joined(found.labels, f"{why}: {found.note}")


def _by_vote(n_neighbors: int, features: Features, grouping: Clustering, new: Features, report: Report) -> Joined:
    k = min(n_neighbors, features.n_samples)
    labels = voted(new.X, features.X, grouping.labels, k, report)
    whom = "what its nearest row is" if k == 1 else f"what most of its {k} nearest rows are"
    return Joined(labels.astype(np.int32), f"{whom}, noise among them: this method has no rule for new rows")


def _all_noise(new: Features) -> Joined:
    return Joined(np.full(new.n_samples, NOISE, dtype=np.int32), "noise: the grouping has no cluster")


def _numbers(found: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The number on screen of each of a method's own, as the rows that both have tell it; noise where none tells."""
    numbers = np.full(max(int(found.max()) + 1, 1), NOISE, dtype=np.int32)
    kept = found >= 0
    numbers[found[kept]] = labels[kept]
    return numbers


def _check(features: Features, grouping: Clustering, new: Features) -> None:
    if len(grouping.labels) != features.n_samples:
        raise InputError(
            f"The grouping is of {len(grouping.labels):,} rows, the features are of {features.n_samples:,}."
        )
    if new.X.shape[1] != features.X.shape[1]:
        raise InputError(
            f"The new rows have {new.X.shape[1]:,} dimensions, the grouping was made in {features.X.shape[1]:,}."
        )
    check_finite(new.X)
