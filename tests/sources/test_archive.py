import struct
import tracemalloc
import zipfile
import zlib

import pytest

from explorer.errors import SourceError
from explorer.sources.archive import open_archive, read_member
from tests.sources.photos import zip_of

MOST = 1_000_000


def member(path, most_bytes=20_000_000):
    with open_archive(path, MOST, "Again.") as archive:
        return read_member(archive, archive.infolist()[0], most_bytes)


def marked_encrypted(path):
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + at] |= 1
    path.write_bytes(data)
    return path


def test_a_member_is_read_whole(tmp_path):
    assert member(zip_of(tmp_path / "a.zip", {"a": b"hello"})) == b"hello"


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_rare_compression_is_left_out(tmp_path, compression):
    # bzip2 and LZMA unpack a block at a time, of whatever size it has
    with pytest.raises(SourceError, match="rare way"):
        member(zip_of(tmp_path / "a.zip", {"a": b"hello" * 100}, compression))


def test_an_encrypted_member_is_left_out(tmp_path):
    with pytest.raises(SourceError, match="encrypted"):
        member(marked_encrypted(zip_of(tmp_path / "a.zip", {"a": b"hello"})))


def test_a_bomb_is_left_out_unopened(tmp_path):
    path = zip_of(tmp_path / "a.zip", {"a": bytes(15_000_000)})

    assert path.stat().st_size < 20_000
    with pytest.raises(SourceError, match=r"unpack to 1,0\d\d times"):
        member(path)


def test_a_large_member_is_left_out_unopened(tmp_path):
    with pytest.raises(SourceError, match="5 bytes; at most 4"):
        member(zip_of(tmp_path / "a.zip", {"a": b"hello"}), 4)


def test_a_member_that_says_less_than_it_unpacks_to_is_damaged(tmp_path):
    path = zip_of(tmp_path / "a.zip", {"a": bytes(1000)})
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", data, data.find(mark) + at, 10)
    path.write_bytes(data)

    with pytest.raises(SourceError, match="damaged in the archive"):
        member(path)


def test_a_member_that_says_less_never_takes_more_memory_either(tmp_path):
    packer = zlib.compressobj(wbits=-15)
    path = zip_of(tmp_path / "a.zip", {"a": packer.compress(bytes(100_000_000)) + packer.flush()}, zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    for mark, method, size in ((b"PK\x03\x04", 8, 22), (b"PK\x01\x02", 10, 24)):
        struct.pack_into("<H", data, data.find(mark) + method, zipfile.ZIP_DEFLATED)
        struct.pack_into("<I", data, data.find(mark) + size, 1000)
    path.write_bytes(data)

    tracemalloc.start()
    try:
        with pytest.raises(SourceError, match="damaged in the archive"):
            member(path)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 10_000_000


def test_a_directory_that_is_too_large_is_not_read(tmp_path):
    path = zip_of(tmp_path / "a.zip", {f"{number}": b"" for number in range(1000)})

    with pytest.raises(SourceError, match=r"directory has .* bytes; at most 1,000"):
        open_archive(path, 1000, "Again.")


def test_nor_is_one_of_the_64_bit_form(tmp_path, monkeypatch):
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 10)
    path = zip_of(tmp_path / "a.zip", {f"{number}": b"" for number in range(1000)})
    data = bytearray(path.read_bytes())
    assert data.rfind(b"PK\x06\x06") > 0
    data[-10:-6] = b"\x10\0\0\0"  # the plain record says that it is small
    path.write_bytes(data)

    with pytest.raises(SourceError, match=r"directory has .* bytes; at most 1,000"):
        open_archive(path, 1000, "Again.")
    with open_archive(path, MOST, "Again.") as archive:
        assert len(archive.infolist()) == 1000


def test_nor_is_one_whose_64_bit_record_holds_the_mark_of_another(tmp_path, monkeypatch):
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 10)
    path = zip_of(tmp_path / "a.zip", {f"{number}": b"" for number in range(1000)})
    data = bytearray(path.read_bytes())
    data[-10:-6] = b"\x10\0\0\0"
    at = data.rfind(b"PK\x06\x06")
    data[at + 24 : at + 28] = b"PK\x06\x06"  # a count that nobody reads; 40 bytes on stands an offset
    struct.pack_into("<Q", data, at + 64, 16)
    path.write_bytes(data)

    with pytest.raises(SourceError, match=r"directory has .* bytes; at most 1,000"):
        open_archive(path, 1000, "Again.")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"PK\x05\x06", b"PK\x05\x06" + b"\xff" * 18])
def test_what_is_no_archive(tmp_path, data):
    path = tmp_path / "a.zip"
    path.write_bytes(data)

    with pytest.raises(SourceError):
        open_archive(path, MOST, "Again.")
