"""New rows led through a reference's fitted preprocessing: its own rows give its own features, others stand beside."""

from typing import Any

import numpy as np
import pytest

from explorer import plan
from explorer.errors import InputError
from explorer.features import Features
from explorer.jobs import materialise
from explorer.params import build
from explorer.recipe import silent
from explorer.store import Store
from tests.features.sets import normal

PCA = ("pca", {"n_components": 4})


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path))
    return Store(tmp_path)


def brought(store, name="new", **arrays):
    path = store.root / f"{name}.npz"
    np.savez(path, **arrays)
    return plan.dataset(store.copy(path), "npz", name)


def space(data, use="given", *chain, blocks: Any = (), **values):
    steps = [build(plan.PREPROCESS[method].params, how) for method, how in chain]
    joined = [build(plan.BLOCKS[method].params, how) for method, how in blocks]
    return plan.features(data, build(plan.USES[use].params, values), steps, joined)


def made(store, recipe):
    materialise(recipe, store, silent)
    return np.array(store.read(recipe, Features).X)


def agree(store, reference, data):
    """The reference's own rows, and a few of them alone, give its own features."""
    expected = made(store, reference)
    assert np.ptp(expected) > 0
    np.testing.assert_allclose(made(store, plan.features_like(reference, data)), expected, rtol=1e-4, atol=2e-5)
    return expected


CHAINS: dict[str, Any] = {
    "l2": [("l2", {})],
    "standardise": [("standardise", {})],
    "pca": [PCA],
    "whitened": [("pca", {"n_components": 4, "whiten": True})],
    "share": [("pca", {"n_components": 0.9})],
    "randomized": [("pca", {"n_components": 4, "svd_solver": "randomized"})],
    "arpack": [("pca", {"n_components": 4, "svd_solver": "arpack"})],
    "all": [("standardise", {}), ("l2", {}), PCA, ("l2", {}), ("pca", {"n_components": 3})],
}


@pytest.mark.parametrize("chain", CHAINS)
def test_the_reference_s_own_vectors_give_its_features(store, chain):
    vectors = normal(60, 12) + 5
    data = brought(store, "reference", embedding=vectors)
    expected = agree(store, space(data, "given", *CHAINS[chain]), data)

    few = brought(store, embedding=vectors[[7, 3]])
    np.testing.assert_allclose(
        made(store, plan.features_like(space(data, "given", *CHAINS[chain]), few)),
        expected[[7, 3]],
        rtol=1e-4,
        atol=2e-5,
    )


def test_by_hand(store):
    data = brought(store, "reference", embedding=np.array([[1.0, 0], [3, 0]], np.float32))
    new = brought(store, embedding=np.array([[5.0, 2], [2, 0]], np.float32))

    # mean (2, 0), deviation (1, and none)
    assert made(store, plan.features_like(space(data, "given", ("standardise", {})), new)).tolist() == [[3, 2], [0, 0]]


def test_a_dimension_far_from_0_keeps_its_digits(store):
    vectors = normal(50, 3) * np.float32(0.01) + np.float32(1000)
    data = brought(store, "reference", embedding=vectors)
    reference = space(data, "given", ("standardise", {}))

    np.testing.assert_allclose(made(store, plan.features_like(reference, data)), made(store, reference), atol=1e-3)


PICTURES: dict[str, Any] = {
    "pixels": ("pixels", {}),
    "small": ("pixels", {"size": 5}),
    "grey": ("pixels", {"color": False}),
    "evened": ("evened", {"size": 6}),
    "hsv": ("hsv", {"size": 8}),
    "hog": ("hog", {"size": 16, "cell": 4}),
}


@pytest.mark.parametrize("use", PICTURES)
def test_the_reference_s_own_pictures_give_its_features(store, use):
    images = np.random.default_rng(0).integers(0, 255, (20, 8, 8, 3), dtype=np.uint8)
    data = brought(store, "reference", images=images)
    method, values = PICTURES[use]

    agree(store, space(data, method, PCA, **values), data)


def test_a_larger_picture_is_brought_to_the_reference_s_size(store):
    images = np.random.default_rng(0).integers(0, 255, (20, 8, 8), dtype=np.uint8)
    data = brought(store, "reference", images=images)
    larger = brought(store, images=images[[4]].repeat(4, axis=1).repeat(4, axis=2))
    other = space(data, "pixels")

    found = made(store, plan.features_like(other, larger))
    assert found.shape == (1, 64)
    assert np.abs(made(store, other) - found).sum(axis=1).argmin() == 4


def test_white_is_what_it_is_in_the_reference(store):
    images = np.random.default_rng(0).integers(0, 16, (20, 4, 4)).astype(np.uint16)
    images[0, 0, 0] = 16
    data = brought(store, "reference", images=images)
    dark = brought(store, images=np.full((1, 4, 4), 4, np.uint16))
    picture = brought(store, images=np.full((1, 4, 4), 51, np.uint8))

    assert made(store, plan.features_like(space(data, "pixels"), dark)).tolist() == [[0.25] * 16]
    np.testing.assert_allclose(made(store, plan.features_like(space(data, "pixels"), picture)), 0.2)


def test_a_coloured_picture_among_grey_ones_and_a_grey_one_among_coloured(store):
    grey = brought(store, "grey", images=np.random.default_rng(0).integers(0, 255, (9, 4, 4), dtype=np.uint8))
    coloured = brought(store, "coloured", images=np.full((2, 4, 4, 3), (255, 0, 0), np.uint8))

    np.testing.assert_allclose(made(store, plan.features_like(space(grey, "pixels"), coloured)), 0.299, rtol=1e-5)
    assert made(store, plan.features_like(space(coloured, "pixels"), grey)).shape == (9, 48)
    assert made(store, plan.features_like(space(coloured, "hsv", size=4), grey)).shape == (9, 166)


def test_joined_blocks_keep_their_scales(store):
    random = np.random.default_rng(0)
    arrays: Any = {"images": random.integers(0, 255, (20, 6, 6, 3), dtype=np.uint8), "embedding": normal(20, 5)}
    data = brought(store, "reference", **arrays)
    blocks: Any = (("pixels", {"size": 4}), ("hsv", {"size": 6}), ("given", {}))
    reference = space(data, "joined", PCA, blocks=blocks, weights=(1.0, 2.0, 3.0))
    expected = agree(store, reference, data)

    one = brought(store, **{name: array[[11]] for name, array in arrays.items()})
    np.testing.assert_allclose(made(store, plan.features_like(reference, one)), expected[[11]], rtol=1e-4, atol=1e-5)


def test_vectors_beside_features_of_pictures(store):
    images = np.random.default_rng(0).integers(0, 255, (20, 4, 4), dtype=np.uint8)
    data = brought(store, "reference", images=images)
    vector = brought(store, embedding=(images[[3]] / 255).reshape(1, 16).astype(np.float32))
    reference = space(data, "pixels", PCA)

    found = made(store, plan.features_like(reference, vector, vectors=True))
    np.testing.assert_allclose(found, made(store, reference)[[3]], atol=1e-5)


def test_another_width_is_refused_with_both_numbers(store):
    data = brought(store, "reference", embedding=normal(20, 5))
    new = brought(store, embedding=normal(2, 7))
    for chain in ((), (PCA,), (("standardise", {}),)):
        with pytest.raises(InputError, match=r"have 7 dimensions.* have 5\. Make them"):
            materialise(plan.features_like(space(data, "given", *chain), new), store, silent)


def test_a_picture_beside_given_vectors_and_a_vector_beside_pictures_are_refused(store):
    images = np.zeros((20, 4, 4), np.uint8)
    vectors = brought(store, "vectors", embedding=normal(20, 5))
    pictures = brought(store, "pictures", images=images)

    with pytest.raises(InputError, match=r"vectors of 5 numbers.* Bring the picture's vector"):
        materialise(plan.features_like(space(vectors), pictures), store, silent)
    with pytest.raises(InputError, match=r"made of pictures.* Bring a picture"):
        materialise(plan.features_like(space(pictures, "pixels"), vectors), store, silent)


def test_a_pca_that_comes_out_otherwise_is_not_used():
    from explorer.features.pca import PCAParams, fitted
    from tests.features.sets import features

    table = features(normal(30, 6))
    turned = features(normal(30, 3, seed=1))
    with pytest.raises(InputError, match="comes out otherwise"):
        fitted(PCAParams(n_components=3), features=table, made=turned)


def test_what_was_learned_is_shared_by_all_new_rows_and_the_rows_are_the_new_ones(store):
    data, one, two = (brought(store, name, embedding=normal(9, 5, seed)) for seed, name in enumerate("abc"))
    reference = space(data, "given", PCA)
    first, second = plan.features_like(reference, one), plan.features_like(reference, two)

    assert first.inputs["like"] == second.inputs["like"]
    assert plan.dataset_of(first) == one
    assert plan.dataset_of(type(first).from_json(first.to_json())) == one
