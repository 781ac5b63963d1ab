"""``.tar`` and ``.tar.gz``: read from beginning to end, as it can only be, and packed anew as a zip; then as a zip."""

from __future__ import annotations

import os
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Self

from explorer.blobs import WRITING
from explorer.errors import SourceError
from explorer.recipe import Report, silent
from explorer.settings import Settings
from explorer.sources import names
from explorer.sources.by_hand import OPEN, RoleParams
from explorer.sources.pack import ENDINGS, NAMED_ENDINGS, Pack, cleaned
from explorer.sources.records import Records
from explorer.sources.text import GZIP, PIECE_BYTES, Stream, unpacked
from explorer.sources.together.archive import read_archive

_BROKEN = (tarfile.TarError, EOFError, ValueError, OSError, OverflowError, struct.error, zlib.error)
_NO_HEADER: tuple[type[Exception], ...] = tuple(
    getattr(tarfile, f"{name}HeaderError") for name in ("Invalid", "Truncated", "Empty")
)
_SPARE_MEMBERS = 5_000  # that are neither images nor tables
_AGAIN = "Copy or download it again, or pack the folder again."


def read_tar(
    path: Path,
    limits: Settings,
    pattern: str,
    directions: Sequence[str],
    report: Report,
    hand: RoleParams = OPEN,
) -> Records:
    """Read a tar archive as `archive.read_archive` reads a zip; raises as that does."""
    with as_zip(path, limits, report) as packed:
        return read_archive(packed, limits, pattern, directions, report, hand)


@contextmanager
def of_either_kind(path: Path, limits: Settings) -> Iterator[Path]:
    """An archive as a zip, which it may be already; raises as `as_zip` does."""
    if zipfile.is_zipfile(path):
        yield path
        return
    with as_zip(path, limits, silent) as packed:
        yield packed


@contextmanager
def as_zip(path: Path, limits: Settings, report: Report) -> Iterator[Path]:
    """Pack a tar archive's images and tables as a zip beside it, gone in the end; of other files the names alone.

    Links and devices are left out; names are never used as paths.

    Raises
    ------
    SourceError
        When it is none, damaged, or cut short.
    LimitError
        When it has more files or bytes than this server takes.
    """
    near = path.parent if os.access(path.parent, os.W_OK) else None
    with tempfile.NamedTemporaryFile(dir=near, prefix=WRITING) as zipped:
        with _opened(path, limits) as stream, Pack(zipped) as pack:
            try:
                with tarfile.open(fileobj=stream, mode="r|", tarinfo=_Strict) as archive:
                    _pack(archive, pack, limits, report)
            except _BROKEN as problem:
                raise SourceError(f"The archive is damaged or cut short ({problem}). {_AGAIN}") from problem
            pack.finish()
        zipped.flush()
        yield Path(zipped.name)


class _Strict(tarfile.TarInfo):
    """A member's header; one that makes no sense, or is missing, is an error: the library takes it for the end."""

    @classmethod
    def fromtarfile(cls, archive: tarfile.TarFile) -> Self:
        try:
            return super().fromtarfile(archive)
        except _NO_HEADER as problem:
            raise SourceError(f"The archive is damaged or cut short ({problem}). {_AGAIN}") from problem


def _pack(archive: tarfile.TarFile, pack: Pack, limits: Settings, report: Report) -> None:
    for info in archive:
        archive.members.clear()  # type: ignore[attr-defined]  # else it keeps all of them
        label = cleaned(_label(info.name))
        if not info.isreg() or info.issparse() or names.is_junk(label):
            continue
        limits.check("max_images", max(0, pack.files + 1 - _SPARE_MEMBERS))
        report("unpacking the archive")
        wanted = label.lower().endswith((*ENDINGS, *NAMED_ENDINGS)) or not PurePosixPath(label).suffix
        pack.begin(label, info.size if wanted else 0)
        member = archive.extractfile(info) if wanted else None
        while member is not None and (piece := member.read(PIECE_BYTES)):
            pack.write(piece)


def _label(name: str) -> str:
    """A name as text: what isn't UTF-8 is read as Shift_JIS, if it can be."""
    raw = name.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp932", "replace")


@contextmanager
def _opened(path: Path, limits: Settings) -> Iterator[IO[bytes] | Stream]:
    with path.open("rb") as stream:
        packed = stream.read(len(GZIP)) == GZIP
        stream.seek(0)
        yield Stream(unpacked(path, limits)) if packed else stream
