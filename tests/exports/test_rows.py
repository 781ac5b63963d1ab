"""Rows as a file, read back by pandas and pyarrow: every value, every column, the rows that were asked for."""

import io
import tracemalloc
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from explorer.clusterings.result import Clustering
from explorer.dataset import Column, Dataset
from explorer.errors import DamagedArtifact, InputError, ParamsError
from explorer.exports import ExportParams
from explorer.exports import rows as rows_module
from explorer.exports.rows import rows
from explorer.features.result import Features
from explorer.projections.result import Projection
from explorer.recipe import digest_of
from explorer.store import Store

ROWS = np.array([0, 2, 5, 6], dtype=np.uint32)  # rows 1, 3 and 4 of the file were left out
WHO = Column("category", np.array([1, 2, 0, 1], dtype=np.uint8), ("佐藤, 花子", '=cmd"x"', ""), 2)
NOTE = Column("category", np.array([0, 1, 1, 0], dtype=np.uint8), ("two\nlines", "-1"))
SIZE = Column("number", np.array([0.1, np.nan, -3, 1e-7], dtype=np.float32))
FLAT = Projection(np.array([[0.1, 1], [2, 3], [4, 5], [6, -7.7]], dtype=np.float32), ("a", "b"))
DEEP = Projection(np.arange(12, dtype=np.float32).reshape(4, 3), ("a", "b", "c"))
GROUPS = Clustering(np.array([0, 1, -1, 0], dtype=np.int32))


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(tmp_path / "home")


def dataset(n=4, **columns):
    return Dataset(
        "t",
        ROWS[:n],
        vectors=np.zeros((n, 2), dtype=np.float32),
        columns={name: Column(c.kind, c.values[:n], c.names, c.missing) for name, c in columns.items()},
        identity="who" if "who" in columns else None,
    )


def mask(store, *marks):
    return store.put(bytes(marks))


def write(store, data, inputs=None, **params):
    return rows(ExportParams(**params), dataset=data, blobs=store, **(inputs or {}))


def read_csv(made, **options) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(bytes(made.content)), **options)


def read_parquet(made):
    return pq.read_table(io.BytesIO(bytes(made.content)))


def everything(store, format):
    X = np.array([[1.5, 0.1], [2, 0.2], [3, 0.3], [4, 0.4]], dtype=np.float32)
    return write(
        store,
        dataset(note=NOTE, who=WHO, size=SIZE),
        {"map_0": FLAT, "map_1": DEEP, "grouping_0": GROUPS, "features": Features(X)},
        format=format,
        maps=("UMAP", "地図 · 3-D"),
        groupings=("k-means 2",),
        tags=("好き",),
        tag_rows=(mask(store, 1, 0, 0, 1),),
    )


NAMES = ["row", "who", "note", "size", "umap_x", "umap_y", "地図_3_d_x", "地図_3_d_y", "地図_3_d_z", "k-means 2"]
NAMES += ["好き", "f0", "f1"]


def test_a_csv_has_every_column_and_exact_values(store):
    made = everything(store, "csv")
    table = read_csv(made)

    assert list(table.columns) == NAMES
    assert (made.n_rows, made.n_columns) == (4, 13)
    assert table["row"].tolist() == [0, 2, 5, 6]
    # the one cell that a spreadsheet would have run
    assert table["who"].fillna("-").tolist() == ['\'=cmd"x"', "-", "佐藤, 花子", '\'=cmd"x"']
    assert table["note"].tolist() == ["two\nlines", "-1", "-1", "two\nlines"]
    np.testing.assert_array_equal(table["size"].to_numpy(np.float32), SIZE.values)
    np.testing.assert_array_equal(table[["umap_x", "umap_y"]].to_numpy(np.float32), FLAT.Y)
    np.testing.assert_array_equal(table[NAMES[6:9]].to_numpy(np.float32), DEEP.Y)
    assert table["k-means 2"].tolist() == [0, 1, -1, 0]
    assert table["好き"].tolist() == [True, False, False, True]
    np.testing.assert_array_equal(
        table[["f0", "f1"]].to_numpy(np.float32)[:, 1], np.array([0.1, 0.2, 0.3, 0.4], np.float32)
    )


def test_a_csv_has_crlf_and_no_mark_of_its_encoding(store):
    text = bytes(write(store, dataset(note=NOTE)).content)
    assert text == b'row,note\r\n0,"two\nlines"\r\n2,-1\r\n5,-1\r\n6,"two\nlines"\r\n'


def test_a_parquet_file_keeps_types_and_texts(store):
    table = read_parquet(everything(store, "parquet"))

    assert table.column_names == NAMES
    kinds = [str(kind) for kind in table.schema.types]
    assert kinds == ["uint32", "string", "string", *["float"] * 6, "int32", "bool", "float", "float"]
    found = table.to_pydict()
    assert found["who"] == ['=cmd"x"', None, "佐藤, 花子", '=cmd"x"']
    assert found["size"] == [float(np.float32(0.1)), None, -3.0, float(np.float32(1e-7))]
    assert found["k-means 2"] == [0, 1, -1, 0]
    assert found["好き"] == [True, False, False, True]
    np.testing.assert_array_equal(np.stack([found["umap_x"], found["umap_y"]], 1).astype(np.float32), FLAT.Y)


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_only_the_selected_rows(store, format):
    made = write(
        store, dataset(who=WHO), {"map_0": FLAT}, format=format, selection=mask(store, 0, 1, 0, 1), maps=("M",)
    )
    table = read_csv(made) if format == "csv" else read_parquet(made).to_pandas()

    assert table["row"].tolist() == [2, 6]
    assert table["m_y"].to_numpy(np.float32).tolist() == FLAT.Y[[1, 3], 1].tolist()
    assert made.n_rows == 2


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_one_row(store, format):
    made = write(store, dataset(n=1, size=SIZE), format=format)
    table = read_csv(made) if format == "csv" else read_parquet(made).to_pandas()
    assert table.to_dict("list") == {"row": [0], "size": [pytest.approx(0.1)]}


def test_names_that_collide_get_a_number(store):
    made = write(
        store,
        dataset(row=SIZE, Row=SIZE, f0=NOTE, umap_x=SIZE),
        {"map_0": FLAT, "grouping_0": GROUPS, "features": Features(np.zeros((4, 1), np.float32))},
        maps=("UMAP",),
        groupings=("row_2",),
    )
    expected = ["row", "row_2", "Row_3", "f0", "umap_x", "umap_x_2", "umap_y", "row_2_2", "f0_2"]
    assert list(read_csv(made).columns) == expected


def test_half_a_surrogate_in_a_name_is_written_as_a_question_mark(store):
    odd = Column("category", np.zeros(4, dtype=np.uint8), ("a\ud800",))
    table = read_parquet(write(store, dataset(**{"n\udfff": odd}), format="parquet"))
    assert table.to_pydict()["n?"] == ["a?"] * 4


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_block_after_block_is_the_same_as_all_at_once(store, format, monkeypatch):
    n = 50
    data = Dataset("t", np.arange(n, dtype=np.uint32), vectors=np.zeros((n, 2), np.float32))
    X = np.random.default_rng(0).normal(size=(n, 3)).astype(np.float32)
    monkeypatch.setattr(rows_module, "BLOCK_VALUES", 28)  # 7 rows
    said = []

    made = rows(
        ExportParams(format=format),
        dataset=data,
        blobs=store,
        features=Features(X),
        report=lambda _, done=None: said.append(done),
    )

    table = read_csv(made) if format == "csv" else read_parquet(made).to_pandas()
    np.testing.assert_array_equal(table[["f0", "f1", "f2"]].to_numpy(np.float32), X)
    assert table["row"].tolist() == list(range(n))
    assert len(said) == 8
    assert said == sorted(said)


def test_a_long_file_is_never_held_whole(store, monkeypatch):
    n = 20_000
    data = Dataset("t", np.arange(n, dtype=np.uint32), vectors=np.zeros((n, 2), np.float32))
    X = np.random.default_rng(0).normal(size=(n, 100)).astype(np.float32)
    monkeypatch.setattr(rows_module, "BLOCK_VALUES", 20_000)
    tracemalloc.start()
    made = rows(ExportParams(), dataset=data, blobs=store, features=Features(X))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(made.content) > 15_000_000
    assert peak < 3_000_000


def test_what_is_kept_is_the_file_and_nothing_is_left_beside_it(store):
    made = everything(store, "csv")
    before = bytes(made.content)
    assert sorted(path.name for path in store.root.iterdir()) == ["blobs", "leases", "manifests"]
    digest = store._put_array(made.content)["blob"]
    assert digest == digest_of(before)
    assert store.blob(digest).read_bytes() == before


def test_no_selected_row_is_refused(store):
    with pytest.raises(InputError, match="No row is selected"):
        write(store, dataset(), selection=mask(store, 0, 0, 0, 0))


def test_a_selection_and_a_tag_of_another_data_set_are_refused(store):
    with pytest.raises(InputError, match="The selection is of 2 rows, the data set has 4"):
        write(store, dataset(), selection=mask(store, 1, 1))
    with pytest.raises(InputError, match="The tag 'good' is of 5 rows"):
        write(store, dataset(), tags=("good",), tag_rows=(mask(store, 1, 1, 0, 0, 0),))


def test_a_selection_that_is_gone_is_said_to_be(store):
    with pytest.raises(DamagedArtifact, match="gone"):
        write(store, dataset(), selection="0" * 40)


@pytest.mark.parametrize("digest", ["../secret", "x", "0" * 39])
def test_what_is_no_digest_is_never_looked_for(store, digest):
    with pytest.raises(ParamsError, match="no digest"):
        write(store, dataset(), selection=digest)


def test_names_and_inputs_must_match(store):
    with pytest.raises(ParamsError, match="1 inputs map_…, but 0 names"):
        write(store, dataset(), {"map_0": FLAT})
    with pytest.raises(ParamsError, match="2 inputs grouping_…, but 1 names"):
        write(store, dataset(), {"grouping_0": GROUPS, "grouping_1": GROUPS}, groupings=("a", "a"))
    with pytest.raises(ParamsError, match="1 tags, but rows of 0"):
        write(store, dataset(), tags=("a",))


def test_clusters_that_have_names_are_written_by_name(store):
    named = replace(GROUPS, names=("=anna", "ben"))
    made = write(store, dataset(), {"grouping_0": named}, groupings=("mine",))
    assert read_csv(made, keep_default_na=False)["mine"].tolist() == ["'=anna", "ben", "", "'=anna"]
    made = write(store, dataset(), {"grouping_0": named}, groupings=("mine",), format="parquet")
    assert read_parquet(made)["mine"].to_pylist() == ["=anna", "ben", None, "=anna"]
