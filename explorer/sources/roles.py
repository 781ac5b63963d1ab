"""Which columns of a table are the vector, and which stand beside it: decided from names and the first rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from explorer.errors import ParamsError, SourceError
from explorer.sources.by_hand import OPEN, RoleParams
from explorer.sources.choose import MOST_COLUMNS, VECTOR_NAMES
from explorer.sources.identity import IDENTITY_NAMES
from explorer.sources.numerals import is_code, is_list, is_missing, is_number
from explorer.sources.sniff import Layout

_NUMBERED = re.compile(r"(.{0,200}?)[ _.\-\[]*([0-9]{1,9})\]?")  # not "f (2)", which `unique` makes
_MAP = ("x", "y", "z")
_GOOD = 0.75  # of the first values: a column with fewer numbers is one of texts
_NAME_LENGTH = 100
_SHOWN = 3


@dataclass(frozen=True)
class Roles:
    """What the columns of a table are.

    Attributes
    ----------
    vector : tuple of int
        Places of the columns that are the vector: many of a number each, or one of lists.
    lists : bool
        Whether it is one of lists.
    names : tuple of str
        Of all columns; no two are the same.
    beside : dict of int to str
        Places of the others that are kept, and their names.
    notes : tuple of str
    identity : str or None
        The column of the identities where it has no name to know it by.
    """

    vector: tuple[int, ...]
    lists: bool
    names: tuple[str, ...]
    beside: dict[int, str]
    notes: tuple[str, ...]
    identity: str | None = None


def roles(layout: Layout, hand: RoleParams = OPEN) -> Roles:
    """Decide what is what in a table of text.

    Parameters
    ----------
    layout : Layout
    hand : RoleParams
        What a person says of it.

    Raises
    ------
    SourceError
        When there is no vector in it.
    ParamsError
        When there is no column of a name given, or it can't be the vector.
    """
    columns = [[row[place] for row in layout.rows] for place in range(layout.n_columns)]
    kinds = kinds_of(layout)
    names, notes = unique(layout.names or [""] * layout.n_columns)
    away = hand.elsewhere(names)
    lists = {place: names[place] for place, kind in enumerate(kinds) if kind == "list" and place not in away}
    dropped, identity, listed = set(), None, bool(lists)
    if hand.vector:
        vector = hand.places("vector", names)
        listed = one_list(vector, {place for place, kind in enumerate(kinds) if kind == "list"}, names)
        notes.append(said_by_hand([names[place] for place in vector]))
    elif lists:
        vector = [best_list(lists)]
        notes.append(f"The vector: the lists in the column {names[vector[0]]!r}.")
    elif layout.n_columns == 1:
        raise SourceError(_one_column(layout, columns[0]))
    else:
        dropped = {0} if layout.names and not layout.names[0] and kinds[0] == "counting" else set()
        numeric = {
            place: names[place]
            for place, kind in enumerate(kinds)
            if kind in ("number", "whole", "counting") and place not in dropped | away
        }
        whole = {place for place in numeric if kinds[place] != "number"}
        counting = {place for place in numeric if kinds[place] == "counting"}
        vector = the_numbers(numeric, whole, counting)
        label = None if layout.names or hand.identity else _unnamed_label(columns, vector, whole)
        if label is not None:
            vector.remove(label)
            identity = names[label]
        if len(vector) < 2:
            raise SourceError(_no_vector(names, columns, vector))
        notes.append(said([names[place] for place in vector]))
    if dropped:
        notes.append("The first column has no name and numbers the rows; it was not kept.")
    beside = {place: name for place, name in enumerate(names) if place not in {*vector, *dropped}}
    kept = hand.kept(beside, names, MOST_COLUMNS)
    notes += said_beside(list(beside.values()), kept)
    return Roles(tuple(vector), listed, tuple(names), kept, tuple(notes), identity)


def one_list(vector: Sequence[int], lists: set[int], names: Sequence[str]) -> bool:
    """Whether columns chosen by hand are one of lists, rather than many of numbers.

    Raises
    ------
    ParamsError
        When they can't be a vector together.
    """
    shown = ", ".join(repr(names[place]) for place in vector[:_SHOWN])
    if len(vector) > 1 and lists & set(vector):
        why = f"of {shown} some hold a list in each row, so each is a vector by itself. Choose one of them"
    elif not vector:
        why = "there are no images in it, so without a vector there is nothing. Choose columns of numbers, or of lists"
    elif len(vector) == 1 and not lists & set(vector):
        why = f"{shown} alone is one number a row; a vector has two or more. Choose more columns"
    else:
        return bool(lists & set(vector))
    raise ParamsError(f"vector: {why}.", field="vector")


def kinds_of(layout: Layout) -> list[str]:
    """What each column holds: ``number``, ``whole``, ``counting`` (it numbers the rows), ``list`` or ``text``."""
    return [_kind([row[place] for row in layout.rows], layout.decimal) for place in range(layout.n_columns)]


def unique(given: Sequence[str]) -> tuple[list[str], list[str]]:
    """Names that differ: those without one are called by their place, those that occur again get a number.

    Returns
    -------
    list of str
        The names.
    list of str
        A note where a name occurred twice.
    """
    names: list[str] = []
    numbers: dict[str, int] = {}  # of the names taken; how far each was counted, so that many take no longer
    again: list[str] = []
    for place, raw in enumerate(given):
        name = free = raw[:_NAME_LENGTH] or f"column {place + 1}"
        number = numbers.get(name, 1)
        while free in numbers:
            number += 1
            free = f"{name} ({number})"
        again += [name] if free != name else []
        numbers[name] = number
        numbers.setdefault(free, 1)
        names.append(free)
    notes = [f"The name {again[0]!r} occurs more than once; the later ones have a number."] if again else []
    return names, notes


def best_list(lists: Mapping[int, str]) -> int:
    """Of columns of lists the one that is the vector: by its name, else the first."""
    ranks = {name: rank for rank, name in enumerate(VECTOR_NAMES)}
    return min(lists, key=lambda place: (ranks.get(lists[place].lower(), len(ranks)), place))


def the_numbers(numeric: Mapping[int, str], whole: set[int], counting: set[int]) -> list[int]:
    """Which columns of numbers are the vector.

    Those that share a name but for a running number (``f0, f1, …``); else ``x, y[, z]``; else all but identities and
    those that number the rows.

    Parameters
    ----------
    numeric : mapping of int to str
        Places and names of the columns of numbers.
    whole, counting : set of int
        Those of whole numbers, and those that number the rows.
    """
    if found := numbered(numeric):
        return found
    by_name = {name.lower(): place for place, name in numeric.items()}
    if "x" in by_name and "y" in by_name:
        return [by_name[name] for name in _MAP if name in by_name]
    measured = [place for place, name in numeric.items() if not (name.lower() in IDENTITY_NAMES and place in whole)]
    rest = [place for place in measured if place not in counting]
    return rest if len(rest) > 1 else measured


def numbered(numeric: Mapping[int, str]) -> list[int]:
    """The columns that share a name but for a number, if there are three that run, or if they are most of all."""
    stems: dict[str, dict[int, int]] = {}
    for place, name in numeric.items():
        found = _NUMBERED.fullmatch(name)
        if found and not name.startswith("column "):
            stems.setdefault(found[1].lower(), {})[place] = int(found[2])
    ranked = sorted(stems.values(), key=len, reverse=True)
    if not ranked or (len(ranked) > 1 and len(ranked[0]) == len(ranked[1])):
        return []
    places, numbers = list(ranked[0]), sorted(ranked[0].values())
    running = numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    most = len(places) > len(numeric) / 2
    return places if (running and len(places) > 2) or (most and len(places) > 1) else []


def stem(name: str) -> str:
    """What stands before the running number of a column's name; nothing where it has none."""
    found = _NUMBERED.fullmatch(name)
    return f"{found[1].lower()}#" if found else ""


def said(vector: Sequence[str]) -> str:
    """What was taken as the vector, in words."""
    if [name.lower() for name in vector] == list(_MAP[: len(vector)]):
        return f"The vector: the columns {', '.join(vector)}, as places on a map; it has {len(vector)} dimensions."
    return f"The vector: {len(vector):,} columns of numbers ({_few(vector)})."


def said_by_hand(names: Sequence[str]) -> str:
    """What was said to be the vector, in words."""
    return f"The vector, as chosen: {_few(names)}."


def said_beside(names: Sequence[str], kept: Mapping[int, str]) -> list[str]:
    """What stands beside the vector, and what of it is kept; in words."""
    said = [f"Beside it: {_few(list(kept.values()))}."] if kept else []
    if len(kept) < len(names):
        said.append(f"Of {len(names):,} columns beside the vector {len(kept):,} are kept.")
    return said


def _few(names: Sequence[str]) -> str:
    if len(names) <= 2 * _SHOWN:
        return ", ".join(names)
    return f"{', '.join(names[:_SHOWN])}, … {names[-1]}"


def _kind(values: Sequence[str], decimal: str) -> str:
    known = [value.strip() for value in values if not is_missing(value)]
    if not known or any(map(is_code, known)):
        return "text"
    if sum(is_number(value, decimal) for value in known) < _GOOD * len(known):
        return "list" if sum(is_list(value) for value in known) >= _GOOD * len(known) else "text"
    if not all(value.lstrip("+-").removesuffix(".0").isdigit() for value in known):
        return "number"
    counted = [str(number) for number in range(len(values) + 1)]
    return "counting" if len(values) > 2 and list(values) in (counted[:-1], counted[1:]) else "whole"


def _unnamed_label(columns: Sequence[Sequence[str]], vector: Sequence[int], whole: set[int]) -> int | None:
    """Of columns without names the first or last, if it has few whole numbers and all others have fractions."""
    ends = [place for place in (vector[0], vector[-1]) if place in whole] if len(vector) > 2 else []
    if len(ends) != 1 or whole & set(vector) != set(ends):
        return None
    return ends[0] if len(set(columns[ends[0]])) <= len(columns[ends[0]]) / 2 else None


def _one_column(layout: Layout, values: Sequence[str]) -> str:
    if any(_is_printed(value.strip()) for value in values):
        return _PRINTED_WORDS
    name = f", {layout.names[0][:_NAME_LENGTH]!r}" if layout.names else ""
    return (
        f"There is one column only{name}; its first value is {values[0][:50]!r}. A vector needs two columns of numbers "
        "or more, or one of lists such as [0.1, 0.2]. Between columns stands a comma, semicolon, tab, bar or space: "
        "if it is another sign here, save the table again with a comma."
    )


def _no_vector(names: Sequence[str], columns: Sequence[Sequence[str]], vector: Sequence[int]) -> str:
    values = [value.strip() for column in columns for value in column[:_SHOWN]]
    if any(_is_printed(value) for value in values):
        return _PRINTED_WORDS
    found = f"{len(names):,} columns ({_few(names)})"
    one = f"one column of numbers only ({names[vector[0]]})" if vector else "no column of numbers"
    hint = ' Put quotes around lists: "[0.1, 0.2]".' if any(value.startswith("[") for value in values) else ""
    return (
        f"There is no vector in it: of {found} {one} can be part of one. A vector is two columns of numbers or more, "
        f"or one of lists such as [0.1, 0.2].{hint}"
    )


def _is_printed(value: str) -> bool:
    """Whether NumPy printed it, and left numbers out."""
    return value[:1] in ("[", "(") and value[-1] in "])" and "..." in value[1:-1]


_PRINTED_WORDS = (
    "The vectors are cut: '...' stands where numbers were left out, as NumPy prints long arrays. Save them whole, "
    "such as with json.dumps(vector.tolist())."
)
