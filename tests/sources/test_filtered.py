"""Rows kept of a data set: the same numbers, values and pictures; image files aren't copied."""

import zipfile

import numpy as np
import pytest

from explorer import plan
from explorer.dataset import Dataset
from explorer.errors import InputError, SpecError
from explorer.features.result import Features
from explorer.features.thumbnails import ThumbnailsParams, thumbnails
from explorer.jobs import materialise
from explorer.recipe import silent
from explorer.spec import from_recipes
from explorer.store import Store
from tests.browser.pictures import picture


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "home")


def made(store, recipe):
    materialise(recipe, store, silent)
    return store.read(recipe, Dataset)


def some(data, store, positions, n_samples):
    mask = np.zeros(n_samples, np.uint8)
    mask[positions] = 1
    return plan.filtered(data, store.put(mask.tobytes()), "some")


@pytest.fixture
def arrays(store, tmp_path):
    random = np.random.default_rng(0)
    vectors = random.normal(size=(30, 4)).astype("f4")
    vectors[3] = np.nan  # left out: row numbers and positions differ from there on
    images = random.integers(0, 255, (30, 8, 8), dtype=np.uint8)
    names = np.array([("anna", "ben", "")[row % 3] for row in range(30)])
    np.savez(tmp_path / "a.npz", embedding=vectors, images=images, name=names, age=np.linspace(0, 1, 30))
    return plan.dataset(store.copy(tmp_path / "a.npz"), "npz", "a"), vectors, images


def test_vectors_pictures_and_columns_of_the_kept_rows_with_their_numbers(store, arrays):
    data, vectors, images = arrays
    whole = made(store, data)
    recipe = some(data, store, [0, 3, 6, 9, 28], 29)
    found = made(store, recipe)
    rows = [0, 4, 7, 10, 29]
    assert found.rows.tolist() == rows
    np.testing.assert_array_equal(found.vectors, vectors[rows])
    np.testing.assert_array_equal(found.images, images[rows])
    name, age = found.columns["name"], found.columns["age"]
    assert [name.names[code] for code in name.values] == ["anna", "ben", "ben", "ben", ""]
    assert name.names[name.missing] == ""
    np.testing.assert_array_equal(age.values, whole.columns["age"].values[[0, 3, 6, 9, 28]])
    assert (found.title, found.identity, found.n_left_out) == ("some", "name", 0)
    assert "Kept are 5 of the 29 rows of 'a'." in found.notes
    only_ben = made(store, some(recipe, store, [1, 2, 3], 5))
    assert only_ben.rows.tolist() == [4, 7, 10]
    assert (only_ben.columns["name"].names, only_ben.columns["name"].missing) == (("ben",), None)


def test_its_features_are_its_own(store, arrays):
    data, vectors, _ = arrays
    recipe = some(data, store, [5, 7], 29)
    space = plan.features(recipe, plan.USES["given"].params())
    assert plan.dataset_of(space) == recipe
    assert plan.dataset_of(plan.features(data, plan.USES["given"].params())) == data
    assert space.source() == data  # whose file is kept while anything is made from it
    materialise(space, store, silent)
    np.testing.assert_array_equal(store.read(space, Features).X, vectors[[6, 8]])


def test_image_files_share_one_pack(store, tmp_path):
    files = {f"{name}.jpg": picture(seed, side=20 + seed) for seed, name in enumerate("abcdef")}
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    data = plan.dataset(store.copy(tmp_path / "z.zip"), "images", "z")
    whole = made(store, data)
    blobs = {path.name for path in (store.root / "blobs").glob("*/*")}
    recipe = some(data, store, [1, 4, 5], 6)
    found = made(store, recipe)
    assert [found.images.read(row) for row in range(3)] == [files[name] for name in ("b.jpg", "e.jpg", "f.jpg")]
    assert list(found.images.files()) == [files[name] for name in ("b.jpg", "e.jpg", "f.jpg")]
    assert found.images.sizes.tolist() == [len(files[name]) for name in ("b.jpg", "e.jpg", "f.jpg")]
    assert found.images.heights.tolist() == [21, 24, 25]
    packs = [store.manifest(one).address("image pack") for one in (data, recipe)]
    assert packs[0] == packs[1]
    new = [path for path in (store.root / "blobs").glob("*/*") if path.name not in blobs]
    assert max(path.stat().st_size for path in new) < len(whole.images.pack)
    small = thumbnails(ThumbnailsParams(start=0, stop=3), dataset=found)
    assert len(small.offsets) == 4
    last = made(store, some(recipe, store, [2], 3))  # and once more
    assert last.images.read(0) == files["f.jpg"]
    assert last.rows.tolist() == [5]


def test_keeping_nothing_or_the_rows_of_another_data_set_is_refused(store, arrays):
    data = arrays[0]
    made(store, data)
    for positions, n_samples, words in (([], 29, "No row is left"), ([1], 30, "is of 30 rows")):
        with pytest.raises(InputError, match=words):
            materialise(some(data, store, positions, n_samples), store, silent)


def test_a_spec_cannot_say_which_rows(store, arrays):
    space = plan.features(some(arrays[0], store, [1, 2], 29), plan.USES["given"].params())
    flat = plan.projection(space, plan.PROJECTIONS["pca"].params())
    with pytest.raises(SpecError, match="chosen by hand"):
        from_recipes("a.npz", {"map": flat}, {})
