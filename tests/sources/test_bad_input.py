"""Bad input, item by item: each is refused with a sentence that says what to do, or leaves the good rows usable.

The other half of the list is with what reads it: tables with the wrong delimiter, encoding or decimal mark in
test_delimited.py, rows that are no numbers in test_npy.py, joins of other lengths with the joins; what takes too long
or too much memory, and decoders that crash, in tests/engine/test_reading_limits.py; uploads beyond the limit in
tests/serving/test_uploads.py.
"""

import gzip
import io
import pickle
import stat
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from explorer.errors import LimitError, SourceError
from tests.sources.files import npy_bytes, opened, zipped
from tests.sources.photos import encoded, shaded, zip_of
from tests.sources.test_archive import marked_encrypted

RED = encoded(np.full((4, 5, 3), (250, 10, 10), np.uint8))
PHOTO = encoded(shaded(40, 30), "jpg")
SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
Make = bytes | Callable[[Path], object]


class Refused(NamedTuple):
    """What a person brings, and what they are told."""

    name: str
    make: Make
    says: str


class Listed(NamedTuple):
    """A bad file among good images, and the reason it is listed with."""

    name: str
    data: bytes
    why: str


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of some hundred bytes that says it has these sides."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(100_000))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def bomb_of_ten_gigabytes(path: Path) -> None:
    """10 MB that unpack to 10 GB of zeros, beside a good image."""
    packer = zlib.compressobj(9, wbits=-15)
    block = packer.compress(bytes(1 << 26)) + packer.flush(zlib.Z_FULL_FLUSH)
    data = block * 150 + zlib.compressobj(9, wbits=-15).flush()
    zip_of(path, {"bomb.png": data, "good.png": RED}, zipfile.ZIP_STORED)
    found = bytearray(path.read_bytes())
    for mark, method, size in ((b"PK\x03\x04", 8, 22), (b"PK\x01\x02", 10, 24)):
        struct.pack_into("<H", found, found.find(mark) + method, zipfile.ZIP_DEFLATED)
        struct.pack_into("<I", found, found.find(mark) + size, 0xFFFFFFFE)  # the most that the short form can say
    path.write_bytes(found)


def with_link(path: Path) -> None:
    link = zipfile.ZipInfo("people/link.jpg")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("people/good.png", RED)


def overwritten_footer(path: Path) -> None:
    parquet.write_table(pa.table({"f0": [1.0, 2.0], "f1": [3.0, 4.0]}), path)
    data = bytearray(path.read_bytes())
    data[-30:-10] = b"\xff" * 20
    path.write_bytes(data)


def inner() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.png", RED)
    return buffer.getvalue()


RAGGED = np.array([[1.0, 2.0], [1.0]], dtype=object)
REFUSED = (
    Refused("objects.npy", npy_bytes(RAGGED, allow_pickle=True), "never loaded, since that can run code. Save numbers"),
    Refused("rows.pkl", pickle.dumps([[1.0, 2.0]]), "is a pickle, which is never opened.*np.save"),
    Refused("renamed.npy", pickle.dumps([[1.0, 2.0]]), "is a pickle, which is never opened.*np.save"),
    Refused("model.pt", b"PK\x03\x04" + bytes(40), "is a pickle, which is never opened"),
    *(
        Refused(f"empty{ending}", b"", "is empty. Accepted: .npy")
        for ending in (".npy", ".npz", ".csv", ".jsonl", ".parquet", ".arrow", ".zip", ".idx", ".vec", ".csv.gz")
    ),
    Refused("nothing.csv.gz", gzip.compress(b""), "The file is empty"),
    Refused("names.csv", b"f0,f1,f2\n", r"names of columns \(f0, f1, f2\) and no rows below"),
    Refused("no_rows.npy", npy_bytes(np.zeros((0, 4))), "There is nothing in it.*Save it again with its rows"),
    Refused("no_images.zip", lambda path: zip_of(path, {}), "no images in the archive. It is empty"),
    Refused("nested.zip", lambda path: zip_of(path, {"inner.zip": inner()}), "isn't opened: unpack it, and bring"),
    Refused("drawings.zip", lambda path: zip_of(path, {"a.svg": SVG}), r"image can't be read: .*drawing \(SVG\)"),
    Refused("drawing.svg", SVG, r"drawing \(SVG\), which has no pixels. Save it as PNG"),
    Refused("text.png", b"hello, I am text", "a single image, if it is one. Bring several"),
    Refused("photo.jpg", PHOTO, "a single image, if it is one. Bring several"),
    Refused("photo.zip", PHOTO, "isn't what its name says, or is damaged"),
    Refused("notes.zip", lambda path: zip_of(path, {"a.md": b"x"}), "no images in the archive. Found: a.md. Read are"),
    Refused("cut.zip", b"PK\x03\x04" + bytes(60), "The archive is cut short, or isn't one. Copy or download it again"),
    Refused("footer.parquet", overwritten_footer, "damaged or cut short .* write it again with DataFrame.to_parquet"),
    Refused("locked.npz", lambda path: marked_encrypted(zipped(path, [("embedding.npy", npy_bytes(np.eye(3)))])),
            "'embedding.npy' is encrypted. Write the archive without a password"),
)  # fmt: skip

LISTED = (
    Listed(
        "claims.png",
        png_claiming(60_000, 60_000),
        "it has 3,600,000,000 pixels, more than the .* that this server takes.*save it smaller",
    ),
    Listed("cut.jpg", PHOTO[: len(PHOTO) // 2], "it is damaged or cut short"),
    Listed("text.png", b"hello, I am text", "it is no image, or its beginning is damaged"),
    Listed("drawing.svg", SVG, r"it is a drawing \(SVG\), which has no pixels; save it as PNG"),
    Listed("nothing.png", b"", "it is empty"),
    Listed("photo.heic", b"\0\0\0\x18ftypheic", "its format isn't read; read are JPEG"),
    Listed("archive.png", inner(), "it is no image"),
    Listed("postscript.png", b"%!PS-Adobe-3.0 EPSF-3.0\n", "it is no image"),
)


def made(tmp_path: Path, name: str, make: Make) -> Path:
    path = tmp_path / name
    if isinstance(make, bytes):
        path.write_bytes(make)
    else:
        make(path)
    return path


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.name)
def test_it_is_refused_with_what_to_do(tmp_path, case):
    with pytest.raises(SourceError, match=case.says):
        opened(made(tmp_path, case.name, case.make))


@pytest.mark.parametrize("case", LISTED, ids=lambda case: case.name)
def test_it_is_listed_and_the_good_ones_are_kept(tmp_path, case):
    found = opened(zip_of(tmp_path / "a.zip", {"ann/1.png": RED, f"bob/{case.name}": case.data, "cem/3.jpg": PHOTO}))
    assert found.rows.tolist() == [0, 2]
    ((row, why),) = found.left_out
    assert row == 1
    with pytest.raises(SourceError, match=case.why):
        raise SourceError(why)


def test_a_file_that_claims_3600_megapixels_is_small_and_is_never_decoded(tmp_path):
    data = png_claiming(60_000, 60_000)
    assert len(data) < 2_000
    path = zip_of(tmp_path / "a.zip", {"a.png": data, "b.png": RED})
    tracemalloc.start()
    try:
        assert opened(path).n_left_out == 1
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_a_link_is_listed_and_never_followed(tmp_path):
    found = opened(made(tmp_path, "a.zip", with_link))
    assert found.n_samples == 1
    assert found.left_out[0][1] == (
        "'people/link.jpg': it is a link to another file, and those are never followed; zip the file itself"
    )


def test_absolute_paths_and_paths_upwards_are_names_and_nothing_is_written_there(tmp_path):
    before = set(tmp_path.parent.iterdir())
    names = {"/etc/cron.d/x.png": RED, "../../up.png": RED, "C:\\Windows\\x.png": PHOTO, "a/../../b.png": RED}
    found = opened(zip_of(tmp_path / "a.zip", names))
    assert found.n_samples == 4
    assert not any(".." in name or name.startswith("/") for name in found.columns["file"].names)
    assert set(tmp_path.parent.iterdir()) == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.zip"]


def test_an_encrypted_image_is_listed(tmp_path):
    path = marked_encrypted(zip_of(tmp_path / "a.zip", {"a.png": RED, "b.png": RED}))
    found = opened(path)
    assert found.n_samples == 1
    assert "it is encrypted; make the archive without a password" in found.left_out[0][1]


def test_names_in_shift_jis_are_read_as_they_were_meant(tmp_path):
    """And what macOS leaves behind is no image."""
    from tests.sources.photos import raw_zip

    files = [("写真/花子.png".encode("cp932"), RED), (b"__MACOSX/photos/._1.png", b"\0\5\x16\7"), (b".DS_Store", b"x")]
    found = opened(raw_zip(tmp_path / "a.zip", files))
    assert found.columns["file"].names == ("花子.png",)
    assert found.n_left_out == 0


def test_an_archive_in_the_archive_is_said_and_the_images_beside_it_are_kept(tmp_path):
    found = opened(zip_of(tmp_path / "a.zip", {"inner.zip": inner(), "a.png": RED}))
    assert found.n_samples == 1
    assert any("inner.zip" in note and "unpack it, and bring the folder" in note for note in found.notes)


def test_a_bomb_of_10_gigabytes_in_10_megabytes(tmp_path):
    path = made(tmp_path, "a.zip", bomb_of_ten_gigabytes)
    assert path.stat().st_size < 11_000_000
    tracemalloc.start()
    try:
        found = opened(path)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()
    assert found.n_samples == 1
    with pytest.raises(SourceError, match=r"'bomb.png': it (has 4,294,967,294 bytes; at most|would unpack to)"):
        raise SourceError(found.left_out[0][1])


def test_many_small_bombs_are_too_much_together(tmp_path, monkeypatch):
    from explorer import settings

    monkeypatch.setenv("EXPLORER_MAX_UPLOAD_BYTES", "20_000_000")
    settings.current.cache_clear()
    path = zip_of(
        tmp_path / "a.zip", {f"{number}.bmp": encoded(np.zeros((1000, 900), np.uint8), "bmp") for number in range(30)}
    )
    try:
        with pytest.raises(LimitError, match=r"unpacked, the images have .* EXPLORER_MAX_UPLOAD_BYTES"):
            opened(path)
    finally:
        monkeypatch.undo()
        settings.current.cache_clear()
    assert path.stat().st_size < 1_000_000


def test_one_broken_among_thousands_is_listed_and_the_others_keep_their_numbers(tmp_path):
    files = {f"{number:04d}.png": RED if number != 1234 else PHOTO[:-400] for number in range(2000)}
    found = opened(zip_of(tmp_path / "a.zip", files, zipfile.ZIP_STORED))
    assert found.n_samples == 1999
    assert found.left_out == ((1234, found.left_out[0][1]),)
    assert found.left_out[0][1].startswith("'1234.png': it is damaged or cut short")
    assert 1234 not in found.rows


def test_one_row_is_read_and_said(tmp_path):
    found = opened(made(tmp_path, "one.npy", npy_bytes(np.ones((1, 3)))))
    assert found.n_samples == 1
    assert "There is one row only; a map and a clustering need more." in found.notes
