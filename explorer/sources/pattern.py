"""A pattern on the path of a file, such as ``{identity}_{expression}.jpg`` or ``{identity}/*``: its names are columns.

Matched from the file upwards: a pattern without ``/`` is about the file's name, one with a ``/`` about its folder too.
``*`` stands for anything (also nothing) and ``{name}`` for at least one character, both within one folder or file name;
``{_}`` is a name whose value isn't kept. Names side by side, as in ``{expression}{number}``, are told apart where
digits begin or end. Where several splits are possible the earlier names take as much as they can. Capitals of A-Z
don't matter.
"""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from dataclasses import dataclass

from explorer.sources.naming import UNKEPT, Naming, refused, taken
from explorer.sources.regex import expression, is_expression

_WILD = re.compile(r"\*|(?:\{[^{}*/]*\})+")
_RUN = re.compile("[0-9]+|[^0-9]+")
_SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


@dataclass(frozen=True)
class _Part:
    """One folder or file name of a pattern: ``texts[0] wilds[0] texts[1] wilds[1] … texts[-1]``.

    A wild is the names of columns that stand side by side; none for ``*``.
    """

    texts: tuple[str, ...]
    wilds: tuple[tuple[str, ...], ...]

    def match(self, name: str) -> dict[str, str] | None:
        """What each name stands for. From the right, each text as far right as it goes: no way back is needed."""
        small = name.translate(_SMALL)
        first, last = self.texts[0], self.texts[-1]
        if not self.wilds:
            return {} if small == first else None
        if not small.startswith(first) or not small.endswith(last):
            return None
        found: dict[str, str] = {}
        end = len(name) - len(last)
        for number in range(len(self.wilds) - 1, -1, -1):
            text, wild = self.texts[number], self.wilds[number]
            least = 1 if wild else 0
            at = 0 if not number else small.rfind(text, len(first), max(0, end - least))
            begin = at + len(text)
            if at < 0 or end - begin < least:
                return None
            values = _runs(name[begin:end], len(wild))
            if len(values) != len(wild):
                return None
            found.update(zip(wild, values, strict=True))
            end = at
        return found


@dataclass(frozen=True)
class Pattern(Naming):
    """A pattern that makes sense; see `parse`."""

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

    def matches(self, paths: Sequence[str]) -> list[dict[str, str] | None]:
        """What `match` says of each."""
        return [self.match(path) for path in paths]


def parse(text: str, example: str = "") -> Naming:
    """Understand a pattern, or a regular expression with named groups.

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
    if is_expression(text):
        return expression(text, example)
    parts = [_part(part) for part in text.strip().strip("/").split("/")]
    names = tuple(name for part in parts for wild in part.wilds for name in wild if name != UNKEPT)
    why = _problem(text, parts, names)
    if why:
        raise refused(text, why, example)
    return Pattern(text, tuple(parts), names)


def _part(text: str) -> _Part:
    wilds = tuple(
        tuple(found[0][1:-1].split("}{")) if found[0] != "*" else () for found in _WILD.finditer(text)
    )
    return _Part(tuple(piece.translate(_SMALL) for piece in _WILD.split(text)), wilds)


def _runs(value: str, count: int) -> list[str]:
    """A value for each of so many names: cut where digits begin or end; as it is for one name, nothing for none."""
    if count < 2:
        return [value][:count]
    return _RUN.findall(value)


def _problem(text: str, parts: Sequence[_Part], names: Sequence[str]) -> str:
    if "{}" in text.replace(" ", ""):
        return "a name is missing between { and }"
    if any("{" in piece or "}" in piece for part in parts for piece in part.texts):
        return "there is a { without its } in the same folder or file name, or the other way round"
    if not names:
        return "there is no {name} in it, so it gives no column; e.g. {identity}/* or {identity}_*.jpg"
    if any(not piece for part in parts for piece in part.texts[1:-1]):
        return "a * stands side by side with a {name} or another *; put the text that separates them in between"
    return taken(names)
