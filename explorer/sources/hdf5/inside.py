"""What is in an HDF5 file, as arrays that aren't loaded yet. Nothing leads out of the file.

Only hard links are followed: a soft or external link, a virtual data set, and one whose bytes are in other files could
name any file of the server.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import h5py
import numpy as np

from explorer.errors import SourceError
from explorer.settings import Settings
from explorer.sources.arrays import Found
from explorer.sources.spool import spool
from explorer.store import BLOCK_BYTES

MOST_MEMBERS = 1_000
_MOST_CHUNK_BYTES = 256_000_000  # a chunk is unpacked whole
_MOST_TEXT_BYTES = 10_000  # of a text of fixed length
_DEPTH = 3  # groups in groups
_TEXT_ROWS = 1_000
TEXT = np.dtype("U1")  # stands for texts of any length


def children(group: h5py.Group, notes: list[str]) -> Iterator[tuple[str, h5py.Dataset | h5py.Group]]:
    """What is in a group: names and members, links left out and noted.

    Raises
    ------
    SourceError
        When there is too much in it.
    """
    if len(group) > MOST_MEMBERS:
        raise SourceError(f"A group of the file has {len(group):,} members; at most {MOST_MEMBERS:,} are read.")
    for name in group:
        if isinstance(group.get(name, getlink=True), h5py.HardLink):
            yield name, group[name]
        else:
            notes.append(f"Ignored: {name!r}: it is a link, which could lead to another file.")


def member(group: h5py.Group, name: str) -> h5py.Dataset | h5py.Group | None:
    """One member of a group; None where there is none, or a link."""
    return group[name] if isinstance(group.get(name, getlink=True), h5py.HardLink) else None


def walk(group: h5py.Group, near: Path, limits: Settings, notes: list[str], above: str = "") -> Iterator[Found]:
    """The data sets of a group and of those in it, named by their path."""
    for name, found in children(group, notes):
        path = f"{above}{name}"
        if isinstance(found, h5py.Dataset):
            if (array := array_of(path, found, near, limits, notes)) is not None:
                yield array
        elif isinstance(found, h5py.Group) and path.count("/") < _DEPTH:
            yield from walk(found, near, limits, notes, f"{path}/")


def array_of(name: str, data: h5py.Dataset, near: Path, limits: Settings, notes: list[str]) -> Found | None:
    """A data set as an array; None, and a note, where it isn't one that may be read."""
    if why := _refusal(data):
        notes.append(f"Ignored: {name!r}: {why}.")
        return None
    if h5py.check_string_dtype(data.dtype) is not None:
        return Found(name, TEXT, data.shape, partial(texts, data, limits))
    load = partial(_numbers, data, near) if len(data.shape) > 1 and math.prod(data.shape) else partial(_all, data)
    return Found(name, data.dtype, data.shape, load)


def texts(data: h5py.Dataset, limits: Settings) -> np.ndarray:
    """A data set of texts, of any length.

    Raises
    ------
    SourceError
        When they have more bytes than may be uploaded.
    """
    found: list[str] = []
    n_bytes = 0
    for start in range(0, data.shape[0], _TEXT_ROWS):
        values = data[start : start + _TEXT_ROWS]
        block = [value if isinstance(value, bytes) else str(value).encode() for value in values]
        n_bytes += sum(map(len, block))
        if n_bytes > limits.max_upload_bytes:
            raise SourceError(f"The texts in {data.name!r} have more than {limits.max_upload_bytes:,} bytes.")
        found += [value.decode("utf-8", "replace") for value in block]
    return np.array(found, dtype=object)


def _refusal(data: h5py.Dataset) -> str:
    """Why a data set isn't read; empty where it is."""
    if data.is_virtual:
        return "it is a virtual data set, whose values are in other files; copy them into this one"
    if data.external:
        return "its values are in other files; copy them into this one"
    if data.shape is None:
        return "it is empty"
    if data.chunks and math.prod(data.chunks) * data.dtype.itemsize > _MOST_CHUNK_BYTES:
        return f"it is packed in pieces of more than {_MOST_CHUNK_BYTES:,} bytes; write it in smaller chunks"
    if h5py.check_string_dtype(data.dtype) is not None and data.dtype.itemsize > _MOST_TEXT_BYTES:
        return f"its texts are longer than {_MOST_TEXT_BYTES:,} bytes"
    return ""


def _all(data: h5py.Dataset) -> np.ndarray:
    found: np.ndarray = data[...]
    return found


def _numbers(data: h5py.Dataset, near: Path) -> np.ndarray:
    """A table or a stack, block by block, to the disk where `near` lies."""
    row_bytes = max(1, math.prod(data.shape[1:]) * data.dtype.itemsize)
    height = data.chunks[0] if data.chunks else 1
    size = max(1, BLOCK_BYTES // row_bytes // height) * height  # no chunk is unpacked twice
    if size * row_bytes > _MOST_CHUNK_BYTES:
        size = max(1, _MOST_CHUNK_BYTES // row_bytes)

    def pieces() -> Iterator[memoryview]:
        for start in range(0, data.shape[0], size):
            yield np.ascontiguousarray(data[start : start + size]).reshape(-1).view(np.uint8).data

    return spool(pieces(), data.dtype, data.shape, near)
