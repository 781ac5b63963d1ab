"""Roles that a person gives to the columns of several files that were brought at once."""

import io

import h5py
import numpy as np
import pandas as pd
import pytest

from explorer.errors import ParamsError
from explorer.sources.glance import glance
from explorer.sources.preview import PreviewParams
from tests.sources.files import npy_bytes, zipped
from tests.sources.together.test_archive import NAMES, PHOTOS, N, bring, csv, packed, values  # noqa: F401

TABLE = pd.DataFrame(np.random.default_rng(0).normal(size=(N, 6)), columns=[*"abcdef"]).assign(id=range(100, 100 + N))
PEOPLE = pd.DataFrame({"id": range(100 + N - 1, 99, -1), "person": NAMES, "px": np.arange(N) / 8, "py": np.arange(N)})


def in_memory(write) -> bytes:
    body = io.BytesIO()
    write(body)
    return body.getvalue()


def npz(tmp_path) -> bytes:
    members = [(f"{name}.npy", npy_bytes(column.to_numpy())) for name, column in TABLE.items()]
    return zipped(tmp_path / "made.npz", members).read_bytes()


def hdf5(tmp_path) -> bytes:
    with h5py.File(tmp_path / "made.h5", "w") as file:
        for name, column in TABLE.items():
            file[name] = column.to_numpy()
    return (tmp_path / "made.h5").read_bytes()


WRITERS = {
    "csv": lambda _: csv(TABLE),
    "jsonl": lambda _: TABLE.to_json(orient="records", lines=True).encode(),
    "parquet": lambda _: in_memory(TABLE.to_parquet),
    "feather": lambda _: in_memory(TABLE.to_feather),
    "npz": npz,
    "h5": hdf5,
}


@pytest.mark.parametrize("ending", WRITERS)
def test_the_vector_of_the_file_with_the_rows_is_chosen(bring, tmp_path, ending):  # noqa: F811
    table, people = f"table.{ending}", csv(PEOPLE)
    files = {table: WRITERS[ending](tmp_path), "people.csv": people}

    found = bring(files, vector=("b", "d"), join=(f"{table}: has the rows", "people.csv: id = id"))

    assert np.allclose(found.vectors, TABLE[["b", "d"]], atol=1e-6)
    assert np.allclose(values(found, "a"), TABLE["a"], atol=1e-6)  # what is no longer part of it stands beside it
    assert values(found, "person") == NAMES[::-1]
    with pytest.raises(ParamsError, match=r"vector: 'person' is not known here.*Allowed: .*a"):
        bring(files, vector=("person",), join=(f"{table}: has the rows",))


def test_a_range_and_another_file_that_has_the_rows(bring):  # noqa: F811
    files = {"table.csv": csv(TABLE), "people.csv": csv(PEOPLE)}
    assert np.allclose(bring(files, vector=("c:e",)).vectors, TABLE[["c", "d", "e"]])
    other = bring(files, vector=("px", "py"), join=("people.csv: has the rows",))
    assert np.allclose(other.vectors, PEOPLE[["px", "py"]])
    assert np.allclose(values(other, "a"), TABLE["a"][::-1], atol=1e-6)
    # what only one file has says which of them has the rows
    assert np.allclose(bring(files, vector=("px", "py")).vectors, PEOPLE[["px", "py"]])


def test_roles_of_columns_in_any_of_the_files(bring):  # noqa: F811
    files = {"table.csv": csv(TABLE), "people.csv": csv(PEOPLE)}
    found = bring(files, coordinates=("px", "py"), identity="person", ignore=("id", "e:f"))

    assert found.vectors.shape == (N, 4)  # e and f are not in it any more
    assert found.coordinates == ("px", "py")
    assert found.identity == "person"
    assert set(found.columns) == {"person", "px", "py"}
    assert values(found, "person") == NAMES[::-1]  # joined by a column that is left away afterwards


def test_a_picture_column_by_hand_or_none(bring, tmp_path):  # noqa: F811
    pictures = pd.DataFrame({"vector": TABLE[["a", "b"]].to_numpy().tolist(), "one": PHOTOS.values()})
    pictures["two"] = pictures["one"][::-1].to_list()
    pictures.to_parquet(tmp_path / "pictures.parquet")
    files = {"pictures.parquet": (tmp_path / "pictures.parquet").read_bytes(), "names.csv": csv(PEOPLE[["person"]])}
    one, two, none = (bring(files, image=image) for image in ("one", "two", "-"))
    assert one.images is not None
    assert two.images is not None
    assert one.images.read(0) == two.images.read(N - 1)
    assert none.images is None


def test_what_is_said_is_seen_before_it_is_read(tmp_path):
    path = packed(tmp_path / "several.zip", {"table.csv": csv(TABLE), "people.csv": csv(PEOPLE)})

    def seen(**said):
        files = glance(PreviewParams(format="images", **said), path=path).files
        return {file.name: (file.first, {column.name: column.role for column in file.columns}) for file in files}

    said = seen(vector=("px", "py"), join=("people.csv: has the rows",), ignore=("f",))
    assert said["people.csv"] == (True, {"id": "beside", "person": "identity", "px": "vector", "py": "vector"})
    assert said["table.csv"][0] is False
    assert said["table.csv"][1]["f"] == "ignored"
    names = [file.names for file in glance(PreviewParams(format="images"), path=path).files]
    assert names == [("id", "person", "px", "py"), (*"abcdef", "id")]
