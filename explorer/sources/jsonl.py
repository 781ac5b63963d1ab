"""``.jsonl``: an object in each line; a list of numbers in it is the vector, other values stand beside it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from explorer.errors import SourceError
from explorer.recipe import Report
from explorer.settings import Settings
from explorer.sources import roles
from explorer.sources.axes import from_vectors
from explorer.sources.by_hand import OPEN, RoleParams
from explorer.sources.choose import MOST_COLUMNS
from explorer.sources.grown import Grown
from explorer.sources.pace import Pace
from explorer.sources.records import Records
from explorer.sources.text import Counted, Text, lines, open_text

MOST_LINE_BYTES = 4_000_000
_SAMPLE = 200
_BLOCK_VALUES = 500_000
_SHOWN = 50
_BROKEN = (ValueError, TypeError, OverflowError, RecursionError)
_LONE = "vector"  # what a line is called that is a list, not an object
_REMEDY = (
    'Each line is an object such as {"name": "a", "vector": [0.1, 0.2]}, as DataFrame.to_json writes with '
    "orient='records', lines=True."
)

Row = dict[str, Any] | str  # an object, or why there is none


def read_jsonl(path: Path, limits: Settings, report: Report, hand: RoleParams = OPEN) -> Records:
    """Read objects, one a line.

    Raises
    ------
    SourceError
        When no line can be read, or there is no vector in them.
    LimitError
        When a limit of this server is hit.
    """
    text = open_text(path, limits)
    return Objects(text, first_objects(text), limits, hand).read(path, report)


def promise(path: Path, limits: Settings) -> int:
    """How surely there are vectors in it: 2, they are meant as such; 1, numbers that could be; 0, none."""
    text = open_text(path, limits)
    try:
        return 2 if Objects(text, first_objects(text), limits, OPEN).lists else 1
    except SourceError:
        return 0


def read_beside(path: Path, limits: Settings, report: Report) -> Records:
    """Read objects that stand beside vectors: their single values as columns.

    Raises
    ------
    SourceError
        When no line can be read.
    LimitError
        When a limit of this server is hit.
    """
    text = open_text(path, limits)
    sample = first_objects(text)
    names = names_in(sample)
    beside = [name for name in names if any(_is_plain(row.get(name)) for row in sample)][:MOST_COLUMNS]
    values: dict[str, list[Any]] = {name: [] for name in beside}
    left_out: dict[int, str] = {}
    for number, row in enumerate(_rows(text)):
        limits.check("max_rows", number + 1)
        if not number % _SAMPLE:
            report(f"reading: {number:,} rows")
        if isinstance(row, str):
            left_out[number] = row
        for name in beside:
            values[name].append(row.get(name) if isinstance(row, dict) else None)
    columns = {name: _column(found) for name, found in values.items()}
    return Records(columns=columns, notes=text.notes, left_out=left_out)


def first_objects(text: Text) -> list[dict[str, Any]]:
    """The first objects.

    Raises
    ------
    SourceError
        When there are none.
    """
    sample = list(islice(_rows(text), _SAMPLE))
    good = [row for row in sample if isinstance(row, dict)]
    if not good:
        raise SourceError(f"None of the first {len(sample):,} lines can be used: in row 0 {sample[0]}. {_REMEDY}")
    return good


class Objects:
    """Objects being read; what their fields are was decided from the first ones."""

    def __init__(self, text: Text, sample: Sequence[dict[str, Any]], limits: Settings, hand: RoleParams) -> None:
        names = names_in(sample)
        lengths = {name: [len(row[name]) for row in sample if is_vector(row.get(name))] for name in names}
        away = hand.elsewhere(names)
        holds = {place: name for place, name in enumerate(names) if len(lengths[name]) > len(sample) / 2}
        lists = {place: name for place, name in holds.items() if place not in away}
        self.text, self.lists = text, bool(lists)
        self.notes: list[str] = []
        if hand.vector:
            places = hand.places("vector", names)
            self.vector = [names[place] for place in places]
            self.lists = roles.one_list(places, set(holds), names)
            self.notes.append(roles.said_by_hand(self.vector))
            n_features = len(self.vector)
            if self.lists:
                n_features = Counter(lengths[self.vector[0]]).most_common(1)[0][0]
        elif lists:
            self.vector = [names[roles.best_list(lists)]]
            self.notes.append(f"The vector: the lists in the field {self.vector[0]!r}.")
            n_features = Counter(lengths[self.vector[0]]).most_common(1)[0][0]
        else:
            self.vector = _numbers(names, sample, away)
            self.notes.append(roles.said(self.vector))
            n_features = len(self.vector)
        self.grown = Grown(n_features, limits)
        beside = [name for name in names if name not in self.vector and any(_is_plain(row.get(name)) for row in sample)]
        ignored = [name for name in names if name not in (*self.vector, *beside)]
        self.notes += [f"Ignored: {', '.join(map(repr, ignored[:_SHOWN]))}: no single values."] if ignored else []
        kept = hand.kept({names.index(name): name for name in beside}, names, MOST_COLUMNS)
        self.notes += roles.said_beside(beside, kept)
        self.beside: dict[str, list[Any]] = {name: [] for name in kept.values()}

    def read(self, near: Path, report: Report) -> Records:
        """Read all lines; their vectors go to the disk where `near` lies."""
        vectors = self.grown.stored(self._blocks(report), near)
        columns = {name: _column(values) for name, values in self.beside.items()}
        axes = {} if self.lists else from_vectors(self.vector, vectors)
        notes = (*self.text.notes, *self.notes)
        return Records(vectors, None, axes | columns, notes, None, self.grown.left_out, tuple(axes))

    def _blocks(self, report: Report) -> Iterator[np.ndarray]:
        pieces = Counted(self.text.pieces(), self.text.n_bytes)
        rows = _objects(iter(pieces))
        pace = Pace(report, "reading", "rows")
        size = max(1, _BLOCK_VALUES // self.grown.n_features)
        while found := list(islice(rows, size)):
            block = np.full((len(found), self.grown.n_features), np.nan)
            for at, row in enumerate(found):
                try:
                    block[at] = self._vector(row)
                except SourceError as problem:
                    self.grown.left_out[self.grown.n_rows + at] = problem.message
                for name, values in self.beside.items():
                    values.append(row.get(name) if isinstance(row, dict) else None)
            yield block
            pace(self.grown.n_rows, pieces.share)

    def _vector(self, row: Row) -> np.ndarray:
        if isinstance(row, str):
            raise SourceError(row)
        found = row.get(self.vector[0]) if self.lists else [row.get(name) for name in self.vector]
        if not isinstance(found, list):
            raise SourceError("the vector is missing" if found is None else "the vector isn't a list of numbers")
        if len(found) != self.grown.n_features:
            count = f"{len(found):,} number{'s' * (len(found) != 1)}"
            raise SourceError(f"the vector has {count}, not {self.grown.n_features:,} as the others")
        try:
            return np.array(found, dtype=np.float64)
        except _BROKEN as problem:
            raise SourceError(f"the vector has something in it that is no number ({problem})") from problem


def _rows(text: Text) -> Iterator[Row]:
    return _objects(text.pieces())


def _objects(pieces: Iterator[bytes]) -> Iterator[Row]:
    for line in lines(pieces, MOST_LINE_BYTES):
        if not line.strip():
            continue
        try:
            found = json.loads(line.decode("utf-8", "replace"))
        except _BROKEN as problem:
            yield f"the line is no JSON ({problem})"
        else:
            if isinstance(found, dict):
                yield found
            elif is_vector(found):
                yield {_LONE: found}
            else:
                yield "the line is no object"


def is_vector(value: object) -> bool:
    """Whether a value is a list of numbers, some of which may be missing."""
    return isinstance(value, list) and bool(value) and all(_is_number(entry) or entry is None for entry in value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float)


def names_in(sample: Sequence[dict[str, Any]]) -> list[str]:
    """The names of all fields, each as it first occurs."""
    return list(dict.fromkeys(name for row in sample for name in row))


def kind_of(sample: Sequence[dict[str, Any]], name: str) -> str:
    """What a field holds, most often: ``list``, ``whole``, ``number``, ``text`` or ``other``."""
    values = [row[name] for row in sample if row.get(name) is not None]
    if sum(map(is_vector, values)) > len(values) / 2:
        return "list"
    if values and all(_is_number(value) for value in values):
        return "whole" if all(isinstance(value, int) for value in values) else "number"
    return "text" if all(map(_is_plain, values)) else "other"


def _numbers(names: Sequence[str], sample: Sequence[dict[str, Any]], away: set[int]) -> list[str]:
    """The fields of numbers that are the vector."""
    columns = [[row.get(name) for row in sample] for name in names]
    numeric = {
        place: names[place]
        for place, values in enumerate(columns)
        if place not in away and all(_is_number(value) or value is None for value in values)
    }
    whole = {place for place in numeric if all(isinstance(value, int) for value in columns[place])}
    counted = list(range(len(sample) + 1))
    counting = {place for place in whole if len(sample) > 2 and columns[place] in (counted[:-1], counted[1:])}
    found = [names[place] for place in roles.the_numbers(numeric, whole, counting)]
    if len(found) < 2:
        fields = ", ".join(map(repr, names[:_SHOWN])) or "none"
        raise SourceError(f"There is no vector in it; the fields are {fields}. {_REMEDY}")
    return found


def _column(values: Sequence[Any]) -> np.ndarray:
    """Whole numbers, numbers, or texts."""
    known = [value for value in values if value is not None]
    if known and all(_is_number(value) for value in known):
        whole = all(isinstance(value, int) for value in known) and len(known) == len(values)
        try:
            return np.array(values, dtype=np.int64 if whole else np.float64)
        except OverflowError:
            pass
    return np.array([str(value) if _is_plain(value) else "" for value in values], dtype=object)
