"""What the path of a file says of it, in columns: what patterns and regular expressions share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from explorer.errors import ParamsError

RESERVED = ("file", "folder", "width", "height")
UNKEPT = "_"  # a name for what isn't kept


class Naming(ABC):
    """A text that takes paths apart; `explorer.sources.pattern.parse` makes one.

    Attributes
    ----------
    text : str
    names : tuple of str
        The columns, in the text's order.
    """

    text: str
    names: tuple[str, ...]

    @abstractmethod
    def matches(self, paths: Sequence[str]) -> list[dict[str, str] | None]:
        """Column -> value for each path, with ``/`` between folders; None where it doesn't match."""

    def columns(self, paths: Sequence[str]) -> dict[str, list[str]]:
        """A value for each path and name; empty where the path doesn't match.

        Raises
        ------
        ParamsError
            When none matches.
        """
        found = self.matches(paths)
        if not any(found):
            raise ParamsError(
                f"pattern = {self.text!r} matches none of the {len(paths):,} files. One of them is {paths[0]!r}: put "
                "{name} where a column's value stands, * where anything may.",
                field="pattern",
            )
        return {name: [values[name] if values else "" for values in found] for name in self.names}


def refused(text: str, why: str, example: str) -> ParamsError:
    """The error for a text that makes no sense; `example` is the path of a file, or empty."""
    hint = f" One of the files is {example!r}." if example else ""
    return ParamsError(f"pattern = {text!r}: {why}.{hint}", field="pattern")


def taken(names: Sequence[str]) -> str:
    """Why these can't be names of columns together; empty: they can."""
    for name in names:
        if name in RESERVED or names.count(name) > 1:
            return f"{{{name}}} is taken; call it something else"
    return ""
