"""Vectors of words as text: word2vec's and fastText's ``.vec`` (a first line "rows dimensions"), and GloVe's (none).

Between all values stands a space, and nothing is quoted: a quotation mark is a word like any other.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

from explorer.errors import SourceError
from explorer.recipe import Report
from explorer.settings import Settings
from explorer.sources import delimited
from explorer.sources.by_hand import OPEN, RoleParams
from explorer.sources.delimited import Table, read_delimited
from explorer.sources.numerals import is_number
from explorer.sources.records import Records
from explorer.sources.roles import Roles
from explorer.sources.sniff import SAMPLE_BYTES, Layout
from explorer.sources.text import Text, open_text

_SIZES = re.compile(r"([0-9]{1,12}) ([0-9]{1,6})\s*")
_FEWEST = 8  # dimensions without a first line: a shorter table may be anything
_SAMPLE_LINES = 100
_WORD = "word"


def read_word2vec(path: Path, limits: Settings, report: Report) -> Records:
    """Read vectors of words.

    Raises
    ------
    SourceError
        When it isn't a word and numbers in each line.
    LimitError
        When a limit of this server is hit.
    """
    text = open_text(path, limits)
    found = words_in(text.head(SAMPLE_BYTES).decode("utf-8", "ignore"), fewest=1)
    if found is None:
        raise SourceError(
            "There is no word followed by numbers in each line, with a space between. Such a file begins with a line "
            "such as '2000000 300', or with the first word."
        )
    return read_words(text, found, path, limits, report)


def read_txt(path: Path, limits: Settings, report: Report, hand: RoleParams = OPEN) -> Records:
    """Read vectors of words, if a text begins like such; else a table. Raises as both do."""
    text = open_text(path, limits)
    found = words_in(text.head(SAMPLE_BYTES).decode("utf-8", "ignore"))
    if found is None:
        return read_delimited(path, limits, report, hand)
    return read_words(text, found, path, limits, report)


def has_words(path: Path, limits: Settings) -> bool:
    """Whether a text begins like vectors of words."""
    return words_in(open_text(path, limits).head(SAMPLE_BYTES).decode("utf-8", "ignore")) is not None


def promise(path: Path, limits: Settings) -> int:
    """How surely there are vectors in a text; see `delimited.promise`."""
    text = open_text(path, limits)
    words = words_in(text.head(SAMPLE_BYTES).decode("utf-8", "ignore"))
    return delimited.promise(path, limits) if words is None else 2


def read_words(text: Text, layout: Layout, near: Path, limits: Settings, report: Report) -> Records:
    """Read a text that `words_in` knows."""
    n_features = layout.n_columns - 1
    limits.check("max_dimensions", n_features)
    names = (_WORD, *(f"f{place}" for place in range(n_features)))
    note = f"The vector: the {n_features:,} numbers after each word."
    roles = Roles(tuple(range(1, layout.n_columns)), False, names, {0: _WORD}, (note,))
    records = Table(text, layout, roles, limits, quoted=False).read(near, report)
    first = text.head(SAMPLE_BYTES).decode("utf-8", "ignore").partition("\n")[0]
    said = _SIZES.fullmatch(first) if layout.skip else None
    if said and int(said[1]) != records.n_samples:
        more = f"The first line says {int(said[1]):,} words, there are {records.n_samples:,}: it may be cut short."
        records = replace(records, notes=(*records.notes, more))
    return records


def words_in(sample: str, fewest: int = _FEWEST) -> Layout | None:
    """How vectors of words are written, if a text begins with such: a word and numbers in each line.

    Parameters
    ----------
    sample : str
        The text's beginning; its last line may be cut.
    fewest : int
        Dimensions that it must have where its first line doesn't say how many they are.
    """
    rows = [line.rstrip().split(" ") for line in sample.split("\n", _SAMPLE_LINES)]
    rows = rows[: -1 if len(rows) > 2 else None]  # the last may be cut, or be empty
    sizes = _SIZES.fullmatch(" ".join(rows[0]))
    below = [row for row in rows[1 if sizes else 0 :] if len(row) > 1]
    if not below:
        return None
    n_columns = Counter(map(len, below)).most_common(1)[0][0]
    even = [row for row in below if len(row) == n_columns]
    if sizes and int(sizes[2]) != n_columns - 1:
        return None
    words = sum(not is_number(row[0]) for row in even)
    numbers = all(is_number(value) for row in even for value in row[1:])
    if not numbers or (not sizes and (n_columns - 1 < fewest or words < len(even) / 2)):
        return None
    if any(len(row[0]) > 2 and row[0][0] == row[0][-1] == '"' for row in even):  # quoted: a table
        return None
    return Layout(" ", ".", int(sizes is not None), False, (), even, n_columns)
