"""Which format a file has, from its name and first bytes; and the samples. The web process calls this."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import NamedTuple

from explorer.errors import SourceError
from explorer.sources.header import HOW_TO_SAVE, MAGIC

ACCEPTED = (
    "Accepted: .npy (a table of vectors, a stack of images, or a structured array with an 'embedding' field), "
    ".npz (arrays 'embedding' and/or 'images', and columns) "
    "and .zip (images in any folders: JPEG, PNG, WebP, GIF, BMP, TIFF)."
)
HEAD_BYTES = 8


class Sample(NamedTuple):
    """A data set to look at without bringing one."""

    title: str
    path: Path


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
        ``"npy"``, ``"npz"``, ``"images"`` or ``"digits"``.

    Raises
    ------
    SourceError
        For anything else, with what is accepted.
    """
    lower = name.lower()
    if not head:
        raise SourceError(f"{name!r} is empty. {ACCEPTED}")
    if head.startswith(MAGIC):
        return "npy"
    if head.startswith(b"PK") and lower.endswith((".npz", ".npy")):
        return "npz"
    if head.startswith(b"PK") and lower.endswith(".zip"):
        return "images"
    if head.startswith(b"\x1f\x8b") and Path(lower).name == "digits.csv.gz":
        return "digits"
    if head[:1] == b"\x80" or lower.endswith((".pkl", ".pickle", ".joblib", ".pt", ".pth")):
        raise SourceError(f"{name!r} is a pickle, which is never opened, since that can run code. {HOW_TO_SAVE}")
    if lower.endswith((".npy", ".npz", ".zip")):
        raise SourceError(f"{name!r} isn't what its name says, or is damaged: it doesn't begin like one. {ACCEPTED}")
    raise SourceError(f"{name!r} can't be read. {ACCEPTED}")


def _samples() -> dict[str, Sample]:
    package = importlib.util.find_spec("sklearn")  # finds, doesn't import
    if package is None or package.origin is None:
        return {}
    folder = Path(package.origin).parent / "datasets" / "data"
    return {"digits": Sample("Handwritten digits", folder / "digits.csv.gz")}


SAMPLES: dict[str, Sample] = _samples()
