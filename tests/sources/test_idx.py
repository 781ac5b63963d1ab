import gzip
import struct

import numpy as np
import pytest

from explorer.errors import LimitError, SourceError
from explorer.settings import read
from explorer.sources import text
from explorer.sources.idx import read_idx
from tests.sources.damage import survives
from tests.sources.files import opened

IMAGES = np.arange(5 * 4 * 3, dtype=np.uint8).reshape(5, 4, 3)
TYPES = {"u1": 8, "i1": 9, ">i2": 11, ">i4": 12, ">f4": 13, ">f8": 14}


def idx(array):
    """As the format's page has it: magic, lengths, data, the largest byte first."""
    dtype = array.dtype.newbyteorder(">")
    return (
        struct.pack(">HBB", 0, TYPES[dtype.str.replace("|", "")], array.ndim)
        + struct.pack(f">{array.ndim}I", *array.shape)
        + array.astype(dtype).tobytes()
    )


@pytest.fixture(params=["images-idx3-ubyte", "images.idx", "images-idx3-ubyte.gz", "x.idx.gz"])
def save(request, tmp_path):
    def write(array, data=None):
        path = tmp_path / request.param
        data = idx(array) if data is None else data
        path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)
        return path

    return write


@pytest.mark.parametrize("piece", [8, 1 << 20])
def test_images(save, monkeypatch, piece):
    monkeypatch.setattr(text, "PIECE_BYTES", max(piece, 16))

    dataset = opened(save(IMAGES))

    assert dataset.vectors is None
    assert dataset.images.dtype == np.uint8
    assert np.array_equal(dataset.images, IMAGES)
    assert dataset.notes == ()


@pytest.mark.parametrize("dtype", ["u1", "i1", "i2", "i4", "f4", "f8"])
def test_vectors_of_every_type(save, dtype):
    table = np.arange(12).reshape(4, 3).astype(dtype)

    assert np.array_equal(opened(save(table)).vectors, table)


def test_labels_alone_say_what_to_bring(save):
    with pytest.raises(SourceError, match=r"5 labels in it.*together with.*idx3"):
        opened(save(np.arange(5, dtype=np.uint8)))


@pytest.mark.parametrize("left", [3, 4, 9, 15, 20, 75])
def test_a_file_that_is_cut_short(save, left):
    with pytest.raises(SourceError, match=r"cut short|no IDX|isn't what its name says|can't be read"):
        opened(save(None, idx(IMAGES)[:left]))


def test_gzip_that_is_cut_short(tmp_path):
    path = tmp_path / "images-idx3-ubyte.gz"
    path.write_bytes(gzip.compress(idx(IMAGES), mtime=0)[:-9])

    with pytest.raises(SourceError, match="damaged or cut short"):
        opened(path)


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"\0\0\x08\x03" + b"\xff" * 12, "cut short|Too much"),
        (b"\0\0\x08\x04" + struct.pack(">4I", 2, 3, 4, 5) + bytes(120), "colours come last"),
        (b"\0\0\x08\x03" + struct.pack(">3I", 0, 28, 28), "length of 0"),
    ],
)
def test_headers_that_make_no_sense(save, head, words):
    with pytest.raises((SourceError, LimitError), match=words):
        opened(save(None, head))


def test_a_limit(save):
    with pytest.raises(LimitError, match="EXPLORER_MAX_IMAGES"):
        read_idx(save(IMAGES), read({"EXPLORER_MAX_IMAGES": "4"}))


def test_damaged_bytes_give_a_data_set_or_words(tmp_path):
    path = tmp_path / "damaged-idx3-ubyte"

    assert survives(opened, idx(IMAGES), path, 150) > 30
    survives(opened, gzip.compress(idx(IMAGES), mtime=0), path, 150)
