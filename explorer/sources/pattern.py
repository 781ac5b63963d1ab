"""A pattern on the path of a file, such as ``{identity}_{expression}.jpg`` or ``{identity}/*``: its names are columns.

Matched from the file upwards: a pattern without ``/`` is about the file's name, one with a ``/`` about its folder too.
``*`` stands for anything (also nothing) and ``{name}`` for at least one character, both within one folder or file name.
Where several splits are possible the earlier names take as much as they can. Capitals of A-Z don't matter.
"""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from dataclasses import dataclass

from explorer.errors import ParamsError

RESERVED = ("file", "folder", "width", "height")
_WILD = re.compile(r"\*|\{([^{}*/]*)\}")
_SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


@dataclass(frozen=True)
class _Part:
    """One folder or file name of a pattern: ``texts[0] wilds[0] texts[1] wilds[1] … texts[-1]``.

    A wild is a column's name, or empty for ``*``.
    """

    texts: tuple[str, ...]
    wilds: tuple[str, ...]

    def match(self, name: str) -> dict[str, str] | None:
        """What each wild stands for. From the right, each text as far right as it goes: no way back is needed."""
        small = name.translate(_SMALL)
        first, last = self.texts[0], self.texts[-1]
        if not self.wilds:
            return {} if small == first else None
        if not small.startswith(first) or not small.endswith(last):
            return None
        end, found = len(name) - len(last), {}
        for number in range(len(self.wilds) - 1, -1, -1):
            text, wild = self.texts[number], self.wilds[number]
            least = 1 if wild else 0
            at = 0 if not number else small.rfind(text, len(first), max(0, end - least))
            begin = at + len(text)
            if at < 0 or end - begin < least:
                return None
            found[wild] = name[begin:end]
            end = at
        return found


@dataclass(frozen=True)
class Pattern:
    """A pattern that makes sense; see `parse`.

    Attributes
    ----------
    names : tuple of str
        The columns, in the pattern's order.
    """

    text: str
    parts: tuple[_Part, ...]
    names: tuple[str, ...]

    def match(self, path: str) -> dict[str, str] | None:
        """Column -> value for a path with ``/`` between folders; None where it doesn't match."""
        ends = path.split("/")[-len(self.parts) :]
        if len(ends) < len(self.parts):
            return None
        found: dict[str, str] = {}
        for part, name in zip(self.parts, ends, strict=True):
            values = part.match(name)
            if values is None:
                return None
            found |= values
        return {name: found[name] for name in self.names}

    def columns(self, paths: Sequence[str]) -> dict[str, list[str]]:
        """A value for each path and name; empty where the path doesn't match.

        Raises
        ------
        ParamsError
            When none matches.
        """
        found = [self.match(path) for path in paths]
        if not any(found):
            raise ParamsError(
                f"pattern = {self.text!r} matches none of the {len(paths):,} files. One of them is {paths[0]!r}: put "
                "{name} where a column's value stands, * where anything may.",
                field="pattern",
            )
        return {name: [values[name] if values else "" for values in found] for name in self.names}


def parse(text: str, example: str = "") -> Pattern:
    """Understand a pattern.

    Parameters
    ----------
    text : str
    example : str
        The path of a file, to show in the error.

    Raises
    ------
    ParamsError
        With ``field`` "pattern", when it makes no sense.
    """
    parts = [_part(part) for part in text.strip().strip("/").split("/")]
    names = tuple(wild for part in parts for wild in part.wilds if wild)
    why = _problem(text, parts, names)
    if why:
        hint = f" One of the files is {example!r}." if example else ""
        raise ParamsError(f"pattern = {text!r}: {why}.{hint}", field="pattern")
    return Pattern(text, tuple(parts), names)


def _part(text: str) -> _Part:
    pieces = _WILD.split(text)  # text, name, text, name, … text; the name of * is None
    return _Part(tuple(piece.translate(_SMALL) for piece in pieces[::2]), tuple(name or "" for name in pieces[1::2]))


def _problem(text: str, parts: Sequence[_Part], names: Sequence[str]) -> str:
    if "{}" in text.replace(" ", ""):
        return "a name is missing between { and }"
    if any("{" in piece or "}" in piece for part in parts for piece in part.texts):
        return "there is a { without its } in the same folder or file name, or the other way round"
    if not names:
        return "there is no {name} in it, so it gives no column; e.g. {identity}/* or {identity}_*.jpg"
    if any(not piece for part in parts for piece in part.texts[1:-1]):
        return "two of {name} or * stand side by side; put the text that separates them in between"
    for name in names:
        if name in RESERVED or names.count(name) > 1:
            return f"{{{name}}} is taken; call it something else"
    return ""
