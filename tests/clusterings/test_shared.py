"""What is made once and cut many times gives, row for row, what the libraries give when they are called directly."""

import dataclasses
import warnings
from typing import Any

import hdbscan
import numpy as np
import pytest
from sklearn.cluster import DBSCAN, AgglomerativeClustering
from sklearn.datasets import load_digits, make_blobs

from explorer import plan, settings
from explorer.clusterings import (
    AgglomerativeParams,
    DBSCANParams,
    DensityTreeParams,
    HDBSCANParams,
    LinkageParams,
    NearPairsParams,
    agglomerative,
    dbscan,
    density_tree,
    linkage,
    near_pairs,
)
from explorer.clusterings import hdbscan as our_hdbscan
from explorer.clusterings import params as limits
from explorer.clusterings.result import ordered
from explorer.errors import LimitError, ParamsError
from tests.features.sets import features, normal


def blobs(n_features: int) -> np.ndarray:
    """Blobs of differing spread, a tenth of the rows copies of others."""
    X, _ = make_blobs(400, n_features, centers=6, cluster_std=[0.3, 0.5, 0.5, 1.0, 1.5, 2.0], random_state=1)
    return np.concatenate([X, X[::10]]).astype(np.float32)


SETS = {
    "digits": load_digits().data[:700].astype(np.float32),
    "blobs on a map": blobs(2),
    "blobs in many dimensions": blobs(30),
    "a grid": np.stack(np.meshgrid(np.arange(15.0), np.arange(12.0)), -1).reshape(-1, 2).astype(np.float32),
}
every_set = pytest.mark.parametrize("X", SETS.values(), ids=SETS)


@every_set
@pytest.mark.parametrize(
    "values",
    [{}, {"linkage": "average", "metric": "manhattan"}, {"linkage": "complete"}, {"linkage": "single"}],
    ids=lambda values: values.get("linkage", "ward"),
)
def test_every_cut_of_one_tree_is_scikit_learns(X, values):
    tree = linkage.fit(LinkageParams(**values), features=features(X))
    for n_clusters in (1, 2, 3, 7, 50, len(X) - 1, len(X)):
        found = agglomerative.fit(
            AgglomerativeParams(n_clusters=n_clusters, **values), features=features(X), shared=tree
        )
        assert np.array_equal(found.labels, ordered(AgglomerativeClustering(n_clusters, **values).fit(X).labels_))


@every_set
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"cluster_selection_method": "leaf"},
        {"cluster_selection_epsilon": 1.5},
        {"cluster_selection_method": "leaf", "cluster_selection_epsilon": 1.5},
        {"allow_single_cluster": True},
    ],
)
def test_every_smallest_cluster_of_one_tree_is_hdbscans(X, more: dict[str, Any]):
    for min_samples in (1, 4):
        tree = density_tree.fit(DensityTreeParams(min_samples), features=features(X))
        for size in (2, 5, 12, 60):
            params = HDBSCANParams(min_cluster_size=size, min_samples=min_samples, **more)
            found = our_hdbscan.fit(params, features=features(X), shared=tree)
            model = hdbscan.HDBSCAN(**params.as_dict(), core_dist_n_jobs=1).fit(X)
            assert np.array_equal(found.labels, ordered(model.labels_)), params
            labels, persistence = our_hdbscan.cut(params, tree)
            assert np.array_equal(labels, model.labels_)
            assert persistence == pytest.approx(np.asarray(model.cluster_persistence_), rel=1e-12), params


@every_set
@pytest.mark.parametrize("metric", ["euclidean", "manhattan", "cosine", "chebyshev"])
def test_every_distance_of_one_list_of_pairs_is_scikit_learns_dbscan(X, metric):
    distances = np.sort(near_pairs.fit(NearPairsParams(1e6, metric), features=features(X)).distances)
    positive = distances[distances > 1e-5]
    some = [float(np.quantile(positive, share)) for share in (0.0005, 0.003, 0.01, 0.03, 0.1)]  # distances that occur
    exact = [float(np.sqrt(3)), 1.0, 2.0, float(round(some[3]))]
    asked = sorted({eps for eps in [*some, *exact, *(round(eps, 3) for eps in some)] if eps > 0})
    pairs = near_pairs.fit(NearPairsParams(asked[-1], metric), features=features(X))
    for min_samples in (1, 3, 10):
        for eps in asked:
            params = DBSCANParams(eps=eps, min_samples=min_samples, metric=metric)
            found = dbscan.fit(params, features=features(X), shared=pairs)
            theirs = DBSCAN(eps=eps, min_samples=min_samples, metric=metric).fit(X).labels_
            assert np.array_equal(found.labels, ordered(theirs)), params


def test_a_border_row_belongs_to_the_first_cluster_that_reaches_it():
    # two fours with a row between them that both reach, and which has too few near to be a core
    X = np.array([[9, 0], [9.1, 0], [9.2, 0], [9.3, 0], [8, 0], [7, 0], [6.9, 0], [6.8, 0], [6.7, 0]], np.float32)
    pairs = near_pairs.fit(NearPairsParams(2.0), features=features(X))
    params = DBSCANParams(eps=1.0, min_samples=4)
    assert dbscan.cut(params, pairs).tolist() == [0, 0, 0, 0, 0, 1, 1, 1, 1]
    assert DBSCAN(eps=1.0, min_samples=4).fit(X).labels_.tolist() == [0, 0, 0, 0, 0, 1, 1, 1, 1]


def test_where_rounding_decides_the_pairs_are_not_trusted():
    X = normal(60, 3)
    pairs = near_pairs.fit(NearPairsParams(5.0), features=features(X))
    assert dbscan.is_ambiguous(float(pairs.distances[40]), pairs)
    assert not dbscan.is_ambiguous(1.2345, pairs)
    grid = near_pairs.fit(NearPairsParams(5.0), features=features(SETS["a grid"]))
    assert not dbscan.is_ambiguous(2.0, grid)
    assert dbscan.is_ambiguous(float(np.sqrt(2)), grid)


def test_a_tree_cut_by_hand():
    tree = linkage.fit(LinkageParams(linkage="single"), features=features([[0], [1], [3], [10], [10.5]]))
    assert tree.heights.tolist() == [0.5, 1, 2, 7]
    assert ordered(tree.cut(3)).tolist() == [0, 0, 2, 1, 1]
    assert ordered(tree.cut(2)).tolist() == [0, 0, 0, 1, 1]


def test_pairs_beyond_those_found_are_refused():
    pairs = near_pairs.fit(NearPairsParams(1.0), features=features(normal(20, 2)))
    for params in (DBSCANParams(eps=1.5), DBSCANParams(eps=0.5, metric="manhattan")):
        with pytest.raises(ParamsError, match="can't be read off pairs up to 1"):
            dbscan.cut(params, pairs)


def test_pairs_that_would_not_fit_in_memory_are_refused_with_the_estimate(monkeypatch):
    small = dataclasses.replace(settings.read({}), worker_memory_bytes=2_000_000)
    monkeypatch.setattr(limits, "current", lambda: small)
    rows = features(normal(1000, 2))
    assert near_pairs.fit(NearPairsParams(0.01), features=rows).n_samples == 1000
    with pytest.raises(LimitError, match=r"1,000 others.*44\.0 GB|smaller largest eps"):
        near_pairs.fit(NearPairsParams(100.0), features=rows)


def test_few_rows_and_copies():
    for n_samples in (1, 2, 3):
        rows = features(np.ones((n_samples, 2)))
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert linkage.fit(LinkageParams(), features=rows).n_samples == n_samples
            assert len(density_tree.fit(DensityTreeParams(1), features=rows).merges) == (2 if n_samples == 3 else 0)
            assert len(near_pairs.fit(NearPairsParams(1.0), features=rows).first) == n_samples * (n_samples - 1) // 2


def test_what_is_shared_is_a_recipe_of_its_own():
    space = plan.features(plan.dataset("ab" * 20, "npy", "faces"), plan.USES["given"].params())
    small, large = (plan.clustering(space, HDBSCANParams(min_cluster_size=size, min_samples=5)) for size in (5, 50))
    assert small.inputs["shared"] == large.inputs["shared"]
    assert plan.clustering(space, HDBSCANParams(min_cluster_size=5)).inputs["shared"] == small.inputs["shared"]
    assert plan.clustering(space, HDBSCANParams(min_cluster_size=6)).inputs["shared"] != small.inputs["shared"]
    two, three = (plan.clustering(space, AgglomerativeParams(n_clusters=k)) for k in (2, 3))
    assert two.inputs["shared"] == three.inputs["shared"]
    assert "shared" not in plan.clustering(space, DBSCANParams()).inputs
