"""Bytes on disk, named by their content: an upload, one array, one list of texts.

A blob's name is its checksum and also the address a browser fetches it by. Everything is written to a temporary name,
fsynced, renamed; a reader never sees half a file, and bytes that don't match their name are never handed out.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Self

import numpy as np

from explorer.errors import DamagedArtifact
from explorer.recipe import DIGEST_BYTES, canonical

WRITING = "writing-"  # how the name of what isn't whole yet begins

# Path of a blob -> its time and size when its bytes were last checked in this process. Every job opens the store anew,
# and would otherwise read a pack of photos whole for each batch of thumbnails.
_verified: dict[Path, tuple[int, int]] = {}


class BlobWriter:
    """A blob being written in pieces: never whole in memory.

    Use as a context manager; without `commit` nothing is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._handle: IO[bytes] = tempfile.NamedTemporaryFile(dir=folder, prefix=WRITING, delete=False)  # noqa: SIM115
        self._hash = hashlib.blake2b(digest_size=DIGEST_BYTES)
        self._folder = folder
        self.size = 0

    def write(self, piece: bytes | memoryview) -> None:
        """Add bytes."""
        self._handle.write(piece)
        self._hash.update(piece)
        self.size += len(piece)

    def commit(self) -> str:
        """Make it durable under the digest of its bytes, and return that digest."""
        self._handle.flush()
        os.fsync(self._handle.fileno())
        self._handle.close()
        digest = self._hash.hexdigest()
        target = self._folder / digest[:2] / digest
        target.parent.mkdir(exist_ok=True)
        Path(self._handle.name).replace(target)
        _sync_folder(target.parent)
        return digest

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._handle.close()
        Path(self._handle.name).unlink(missing_ok=True)


class Blobs:
    """The blobs below one folder, shared by all processes of a server.

    Parameters
    ----------
    root : Path
        The folder; made when missing.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "blobs").mkdir(parents=True, exist_ok=True)

    def writer(self) -> BlobWriter:
        """A new blob to be written in pieces."""
        return BlobWriter(self.root / "blobs")

    def put(self, data: bytes | memoryview) -> str:
        """Keep bytes; returns their digest."""
        with self.writer() as writer:
            writer.write(data)
            return writer.commit()

    def copy(self, path: Path) -> str:
        """Keep a file's bytes; returns their digest. The file itself may then change or go."""
        with self.writer() as writer, path.open("rb") as handle:
            while piece := handle.read(1 << 20):
                writer.write(piece)
            return writer.commit()

    def blob(self, digest: str) -> Path:
        """Path of a blob that matches its name.

        Raises
        ------
        DamagedArtifact
            When there is none, or its bytes don't match; a damaged one is removed.
        """
        path = self._blob_path(digest)
        try:
            stat = path.stat()
            mark = (stat.st_mtime_ns, stat.st_size)
            sound = _verified.get(path) == mark or _checksum(path) == digest
        except FileNotFoundError as problem:
            raise DamagedArtifact(f"the stored bytes {digest} are gone") from problem
        if not sound:
            path.unlink(missing_ok=True)
            raise DamagedArtifact(f"the stored bytes {digest} don't match their checksum")
        _verified[path] = mark
        return path

    def mapped(self, array: np.ndarray) -> str | None:
        """Digest of the blob that an array maps from end to end: it needs no second copy; None for any other array."""
        name = getattr(array, "filename", None)
        path = Path(name) if isinstance(name, (str, Path)) else None
        if path is None or path != self._blob_path(path.name) or not array.flags.c_contiguous:
            return None
        plain = array.dtype == array.dtype.newbyteorder("<")
        return path.name if plain and path.exists() and path.stat().st_size == array.nbytes else None

    def put_texts(self, texts: Sequence[str]) -> str:
        """Keep a list of texts; returns its digest."""
        return self.put(json.dumps(list(texts), ensure_ascii=False, separators=(",", ":")).encode())

    def texts(self, digest: str) -> list[str]:
        """A stored list of texts."""
        return list(json.loads(self.blob(digest).read_bytes()))

    def _blob_path(self, digest: str) -> Path:
        return self.root / "blobs" / digest[:2] / digest


def write_json(path: Path, body: Mapping[str, Any]) -> None:
    """Write JSON so that a reader finds either the old file or the whole new one, even after a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=WRITING, delete=False) as handle:
        try:
            handle.write(canonical(body))
            handle.flush()
            os.fsync(handle.fileno())
            Path(handle.name).replace(path)
        finally:
            Path(handle.name).unlink(missing_ok=True)
    _sync_folder(path.parent)


def whole_files(folder: Path, edge: float) -> Iterator[Path]:
    """The files below a folder that were written whole; what a crash left half-written before `edge` is removed."""
    for path in folder.glob("**/*"):
        if path.is_dir():
            continue
        if not path.name.startswith(WRITING):
            yield path
        else:
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < edge:
                    path.unlink()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _checksum(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, lambda: hashlib.blake2b(digest_size=DIGEST_BYTES)).hexdigest()
