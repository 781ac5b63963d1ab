"""``.npz``: an archive of arrays, each streamed to an unnamed file; names in it are never used as paths."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path

import numpy as np

from explorer.errors import SourceError
from explorer.settings import Settings
from explorer.sources.archive import BROKEN, check_unpacked, open_archive
from explorer.sources.arrays import Found, fields
from explorer.sources.choose import Decide, choose
from explorer.sources.header import Header, read_header
from explorer.sources.records import Records
from explorer.sources.spool import spool
from explorer.store import BLOCK_BYTES

MOST_MEMBERS = 1_000
MOST_DIRECTORY_BYTES = 4_000_000
_AGAIN = "Copy or download it again, or write it again with np.savez."


def read_npz(path: Path, limits: Settings, decide: Decide = choose) -> Records:
    """Read a ``.npz`` file; what is needed of it is unpacked beside it, under no name.

    Raises
    ------
    SourceError
        When it can't be read as vectors or images, or isn't an archive that NumPy writes.
    LimitError
        When a limit of this server is hit.
    """
    with opened(path, limits) as (arrays, notes):
        return decide(arrays, limits, notes)


@contextmanager
def opened(path: Path, limits: Settings) -> Iterator[tuple[list[Found], list[str]]]:
    """The arrays in a file, which can be loaded while inside, and what to know of it; raises as `read_npz` does."""
    with open_archive(path, MOST_DIRECTORY_BYTES, _AGAIN) as archive:
        yield _arrays(archive, path, limits)


def _arrays(archive: zipfile.ZipFile, path: Path, limits: Settings) -> tuple[list[Found], list[str]]:
    members = [info for info in archive.infolist() if not info.filename.endswith("/")]
    _check_members(members)
    notes: list[str] = []
    arrays: list[Found] = []
    unpacked = Budget(limits.max_upload_bytes)
    for info in members:
        if not info.filename.endswith(".npy"):
            notes.append(f"Ignored: {info.filename!r}: not a NumPy array.")
            continue
        header = _header(archive, info)
        load = cache(partial(_unpack, archive, info, header, path, unpacked))
        arrays.extend(fields(Found(info.filename.removesuffix(".npy"), header.dtype, header.shape, load)))
    repeated = [name for name, count in Counter(array.name for array in arrays).items() if count > 1]
    if repeated:
        raise SourceError(f"The name {repeated[0]!r} occurs twice in the archive. {_AGAIN}")
    return arrays, notes


class Budget:
    """Bytes that may be unpacked: as many as may be uploaded."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.used = 0

    def take(self, count: int) -> None:
        """Count bytes about to be unpacked; raises `LimitError` when they are too many."""
        self.used += count
        check_unpacked("arrays", self.used, self.limit, "Bring fewer rows or smaller images")


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS:
        raise SourceError(f"The archive has {len(members):,} members; at most {MOST_MEMBERS:,} are read.")
    for info in members:
        if info.flag_bits & 1:
            raise SourceError(f"{info.filename!r} is encrypted. Write the archive without a password.")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise SourceError(f"{info.filename!r} is compressed in a way that NumPy doesn't write. {_AGAIN}")


def _header(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Header:
    name = f"The array {info.filename.removesuffix('.npy')!r}"
    try:
        with archive.open(info) as stream:
            header = read_header(stream, name)
    except BROKEN as problem:
        raise SourceError(f"{name} is damaged ({problem}). {_AGAIN}") from problem
    if not header.dtype.hasobject and info.file_size != header.size + header.nbytes:
        raise SourceError(
            f"{name} says that it has {header.nbytes:,} bytes of data, the archive says "
            f"{info.file_size - header.size:,}. {_AGAIN}"
        )
    return header


def _unpack(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, header: Header, path: Path, unpacked: Budget
) -> np.ndarray:
    unpacked.take(header.nbytes)

    def pieces() -> Iterator[bytes]:
        try:
            with archive.open(info) as stream:
                stream.read(header.size)  # not seek, which gives up the checksum
                while piece := stream.read(BLOCK_BYTES):
                    yield piece
        except BROKEN as problem:
            raise SourceError(f"The array {info.filename!r} is damaged ({problem}). {_AGAIN}") from problem

    return spool(pieces(), header.dtype, header.shape, path, fortran=header.fortran)
