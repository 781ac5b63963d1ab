"""What is above luck, and what isn't; and that one Gaussian is never called structured while planted blobs are."""

from typing import Any

import numpy as np
import pytest

from explorer.clusterings import HDBSCANParams, KMeansParams, cluster
from explorer.clusterings.result import Clustering
from explorer.clusterings.sampled import SampleParams, draw
from explorer.comparison.stability.luck import MEASURES, LuckParams, above, fit, structured
from explorer.comparison.stability.resampled import StabilityParams
from explorer.comparison.stability.resampled import fit as stability
from explorer.comparison.stability.silhouette import SilhouetteParams
from explorer.comparison.stability.silhouette import fit as silhouette
from explorer.errors import InputError
from explorer.features.null import NullParams, without_structure
from explorer.features.result import Features
from tests.comparison.groupings import clustering

BAND = np.array([0.20, 0.21, 0.22, 0.20, 0.21])


def figures(features: Features, params, name: str, n_resamples: int) -> dict[str, Any]:
    """What `plan.luck` asks for of one data set, made in this process."""
    found = cluster(features, params)
    size = int(0.8 * features.n_samples)
    resamples: dict[str, Any] = {
        f"resample_{seed:04}": cluster(draw(SampleParams(size, seed), features=features), params)
        for seed in range(n_resamples)
    }
    return {
        f"{name}_silhouette": silhouette(SilhouetteParams(), features=features, grouping=found),
        f"{name}_stability": stability(StabilityParams(size), grouping=found, **resamples),
    }


def judged(X: np.ndarray, params, kind: str = "permuted"):
    features = Features(np.asarray(X, dtype=np.float32))
    parts = figures(features, params, "observed", 4)
    for seed in range(8):
        parts |= figures(without_structure(NullParams(kind, seed), features=features), params, f"null_{seed:04}", 2)
    return fit(LuckParams(), **parts)


def gaussian(seed: int) -> np.ndarray:
    """One, long and correlated."""
    random = np.random.default_rng(seed)
    turned = np.linalg.qr(random.normal(size=(5, 5)))[0]
    return (random.normal(size=(300, 5)) * [6, 3, 2, 1, 1]) @ turned


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    "params",
    [KMeansParams(n_clusters=2, random_state=0), KMeansParams(n_clusters=4, random_state=0), HDBSCANParams()],
    ids=["two", "four", "hdbscan"],
)
def test_one_correlated_gaussian_is_never_called_structured(seed, params):
    assert not judged(gaussian(seed), params).structured


def test_the_axes_matter():
    random = np.random.default_rng(0)
    turned = np.array([[1.0, -1], [1, 1]]) / np.sqrt(2)
    X = ((random.normal(size=(1000, 2)) * [3, 1]) @ turned.T).astype(np.float32)
    params = KMeansParams(n_clusters=3, n_init=3, random_state=0)

    def score(X: np.ndarray) -> float:
        features = Features(X)
        found = silhouette(SilhouetteParams(), features=features, grouping=cluster(features, params))
        assert found.score is not None
        return found.score

    along = score(without_structure(NullParams(), features=Features(X)).X)
    raw = score(np.ascontiguousarray(np.stack([random.permutation(column) for column in X.T], axis=1)))
    assert score(X) == pytest.approx(along, abs=0.03)
    assert score(X) > raw + 0.05  # which would be taken for structure


@pytest.mark.parametrize("params", [KMeansParams(n_clusters=5, n_init=5, random_state=0), HDBSCANParams()])
def test_planted_blobs_are_called_structured(params):
    random = np.random.default_rng(0)
    X = np.repeat(random.normal(size=(5, 5)) * 8, 60, axis=0) + random.normal(size=(300, 5))
    found = judged(X, params)
    assert found.structured
    assert found.above[MEASURES.index("silhouette")]


def test_two_blobs_need_the_gaussian():
    random = np.random.default_rng(0)
    X = random.normal(size=(300, 4))
    X[150:, 0] += 12
    params = KMeansParams(n_clusters=2, random_state=0)
    assert judged(X, params, "gaussian").structured
    assert not judged(X, params).structured  # they lie along one axis, which stays as it is


def test_above_is_above_each_and_clear_of_all():
    assert above(0.41, BAND)
    assert not above(0.22, BAND)  # not above the highest
    assert not above(0.225, BAND)  # less than 0.02 above the mean
    assert not above(0.24, np.array([0.20, 0.21, 0.22, 0.20, 0.23]))  # less than three deviations
    assert not above(0.1, BAND)
    assert not above(float("nan"), BAND)
    assert not above(0.9, BAND[:4])  # of so few nothing is concluded
    assert not above(0.9, np.append(BAND[:4], np.nan))


def test_clusters_that_dissolve_or_come_again_less_than_by_luck_are_no_structure():
    null = np.array([BAND, np.full(5, 0.7), np.full(5, np.nan), np.full(5, np.nan)])
    nan = float("nan")
    assert structured(np.array([0.41, 0.9, nan, nan]), null)
    assert not structured(np.array([0.41, 0.6, nan, nan]), null)
    assert not structured(np.array([0.41, 0.5, nan, nan]), null * [[1], [0.1], [1], [1]])
    assert not structured(np.array([0.41, nan, nan, nan]), null)


def test_a_silhouette_counts_noise_as_nothing():
    X = np.array([[0.0], [1], [10], [11], [5], [5.5], [4.5], [6]], dtype=np.float32)
    labels = np.array([0, 0, 1, 1, -1, -1, -1, -1], dtype=np.int32)
    found = silhouette(SilhouetteParams(), features=Features(X), grouping=Clustering(labels))
    rows = [1 - 1 / 10.5, 1 - 1 / 9.5, 1 - 1 / 9.5, 1 - 1 / 10.5]
    assert found.clustered == pytest.approx(np.mean(rows))
    assert found.score == pytest.approx(np.mean(rows) / 2)
    one = silhouette(SilhouetteParams(), features=Features(X), grouping=clustering(*[0] * 8))
    assert (one.score, one.clustered, one.n_clusters) == (None, None, 1)


def test_a_grouping_that_parts_no_rows_has_no_figures_but_luck_may():
    features = Features(np.random.default_rng(0).normal(size=(40, 2)).astype(np.float32))
    parts = figures(features, KMeansParams(n_clusters=1, random_state=0), "observed", 1)
    parts |= figures(features, KMeansParams(n_clusters=2, random_state=0), "null_0000", 1)
    found = fit(LuckParams(), **parts)
    assert np.isnan(found.observed[0])
    assert found.observed[1] == 1
    assert np.isnan(found.observed[2:]).all()
    assert np.isfinite(found.null[:3]).all()
    assert (found.n_null, found.structured) == (1, False)


def test_without_a_set_to_hold_against_it_says_so():
    features = Features(np.random.default_rng(0).normal(size=(40, 2)).astype(np.float32))
    with pytest.raises(InputError, match="one at the least"):
        fit(LuckParams(), **figures(features, KMeansParams(n_clusters=2, random_state=0), "observed", 1))
