"""How long HDBSCAN's clusters last is kept with them, in the order of their numbers."""

import hdbscan
import numpy as np
import pytest
from sklearn.datasets import load_digits

from explorer.clusterings import Clustering, HDBSCANParams, KMeansParams, cluster
from explorer.recipe import Recipe
from explorer.store import Store
from tests.features.sets import features, normal


@pytest.mark.parametrize("method", ["eom", "leaf"])
def test_it_is_the_library_s_for_the_same_rows(tmp_path, method):
    X, _ = load_digits(return_X_y=True)
    params = {"min_cluster_size": 17, "min_samples": 3, "cluster_selection_method": method}
    model = hdbscan.HDBSCAN(**params).fit(X)
    found = cluster(features(X), HDBSCANParams(**params))

    assert found.persistence is not None
    for number, value in enumerate(found.persistence):
        theirs = set(model.labels_[found.labels == number])
        assert len(theirs) == 1
        assert value == np.float32(model.cluster_persistence_[theirs.pop()])
    store, recipe = Store(tmp_path), Recipe("clusterings.hdbscan", 2, {}, {})
    store.write(recipe, found, 0.1)
    assert (store.read(recipe, Clustering).persistence == found.persistence).all()


def test_where_all_is_noise_there_is_none_to_last():
    found = cluster(features(np.arange(20.0)[:, None] ** 3), HDBSCANParams(min_cluster_size=10))
    assert found.n_noise == 20
    assert found.persistence is not None
    assert len(found.persistence) == 0


def test_other_methods_have_none():
    assert cluster(features(normal(20, 2)), KMeansParams(n_clusters=2, random_state=0)).persistence is None
