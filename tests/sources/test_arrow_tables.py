"""Parquet, Feather and Arrow streams: the same tables in each."""

import io
import json
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pyarrow import feather, ipc, parquet

from explorer.errors import LimitError, SourceError
from explorer.recipe import silent
from explorer.settings import read
from explorer.sources import feather as module_feather
from explorer.sources import parquet as module_parquet
from explorer.sources.feather import read_feather
from explorer.sources.parquet import read_parquet
from tests.sources.damage import survives
from tests.sources.files import opened
from tests.sources.test_delimited import values

VECTORS = np.random.default_rng(0).normal(size=(12, 4)).astype(np.float32)
LETTERS = [letter * 2 for letter in "abcabcabcabc"]


def write_stream(table, path, **_):
    with ipc.new_stream(path, table.schema) as sink:
        sink.write_table(table, max_chunksize=5)


WRITERS = {
    "t.parquet": lambda table, path: parquet.write_table(table, path, row_group_size=5),
    "t.feather": lambda table, path: feather.write_feather(table, path, chunksize=5),
    "plain.feather": lambda table, path: feather.write_feather(table, path, compression="uncompressed"),
    "t.arrow": write_stream,
}


@pytest.fixture(params=WRITERS)
def save(request, tmp_path):
    def write(columns, metadata=None):
        table = columns if isinstance(columns, pa.Table) else pa.table(columns)
        table = table.replace_schema_metadata(metadata) if metadata else table
        path = tmp_path / request.param
        WRITERS[request.param](table, path)
        return path

    return write


def fixed(vectors=VECTORS, dtype="float32"):
    flat = pa.array(vectors.astype(dtype).reshape(-1))
    return pa.FixedSizeListArray.from_arrays(flat, vectors.shape[1])


@pytest.mark.parametrize("dtype", ["float32", "float64", "float16", "int32"])
@pytest.mark.parametrize("kind", ["fixed", "list", "large"])
def test_a_column_of_lists_is_the_vector(save, dtype, kind):
    whole = (VECTORS * 100).astype(dtype)
    column = fixed(whole, dtype)
    if kind != "fixed":
        make = pa.list_ if kind == "list" else pa.large_list
        column = pa.array(whole.tolist(), make(column.type.value_type))

    dataset = opened(save({"person": LETTERS, "embedding": column, "n": range(12)}))

    assert np.array_equal(dataset.vectors, whole)
    assert dataset.identity == "person"
    assert values(dataset, "person") == LETTERS
    assert values(dataset, "n") == [str(row) for row in range(12)]
    assert dataset.left_out == ()


def test_columns_of_numbers_are_the_vector(save):
    columns = {f"f{place}": VECTORS[:, place] for place in range(4)}

    dataset = opened(save({"age": np.arange(12) * 1.5, **columns, "label": LETTERS}))

    assert np.array_equal(dataset.vectors, VECTORS)
    assert list(dataset.columns) == ["age", "label"]
    assert "4 columns of numbers (f0, f1, f2, f3)" in dataset.notes[0]


def test_what_pandas_writes(tmp_path):
    frame = pd.DataFrame({"embedding": list(VECTORS), "label": pd.Categorical(LETTERS)}, index=range(5, 17))
    frame.to_parquet(tmp_path / "a.parquet")
    frame.reset_index(drop=True).to_feather(tmp_path / "a.feather")

    for name in ("a.parquet", "a.feather"):
        dataset = opened(tmp_path / name)
        assert np.array_equal(dataset.vectors, VECTORS)
        assert values(dataset, "label") == LETTERS


def test_types_of_columns(save):
    dataset = opened(
        save(
            {
                "v": fixed(),
                "gaps": pa.array([1, None, 3] * 4),
                "text": pa.array(["a", None, "b"] * 4),
                "coded": pa.array(["x", "y", None] * 4).dictionary_encode(),
                "truth": pa.array([True, False, True] * 4),
                "unsure": pa.array([True, None, False] * 4),
                "when": pa.array([0, 86_400, None] * 4, pa.timestamp("s")),
                "money": pa.array([1, 2, 3] * 4, pa.decimal128(5, 2)),
                "nothing": pa.nulls(12),
                "nested": pa.array([[[1.0]]] * 12),
            }
        )
    )

    assert values(dataset, "gaps")[:3] == ["1", "", "3"] or np.isnan(values(dataset, "gaps")[1])
    assert values(dataset, "text")[:3] == ["a", "", "b"]
    assert values(dataset, "coded")[:3] == ["x", "y", ""]
    assert values(dataset, "truth")[:2] == ["True", "False"]
    assert values(dataset, "when")[1].startswith("1970-01-02")
    assert values(dataset, "money")[:3] == [1, 2, 3]
    assert [note.split("'")[1] for note in dataset.notes if note.startswith("Ignored")] == ["nothing", "nested"]


def test_lists_that_are_missing_of_other_lengths_or_hold_no_numbers(save):
    lists = [[1.0, 2.0], [1.0], None, [], [3.0, None], [np.inf, 1.0], [5.0, 6.0], [1e300, 0.0]]

    dataset = opened(save({"v": pa.array(lists), "name": list("abcdefgh")}))

    assert dataset.rows.tolist() == [0, 6]
    assert dataset.left_out == (
        (1, "the vector has 1 number, not 2 as the others"),
        (2, "the vector has no numbers, not 2 as the others"),
        (3, "the vector has no numbers, not 2 as the others"),
        (4, "the vector has no number (NaN) at position 1"),
        (5, "the vector is infinite at position 0"),
        (7, "the vector has a number too large for 32 bits"),
    )
    assert values(dataset, "name") == ["a", "g"]


def picture(colour, form="PNG"):
    buffer = io.BytesIO()
    Image.new("RGB", (6, 4), colour).save(buffer, form)
    return buffer.getvalue()


def test_images_as_hugging_face_writes_them(save):
    files: list[Any] = [{"bytes": picture((row, 0, 0)), "path": f"{row}.png"} for row in range(8)]
    files[2] = {"bytes": b"no image", "path": "2.png"}
    files[3] = {"bytes": None, "path": "/home/ann/3.png"}
    files[4] = None
    features = {"label": {"names": ["cat", "dog"], "_type": "ClassLabel"}, "image": {"_type": "Image"}}
    metadata = {"huggingface": json.dumps({"info": {"features": features}})}

    dataset = opened(save({"image": files, "label": [0, 1, 0, 1, -1, 1, 0, 1]}, metadata))

    assert dataset.vectors is None
    assert dataset.rows.tolist() == [0, 1, 5, 6, 7]
    assert dataset.images.size == (4, 6)
    assert dataset.images.read(2) == files[5]["bytes"]
    assert values(dataset, "label") == ["cat", "dog", "dog", "cat", "dog"]
    assert dataset.identity == "label"
    assert values(dataset, "file")[:2] == ["0.png", "1.png"]
    assert [row for row, _ in dataset.left_out] == [2, 3, 4]
    assert "'2.png': it is no image" in dataset.left_out[0][1]
    assert "only its path is in the file" in dataset.left_out[1][1]
    assert dataset.left_out[2][1] == "the image: there is none"


def test_images_as_bytes_beside_vectors(save):
    files = [picture((row, 9, 9), "JPEG") for row in range(12)]

    dataset = opened(save({"photo": files, "embedding": fixed(), "width": [6] * 12}))

    assert np.array_equal(dataset.vectors, VECTORS)
    assert len(dataset.images) == 12
    assert list(dataset.columns) == ["width"]


def test_numbers_beside_images_are_no_vector(save):
    dataset = opened(save({"image": [picture("red")] * 3, "width": [1.0, 2.0, 3.0], "height": [1.0, 2.0, 4.0]}))

    assert dataset.vectors is None
    assert list(dataset.columns) == ["width", "height"]


def test_names_with_points_and_names_that_occur_twice(save):
    table = pa.Table.from_arrays(
        [pa.array(LETTERS), fixed(), pa.array(LETTERS), pa.array(LETTERS)], ["a.b", "v.x", "t", "t"]
    )

    dataset = opened(save(table))

    assert np.array_equal(dataset.vectors, VECTORS)
    assert list(dataset.columns) == ["a.b", "t", "t (2)"]


def test_tensors_of_a_fixed_shape_are_lists(save):
    tensors = pa.FixedShapeTensorArray.from_numpy_ndarray(VECTORS)

    assert np.array_equal(opened(save({"embedding": tensors})).vectors, VECTORS)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"v": pa.array([], pa.list_(pa.float32()))}, "no rows in it, only columns: 'v' list"),
        ({"name": LETTERS, "age": range(12)}, "neither vectors nor images.*'name' (large_)?string, 'age' int64"),
        ({"v": pa.array([[]] * 3, pa.list_(pa.float32()))}, "None of the 3 rows"),
        ({"data": [b"abc", b"def"]}, "neither vectors nor images"),
        ({"image": [b"abc", b"def"]}, "None of the 2 rows.*it is no image"),
    ],
)
def test_what_is_no_data_set_is_refused_with_what_was_found(save, columns, words):
    with pytest.raises(SourceError, match=words):
        opened(save(columns))


def test_one_row(save):
    assert "one row only" in opened(save({"v": [[1.0, 2.0]]})).notes[-1]


@pytest.mark.parametrize(
    ("variable", "value"),
    [("EXPLORER_MAX_ROWS", 11), ("EXPLORER_MAX_DIMENSIONS", 3), ("EXPLORER_MAX_VALUES", 47)],
)
def test_limits_name_value_limit_and_remedy(save, variable, value):
    path = save({"v": fixed()})
    reader = read_parquet if path.suffix == ".parquet" else read_feather

    with pytest.raises(LimitError) as caught:
        reader(path, read({variable: str(value)}), silent)
    assert f"{value + 1:,}" in caught.value.message
    assert variable in caught.value.message

    reader(path, read({variable: str(value + 1)}), silent)


@pytest.mark.parametrize("cut", [1, 4, 8, 100, 400])
def test_a_file_that_is_cut_short_is_refused_with_a_remedy(save, cut):
    path = save({"v": fixed(), "name": LETTERS})
    path.write_bytes(path.read_bytes()[:-cut])

    if path.suffix == ".arrow" and cut == 8:  # the mark of the stream's end may be missing
        assert len(opened(path).vectors) == 12
        return
    with pytest.raises(SourceError, match=r"damaged or cut short.*write it again with DataFrame\.to_"):
        opened(path)


def test_a_footer_that_is_overwritten(save):
    path = save({"v": fixed(), "name": LETTERS})
    data = bytearray(path.read_bytes())
    data[-60:-12] = bytes(48)
    path.write_bytes(data)

    if path.suffix == ".arrow":
        return
    with pytest.raises(SourceError, match="damaged"):
        opened(path)


def test_a_name_that_is_no_text(save):
    path = save({"v": fixed(), "name": LETTERS})
    path.write_bytes(path.read_bytes().replace(b"name", b"\x82ame"))

    with pytest.raises(SourceError, match="damaged"):
        opened(path)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.lists(st.floats(width=32, allow_nan=False, allow_infinity=False), min_size=3, max_size=3),
            st.text(max_size=4),
            st.none() | st.integers(-(2**60), 2**60),
        ),
        min_size=1,
        max_size=9,
    ),
    batch=st.sampled_from([20, 60, 8_000_000]),
)
def test_generated_tables_come_back(save, monkeypatch, rows, batch):
    for module in (module_feather, module_parquet):
        monkeypatch.setattr(module, "BATCH_BYTES", batch)
    vectors = np.array([row[0] for row in rows], dtype=np.float32)
    numbers = pa.array([row[2] for row in rows], pa.int64())

    dataset = opened(
        save(pa.table({"v": fixed(vectors), "text": ["t" + row[1] for row in rows], "n": numbers}))
    )

    assert np.array_equal(dataset.vectors, vectors)
    assert values(dataset, "text") == ["t" + row[1] for row in rows]
    assert "n" in dataset.columns


def test_damaged_bytes_give_a_data_set_or_words(save, tmp_path):
    path = save({"v": fixed(), "name": LETTERS, "n": range(12), "image": [picture("red")] * 12})

    assert survives(opened, path.read_bytes(), tmp_path / f"damaged{path.suffix}", 150) > 5
