"""IDX, as MNIST and its kin come: a stack of grey images, or a table of vectors; also packed with gzip.

The format is LeCun's: two bytes of zero, a type, the number of axes, their lengths as 32-bit numbers, the data;
all with the largest byte first.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from explorer.errors import SourceError
from explorer.settings import Settings
from explorer.sources.arrays import Found
from explorer.sources.choose import Decide, choose
from explorer.sources.records import Records
from explorer.sources.spool import spool
from explorer.sources.text import GZIP, unpacked

_TYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
_MOST_AXES = 4
_AGAIN = "Copy or download it again."


def read_idx(path: Path, limits: Settings, decide: Decide = choose) -> Records:
    """Read an IDX file.

    Raises
    ------
    SourceError
        When it is damaged, or holds labels only.
    LimitError
        When a limit of this server is hit.
    """
    with path.open("rb") as stream:
        packed = stream.read(len(GZIP)) == GZIP
    pieces = unpacked(path, limits) if packed else _plain(path)
    head = next(pieces, b"")
    dtype, shape, size = _header(head)
    n_bytes = math.prod(shape) * dtype.itemsize
    if len(shape) == 1 and decide is choose:
        raise SourceError(
            f"There are {shape[0]:,} labels in it, and neither images nor vectors. Drop it together with the file of "
            "the images (its name has idx3 in it, most often): they are joined by the order of their rows."
        )
    if not packed and path.stat().st_size < size + n_bytes:
        raise SourceError(_cut(n_bytes, path.stat().st_size - size))

    @cache
    def load() -> np.ndarray:
        if not packed:
            return np.memmap(path, dtype, mode="r", offset=size, shape=shape)
        return spool(_up_to(n_bytes, head[size:], pieces), dtype, shape, path)

    name = "images" if len(shape) > 2 else "embedding" if len(shape) == 2 else "label"
    return decide([Found(name, dtype, shape, load)], limits, ())


def _header(head: bytes) -> tuple[np.dtype[Any], tuple[int, ...], int]:
    """The type and the shape of the data, and where they begin."""
    if len(head) < 4 or head[:2] != b"\0\0" or head[2] not in _TYPES:
        raise SourceError(f"This is no IDX file, or its beginning is damaged. {_AGAIN}")
    n_axes = head[3]
    if not 1 <= n_axes <= _MOST_AXES:
        raise SourceError(f"It says that it has {n_axes} axes; 1 to {_MOST_AXES} are read.")
    size = 4 + 4 * n_axes
    if len(head) < size:
        raise SourceError(f"The file is cut short: it ends in the middle of its header. {_AGAIN}")
    shape = tuple(int.from_bytes(head[at : at + 4], "big") for at in range(4, size, 4))
    return np.dtype(_TYPES[head[2]]), shape, size


def _up_to(n_bytes: int, first: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    found = 0
    for piece in chain([first], pieces):
        yield piece[: max(0, n_bytes - found)]
        found += len(piece)
    if found < n_bytes:
        raise SourceError(_cut(n_bytes, found))


def _plain(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        yield stream.read(4 + 4 * _MOST_AXES)


def _cut(said: int, there: int) -> str:
    return f"The file is cut short: its header says {said:,} bytes of data, there are {there:,}. {_AGAIN}"
