"""A regular expression with named groups on the path of a file: its groups are columns.

It is RE2's, whose time grows with the length of the path alone, whatever the expression is: none can make the server
hang. What RE2 leaves out for that (references to groups, looking ahead or behind) is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from explorer.sources.naming import UNKEPT, Naming, refused, taken

MOST_LETTERS = 1_000
_GROUP = re.compile(r"\(\?P?<([^<>=!]*)>")


def is_expression(text: str) -> bool:
    """Whether a text is meant as a regular expression: it has a named group, ``(?P<name>…)`` or ``(?<name>…)``."""
    return "(?P<" in text or "(?<" in text


@dataclass(frozen=True)
class Expression(Naming):
    """A regular expression that makes sense; it may match anywhere in the path, unless it has ``^`` and ``$``."""

    text: str
    names: tuple[str, ...]

    def matches(self, paths: Sequence[str]) -> list[dict[str, str] | None]:
        """Column -> value for each path, with ``/`` between folders; None where it doesn't match."""
        import pyarrow as pa
        import pyarrow.compute as pc

        # Half a surrogate pair, which a file's name can hold, is no text to Arrow.
        plain = [path.encode("utf-8", "replace").decode() for path in paths]
        found = pc.extract_regex(pa.array(plain, pa.string()), self.text).to_pylist()
        return [values and {name: values[name] for name in self.names} for values in found]


def expression(text: str, example: str) -> Expression:
    """Understand a regular expression; what is taken and raised is said at `pattern.parse`."""
    import pyarrow as pa
    import pyarrow.compute as pc

    text = text.strip()
    names = tuple(name for name in _GROUP.findall(text) if name != UNKEPT)
    if len(text) > MOST_LETTERS:
        raise refused(f"{text[:40]}…", f"it has {len(text):,} letters; at most {MOST_LETTERS:,} are read", example)
    try:
        known = {field.name for field in pc.extract_regex(pa.array([""]), text).type}
    except pa.ArrowInvalid as problem:
        raise refused(text, _why(str(problem)), example) from problem
    why = taken(names) or ("" if names and known >= set(names) else "it has no group with a name, as (?P<person>[^/]+)")
    if why:
        raise refused(text, why, example)
    return Expression(text, names)


def _why(problem: str) -> str:
    if "unnamed" in problem:
        return "a group in it has no name; write (?:…) for one that is no column"
    said = problem.removeprefix("Invalid regular expression: ").rstrip(".")
    return f"it is no regular expression that can be used ({said})"
