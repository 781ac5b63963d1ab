"""The export as a recipe: made from stored results, kept like them, the same only where everything is the same."""

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from explorer import plan
from explorer.errors import InputError
from explorer.exports import ExportParams, RowsFile
from explorer.features.result import Features
from explorer.jobs import materialise
from explorer.params import build
from explorer.pipeline import STEPS
from explorer.projections.result import Projection
from explorer.recipe import Recipe, silent
from explorer.store import Store


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(tmp_path / "home")


@pytest.fixture
def data(store, tmp_path) -> Recipe:
    path: Path = tmp_path / "rows.npz"
    rng = np.random.default_rng(0)
    np.savez(path, embedding=rng.normal(size=(40, 4)).astype("f4"), name=np.arange(40) % 3)
    return plan.dataset(store.copy(path), "npz", "rows")


def test_a_recipe_makes_the_file_from_its_inputs(store, data):
    space = plan.features(data, plan.USES["given"].params(), [plan.PREPROCESS["l2"].params()])
    flat = plan.projection(space, build(plan.PROJECTIONS["pca"].params, {"random_state": 0}))
    groups = plan.clustering(space, build(plan.CLUSTERINGS["kmeans"].params, {"n_clusters": 3, "random_state": 0}))
    selection = store.put(bytes([1] * 10 + [0] * 30))
    params = ExportParams(selection=selection, maps=("PCA",), groupings=("three",))
    recipe = plan.rows_file(data, params, [flat], [groups], space)

    manifest = materialise(recipe, store, silent)

    table = pd.read_csv(store.blob(manifest.address("content")))
    assert list(table.columns) == ["row", "name", "pca_x", "pca_y", "three", "f0", "f1", "f2", "f3"]
    assert (manifest.values["n_rows"], manifest.values["n_columns"]) == (10, 9)
    expected = store.read(flat, Projection).Y[:10]
    np.testing.assert_array_equal(table[["pca_x", "pca_y"]].to_numpy(np.float32), expected)
    X = store.read(space, Features).X[:10]
    np.testing.assert_array_equal(table[["f0", "f1", "f2", "f3"]].to_numpy(np.float32), X)
    assert table["name"].tolist() == [row % 3 for row in range(10)]
    again: RowsFile = store.read(recipe, RowsFile)
    assert len(pd.read_csv(io.BytesIO(bytes(again.content)))) == 10


def test_another_name_selection_or_format_is_another_recipe(data):
    space = plan.features(data, plan.USES["given"].params())
    flat = plan.projection(space, build(plan.PROJECTIONS["pca"].params, {"random_state": 0}))
    digests = {
        plan.rows_file(data, params, [flat], [], features).digest
        for features in (None, space)
        for params in (
            ExportParams(maps=("PCA",)),
            ExportParams(maps=("PCA 2",)),
            ExportParams(maps=("PCA",), format="parquet"),
            ExportParams(maps=("PCA",), selection="0" * 40),
        )
    }
    assert len(digests) == 8
    assert plan.rows_file(data, ExportParams(maps=("a",)), [flat], []) == Recipe.from_json(
        plan.rows_file(data, ExportParams(maps=("a",)), [flat], []).to_json()
    )


def test_the_data_set_is_an_input_that_is_never_missing(data):
    with pytest.raises(InputError, match="takes ExportParams and the inputs dataset"):
        STEPS["exports.rows"].recipe(ExportParams(), map_0=data)
