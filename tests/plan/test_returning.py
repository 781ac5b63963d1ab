"""The way back measured: rows held out are in no fit, and digits come back better than the mean."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from explorer import plan
from explorer.anatomy.result import CentrePictures
from explorer.clusterings.sampled import Sample
from explorer.comparison.returning import Returned
from explorer.jobs import materialise
from explorer.params import build
from explorer.recipe import silent
from explorer.store import Store

DIGITS = load_digits()


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path))
    return Store(tmp_path)


def pixels(store, n_samples=600, n_components=20):
    path = store.root / "digits.npz"
    np.savez(path, images=DIGITS.images[:n_samples].astype(np.uint16), identity=DIGITS.target[:n_samples])
    data = plan.dataset(store.copy(path), "npz", "digits")
    chain = [build(plan.PREPROCESS["pca"].params, {"n_components": n_components})]
    return plan.features(data, plan.USES["pixels"].params(), chain)


def drawn(space, method, **values):
    values = {"random_state": 0, **values}
    return plan.projection(space, build(plan.PROJECTIONS[method].params, values))


def made(store, recipe, kind):
    materialise(recipe, store, silent)
    return store.read(recipe, kind)


def test_rows_held_out_are_in_no_fit_and_umap_brings_them_back_better_than_pca_and_the_mean(store):
    space = pixels(store)
    recipe = plan.returned(drawn(space, "umap"), 600)
    fitted = next(part for part in recipe.lineage() if part.step == "clusterings.sample")
    rest = next(part for part in recipe.lineage() if part.step == "clusterings.rest")
    rows = made(store, fitted, Sample).rows, made(store, rest, Sample).rows
    assert sorted(np.concatenate(rows).tolist()) == list(range(600))
    assert len(rows[1]) == plan.n_held_out(600) == 60
    for part in recipe.lineage():  # what is fitted never saw the rows held out
        if part.step in ("features.axes", "neighbors.graph", "projections.umap"):
            assert rest not in set(part.lineage())

    umap = made(store, recipe, Returned)
    pca = made(store, plan.returned(drawn(space, "pca"), 600), Returned)
    assert len(umap.back) == 60
    assert umap.n_fitted == 540
    assert np.median(umap.back) > np.median(umap.mean) + 0.3
    assert np.median(umap.back) > np.median(pca.back)
    assert np.median(umap.nearest) == np.median(pca.nearest)
    assert umap.explained[0] > 0.3


@pytest.mark.parametrize(("method", "values"), [("pca", {}), ("umap", {"n_neighbors": 30})])
def test_few_rows_that_allow_no_more_are_measured_with_fewer(store, method, values):
    small, large = (drawn(pixels(store, n, n_components=29), method, **values) for n in (30, 100))
    found = made(store, plan.returned(small, 30), Returned)
    assert (len(found.back), found.n_fitted) == (3, 27)
    assert plan.measured_with_fewer(small, 30)
    assert not plan.measured_with_fewer(large, 100)


def test_what_is_not_measured_says_why(store):
    space = pixels(store, 30)
    assert "t-SNE has none" in plan.refusal_to_measure(drawn(space, "tsne"), 30)
    assert "30 rows" not in plan.refusal_to_measure(drawn(space, "pca"), 30)
    assert "there are 19" in plan.refusal_to_measure(drawn(space, "pca"), 19)
    seen = plan.projection(
        space, build(plan.PROJECTIONS["umap"].params, {"random_state": 0}), target=plan.identities(space.source())
    )
    assert "has seen the names" in plan.refusal_to_measure(seen, 30)
    assert [plan.n_held_out(n) for n in (20, 1797, 70_000)] == [2, 179, 500]


def test_a_place_becomes_a_picture_where_features_are_pixels(store):
    space = pixels(store)
    vector = plan.way_back(drawn(space, "pca"), (0.0, 0.0))
    assert vector is not None
    recipe = plan.vector_picture(space, vector, [8, 8])
    assert len(made(store, recipe, CentrePictures).offsets) == 2
    given = plan.features(space.source(), plan.USES["given"].params())
    assert plan.vector_picture(given, vector, []) is None
