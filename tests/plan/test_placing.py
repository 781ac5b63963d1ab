"""New rows on old maps: every kind of recipe is made, and the reference stays what it was, byte for byte."""

from typing import Any

import numpy as np
import pytest

from explorer import plan
from explorer.clusterings import Joined
from explorer.comparison.newcomers import Newcomers
from explorer.features import Features
from explorer.jobs import materialise
from explorer.params import build
from explorer.projections import Projection
from explorer.recipe import silent
from explorer.store import Store
from tests.features.sets import normal

MAPS: dict[str, Any] = {
    "pca": {"random_state": 0},
    "umap": {"random_state": 0, "n_neighbors": 5, "n_epochs": 30},
    "tsne": {"random_state": 0, "perplexity": 5.0, "max_iter": 30, "early_exaggeration_iter": 20},
}
VECTORS = np.vstack([normal(30, 6), normal(30, 6, seed=1) + 6])


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path))
    return Store(tmp_path)


def brought(store, vectors, name="new"):
    path = store.root / f"{name}.npz"
    np.savez(path, embedding=vectors, identity=np.array(["ann", "bob"])[np.arange(len(vectors)) * 2 // len(vectors)])
    return plan.dataset(store.copy(path), "npz", name)


@pytest.fixture
def reference(store):
    return brought(store, VECTORS, "reference")


@pytest.fixture
def space(reference):
    steps: Any = (("standardise", {}), ("pca", {"n_components": 4}))
    chain = [build(plan.PREPROCESS[name].params, values) for name, values in steps]
    return plan.features(reference, plan.USES["given"].params(), chain)


def drawn(space, method):
    return plan.projection(space, build(plan.PROJECTIONS[method].params, MAPS[method]))


def made(store, recipe, kind):
    materialise(recipe, store, silent)
    return store.read(recipe, kind)


@pytest.mark.parametrize("method", MAPS)
def test_the_reference_is_unchanged_byte_for_byte(store, space, method):
    map_ = drawn(space, method)
    kmeans = plan.clustering(space, build(plan.CLUSTERINGS["kmeans"].params, {"n_clusters": 2, "random_state": 0}))
    for recipe in (map_, kmeans):
        materialise(recipe, store, silent)
    parts = {part.digest: part for recipe in (map_, kmeans) for part in recipe.lineage()}
    before = {digest: (store.manifest(part).body, stored(store, part)) for digest, part in parts.items()}

    new = brought(store, VECTORS[[3, 40]] + np.float32(0.01))
    placed = made(store, plan.placed(map_, new), Projection)
    assert placed.Y.shape == (2, 2)
    Y = store.read(map_, Projection).Y
    assert np.linalg.norm(placed.Y - Y[[3, 40]], axis=1).max() < 0.5 * np.linalg.norm(np.ptp(Y, axis=0))
    joins = plan.joined(kmeans, new)
    assert len(set(made(store, joins, Joined).labels.tolist())) == 2
    assert {digest: (store.manifest(part).body, stored(store, part)) for digest, part in parts.items()} == before


def stored(store, recipe):
    """The very bytes of all arrays of a result."""
    manifest = store.manifest(recipe)
    return {name: store.blob(manifest.address(name)).read_bytes() for name in manifest.body["arrays"]}


def test_the_reference_s_own_rows_are_nearest_to_themselves(store, reference, space):
    truth = plan.identities(reference)
    found = made(store, plan.newcomers(space, plan.features_like(space, reference), truth), Newcomers)
    assert found.rows[:, 0].tolist() == list(range(60))
    assert found.identity.tolist() == [0] * 30 + [1] * 30


def test_groupings_of_every_kind_are_joined(store, reference, space):
    new = brought(store, VECTORS[:2])
    map_ = drawn(space, "umap")
    recipes = [
        plan.clustering(where, build(plan.CLUSTERINGS[method].params, values))
        for where in (space, map_)
        for method, values in (("hdbscan", {}), ("gaussian_mixture", {"n_components": 2}), ("agglomerative", {}))
    ]
    recipes.append(plan.edited(recipes[0], []))
    for recipe in recipes:
        joins = plan.joined(recipe, new)
        assert joins is not None
        assert made(store, joins, Joined).labels.shape == (2,)
        assert joins.inputs["grouping"] == recipe
    assert plan.joined(plan.by_column(reference), new) is None


def test_a_given_map_takes_no_rows(reference, space):
    given = plan.projection(space, plan.PROJECTIONS["given"].params())
    assert "came with the data" in plan.refusal_to_place(given)
    assert plan.refusal_to_place(drawn(space, "tsne")) == ""
    on_it = plan.clustering(given, plan.CLUSTERINGS["kmeans"].params())
    assert plan.joined(on_it, reference) is None


def test_the_way_back_starts_from_the_map_itself(store, space):
    for method in ("pca", "umap"):
        map_ = drawn(space, method)
        recipe = plan.way_back(map_, (0.5, -0.5))
        assert recipe is not None
        assert recipe.inputs["projection"] == map_
        assert made(store, recipe, Features).X.shape == (1, 4)
    assert plan.way_back(drawn(space, "tsne"), (0, 0)) is None
