"""Something brought to be asked about becomes a data set that a worker reads; what can't be is said with its value."""

import io
import zipfile

import numpy as np
import pytest

from explorer import settings
from explorer.errors import SourceError
from explorer.store import Store
from explorer.ui.nearby.brought import from_file, from_numbers


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path)


def table(store, recipe):
    return np.load(store.blob(recipe.params["fingerprint"]))


def as_npy(array):
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


@pytest.mark.parametrize(
    "text", ["1, -2.5, 3e2", "[1 -2.5\n300]", "1;-2.5;300", "array([1., -2.5, 300.], dtype=float32)"]
)
def test_numbers_as_people_paste_them(store, text):
    recipe = from_numbers(text, 3, store)
    assert recipe.params["format"] == "npy"
    assert table(store, recipe).tolist() == [[1, -2.5, 300]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1 2", "There are 2 numbers; a vector has 3 here"),
        ("1 2 x", "'x', number 3 of them, is no number"),
        ("1 nan 3", "'nan', number 2 of them, isn't finite"),
        ("1 2 1e39", "'1e39', number 3 of them, isn't finite, or beyond float32"),
    ],
)
def test_what_is_no_vector_is_said(store, text, said):
    with pytest.raises(SourceError, match=said):
        from_numbers(text, 3, store)


def test_a_npy_of_one_vector_is_a_table_of_one_row(store):
    limits = settings.read({})
    one = from_file("v.npy", as_npy(np.arange(4, dtype=np.float32)), store, limits)
    assert table(store, one).tolist() == [[0, 1, 2, 3]]
    many = from_file("m.npy", as_npy(np.zeros((2, 4), np.float32)), store, limits)
    assert table(store, many).shape == (2, 4)


@pytest.mark.parametrize("length", [10**13, 10**30])
def test_a_npy_that_claims_a_hostile_length_allocates_nothing(store, length):
    claims = io.BytesIO()
    np.lib.format.write_array_header_1_0(claims, {"descr": "<f8", "fortran_order": False, "shape": (length,)})
    recipe = from_file("v.npy", claims.getvalue(), store, settings.read({}))
    assert store.blob(recipe.params["fingerprint"]).read_bytes() == claims.getvalue()  # its reader says what is wrong


def test_a_picture_is_a_folder_of_one(store):
    recipe = from_file("my face.png", b"\x89PNG whatever", store, settings.read({}))
    assert recipe.params["format"] == "images"
    assert zipfile.ZipFile(store.blob(recipe.params["fingerprint"])).namelist() == ["my face.png"]


def test_what_is_never_read_is_refused(store):
    for name, content in (("x.pkl", b"\x80\x04"), ("x.png", b""), ("x.npy", b"")):
        with pytest.raises(SourceError):
            from_file(name, content, store, settings.read({}))
