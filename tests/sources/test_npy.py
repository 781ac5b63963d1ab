import os

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer.errors import LimitError, SourceError
from explorer.settings import current, read
from explorer.sources.npy import read_npy
from tests.sources.files import SHARED, npy_bytes, npy_with_header, opened

STRUCTURED = [("id", "<u2"), ("embedding", "<f2", (4,))]


@pytest.fixture
def save(tmp_path):
    def write(array):
        path = tmp_path / "file.npy"
        np.save(path, array, allow_pickle=array.dtype.hasobject)
        return path

    return write


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("dtype", ["<f4", ">f4", "<f8", ">f8", "<f2", ">f2", "i1", "<i8", ">u2", "?"])
def test_a_table_is_the_vectors_whatever_its_type_and_order(save, dtype, order):
    table = np.asarray(np.arange(12).reshape(4, 3) % 4, dtype=dtype, order=order)

    dataset = opened(save(table))

    assert dataset.vectors.dtype == (np.float16 if dtype[1:] == "f2" else np.float32)
    assert dataset.vectors.dtype.isnative
    assert np.array_equal(dataset.vectors, table.astype(np.float64))
    assert dataset.rows.tolist() == [0, 1, 2, 3]
    assert (dataset.columns, dataset.identity, dataset.left_out, dataset.notes) == ({}, None, (), ())


def test_a_float32_table_is_mapped_not_copied(save):
    path = save(np.eye(3, dtype=np.float32))

    vectors = opened(path).vectors

    assert isinstance(vectors, np.memmap)
    assert not vectors.flags.writeable
    assert vectors.filename == path.resolve()


def test_structured_float16_with_ids(save):
    rows = np.zeros(5, dtype=STRUCTURED)
    rows["id"] = [7, 10, 7, 2, 10]
    rows["embedding"] = np.arange(20).reshape(5, 4) / 8

    dataset = opened(save(rows))

    assert dataset.vectors.dtype == np.float16
    assert np.array_equal(dataset.vectors, rows["embedding"])
    assert dataset.identity == "id"
    assert dataset.columns["id"].names == ("2", "7", "10")  # numeric order
    assert dataset.columns["id"].values.tolist() == [1, 2, 1, 0, 2]
    assert dataset.columns["id"].values.dtype == np.uint8


def test_structured_prefers_the_field_called_embedding_and_reads_images_and_columns(save):
    rows = np.zeros(
        3, dtype=[("codes", "f4", (2,)), ("embedding", "f4", (5,)), ("image", "u1", (4, 6)), ("age", "f8")]
    )
    rows["embedding"], rows["image"], rows["age"] = 1.5, 9, [20, np.nan, 40]

    dataset = opened(save(rows))

    assert dataset.vectors.shape == (3, 5)
    assert dataset.images.shape == (3, 4, 6)
    assert dataset.images.dtype == np.uint8
    assert dataset.columns["age"].kind == "number"
    assert np.array_equal(
        dataset.columns["age"].values, np.array([20, np.nan, 40], np.float32), equal_nan=True
    )
    assert any("'codes'" in note for note in dataset.notes)


def test_structured_with_one_vector_field_of_any_name(save):
    dataset = opened(save(np.ones(3, dtype=[("codes", "f4", (2,)), ("n", "i4")])))

    assert dataset.vectors.shape == (3, 2)
    assert any("'codes'" in note and "only one" in note for note in dataset.notes)


def test_structured_with_two_nameless_vector_fields_is_refused(save):
    with pytest.raises(SourceError, match=r"'a' float32 3 x 2.*'embedding'"):
        opened(save(np.ones(3, dtype=[("a", "f4", (2,)), ("b", "f4", (2,))])))


@pytest.mark.parametrize(
    ("dtype", "kept"),
    [
        ("u1", "u1"),
        (">u2", "<u2"),
        ("<i8", "<u2"),
        ("?", "<u2"),
        ("<f8", "<f4"),
        ("<f2", "<f4"),
        ("<f4", "<f4"),
    ],
)
@pytest.mark.parametrize("shape", [(3, 4, 5), (3, 4, 5, 3), (3, 4, 5, 4)])
def test_three_and_four_axes_are_images(save, dtype, kept, shape):
    images = (np.arange(np.prod(shape)).reshape(shape) % 2).astype(dtype)

    dataset = opened(save(images))

    assert dataset.vectors is None
    assert dataset.images.dtype == np.dtype(kept)
    assert np.array_equal(dataset.images, images.astype(kept))


def test_one_colour_is_grey(save):
    assert opened(save(np.zeros((2, 4, 5, 1), np.uint8))).images.shape == (2, 4, 5)


def test_whole_numbers_beyond_16_bits_are_kept_as_floats(save):
    dataset = opened(save(np.full((2, 2, 2), 70_000, np.int32)))

    assert dataset.images.dtype == np.float32
    assert dataset.images.max() == 70_000
    assert any("int32" in note for note in dataset.notes)


@pytest.mark.parametrize(
    ("array", "words"),
    [
        (np.array(3.0), "single value"),
        (np.arange(4.0), "one value a row, as labels are.*Bring it together with the file of the vectors"),
        (np.empty((0, 3)), "length of 0"),
        (np.empty((3, 0)), "length of 0"),
        (np.empty((2, 0, 3), np.uint8), "length of 0"),
        (np.ones((2, 2), np.complex64), "np.abs"),
        (np.array([["a", "b"]]), "numbers are needed"),
        (np.array(["2020-01-01", "2021-01-01"], "M8[D]"), "numbers are needed"),
        (np.array([[1, "a"]], dtype=object), "Python objects.*np.save"),
        (np.zeros(2, dtype=[("id", "O"), ("embedding", "f4", (2,))]), "Python objects"),
        (np.zeros((2, 3, 8, 8), np.uint8), "moveaxis"),
        (np.zeros((2, 8, 8, 5), np.uint8), "height x width"),
        (np.full((2, 2, 2), -5, np.int16), "below 0.*-5"),
        (np.full((3, 2), np.nan), "None of the 3 rows"),
        (np.zeros(2, dtype=[("id", "i4"), ("age", "f4")]), "neither vectors nor images.*'age'"),
        (np.zeros((2, 2), dtype=[("x", "f4")]), "numbers are needed"),
    ],
)
def test_what_is_no_data_set_is_refused_with_a_remedy(save, array, words):
    with pytest.raises(SourceError, match=words):
        opened(save(array))


def test_no_pickle_is_ever_loaded(save, tmp_path):
    class Bomb:
        def __reduce__(self):
            return (os.mkdir, (str(tmp_path / "exploded"),))

    path = save(np.array([Bomb()], dtype=object))

    with pytest.raises(SourceError, match="never loaded"):
        opened(path)
    assert not (tmp_path / "exploded").exists()


def test_bad_rows_are_left_out_and_listed_and_the_good_keep_their_numbers(save):
    table = np.arange(18, dtype=np.float64).reshape(6, 3)
    table[1, 2], table[3, 0], table[4, 1] = np.nan, -np.inf, 1e300

    dataset = opened(save(table))

    assert dataset.rows.tolist() == [0, 2, 5]
    assert dataset.vectors.tolist() == table[[0, 2, 5]].tolist()
    assert dataset.n_left_out == 3
    assert [row for row, _ in dataset.left_out] == [1, 3, 4]
    assert "NaN" in dataset.left_out[0][1]
    assert "position 2" in dataset.left_out[0][1]
    assert "infinite" in dataset.left_out[1][1]
    assert "too large" in dataset.left_out[2][1]


def test_a_bad_image_leaves_its_row_out_too(save):
    images = np.zeros((3, 2, 2), np.float32)
    images[0, 1, 1] = np.inf

    dataset = opened(save(images))

    assert dataset.rows.tolist() == [1, 2]
    assert dataset.images.shape == (2, 2, 2)
    assert dataset.left_out == ((0, "the image is infinite at position 3"),)


def test_all_bad_rows_are_listed_and_counted(save):
    table = np.full((1_200, 1), np.nan, np.float32)
    table[7] = 0

    dataset = opened(save(table))

    assert (len(dataset.left_out), dataset.n_left_out, dataset.rows.tolist()) == (1_199, 1_199, [7])
    assert any("one row only" in note for note in dataset.notes)


@pytest.mark.parametrize("lost", [1, 24, 40, 100])
def test_a_file_that_is_cut_short_is_refused(tmp_path, lost):
    path = tmp_path / "short.npy"
    path.write_bytes(npy_bytes(np.ones((2, 3), np.float32))[:-lost])

    with pytest.raises(SourceError, match="cut short"):
        opened(path)


def test_more_bytes_than_the_array_are_said(tmp_path):
    path = tmp_path / "long.npy"
    path.write_bytes(npy_bytes(np.ones((2, 3))) + b"12345")

    assert "5 more bytes" in opened(path).notes[0]


HOSTILE_HEADERS = [
    "{'descr': '<f4', 'fortran_order': False, 'shape': (10**12,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (-2, -3)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (True, 3)}",
    "{'descr': '<f4', 'fortran_order': 'no', 'shape': (2, 3)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': [2, 3]}",
    "{'descr': 'nonsense', 'fortran_order': False, 'shape': (2, 3)}",
    "{'descr': ('<f4', (2147483647, 2147483647)), 'fortran_order': False, 'shape': (2, 3)}",
    "{'descr': [('a', '<f4'), ('a', '<f4')], 'fortran_order': False, 'shape': (2,)}",
    "{'descr': '<f4', 'shape': (2, 3)}",
    "__import__('os').system('touch exploded')",
    "(" * 5_000,
    "[" * 90 + "]" * 90,
    "",
    "\x00\xff",
]


@pytest.mark.parametrize("text", HOSTILE_HEADERS)
@pytest.mark.parametrize("version", [1, 2, 3])
def test_hostile_headers_are_refused(tmp_path, text, version):
    path = tmp_path / "hostile.npy"
    path.write_bytes(npy_with_header(text, bytes(24), version))

    with pytest.raises(SourceError):
        opened(path)


def test_lengths_beyond_the_file_are_refused_before_anything_is_allocated(tmp_path):
    path = tmp_path / "huge.npy"
    path.write_bytes(
        npy_with_header(f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({2**40}, {2**40})}}")
    )

    with pytest.raises(SourceError, match="cut short"):
        opened(path)


def test_a_header_that_claims_gigabytes_is_not_read(tmp_path):
    path = tmp_path / "header.npy"
    path.write_bytes(b"\x93NUMPY\x02\x00" + (4_000_000_000).to_bytes(4, "little") + bytes(100))

    with pytest.raises(SourceError, match="4,000,000,000"):
        opened(path)


def test_a_version_from_the_future_is_refused(tmp_path):
    path = tmp_path / "future.npy"
    path.write_bytes(b"\x93NUMPY\x09\x00" + bytes(100))

    with pytest.raises(SourceError, match="version 9"):
        opened(path)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 300), byte=st.integers(0, 255), cut=st.integers(0, 300))
def test_a_damaged_byte_gives_a_data_set_or_words_never_a_traceback(tmp_path, at, byte, cut):
    rows = np.zeros(5, dtype=[("name", "<U3"), ("embedding", "<f2", (4,)), ("when", "M8[s]")])
    data = bytearray(npy_bytes(rows))
    data[at % len(data)] = byte
    path = tmp_path / "damaged.npy"
    path.write_bytes(data[: len(data) - cut // 4])

    try:
        read_npy(path, current())
    except (SourceError, LimitError) as problem:
        assert problem.message  # noqa: PT017 - either outcome is right, a third one isn't


@pytest.mark.parametrize(
    ("variable", "value", "array"),
    [
        ("EXPLORER_MAX_ROWS", 4, np.ones((5, 2))),
        ("EXPLORER_MAX_DIMENSIONS", 1, np.ones((5, 2))),
        ("EXPLORER_MAX_VALUES", 9, np.ones((5, 2))),
        ("EXPLORER_MAX_IMAGES", 4, np.ones((5, 2, 3))),
        ("EXPLORER_MAX_IMAGE_PIXELS", 5, np.ones((5, 2, 3))),
    ],
)
def test_limits_name_value_limit_and_remedy(save, variable, value, array):
    path = save(array)

    with pytest.raises(LimitError) as caught:
        read_npy(path, read({variable: str(value)}))
    assert f"{value + 1:,}" in caught.value.message
    assert f"the limit here is {value:,}" in caught.value.message
    assert variable in caught.value.message

    read_npy(path, read({variable: str(value + 1)}))  # at the limit it goes through


def test_the_structured_faces():
    path = SHARED / "lfw_faces_structured.npy"
    if not path.exists():
        pytest.skip(f"{path.name} is not beside the project")

    dataset = opened(path)

    assert dataset.vectors.dtype == np.float16
    assert dataset.vectors.shape == (3023, 128)
    assert dataset.identity == "id"
    assert len(dataset.columns["id"].names) == 62
    assert np.array_equal(dataset.vectors, np.load(path)["embedding"])
