"""A text file as a stream of UTF-8: its encoding found over the whole file, gzip unpacked on the way, never held."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from explorer.errors import LimitError, SourceError
from explorer.settings import Settings

GZIP = b"\x1f\x8b"
PIECE_BYTES = 1 << 20
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_JAPANESE = re.compile("[\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]{2,}")
EMPTY = "The file is empty. Copy or download it again, or save it again with its rows."
_AGAIN = "Copy or download it again."


@dataclass(frozen=True)
class Text:
    """A text file, looked through once.

    Attributes
    ----------
    path : Path
    encoding : str
        Python's name: ``utf-8``, ``utf-16-le``, ``utf-16-be``, ``cp932`` (Shift_JIS) or ``cp1252`` (Latin-1).
    skip : int
        Bytes of the byte order mark.
    limits : Settings
    """

    path: Path
    encoding: str
    skip: int
    limits: Settings

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know of how the letters were read."""
        if self.encoding == "cp932":
            return ("The text isn't UTF-8; it was read as Shift_JIS.",)
        if self.encoding == "cp1252":
            return (
                "The text isn't UTF-8, so it was read as Latin-1. Where letters look wrong, save the file as UTF-8.",
            )
        return ()

    def pieces(self) -> Iterator[bytes]:
        """The file in UTF-8, without the byte order mark, in pieces of about `PIECE_BYTES`."""
        if self.encoding == "utf-8":
            yield from _raw(self.path, self.limits, self.skip)
            return
        decoder = codecs.getincrementaldecoder(self.encoding)("replace")
        for piece in _raw(self.path, self.limits, self.skip):
            yield decoder.decode(piece).encode()
        yield decoder.decode(b"", final=True).encode()

    @property
    def n_bytes(self) -> int | None:
        """How many bytes it has, unpacked; None where gzip doesn't tell (it counts up to 4 GB only)."""
        size = self.path.stat().st_size
        with self.path.open("rb") as stream:
            if stream.read(2) != GZIP:
                return size
            stream.seek(-4, io.SEEK_END)
            said = int.from_bytes(stream.read(4), "little")
        return said if said >= size else None

    def head(self, size: int) -> bytes:
        """The first bytes of `pieces`."""
        found = bytearray()
        for piece in self.pieces():
            found += piece
            if len(found) >= size:
                break
        return bytes(found[:size])


def open_text(path: Path, limits: Settings) -> Text:
    """Find out how a text file is encoded, by looking through all of it.

    UTF-8, unless a byte order mark says otherwise; else Shift_JIS where that gives Japanese words; else Latin-1 (in
    Windows' variant), which anything can be read as.

    Raises
    ------
    SourceError
        When it is empty, no text, or damaged gzip.
    LimitError
        When gzip unpacks to more than may be uploaded.
    """
    pieces = _raw(path, limits, 0)
    first = next(pieces, b"")
    if not first.strip():
        raise SourceError(EMPTY)
    for mark, encoding in _BOMS:
        if first.startswith(mark) and encoding != "utf-8":
            return Text(path, encoding, len(mark), limits)
    skip = len(codecs.BOM_UTF8) if first.startswith(codecs.BOM_UTF8) else 0
    if _reads_as("utf-8", _and_then(first, pieces)):
        return Text(path, "utf-8", skip, limits)
    return Text(path, "cp932" if _reads_as("cp932", _raw(path, limits, 0), _JAPANESE) else "cp1252", skip, limits)


class Counted:
    """Pieces of bytes, counted as they are taken.

    Parameters
    ----------
    pieces : iterator of bytes
    total : int or None
        Bytes in all, about.
    """

    def __init__(self, pieces: Iterator[bytes], total: int | None) -> None:
        self._pieces, self._total = pieces, total
        self.n_bytes = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self.n_bytes += len(piece)
            yield piece

    @property
    def share(self) -> float | None:
        """The share taken, in 0..1; None where that isn't known."""
        return min(1.0, self.n_bytes / self._total) if self._total else None


class Stream(io.RawIOBase):
    """Pieces of bytes as a file to read from, as pyarrow wants one."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def readable(self) -> bool:
        """Yes."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes: as many as asked for, fewer at the end only."""
        found = [self._rest]
        count = len(self._rest)
        while (size < 0 or count < size) and (piece := next(self._pieces, None)) is not None:
            found.append(piece)
            count += len(piece)
        whole = b"".join(found)
        size = count if size < 0 else size
        self._rest = whole[size:]
        return whole[:size]


def lines(pieces: Iterator[bytes], most_bytes: int) -> Iterator[bytes]:
    """Pieces cut into lines, without what ends them.

    Raises
    ------
    SourceError
        When a line has more bytes than `most_bytes`.
    """
    rest = b""
    for piece in pieces:
        whole = (rest + piece).split(b"\n")
        rest = whole.pop()
        yield from (line.removesuffix(b"\r") for line in whole)
        if len(rest) > most_bytes:
            raise SourceError(
                f"A line is longer than {most_bytes:,} bytes. Each row must stand in a line of its own."
            )
    if rest:
        yield rest.removesuffix(b"\r")


def unpacked(path: Path, limits: Settings) -> Iterator[bytes]:
    """What a gzip file holds, in pieces.

    Raises
    ------
    SourceError
        When it is damaged or cut short.
    LimitError
        When it is more than may be uploaded.
    """
    total = 0
    try:
        with gzip.open(path) as stream:
            while piece := stream.read(PIECE_BYTES):
                total += len(piece)
                if total > limits.max_upload_bytes:
                    raise LimitError(
                        "unpacked, the file has",
                        f"more than {limits.max_upload_bytes:,} bytes",
                        f"{limits.max_upload_bytes:,}",
                        "Bring fewer rows, or start the server with a larger EXPLORER_MAX_UPLOAD_BYTES.",
                    )
                yield piece
    except (OSError, EOFError, zlib.error) as problem:
        raise SourceError(f"The file is damaged or cut short ({problem}). {_AGAIN}") from problem


def _raw(path: Path, limits: Settings, skip: int) -> Iterator[bytes]:
    with path.open("rb") as stream:
        packed = stream.read(2) == GZIP
        stream.seek(0)
        for piece in unpacked(path, limits) if packed else _plain(stream):
            yield piece[skip:] if skip else piece
            skip = 0


def _plain(stream: IO[bytes]) -> Iterator[bytes]:
    while piece := stream.read(PIECE_BYTES):
        yield piece


def _and_then(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _reads_as(encoding: str, pieces: Iterator[bytes], wanted: re.Pattern[str] | None = None) -> bool:
    """Whether all of it is text in this encoding, and what is wanted occurs in it."""
    decoder = codecs.getincrementaldecoder(encoding)()
    seen = wanted is None
    try:
        for piece in pieces:
            if b"\0" in piece:
                raise SourceError(
                    "This is no text, or text without a mark of its encoding (UTF-16): it holds bytes that are 0. "
                    "Save it as UTF-8."
                )
            letters = decoder.decode(piece)
            seen = seen or (wanted is not None and bool(wanted.search(letters)))
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return seen
