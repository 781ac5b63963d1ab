"""Zip archives from strangers: opened once their directory was measured; names in them are never used as paths."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from pathlib import Path

from explorer.errors import LimitError, SourceError

# All that zipfile raises on damaged bytes.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    OSError,
)
# The end record, that of archives beyond 4 GB, and what says where the latter is: APPNOTE.TXT 4.3.16, 4.3.14, 4.3.15.
_END, _END_64, _WHERE_64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_END_64_BYTES, _WHERE_64_BYTES = 56, 20
_TAIL_BYTES = 66_000  # the end record with the longest comment, and those before it
_PIECE_BYTES = 1 << 20
_SUSPICIOUS_BYTES, _SUSPICIOUS_RATIO = 10_000_000, 200


def open_archive(path: Path, most_directory_bytes: int, again: str) -> zipfile.ZipFile:
    """Open an archive whose directory isn't larger than this.

    Parameters
    ----------
    path : Path
    most_directory_bytes : int
        `zipfile` makes an object of every entry: a directory of millions of them would fill the memory.
    again : str
        What to do about a damaged one, for the error.

    Raises
    ------
    SourceError
        When it is none, is damaged, or has a larger directory.
    """
    size = _directory_bytes(path)
    if size is None:
        raise SourceError(f"The archive is cut short, or isn't one. {again}")
    if size > most_directory_bytes:
        raise SourceError(f"The archive's directory has {size:,} bytes; at most {most_directory_bytes:,} are read.")
    try:
        return zipfile.ZipFile(path)
    except BROKEN as problem:
        raise SourceError(f"The archive is damaged ({problem}). {again}") from problem


def check_unpacked(what: str, n_bytes: int, most_bytes: int, remedy: str) -> None:
    """Raise `LimitError` when more is unpacked than may be uploaded.

    Parameters
    ----------
    what : str
        What is unpacked, in the plural, e.g. ``"images"``.
    n_bytes, most_bytes : int
        As many as there are, and as may be.
    remedy : str
        What the person can do, without a full stop; whoever runs the server can raise the limit.
    """
    if n_bytes > most_bytes:
        raise LimitError(
            f"unpacked, the {what} have",
            f"{n_bytes:,} bytes",
            f"{most_bytes:,}",
            f"{remedy}, or start the server with EXPLORER_MAX_UPLOAD_BYTES={n_bytes} or more.",
        )


def read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most_bytes: int) -> bytes:
    """One member's bytes; never more than its directory entry says, nor than `most_bytes`.

    Raises
    ------
    SourceError
        With the reason why it is left out, to follow the member's name.
    """
    if stat.S_ISLNK(info.external_attr >> 16):
        raise SourceError("it is a link to another file, and those are never followed; zip the file itself")
    if info.flag_bits & 1:
        raise SourceError("it is encrypted; make the archive without a password")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise SourceError("it is compressed in a rare way; make the archive with plain zip (deflate)")
    if info.file_size > most_bytes:
        raise SourceError(f"it has {info.file_size:,} bytes; at most {most_bytes:,} are read of one file")
    if info.file_size > max(_SUSPICIOUS_BYTES, _SUSPICIOUS_RATIO * info.compress_size):
        raise SourceError(
            f"it would unpack to {info.file_size // max(1, info.compress_size):,} times its size, "
            f"as no image does; at most {_SUSPICIOUS_RATIO} times is read"
        )
    found = bytearray()
    try:
        # In pieces: asked for all at once, `zipfile` unpacks all there is, and only then cuts it to the size it has.
        with archive.open(info) as stream:
            while piece := stream.read(_PIECE_BYTES):
                found += piece
    except BROKEN as problem:
        raise SourceError(f"it is damaged in the archive ({problem})") from problem
    return bytes(found)


def _directory_bytes(path: Path) -> int | None:
    """How large the directory says it is; None where the file doesn't end like an archive.

    Of the records for archives beyond 4 GB the largest counts, of all places where a version of `zipfile` looks.
    """
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - _TAIL_BYTES))
        start = stream.tell()
        tail = stream.read()
        at = tail.rfind(_END)
        if at < 0 or len(tail) < at + 22:
            return None
        size = int.from_bytes(tail[at + 12 : at + 16], "little")
        at_where = at - _WHERE_64_BYTES
        if at_where < 0 or not tail.startswith(_WHERE_64, at_where):
            return size
        said = int.from_bytes(tail[at_where + 8 : at_where + 16], "little")
        sizes = []
        for place in (said, start + at_where - _END_64_BYTES):
            if 0 <= place < start + at_where:
                stream.seek(place)
                record = stream.read(_END_64_BYTES)
                sizes += [int.from_bytes(record[40:48], "little")] if record.startswith(_END_64) else []
        return max(size % 0xFFFFFFFF, *sizes) if sizes else size
