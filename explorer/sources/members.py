"""What is in an archive from a stranger: images, tables and arrays, and what is neither; by names and first bytes."""

from __future__ import annotations

import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from explorer.errors import LimitError, SourceError
from explorer.settings import Settings
from explorer.sources import names
from explorer.sources.archive import BROKEN, open_archive
from explorer.sources.pack import ARCHIVE, ENDINGS, NAMED_ENDINGS, is_table

UNREAD = (".heic", ".heif", ".jxl", ".jp2", ".svg", ".psd", ".dng", ".cr2", ".nef", ".arw")
MOST_TABLES = 20  # more are no few files that belong together
_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"II*\0", b"MM\0*")  # of images without a suffix
_ENTRY_BYTES = 200  # of the archive's directory, for an image: 46 and its name
_SPARE_ENTRIES = 5_000
_AGAIN = "Copy or download it again, or zip the folder again."
_PIECE_BYTES = 1 << 20


@dataclass(frozen=True)
class Member:
    """A file in an archive; `path` is a label, never used as a path."""

    info: zipfile.ZipInfo
    path: str

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True)
class Members:
    """The files of an archive, each kind in the order that people count in; what systems leave behind is in none.

    Attributes
    ----------
    images, tables : list of Member
    others : list of str
        Paths of files that are neither.
    archive : Member or None
        The only archive in it; among the others, too.
    """

    images: list[Member]
    tables: list[Member]
    others: list[str]
    archive: Member | None = None


def opened(path: Path, limits: Settings) -> zipfile.ZipFile:
    """Open an archive that may have as many images as this server takes; raises as `archive.open_archive` does."""
    return open_archive(path, _ENTRY_BYTES * (limits.max_images + _SPARE_ENTRIES), _AGAIN)


def paths_in(path: Path, limits: Settings) -> list[str]:
    """The paths of what should be images in an archive, in their order; raises as `opened` does."""
    with opened(path, limits) as archive:
        return [member.path for member in members_of(archive).images]


def members_of(archive: zipfile.ZipFile) -> Members:
    """Tell the files of an archive apart."""
    # not is_dir(): the zip library's fails on the empty name that a damaged archive can have
    infos = [info for info in archive.infolist() if not info.filename.endswith("/")]
    images: list[Member] = []
    tables: list[Member] = []
    others: list[str] = []
    archives: list[Member] = []
    for info, label in zip(infos, names.labels(infos), strict=True):
        if names.is_junk(label):
            continue
        suffix = PurePosixPath(label).suffix.lower()
        if is_table(label, NAMED_ENDINGS):
            tables.append(Member(info, label))
        elif suffix in (*ENDINGS, *UNREAD) or (not suffix and _begins_like_an_image(archive, info)):
            images.append(Member(info, label))
        else:
            others.append(label)
            archives += [Member(info, label)] if suffix == ARCHIVE else []
    if len(tables) > MOST_TABLES:
        others += [member.path for member in tables]
        tables = []
    key = names.natural
    return Members(
        sorted(images, key=lambda member: key(member.path)),
        sorted(tables, key=lambda member: key(member.path)),
        sorted(others, key=key),
        archives[0] if len(archives) == 1 else None,
    )


def unpack(archive: zipfile.ZipFile, member: Member, target: Path, most_bytes: int) -> None:
    """Write a member's bytes to a file.

    Raises
    ------
    SourceError
        When it is encrypted, damaged, or compressed in a way that is rare; to follow the member's name.
    LimitError
        When it has more bytes than `most_bytes`.
    """
    info = member.info
    if info.flag_bits & 1:
        raise SourceError("it is encrypted; make the archive without a password")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise SourceError("it is compressed in a rare way; make the archive with plain zip (deflate)")
    if info.file_size > most_bytes:
        raise LimitError(
            f"unpacked, {member.path!r} and the files before it have",
            f"{info.file_size - most_bytes:,} bytes more than may be unpacked",
            f"{most_bytes:,}",
            "Bring fewer rows, or start the server with a larger EXPLORER_MAX_UPLOAD_BYTES.",
        )
    try:
        with archive.open(info) as stream, target.open("wb") as file:
            shutil.copyfileobj(stream, file, _PIECE_BYTES)  # never more than the directory says
    except BROKEN as problem:
        raise SourceError(f"it is damaged in the archive ({problem})") from problem


def _begins_like_an_image(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return False
    try:
        with archive.open(info) as stream:
            head = stream.read(16)
    except BROKEN:
        return False
    return (
        head.startswith(_BEGINNINGS)
        or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")
        or head[4:12] in (b"ftypavif", b"ftypavis")
    )
