"""The names of files in an archive: read as the text that was meant, cleaned, sorted as people count."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence

_UTF8_FLAG = 0x800
_JUNK = {"thumbs.db", "desktop.ini", "__macosx"}
_JAPANESE = re.compile("[\u3005-\u3007\u3040-\u30ff\u4e00-\u9fff]{2,}")
_DIGITS = re.compile("([0-9]+)")


def labels(members: Sequence[zipfile.ZipInfo]) -> list[str]:
    """A relative path to show for each member: ``/`` between folders, nothing that leads out of them.

    Names without a mark of their encoding are read as UTF-8 if all of them can be, else as Shift-JIS if that gives
    Japanese words, else as the format's own code page 437.
    """
    raw = [_raw(member) for member in members]
    encoding = _encoding([name for name in raw if name is not None])
    return [
        _label(member.filename if name is None else name.decode(encoding))
        for member, name in zip(members, raw, strict=True)
    ]


def is_junk(label: str) -> bool:
    """Whether it is what systems leave behind in folders: nothing that a person brought."""
    return any(part.startswith(".") or part.lower() in _JUNK for part in label.split("/"))


def natural(label: str) -> tuple[object, ...]:
    """A key to sort by: folder by folder, and 2 before 10."""
    return tuple(_counted(part) for part in label.split("/")), label


def without_common_folders(paths: Sequence[str]) -> list[str]:
    """The paths without the folders that all of them begin with."""
    split = [path.split("/") for path in paths]
    common = 0
    while split and all(len(parts) > common + 1 and parts[common] == split[0][common] for parts in split):
        common += 1
    return ["/".join(parts[common:]) for parts in split]


def folders(paths: Sequence[str]) -> list[str]:
    """The name of each file's own folder; all the way to it where that name alone tells none from another."""
    ways = [path.rpartition("/")[0] for path in paths]
    own = [way.rpartition("/")[2] for way in ways]
    return own if len(set(own)) > 1 else ways


def _encoding(raw: Sequence[bytes]) -> str:
    if all(_decodes(name, "utf-8") for name in raw):
        return "utf-8"
    japanese = all(_decodes(name, "cp932") for name in raw) and any(
        _JAPANESE.search(name.decode("cp932")) for name in raw
    )
    return "cp932" if japanese else "cp437"


def _decodes(name: bytes, encoding: str) -> bool:
    try:
        name.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _raw(member: zipfile.ZipInfo) -> bytes | None:
    """A name's bytes where it has no mark of their encoding; None where its text is known."""
    if member.flag_bits & _UTF8_FLAG:
        return None
    try:
        return member.filename.encode("cp437")
    except UnicodeEncodeError:  # newer versions of `zipfile` read the second, Unicode name that some programs add
        return None


def _label(name: str) -> str:
    parts = re.split(r"[/\\]", name)
    kept = ("".join(letter for letter in part if letter.isprintable()).strip() for part in parts)
    return "/".join(part for part in kept if part not in ("", ".", "..")) or "?"


def _counted(part: str) -> tuple[tuple[int, str], ...]:
    # A number is its length, then its digits: as large as anybody likes, without becoming one.
    pieces = _DIGITS.split(part.casefold())
    return tuple((len(piece.lstrip("0")), piece.lstrip("0")) if n % 2 else (0, piece) for n, piece in enumerate(pieces))
