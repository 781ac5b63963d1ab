"""Which format a file has, from its name and first bytes; and the samples. The web process calls this."""

from __future__ import annotations

import importlib.util
import re
import zlib
from pathlib import Path
from typing import NamedTuple

from explorer.errors import SourceError
from explorer.sources.header import HOW_TO_SAVE, MAGIC
from explorer.sources.pack import ENDINGS as IMAGE_ENDINGS

TEXTS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "txt",
    ".vec": "word2vec",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
_ARROW = (".feather", ".arrow")
_HDF5 = (".h5", ".hdf5", ".h5ad")
# First bytes, the endings with which they mean it (none: whatever the name is), and the format.
BEGINNINGS = (
    (MAGIC, "", "npy"),
    (b"PK", (".npz", ".npy"), "npz"),
    (b"PK", ".zip", "images"),
    (b"PAR1", "", "parquet"),
    (b"\x89HDF\r\n\x1a\n", "", "hdf5"),
    (b"ARROW1", "", "arrow"),
    (b"\xff\xff\xff\xff", _ARROW, "arrow"),
    (b"\x1f\x8b", "/digits.csv.gz", "digits"),
)
# What the drop zone lets through.
ENDINGS = (".npy", ".npz", ".zip", ".tar", ".tgz", *TEXTS, ".parquet", *_ARROW, *_HDF5, ".idx", "-ubyte", ".gz")
ACCEPTED = (
    "Accepted: .npy (a table of vectors, a stack of images, or a structured array with an 'embedding' field), "
    ".npz (arrays 'embedding' and/or 'images', and columns), "
    ".csv, .tsv and .txt (a row in each line; the vector in columns of numbers, or in one of lists), "
    ".txt and .vec (a word and its vector in each line), "
    ".jsonl (an object in each line, with a list of numbers), all of these also as .gz, "
    ".parquet, .feather and .arrow (a column of lists, columns of numbers, or images), "
    ".h5, .hdf5 and .h5ad (a table of vectors, or AnnData's X and obsm, with columns), "
    "IDX (images as MNIST has them), also as .gz, "
    "and .zip, .tar and .tar.gz (images in any folders: JPEG, PNG, WebP, GIF, BMP, TIFF, AVIF)."
)
HEAD_BYTES = 512
PICKLES = (".pkl", ".pickle", ".joblib", ".pt", ".pth")
DRAWINGS = (".svg",)
IS_DRAWING = "is a drawing (SVG), which has no pixels. Save it as PNG, in a folder with others."
IS_PAGE = "is a web page (HTML), as comes where a download needs a login or is gone. Download the file itself again."
IS_PICKLE = f"is a pickle, which is never opened, since that can run code. {HOW_TO_SAVE}"
TARS = (".tar", ".tar.gz", ".tgz")
_TAR_AT = 257  # where it says what it is
_IDX = re.compile(rb"\0\0[\x08\x09\x0b-\x0e][\x01-\x04]")
_REFUSED = (
    (b"PARE", "is encrypted. Write it without a key."),
    (b"version https://git-lfs", "only says where Git LFS keeps the file. Fetch the file itself with 'git lfs pull'."),
    (b"FEA1", "is of the first kind of Feather, which nobody writes any more. Write it again with to_feather."),
)
_GZIP = b"\x1f\x8b"
# What no text begins with: archives, images, documents, programs.
_NO_TEXT = (b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"\x7fELF", b"MZ", b"\xd0\xcf\x11\xe0", MAGIC)


class Sample(NamedTuple):
    """A data set to look at without bringing one: a file, or an order that a worker fills (see `orders`)."""

    title: str
    path: Path
    about: str = ""
    order: bytes = b""


def detect(name: str, head: bytes) -> str:
    """The format of a file.

    Parameters
    ----------
    name : str
        The file's name.
    head : bytes
        Its first bytes, `HEAD_BYTES` at the least where it has as many.

    Returns
    -------
    str
        One of the formats of `explorer.sources.read`.

    Raises
    ------
    SourceError
        For anything else, with what is accepted.
    """
    lower = f"/{Path(name).name.lower()}"
    if not head:
        raise SourceError(f"{name!r} is empty. {ACCEPTED}")
    for beginning, endings, form in BEGINNINGS:
        if head.startswith(beginning) and lower.endswith(endings):
            return form
    _refuse(name, head)
    inner = _inner(head) if head.startswith(_GZIP) else head
    if inner[_TAR_AT:].startswith(b"ustar") and lower.endswith(TARS):
        return "tar"
    if _IDX.match(inner):
        return "idx"
    for ending, form in TEXTS.items():
        if lower.removesuffix(".gz").endswith(ending):
            return _text(name, inner, form)
    if lower.endswith(ENDINGS):
        raise SourceError(f"{name!r} isn't what its name says, or is damaged: it doesn't begin like one. {ACCEPTED}")
    raise SourceError(f"{name!r} can't be read. {ACCEPTED}")


def _refuse(name: str, head: bytes) -> None:
    for beginning, why in _REFUSED:
        if head.startswith(beginning):
            raise SourceError(f"{name!r} {why}")
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.lower().startswith((b"<!doctype html", b"<html")):
        raise SourceError(f"{name!r} {IS_PAGE}")
    if text.startswith(b"<svg") or name.lower().endswith(DRAWINGS):
        raise SourceError(f"{name!r} {IS_DRAWING}")
    if name.lower().endswith(IMAGE_ENDINGS):
        raise SourceError(f"{name!r} is a single image, if it is one. Bring several: a folder, or a .zip of them.")
    if head[:1] == b"\x80" or name.lower().endswith(PICKLES):
        raise SourceError(f"{name!r} {IS_PICKLE}")


def _text(name: str, head: bytes, form: str) -> str:
    utf_16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if head.startswith(_NO_TEXT) or (b"\0" in head and not utf_16):
        raise SourceError(f"{name!r} isn't what its name says: it is no text. {ACCEPTED}")
    return form


def _inner(head: bytes) -> bytes:
    """The first bytes of what gzip packed, as far as they can be unpacked."""
    try:
        return zlib.decompressobj(wbits=31).decompress(head, HEAD_BYTES)
    except zlib.error:
        return head


def _samples() -> dict[str, Sample]:
    package = importlib.util.find_spec("sklearn")  # finds, doesn't import
    if package is None or package.origin is None:
        return {}
    folder = Path(package.origin).parent / "datasets" / "data"
    about = "1,797 digits of 8 x 8 pixels, as people wrote them; shipped with scikit-learn."
    return {"digits": Sample("Handwritten digits", folder / "digits.csv.gz", about)}


SAMPLES: dict[str, Sample] = _samples()
