"""Files that belong together -> one zip that isn't compressed: a folder of images, or vectors and what goes with them.

It is a file like any other that a person brings. The same files under the same names give the same bytes, wherever
they come from: dates and rights are fixed, and who packs puts the names in the order of `order`.
"""

from __future__ import annotations

import os
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import IO, Protocol, Self

from explorer.errors import SourceError
from explorer.settings import Settings

ENDINGS = (".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".png", ".webp", ".gif", ".bmp", ".dib", ".tif", ".tiff", ".avif")
IN_WORDS = "JPEG, PNG, WebP, GIF, BMP, TIFF and AVIF"
# Of tables and arrays, which in a folder go along with the images. A .txt in a folder is a note to people.
TABLE_ENDINGS = (
    *(".npy", ".npz", ".csv", ".tsv", ".csv.gz", ".tsv.gz", ".vec", ".jsonl", ".ndjson", ".parquet", ".feather"),
    *(".arrow", ".h5", ".hdf5", ".h5ad", ".idx", ".idx.gz", "-ubyte", "-ubyte.gz", ".bytes", "config.json", ".pbtxt"),
)
NAMED_ENDINGS = (*TABLE_ENDINGS, ".txt", ".txt.gz", ".json")  # which go along where a person chose them by name
ARCHIVE = ".zip"  # of images, which goes along where there are vectors and no other images
DATE = (1980, 1, 1, 0, 0, 0)  # the first that a zip can say
PIECE_BYTES = 1 << 20
PART_LENGTH = 200  # letters of a folder's or a file's name

_NOT_SHOWN = {"Cc", "Cs", "Zl", "Zp"}  # control characters, halves of characters, ends of lines


class Sink(Protocol):
    """What bytes are written to: `explorer.blobs.BlobWriter`."""

    def write(self, piece: bytes) -> object:
        """Add bytes."""


class Pack:
    """A zip being written file by file, in pieces: never whole in memory.

    Use as a context manager; without `finish` it is given up, and nothing more is written.

    Parameters
    ----------
    sink : Sink
        Where the zip's bytes go, in order; nothing is ever changed behind.

    Attributes
    ----------
    files : int
        Files begun so far.
    """

    def __init__(self, sink: Sink) -> None:
        self.files = 0
        self._stream = _Stream(sink)
        self._archive = zipfile.ZipFile(self._stream, "w", zipfile.ZIP_STORED)  # type: ignore[call-overload]  # close() isn't needed
        self._member: IO[bytes] | None = None
        self._numbers: dict[str, int] = {}

    def begin(self, name: str, size: int) -> None:
        """End the file before, and begin the next.

        Parameters
        ----------
        name : str
            Its path. It is cleaned (see `cleaned`), and gets a number where it is taken.
        size : int
            Bytes that will be written, at most.
        """
        self._end()
        entry = zipfile.ZipInfo(self._free(cleaned(name)), DATE)
        entry.create_system = 3  # else it says which system packed it
        entry.external_attr = 0o644 << 16
        self._member = self._archive.open(entry, "w", force_zip64=size >= zipfile.ZIP64_LIMIT)
        self.files += 1

    def write(self, piece: bytes | memoryview) -> None:
        """Add bytes to the file begun last."""
        if self._member is None:
            raise ValueError("no file was begun")
        self._member.write(piece)

    def finish(self) -> None:
        """Write the list of what is in it: now it is a whole zip."""
        self._end()
        self._archive.close()

    def _free(self, name: str) -> str:
        ending = PurePosixPath(name).suffix
        stem = name.removesuffix(ending)
        free, number = name, self._numbers.get(name, 0)
        while free in self._numbers:
            number += 1
            free = f"{stem} ({number + 1}){ending}"
        self._numbers[name] = number  # so many of the same name take no longer each time
        self._numbers.setdefault(free, 0)
        return free

    def _end(self) -> None:
        if self._member is not None:
            self._member.close()
            self._member = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # `zipfile` writes the end also of what is thrown away, to a sink that may be gone or full.
        self._stream.sink = None
        self._end()
        self._archive.close()


class _Stream:
    """A file for `zipfile` that can only be written to: so it never goes back, and says lengths after the bytes."""

    def __init__(self, sink: Sink) -> None:
        self.sink: Sink | None = sink

    def write(self, piece: bytes) -> int:
        if self.sink is not None:
            self.sink.write(piece)
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back here."""


def is_image(name: str) -> bool:
    """Whether a path looks like an image: by its ending, and not hidden or in a folder that is."""
    return name.lower().endswith(ENDINGS) and not _is_hidden(name)


def is_table(name: str, endings: Sequence[str] = TABLE_ENDINGS) -> bool:
    """Whether a path looks like vectors or what stands beside them: by its ending, and not hidden."""
    return name.lower().endswith(tuple(endings)) and not _is_hidden(name)


def cleaned(name: str) -> str:
    """A path that stays below the folder it is unpacked in: relative, no ``..``, no drive, nothing unprintable.

    Letters that can be written in two ways are written in one: the same name on two systems is the same here.
    """
    plain = "".join(letter for letter in name if unicodedata.category(letter) not in _NOT_SHOWN)
    parts = re.split(r"[/\\]", re.sub(r"^[A-Za-z]:", "", unicodedata.normalize("NFC", plain)))
    kept = [part.strip()[-PART_LENGTH:] for part in parts if part.strip() not in ("", ".", "..")]
    return "/".join(kept) or "image"


def order(name: str) -> bytes:
    """A key to sort names by: as JavaScript compares texts, in which a browser sends them."""
    return name.encode("utf-16-be", "surrogatepass")


def files_in(folder: Path) -> list[tuple[str, Path]]:
    """The images and tables below a folder: paths relative to it, and where they are; in the order of `order`.

    Links that lead out of the folder, and links to folders, are not followed.

    Raises
    ------
    SourceError
        When there are none.
    """
    root = folder.resolve()
    found = []
    for place, _, files in os.walk(root):
        for file in files:
            path = Path(place, file)
            name = path.relative_to(root).as_posix()
            if (is_image(name) or is_table(name)) and path.is_file() and path.resolve().is_relative_to(root):
                found.append((name, path))
    if not found:
        raise SourceError(f"{folder.name!r} holds no images; accepted are {IN_WORDS}, also in sub-folders.")
    return sorted(found, key=lambda entry: order(entry[0]))


def pack_files(files: Sequence[tuple[str, Path]], sink: Sink, settings: Settings) -> None:
    """Pack files of a folder, as `files_in` lists them.

    One that can't be opened is packed without bytes, so that it is listed among the broken ones and stops no other.

    Raises
    ------
    LimitError
        When they are more, or larger in sum, than this server takes; nothing is written then.
    """
    sizes = [_size(path) for _, path in files]
    settings.check("max_images", len(files))
    settings.check("max_upload_bytes", sum(sizes))
    with Pack(sink) as pack:
        for (name, path), size in zip(files, sizes, strict=True):
            pack.begin(name, size)
            for piece in _pieces(path, size):
                pack.write(piece)
        pack.finish()


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in re.split(r"[/\\]", name))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # it went since it was listed
        return 0


def _pieces(path: Path, size: int) -> Iterator[bytes]:
    """The first `size` bytes: a file that grows meanwhile doesn't grow past what was checked."""
    try:
        handle = path.open("rb")
    except OSError:
        return
    with handle:
        while size and (piece := handle.read(min(size, PIECE_BYTES))):
            yield piece
            size -= len(piece)
