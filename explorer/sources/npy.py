"""``.npy``: a table of vectors, a stack of images, or a structured array with both and columns."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from explorer.errors import SourceError
from explorer.settings import Settings
from explorer.sources.arrays import Found, fields
from explorer.sources.choose import Decide, choose
from explorer.sources.header import HOW_TO_SAVE, Header, read_header
from explorer.sources.records import Records


def read_npy(path: Path, limits: Settings, decide: Decide = choose) -> Records:
    """Read a ``.npy`` file, memory-mapped.

    Raises
    ------
    SourceError
        When it can't be read as vectors or images.
    LimitError
        When a limit of this server is hit.
    """
    arrays, notes = arrays_in(path)
    return decide(arrays, limits, notes)


def arrays_in(path: Path) -> tuple[list[Found], list[str]]:
    """The arrays in a file, and what to know of it; raises as `read_npy` does."""
    with path.open("rb") as stream:
        header = read_header(stream, "The file")
    notes = _check(header, path.stat().st_size)

    def load() -> np.ndarray:
        order = "F" if header.fortran else "C"
        return np.memmap(path, header.dtype, mode="r", offset=header.size, shape=header.shape, order=order)  # type: ignore[call-overload, no-any-return]

    name = "images" if len(header.shape) > 2 else "embedding"
    return fields(Found(name, header.dtype, header.shape, load)), notes


def _check(header: Header, n_bytes: int) -> list[str]:
    if header.dtype.hasobject:
        raise SourceError(
            f"The array holds Python objects, which are never loaded, since that can run code. {HOW_TO_SAVE}"
        )
    if not header.shape:
        raise SourceError("There is a single value in it, not a table. Save an array of rows x dimensions.")
    spare = n_bytes - header.size - header.nbytes
    if spare < 0:
        raise SourceError(
            f"The file is cut short: its header says {header.nbytes:,} bytes of data, there are "
            f"{n_bytes - header.size:,}. Copy or download it again."
        )
    return [f"After the array there are {spare:,} more bytes in the file, which were not read."] if spare else []
