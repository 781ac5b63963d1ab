"""How a table of text is written: what stands between its values, whether names stand on top, which decimal mark."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from explorer.errors import SourceError
from explorer.sources.numerals import is_list, is_missing, is_number
from explorer.sources.text import EMPTY

SAMPLE_BYTES = 2_000_000  # a row of 20,000 numbers has 0.5 MB
SAMPLE_ROWS = 1_000
# The first of those that tell all rows apart: what stands later may stand inside a value, as the comma of a decimal.
DELIMITERS = ("\t", ";", "|", ",", " ")
NONE = "\x1f"  # ASCII's own separator, which nobody writes: one column
_TRIED_ROWS = 50
_FEW = 5
_SPACES, _AROUND_LINES = re.compile(rb"[ \t]+"), re.compile(rb" ?(\r?\n) ?")
_DECIMAL_COMMA = re.compile(r"\s*[+-]?\d+,\d+([eE][+-]?\d+)?\s*")

csv.field_size_limit(SAMPLE_BYTES)  # a sample is never longer, so no value is


@dataclass(frozen=True)
class Layout:
    """How a table is written.

    Attributes
    ----------
    delimiter : str
    decimal : {".", ","}
    skip : int
        Lines before the table.
    header : bool
        Whether the first row of the table has names.
    names : tuple of str
        As they stand on top, in a comment or the first row; empty where none do.
    rows : list of list of str
        The first rows, those of another length left out.
    n_columns : int
    """

    delimiter: str
    decimal: str
    skip: int
    header: bool
    names: tuple[str, ...]
    rows: list[list[str]]
    n_columns: int


def sniff(text: str, *, whole: bool, delimiter: str = "") -> Layout:
    """Find out how a table is written from its beginning.

    Parameters
    ----------
    text : str
    whole : bool
        Whether it is all there is; else the last line may be cut, and isn't looked at.
    delimiter : str
        What stands between values, where that is known.

    Raises
    ------
    SourceError
        When it has one column of something that is no vector, names only, or nothing.
    """
    text, skip, said = _without_separator_line(text)
    if not whole:
        text = text[: text.rfind("\n") + 1]
        if not text:
            raise SourceError(f"The first line is longer than {SAMPLE_BYTES:,} bytes. Each row must stand in a line.")
    comments, body = _comments(text)
    delimiter = delimiter or said or _delimiter(body or text)
    head = _rows(comments[-1].lstrip("# "), delimiter)[:1] if comments else []
    rows = _rows(body, delimiter)
    if not rows:  # all lines begin with #
        rows, comments, head = _rows(text, delimiter), [], []
    if not rows:  # a byte order mark, or Excel's line that says what stands between values
        raise SourceError(EMPTY)
    n_columns = Counter(map(len, rows[1:] or rows)).most_common(1)[0][0]
    decimal = _decimal(rows, delimiter)
    header = False
    if head and len(head[0]) == n_columns and _is_header(head[0], rows, decimal):
        skip, names = skip + len(comments), head[0]
    else:
        if head and len(head[0]) == n_columns and n_columns > 1:  # no comments: the first values begin with #
            rows, comments = _rows(text, delimiter), []
        skip += len(comments)
        first = rows[0]
        if len(rows) > 1 and len(first) == n_columns - 1:  # as R writes them: no name over those of the rows
            first = ["", *first]
        header = len(first) == n_columns and _is_header(first, rows[1:], decimal)
        names = first if header else []
        rows = rows[1:] if header else rows
    if not rows:
        raise SourceError(
            f"There are names of columns ({', '.join(names[:_FEW])}{', …' * (len(names) > _FEW)}) and no rows below. "
            "Save the table again with its rows."
        )
    stripped = tuple(name.strip() for name in names)
    even = [row for row in rows if len(row) == n_columns][:SAMPLE_ROWS]
    return Layout(delimiter, decimal, skip, header, stripped, even, n_columns)


def squeezed(text: bytes) -> bytes:
    """The text with one space where there are several, and none at the ends of lines."""
    return _AROUND_LINES.sub(rb"\1", _SPACES.sub(b" ", text)).lstrip(b" ")


def _without_separator_line(text: str) -> tuple[str, int, str]:
    """The text without the line ``sep=;`` that Excel writes and reads; how many lines that are; what it says."""
    found = re.match(r"\"?sep=(.)\"?\r?\n", text, re.IGNORECASE)
    return (text[found.end() :], 1, found[1]) if found and found[1] in DELIMITERS else (text, 0, "")


def _comments(text: str) -> tuple[list[str], str]:
    """The lines on top that begin with ``#``, and what follows."""
    found = re.match(r"(?:#[^\n]*\n)+", text)
    return (found[0].splitlines(), text[found.end() :]) if found else ([], text)


def _delimiter(text: str) -> str:
    below = text.splitlines()[1:_TRIED_ROWS] or [text.strip()]
    if all(line.startswith("[") and line.endswith("]") for line in below):  # a list in each line, and nothing else
        return NONE
    best, most = ",", 0.0
    for delimiter in DELIMITERS:
        rows = _rows(text, delimiter, _TRIED_ROWS)
        if not rows:
            continue
        (length, count), *_ = Counter(map(len, rows)).most_common(1)
        if length > 1 and count / len(rows) > most:
            best, most = delimiter, count / len(rows)
    return best


def _rows(text: str, delimiter: str, most: int = SAMPLE_ROWS + 1) -> list[list[str]]:
    rows: list[list[str]] = []
    if delimiter == " ":
        text = squeezed(text.encode()).decode()
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if row:
                rows.append(row)
            if len(rows) == most:
                break
    except csv.Error as problem:
        raise SourceError(f"The table can't be told apart into rows and columns ({problem}).") from problem
    return rows


def _decimal(rows: Sequence[Sequence[str]], delimiter: str) -> str:
    if delimiter == ",":
        return "."
    values = [value for row in rows[1:] or rows for value in row]
    comma = sum(_DECIMAL_COMMA.fullmatch(value) is not None for value in values)
    point = sum("." in value and is_number(value) for value in values)
    return "," if comma > point else "."


def _is_header(first: Sequence[str], rows: Sequence[Sequence[str]], decimal: str) -> bool:
    """Whether a line has names: texts over numbers, or running numbers over any."""
    below = [row for row in rows if len(row) == len(first)]
    if any(map(is_list, first)):
        return False
    if running := _running(first):
        return running > 2 or not all(_is_whole(value) for row in below for value in row[-running:])
    if not any(is_number(value, decimal) for value in first):
        return not all(map(is_missing, first))
    numeric = [
        place
        for place in range(len(first))
        if below and all(is_number(row[place], decimal) or is_missing(row[place]) for row in below)
    ]
    return any(not is_number(first[place], decimal) and not is_missing(first[place]) for place in numeric)


def _running(first: Sequence[str]) -> int:
    """How many there are of 0, 1, 2, … or 1, 2, 3, …, as pandas names columns; before them may stand a name."""
    numbers = [value for place, value in enumerate(first) if place or _is_whole(value)]
    counted = [str(number) for number in range(len(numbers) + 1)]
    return len(numbers) if len(numbers) > 1 and numbers in (counted[:-1], counted[1:]) else 0


def _is_whole(value: str) -> bool:
    return value.strip().lstrip("+-").isdigit()
