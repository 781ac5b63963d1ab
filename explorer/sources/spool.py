"""Arrays that are too large to hold: written to an unnamed file in pieces, then memory-mapped."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np

from explorer.errors import SourceError
from explorer.store import row_blocks


def spool(
    pieces: Iterable[bytes | memoryview],
    dtype: np.dtype[Any],
    shape: tuple[int, ...],
    near: Path,
    *,
    fortran: bool = False,
) -> np.ndarray:
    """Write pieces to an unnamed file and map it as a read-only array.

    Parameters
    ----------
    pieces : iterable of bytes
        The data; together as long as `dtype` and `shape` say, and not empty.
    near : Path
        The file goes to the disk where this one lies (``/tmp`` may be memory). It has no name, and is gone
        with the last array that maps it, also after a crash.

    Raises
    ------
    SourceError
        When the pieces are shorter than the array, or the disk is full.
    """
    with _written(pieces, near) as handle:
        if handle.tell() != dtype.itemsize * int(np.prod(shape, dtype=object)):
            raise SourceError("The file is cut short: it holds less than it says. Copy or download it again.")
        return np.memmap(handle, dtype, mode="r", shape=shape, order="F" if fortran else "C")


def spool_bytes(pieces: Iterable[bytes | memoryview], near: Path) -> np.ndarray:
    """Write pieces of any length to an unnamed file and map it as a read-only array of bytes; see `spool`.

    Raises
    ------
    SourceError
        When the disk is full.
    """
    with _written(pieces, near) as handle:
        size = handle.tell()
        return np.memmap(handle, np.uint8, mode="r", shape=(size,)) if size else np.empty(0, dtype=np.uint8)


def settle(
    array: np.ndarray,
    keep: np.ndarray | None,
    dtype: np.dtype[Any],
    near: Path,
    tell: Callable[[int], None] = lambda _: None,
) -> np.ndarray:
    """The rows `keep` (all when None) of an array as `dtype`, C-ordered, little-endian, not held in memory.

    Returns the array itself where there is nothing to change; `tell` is told how many rows were gone through.
    """
    dtype = dtype.newbyteorder("<")
    if keep is None and array.dtype == dtype and array.flags.c_contiguous:
        return array
    n_rows = len(array) if keep is None else len(keep)

    def pieces() -> Iterator[memoryview]:
        for start, stop in row_blocks(array):
            tell(start)
            part = array[start:stop]
            if keep is not None:
                first, last = np.searchsorted(keep, (start, stop))
                part = part[keep[first:last] - start]
            yield np.ascontiguousarray(part, dtype=dtype).reshape(-1).view(np.uint8).data

    return spool(pieces(), dtype, (n_rows, *array.shape[1:]), near)


@contextlib.contextmanager
def _written(pieces: Iterable[bytes | memoryview], near: Path) -> Iterator[IO[bytes]]:
    with _unnamed(near) as handle:
        try:
            for piece in pieces:
                handle.write(piece)
            handle.flush()
        except OSError as problem:
            raise SourceError(f"The server has no room to unpack it ({problem.strerror}).") from problem
        yield handle


def _unnamed(near: Path) -> IO[bytes]:
    try:
        return tempfile.TemporaryFile(dir=near.parent)
    except OSError:  # a folder that may only be read
        return tempfile.TemporaryFile()
