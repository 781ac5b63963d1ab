"""What a file's beginning tells: columns, what they hold and are taken for, the first rows."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from explorer.errors import SourceError
from explorer.sources import Preview
from explorer.sources.detect import HEAD_BYTES, detect
from explorer.sources.glance import glance
from explorer.sources.preview import PreviewParams, Seen
from tests.sources.files import npy_bytes, zipped
from tests.sources.photos import encoded, shaded, zip_of

FRAME = pd.DataFrame(
    {
        **{f"f{number}": np.arange(30) / (number + 3) for number in range(6)},
        "person": ["ann", "bob"] * 15,
        "x": np.arange(30) / 7,
        "y": np.arange(30) / 11,
    }
)
TABLES: dict[str, Callable[[Path], object]] = {
    "csv": lambda path: FRAME.to_csv(path, index=False),
    "parquet": FRAME.to_parquet,
    "feather": FRAME.to_feather,
    "jsonl": lambda path: FRAME.to_json(path, orient="records", lines=True),
}


def seen(path, **roles) -> Preview:
    head = path.read_bytes()[:HEAD_BYTES]
    return glance(PreviewParams(format=detect(path.name, head), **roles), path=path)


def taken(preview):
    return {column.name: column.role for column in preview.columns}


@pytest.mark.parametrize("ending", TABLES)
def test_columns_side_by_side_are_one_and_each_has_a_role(ending, tmp_path):
    path = tmp_path / f"a.{ending}"
    TABLES[ending](path)

    found = seen(path)

    assert taken(found) == {"f0:f5": "vector", "person": "identity", "x": "coordinates", "y": "coordinates"}
    assert found.columns[0].holds == "6 columns of numbers"
    assert found.columns[1].first[:2] == ("ann", "bob")
    assert found.names == tuple(FRAME.columns)
    assert found.problem == ""


@pytest.mark.parametrize("ending", TABLES)
def test_roles_that_were_said_are_shown(ending, tmp_path):
    path = tmp_path / f"a.{ending}"
    TABLES[ending](path)

    found = seen(path, vector=("x", "y"), ignore=("f0:f5",), identity="person")

    assert taken(found) == {"f0:f5": "ignored", "person": "identity", "x": "vector", "y": "vector"}


def test_a_table_without_a_vector_is_shown_with_what_is_wrong(tmp_path):
    (tmp_path / "a.csv").write_text("name,score\nann,3\nbob,5\n")

    found = seen(tmp_path / "a.csv")

    assert "There is no vector in it" in found.problem
    assert [column.holds for column in found.columns] == ["texts", "whole numbers"]
    assert "'nothing' is not known" in seen(tmp_path / "a.csv", vector=("nothing",)).problem


def test_arrays_of_an_archive(tmp_path):
    members: dict[str, np.ndarray] = {
        "embedding": np.ones((5, 8)),
        "images": np.zeros((5, 4, 6), np.uint8),
        "name": np.array(list("aabbc")),
    }
    path = zipped(tmp_path / "a.npz", [(f"{name}.npy", npy_bytes(array)) for name, array in members.items()])

    found = seen(path)

    assert taken(found) == {"embedding": "vector", "images": "image", "name": "identity"}
    assert found.columns[0].first[4:6] == ("[1, 1, 1, 1, …]", "")
    assert found.columns[1].holds == "uint8 5 x 4 x 6"
    assert not any(found.columns[1].first)
    assert found.columns[2].first[:5] == tuple("aabbc")


def test_lists_and_bytes_are_shown_short(tmp_path):
    picture = encoded(shaded(4, 4))
    rows = [{"embedding": list(range(200)), "image": {"bytes": picture, "path": "a.png"}}] * 3
    pd.DataFrame(rows).to_parquet(tmp_path / "a.parquet")

    found = seen(tmp_path / "a.parquet")

    assert taken(found) == {"embedding": "vector", "image": "image"}
    assert found.columns[0].first[0] == "[0, 1, 2, 3, …]"
    assert found.columns[1].first[0] == f"bytes: {len(picture)} bytes, path: a.png"


def test_the_paths_of_images(tmp_path):
    path = zip_of(tmp_path / "a.zip", {"b/10.png": b"", "b/2.png": b"", "notes.txt": b""})

    assert seen(path) == Preview(paths=("b/2.png", "b/10.png"), n_paths=2)


def test_words_leave_nothing_to_choose(tmp_path):
    (tmp_path / "a.txt").write_text("2 3\nhouse 1 2 3\ntree 4 5 6\n")

    assert seen(tmp_path / "a.txt") == Preview()


def test_a_damaged_file_is_refused(tmp_path):
    (tmp_path / "a.jsonl").write_text("{oops\n")
    with pytest.raises(SourceError, match="None of the first 1 lines"):
        seen(tmp_path / "a.jsonl")


def test_it_comes_back_from_the_store_as_it_went():
    columns = (Seen("f0:f5", "6 columns of numbers", "vector", ("1, 2",)), Seen("a", "texts", "beside"))
    preview = Preview(columns, ("f0", "a"), "a problem", ("b/2.png",), 1)

    parts = preview.to_parts()

    assert Preview.from_parts(parts) == preview
    json.dumps(parts.values)
