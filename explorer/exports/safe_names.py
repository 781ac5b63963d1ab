"""Names from outside as names of files and folders that every system can hold, and none can be led astray by."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

MOST_BYTES = 180  # of UTF-8: room for a number behind it within the 255 of a file system
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # control and formatting characters, halves of characters, ends of lines
_JOINERS = "\u200c\u200d"  # are formatting too, but belong to the letters of some scripts
# What Windows takes for a device, whatever ending follows.
_DEVICES = {"con", "prn", "aux", "nul", "conin$", "conout$"} | {
    f"{port}{number}" for port in ("com", "lpt") for number in "123456789¹²³"
}
_LEADS_ASTRAY = ".-=+@~"  # hidden files, options of a command, formulas of a spreadsheet, a home folder


def safe(name: str, otherwise: str) -> str:
    """One part of a path: no folder, no device, nothing unseen; letters of every script stay.

    Parameters
    ----------
    name : str
    otherwise : str
        The name where nothing is left of it.
    """
    composed = unicodedata.normalize("NFC", name)
    plain = "".join(letter for letter in composed if _is_seen(letter))
    plain = " ".join(_FORBIDDEN.sub("_", plain).split())
    stem, ending = _parted(plain)
    room = MOST_BYTES - len(ending.encode())
    plain = (stem.encode()[:room].decode(errors="ignore") + ending).rstrip(" .")
    if not plain.strip("._ "):
        return otherwise
    if plain[0] in _LEADS_ASTRAY or plain.split(".")[0].strip().casefold() in _DEVICES:
        plain = f"_{plain.lstrip('.')}"
    return plain


class Distinct:
    """Gives each name once: one that is taken, whatever the case of its letters, gets a number behind it.

    Parameters
    ----------
    *taken : str
        Names that are taken from the start.
    """

    def __init__(self, *taken: str) -> None:
        self._next = {name.casefold(): 2 for name in taken}

    def __call__(self, name: str) -> str:
        """The name, or the first free one after it: ``"a.jpg"``, ``"a (2).jpg"``."""
        stem, ending = _parted(name)
        free, number = name, self._next.get(name.casefold(), 1)
        while free.casefold() in self._next:
            number = max(number, 2)
            free = f"{stem} ({number}){ending}"
            number += 1
        self._next[name.casefold()] = max(number, 2)  # thousands of one name take no longer each time
        self._next.setdefault(free.casefold(), 2)
        return free


def _is_seen(letter: str) -> bool:
    return letter in _JOINERS or unicodedata.category(letter) not in _UNSEEN


def _parted(name: str) -> tuple[str, str]:
    ending = PurePosixPath(name).suffix
    return (name.removesuffix(ending), ending) if 1 < len(ending) <= 8 else (name, "")
