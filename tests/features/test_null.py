"""Data without structure keep mean, covariance and what lies along each axis, and lose how the axes belong together."""

import numpy as np
import pytest

from explorer.errors import LimitError
from explorer.features import null
from explorer.features.null import NullParams, without_structure
from explorer.features.result import Features


def made(X, **params):
    return without_structure(NullParams(**params), features=Features(np.asarray(X, dtype=np.float32))).X


def stretched(n=2000, seed=0):
    random = np.random.default_rng(seed)
    turned = np.linalg.qr(random.normal(size=(4, 4)))[0]
    return (random.normal(size=(n, 4)) * [8, 2, 1, 0.5]) @ turned + [5, 0, -3, 1]


@pytest.mark.parametrize("kind", ["permuted", "gaussian"])
def test_mean_and_covariance_stay(kind):
    X = stretched()
    found = made(X, kind=kind)
    covariance = np.cov(X.T)
    assert np.allclose(found.mean(axis=0), X.mean(axis=0), atol=0.5 if kind == "gaussian" else 1e-4)
    assert np.abs(np.cov(found.T) - covariance).max() < 0.08 * np.abs(covariance).max()
    assert not np.allclose(found, X, atol=0.1)


def test_places_along_each_axis_are_the_same_ones_dealt_out_anew():
    X = stretched(300)
    axes = np.linalg.svd(X - X.mean(axis=0), full_matrices=False)[2]
    found = made(X)
    for axis in axes:
        assert np.allclose(np.sort((found - X.mean(axis=0)) @ axis), np.sort((X - X.mean(axis=0)) @ axis), atol=1e-3)


def test_two_groups_along_one_axis_stay_apart_when_permuted_but_not_in_a_gaussian():
    X = np.random.default_rng(0).normal(size=(400, 3))
    X[200:, 0] += 20
    for kind, empty in (("permuted", True), ("gaussian", False)):
        first = np.sort(made(X, kind=kind)[:, 0])
        assert bool(np.diff(first).max() > 10) is empty


def test_the_seed_tells_the_draw():
    X = stretched(50)
    assert np.array_equal(made(X, seed=3), made(X, seed=3))
    assert not np.array_equal(made(X, seed=3), made(X, seed=4))


def test_more_dimensions_than_rows():
    X = np.random.default_rng(0).normal(size=(20, 300))
    found = made(X)
    assert np.isfinite(found).all()
    assert found.var(axis=0).sum() == pytest.approx(X.var(axis=0).sum(), rel=1e-3)


@pytest.mark.parametrize("X", [np.full((6, 4), 2.0), np.full((3, 9), 2.0), [[1.0, 2.0]]])
def test_rows_that_are_all_alike_stay_what_they_are(X):
    assert np.allclose(made(X), X)
    assert np.allclose(made(X, kind="gaussian"), X)


def test_too_many_axes_are_refused_before_anything_is_computed(monkeypatch):
    monkeypatch.setattr(null, "MOST_AXES", 3)
    with pytest.raises(LimitError, match="4 axes"):
        made(stretched(10))
