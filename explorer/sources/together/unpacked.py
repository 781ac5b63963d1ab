"""The tables and arrays of an archive as files of their own, for as long as they are read."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from explorer.blobs import WRITING
from explorer.errors import SourceError
from explorer.settings import Settings
from explorer.sources import names
from explorer.sources.detect import HEAD_BYTES, detect
from explorer.sources.members import Member, Members, unpack
from explorer.sources.pack import ARCHIVE
from explorer.sources.records import Records
from explorer.sources.together.join import Part
from explorer.sources.together.parts import BYTES, File
from explorer.sources.together.projector import NO_CONFIG, Config, read_config

_CONFIGS = (".json", ".pbtxt")


@dataclass
class Unpacked:
    """What was in the archive beside images.

    Attributes
    ----------
    files : list of File
    unread : list of Part
        Those of no format that is read, with the reason.
    config : Config
        What a configuration of TensorFlow's Projector says of them.
    archive : Path or None
        The archive of images that came along, where there are no others.
    """

    files: list[File] = field(default_factory=list)
    unread: list[Part] = field(default_factory=list)
    config: Config = NO_CONFIG
    archive: Path | None = None


@contextmanager
def unpacked(archive: zipfile.ZipFile, members: Members, near: Path, limits: Settings) -> Iterator[Unpacked]:
    """Unpack them beside a file, under names that mean nothing; they are gone in the end.

    Raises
    ------
    LimitError
        When they are more bytes than may be uploaded.
    """
    shown = names.without_common_folders([member.path for member in members.tables])
    found = Unpacked()
    spare = limits.max_upload_bytes
    with _folder(near) as folder:
        pairs = list(enumerate(zip(members.tables, shown, strict=True)))
        pairs.sort(key=lambda pair: not _is_config(pair[1][0]))  # first: they say what the others are
        for number, (member, name) in pairs:
            target = folder / f"{WRITING}{number}{_ending(member)}"
            try:
                unpack(archive, member, target, spare)
                spare -= member.info.file_size
                if _is_config(member):
                    found.config = read_config(target, [other.name for other in members.tables])
                else:
                    found.files.append(File(name, target, _form(member, target), limits, found.config))
            except SourceError as problem:
                found.unread.append(Part(name, Records(), problem.message))
        if members.archive is not None and not members.images:
            members.others.remove(members.archive.path)
            inner = folder / f"{WRITING}{ARCHIVE}"
            try:
                unpack(archive, members.archive, inner, spare)
                found.archive = inner
            except SourceError as problem:
                found.unread.append(Part(members.archive.name, Records(), problem.message))
        yield found


def _form(member: Member, path: Path) -> str:
    if member.name.lower().endswith(".bytes"):
        return BYTES
    with path.open("rb") as stream:
        return detect(member.name, stream.read(HEAD_BYTES))


def _is_config(member: Member) -> bool:
    return member.name.lower().endswith(_CONFIGS)


def _ending(member: Member) -> str:
    """The ending of a member's name, as far as formats go by it."""
    suffixes = PurePosixPath(member.name.lower()).suffixes[-2:]
    return "".join(suffix for suffix in suffixes if suffix[1:].isalnum() and suffix.isascii())


@contextmanager
def _folder(near: Path) -> Iterator[Path]:
    """A folder beside a file (``/tmp`` may be memory), gone in the end."""
    try:
        folder = tempfile.TemporaryDirectory(dir=near.parent, prefix=WRITING)
    except OSError:  # one that may only be read
        folder = tempfile.TemporaryDirectory()
    with folder as name:
        yield Path(name)
