"""Files that were sent together and don't belong together: each into the store by itself."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from explorer.errors import SourceError
from explorer.settings import Settings
from explorer.sources.archive import BROKEN, check_unpacked
from explorer.sources.detect import HEAD_BYTES, detect
from explorer.sources.members import Member, members_of, opened
from explorer.sources.pack import PIECE_BYTES, Pack
from explorer.store import Store

IMAGES = "images"


class Kept(NamedTuple):
    """A file in the store: what it is called, the fingerprint of its bytes, how many those are, and its format."""

    name: str
    fingerprint: str
    size: int
    format: str


def several(path: Path, limits: Settings) -> bool:
    """Whether there is more in an archive than images, so that it can be told apart."""
    try:
        with opened(path, limits) as archive:
            found = members_of(archive)
    except SourceError:
        return False
    return len(found.tables) + bool(found.images) > 1


def apart(path: Path, store: Store, limits: Settings) -> list[Kept]:
    """Copy the files of an archive into the store: tables and arrays one by one, images together.

    Raises
    ------
    SourceError
        When none of them can be opened by itself, or the archive is damaged.
    LimitError
        When they unpack to more than one upload may have; nothing is copied then.
    """
    try:
        with opened(path, limits) as archive:
            members = members_of(archive)
            # Reading one stops at the size that the directory gives it.
            n_bytes = sum(member.info.file_size for member in [*members.tables, *members.images])
            check_unpacked("files", n_bytes, limits.max_upload_bytes, "Bring them one by one")
            kept = [found for member in members.tables if (found := _kept(archive, member, store)) is not None]
            if members.images:
                kept.append(_packed(archive, members.images, store))
    except BROKEN as problem:
        raise SourceError(f"The files can't be told apart: the archive is damaged ({problem}).") from problem
    if not kept:
        raise SourceError("None of these files can be opened by itself.")
    return kept


def _kept(archive: zipfile.ZipFile, member: Member, store: Store) -> Kept | None:
    """A file in the store; None for one that means nothing alone, such as a configuration."""
    pieces = _pieces(archive, member)
    first = next(pieces, b"")
    try:
        form = detect(member.name, first[:HEAD_BYTES])
    except SourceError:
        return None
    with store.writer() as writer:
        writer.write(first)
        for piece in pieces:
            writer.write(piece)
        size = writer.size
        return Kept(member.name, writer.commit(), size, form)


def _packed(archive: zipfile.ZipFile, images: Sequence[Member], store: Store) -> Kept:
    with store.writer() as writer:
        with Pack(writer) as pack:
            for member in images:
                pack.begin(member.path, member.info.file_size)
                for piece in _pieces(archive, member):
                    pack.write(piece)
            pack.finish()
        size = writer.size
        return Kept(f"{IMAGES}.zip", writer.commit(), size, IMAGES)


def _pieces(archive: zipfile.ZipFile, member: Member) -> Iterator[bytes]:
    with archive.open(member.info) as stream:
        while piece := stream.read(PIECE_BYTES):
            yield piece
