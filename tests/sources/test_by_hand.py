"""Roles that a person gives to columns, for each format that has columns."""

import json

import numpy as np
import pandas as pd
import pytest

from explorer.errors import ParamsError, SourceError
from explorer.sources.by_hand import RoleParams
from tests.sources.files import npy_bytes, opened, zipped

FRAME = pd.DataFrame(
    {
        "f0": [0.5, 1.5, 2.5, 3.5],
        "f1": [4.0, 5.5, 6.5, 7.5],
        "f2": [8.5, 9.0, 10.5, 11.5],
        "f3": [0.25, 0.75, 1.25, 1.75],
        "who": ["ann", "ann", "bob", "bob"],
        "age": [30, 31, 40, 41],
        "px": [0.25, 0.5, 0.75, 1.5],
        "py": [2.25, 2.5, 2.75, 3.5],
    }
)


def csv(path):
    FRAME.to_csv(path / "table.csv", index=False)
    return path / "table.csv"


def jsonl(path):
    FRAME.to_json(path / "table.jsonl", orient="records", lines=True)
    return path / "table.jsonl"


def parquet(path):
    FRAME.to_parquet(path / "table.parquet")
    return path / "table.parquet"


def feather(path):
    FRAME.to_feather(path / "table.feather")
    return path / "table.feather"


def npz(path):
    members = {str(name): values.to_numpy() for name, values in FRAME.items()} | {"who": np.array(list(FRAME["who"]))}
    return zipped(path / "table.npz", [(f"{name}.npy", npy_bytes(array)) for name, array in members.items()])


def structured(path):
    records = FRAME.to_records(index=False)
    kinds = [(entry[0], "U3" if entry[0] == "who" else entry[1]) for entry in records.dtype.descr]
    np.save(path / "table.npy", records.astype(kinds))
    return path / "table.npy"


WRITERS = [csv, jsonl, parquet, feather, npz, structured]
TEXT_AND_ARROW = WRITERS[:4]


@pytest.mark.parametrize("write", WRITERS)
def test_every_role_by_hand(write, tmp_path):
    dataset = opened(
        write(tmp_path), vector=("f0", "f2"), identity="who", coordinates=("px", "py"), ignore=("f1", "f3")
    )

    assert dataset.vectors.tolist() == FRAME[["f0", "f2"]].to_numpy().tolist()
    assert dataset.identity == "who"
    assert dataset.coordinates == ("px", "py")
    assert list(dataset.columns) == ["who", "age", "px", "py"]
    assert dataset.columns["px"].values.tolist() == FRAME["px"].tolist()
    assert "The vector, as chosen: f0, f2." in dataset.notes


@pytest.mark.parametrize("write", WRITERS)
def test_a_range_of_columns_is_the_vector(write, tmp_path):
    assert opened(write(tmp_path), vector=("f0:f2",)).vectors.shape == (4, 3)


@pytest.mark.parametrize("write", TEXT_AND_ARROW)
def test_what_has_another_role_is_no_part_of_a_vector_that_is_found_out(write, tmp_path):
    assert opened(write(tmp_path)).vectors.shape == (4, 4)
    assert opened(write(tmp_path), ignore=("f3",)).vectors.shape == (4, 3)
    assert opened(write(tmp_path), identity="f0").vectors.shape == (4, 3)
    assert opened(write(tmp_path), coordinates=("f0", "f1"), vector=("age", "px", "py")).vectors.shape == (4, 3)


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize(
    ("roles", "field", "words"),
    [
        ({"vector": ("g0", "g1")}, "vector", "'g0' is not known here. Did you mean"),
        ({"vector": ("f0",)}, "vector", "one"),
        ({"vector": ("f0", "f1"), "coordinates": ("px", "who")}, "coordinates", "'who' holds no numbers"),
        ({"vector": ("f0", "f1"), "coordinates": ("px",)}, "coordinates", "1 were chosen (px); a map has 2 or 3"),
        ({"vector": ("f0", "f1"), "identity": "hwo"}, "identity", "Did you mean 'who'?"),
        ({"vector": ("f0", "f1"), "ignore": ("nothing",)}, "ignore", "'nothing' is not known here"),
    ],
)
def test_a_role_that_a_column_cannot_play(write, roles, field, words, tmp_path):
    with pytest.raises(ParamsError) as caught:
        opened(write(tmp_path), **roles)
    assert caught.value.field == field
    assert words in caught.value.message


def test_one_of_several_columns_of_lists(tmp_path):
    rows = [{"embedding": [1, 2], "other": [3, 4, 5], "place": [6, 7]}] * 2
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    pd.DataFrame(rows).to_parquet(tmp_path / "a.parquet")

    for name in ("a.jsonl", "a.parquet"):
        assert opened(tmp_path / name).vectors.shape == (2, 2)
        assert opened(tmp_path / name, vector=("other",)).vectors.tolist() == [[3, 4, 5]] * 2
        assert opened(tmp_path / name, ignore=("embedding",)).vectors.shape == (2, 3)
        with pytest.raises(ParamsError, match="Choose one of them"):
            opened(tmp_path / name, vector=("other", "place"))


def arrays(path):
    rng = np.random.default_rng(0)
    members = {
        "deep": rng.normal(size=(5, 8)),
        "shallow": rng.normal(size=(5, 3)),
        "places": rng.normal(size=(5, 2)),
        "faces": rng.integers(0, 255, (5, 4, 6), np.uint8),
        "masks": rng.integers(0, 2, (5, 4, 6), np.uint8),
        "who": np.array(list("aabbc")),
    }
    return zipped(path / "arrays.npz", [(f"{name}.npy", npy_bytes(array)) for name, array in members.items()]), members


def test_which_array_is_the_vector_which_the_images_and_which_a_map(tmp_path):
    path, members = arrays(tmp_path)

    dataset = opened(path, vector=("shallow",), image="masks", coordinates=("places",), identity="who")

    assert np.array_equal(dataset.vectors, members["shallow"].astype(np.float32))
    assert np.array_equal(dataset.images, members["masks"])
    assert dataset.coordinates == ("places 1", "places 2")
    assert np.array_equal(dataset.columns["places 2"].values, members["places"][:, 1].astype(np.float32))
    assert dataset.identity == "who"


def test_images_laid_out_flat_as_vectors_and_none_as_pictures(tmp_path):
    path, members = arrays(tmp_path)

    dataset = opened(path, vector=("faces",), image="-")

    assert np.array_equal(dataset.vectors, members["faces"].reshape(5, 24))
    assert dataset.images is None


def test_pictures_without_vectors(tmp_path):
    dataset = opened(arrays(tmp_path)[0], vector=("-",), image="faces")

    assert dataset.vectors is None
    assert dataset.images.shape == (5, 4, 6)


@pytest.mark.parametrize(
    ("roles", "words"),
    [
        ({"vector": ("who",)}, "'who' text 5 holds no numbers"),
        ({"vector": ("deep", "shallow")}, "one array of rows x dimensions"),
        ({"image": "deep"}, "images are n x height x width"),
    ],
)
def test_an_array_in_a_role_that_it_cannot_play(roles, words, tmp_path):
    with pytest.raises(ParamsError) as caught:
        opened(arrays(tmp_path)[0], **roles)
    assert words in caught.value.message


@pytest.mark.parametrize("write", TEXT_AND_ARROW)
def test_x_and_y_beside_a_vector_are_a_map(write, tmp_path, monkeypatch):
    monkeypatch.setattr("tests.sources.test_by_hand.FRAME", FRAME.rename(columns={"px": "X", "py": "Y"}))

    assert opened(write(tmp_path)).coordinates == ("X", "Y")
    assert opened(write(tmp_path), coordinates=("-",)).coordinates == ()


@pytest.mark.parametrize("write", TEXT_AND_ARROW)
def test_x_and_y_alone_are_vector_and_map(write, tmp_path, monkeypatch):
    frame = FRAME[["who", "px", "py"]].set_axis(["who", "x", "y"], axis=1)
    monkeypatch.setattr("tests.sources.test_by_hand.FRAME", frame)

    dataset = opened(write(tmp_path))

    assert dataset.vectors.shape == (4, 2)
    assert dataset.coordinates == ("x", "y")
    assert dataset.columns["y"].values.tolist() == [2.25, 2.5, 2.75, 3.5]


def test_rows_without_a_place_are_left_out_where_the_map_was_chosen(tmp_path):
    frame = FRAME.assign(px=[1, np.nan, 2, 3], x=[1, np.nan, 2, 3], y=1.0)
    frame.to_csv(tmp_path / "a.csv", index=False)

    chosen = opened(tmp_path / "a.csv", coordinates=("px", "py"))
    assert chosen.left_out == ((1, "the coordinate 'px' has no number"),)
    found = opened(tmp_path / "a.csv")
    assert (found.coordinates, found.n_left_out) == ((), 0)
    assert "x, y aren't places on a map: some rows have no number there." in found.notes


def test_a_column_with_a_role_is_kept_however_many_there_are(tmp_path):
    frame = FRAME.assign(**{f"t{number}": "a" for number in range(300)}, last="b")
    frame.to_csv(tmp_path / "wide.csv", index=False)

    assert "last" not in opened(tmp_path / "wide.csv").columns
    dataset = opened(tmp_path / "wide.csv", identity="last")
    assert dataset.identity == "last"
    assert len(dataset.columns) == 200
    assert len(opened(tmp_path / "wide.csv", ignore=("t0:t299",)).columns) == 5


@pytest.mark.parametrize("write", TEXT_AND_ARROW)
def test_no_vector_where_there_are_no_images_either(write, tmp_path):
    with pytest.raises((ParamsError, SourceError)):
        opened(write(tmp_path), vector=("-",))


def test_names_with_a_colon_are_names_first():
    names = ["a", "b", "a:b", "c"]

    assert RoleParams(vector=("a:b",)).places("vector", names) == [2]
    assert RoleParams(vector=("a:a:b",)).places("vector", names) == [0, 1, 2]
    assert RoleParams(vector=("a:b:c",)).places("vector", names) == [2, 3]
    with pytest.raises(ParamsError):
        RoleParams(vector=("c:a",)).places("vector", names)


@pytest.mark.parametrize("values", [("",), (3,), ("a",) * 1_001])
def test_a_list_of_names_is_checked(values):
    with pytest.raises(ParamsError) as caught:
        RoleParams(vector=values)
    assert caught.value.field == "vector"
