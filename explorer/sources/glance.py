"""A look at a file's beginning, or at an archive's list of files: what stands in it, before all of it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from math import prod
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from explorer.errors import ParamsError, SourceError
from explorer.recipe import Report, silent
from explorer.settings import Settings, current
from explorer.sources import arrow_choice, arrow_columns, delimited, feather, jsonl, npy, npz, parquet, word2vec
from explorer.sources.arrays import Found
from explorer.sources.arrow_types import kind
from explorer.sources.axes import NAMES as AXES
from explorer.sources.by_hand import BESIDE, COORDINATES, IDENTITY, IGNORED, IMAGE, VECTOR, RoleParams
from explorer.sources.choose import chosen
from explorer.sources.columns import listed
from explorer.sources.hdf5 import read as hdf5
from explorer.sources.hdf5.rehearsal import rehearse
from explorer.sources.identity import IDENTITY_NAMES
from explorer.sources.members import paths_in
from explorer.sources.numerals import is_number
from explorer.sources.preview import Preview, PreviewParams, Seen
from explorer.sources.read import FOLDERS
from explorer.sources.roles import Roles, kinds_of, roles, stem, unique
from explorer.sources.text import open_text
from explorer.sources.together.look import files_in
from explorer.sources.together.tar import of_either_kind

MOST_PATHS = 2_000
FIRST_ROWS = 12
FEWEST_TOGETHER = 4  # columns side by side that are shown as one
_LETTERS = 60
_MOST_LOADED = 50_000_000
_WORDS = {
    "number": "numbers",
    "whole": "whole numbers",
    "counting": "whole numbers, one by one",
    "text": "texts",
    "list": "lists of numbers",
    "truth": "true or false",
    "time": "times",
    "bytes": "bytes",
    "file": "image files",
    "other": "something else",
}


def glance(params: PreviewParams, *, path: Path, report: Report = silent) -> Preview:
    """Look at a file.

    Parameters
    ----------
    params : PreviewParams
    path : Path
        Where the bytes are.
    report : Report

    Returns
    -------
    Preview
        Empty for a format that leaves nothing to choose.

    Raises
    ------
    SourceError
        When it can't be taken apart into columns, or into files.
    LimitError
        When a limit of this server is hit.
    """
    report("looking at the file")
    if params.format in FOLDERS:
        return _images(path, current(), params)
    look = _LOOKS.get(params.format)
    return Preview() if look is None else look(path, current(), params)


def together(columns: Sequence[Seen]) -> tuple[Seen, ...]:
    """The columns, where those of numbers side by side that share a role and a name but for its number are one."""
    found: list[Seen] = []
    for (name, role), group in groupby(columns, lambda seen: (_shared(seen), seen.role)):
        same = list(group)
        if not name or len(same) < FEWEST_TOGETHER:
            found += same
            continue
        rows = zip(*(seen.first for seen in same[:FEWEST_TOGETHER]), strict=True)
        first = tuple(f"{', '.join(row)}, …" for row in rows)
        found.append(Seen(f"{same[0].name}:{same[-1].name}", f"{len(same):,} columns of numbers", role, first))
    return tuple(found)


def _shared(seen: Seen) -> str:
    """What a column's name shares with those that it may be shown with; nothing: it is shown alone."""
    return stem(seen.name) if seen.holds in (_WORDS["number"], _WORDS["whole"]) else ""


def _role(name: str, place: int, hand: RoleParams, vector: Sequence[int], image: int | None, guess: str) -> str:
    """What a column is taken for."""
    if place in vector:
        return VECTOR
    if place == image:
        return IMAGE
    if name == guess:
        return IDENTITY
    if name in hand.coordinates or (not hand.coordinates and name.lower() in AXES[:2]):
        return COORDINATES
    return BESIDE


def _guess(hand: RoleParams, beside: Mapping[str, Sequence[str]], known: str | None = None) -> str:
    """Which of the columns beside the vector will probably be the identity; their first values repeat, if any do."""
    if hand.identity or known:
        return hand.identity or known or ""
    able = [name for guess in IDENTITY_NAMES for name in beside if name.lower() == guess]
    repeating = [name for name in able if len(set(beside[name])) < len(beside[name])]
    return next(iter((*repeating, *able)), "")


def _preview(
    names: Sequence[str],
    holds: Sequence[str],
    first: Sequence[Sequence[str]],
    hand: RoleParams,
    decide: Callable[[], tuple[Sequence[int], int | None, str | None]],
) -> Preview:
    """Columns and what they are taken for; `decide` gives the vector's places, the images', and the identity."""
    vector: Sequence[int] = ()
    image, known, problem = None, None, ""
    ignored: set[int] = set()
    try:
        vector, image, known = decide()
        ignored = set(hand.places("ignore", names))
    except (SourceError, ParamsError) as found:
        problem = found.message
    taken = {*vector, image} | ignored
    beside = {name: first[at] for at, name in enumerate(names) if at not in taken and holds[at] != _WORDS["number"]}
    guess = _guess(hand, beside, known)
    seen = [
        Seen(
            name,
            what,
            IGNORED if place in ignored else _role(name, place, hand, vector, image, guess),
            tuple(value[:_LETTERS] for value in values),
        )
        for place, (name, what, values) in enumerate(zip(names, holds, first, strict=True))
    ]
    return Preview(together(seen), tuple(names), problem)


# --- by format -----------------------------------------------------------------------------------------------------


def _images(path: Path, limits: Settings, hand: PreviewParams) -> Preview:
    of_the_first = hand.of_one()
    of_others = replace(of_the_first, vector=())

    def look(form: str, file: Path, first: bool) -> Preview:
        found = _LOOKS.get(form)
        return Preview() if found is None else found(file, limits, of_the_first if first else of_others)

    with of_either_kind(path, limits) as packed:
        paths = paths_in(packed, limits)
        files = files_in(packed, limits, look, hand.join)
        return Preview(paths=tuple(paths[:MOST_PATHS]), n_paths=len(paths), files=files)


def _delimited(path: Path, limits: Settings, hand: RoleParams) -> Preview:
    _, layout = delimited.outline(path, limits)
    names, _ = unique(layout.names or [""] * layout.n_columns)
    first = [[_digits(row[place]) for row in layout.rows[:FIRST_ROWS]] for place in range(layout.n_columns)]

    def decide() -> tuple[Sequence[int], int | None, str | None]:
        found: Roles = roles(layout, hand)
        return found.vector, None, found.identity

    return _preview(names, [_WORDS[kind] for kind in kinds_of(layout)], first, hand, decide)


def _txt(path: Path, limits: Settings, hand: RoleParams) -> Preview:
    return Preview() if word2vec.has_words(path, limits) else _delimited(path, limits, hand)


def _jsonl(path: Path, limits: Settings, hand: RoleParams) -> Preview:
    text = open_text(path, limits)
    sample = jsonl.first_objects(text)
    names = jsonl.names_in(sample)
    first = [[_short(row.get(name)) for row in sample[:FIRST_ROWS]] for name in names]

    def decide() -> tuple[Sequence[int], int | None, str | None]:
        found = jsonl.Objects(text, sample, limits, hand)
        return [names.index(name) for name in found.vector], None, None

    return _preview(names, [_WORDS[jsonl.kind_of(sample, name)] for name in names], first, hand, decide)


def _parquet(path: Path, limits: Settings, hand: RoleParams) -> Preview:  # noqa: ARG001
    with parquet.opened(path) as source:
        return _arrow(source, hand)


def _feather(path: Path, limits: Settings, hand: RoleParams) -> Preview:  # noqa: ARG001
    with feather.opened(path) as source:
        return _arrow(source, hand)


def _arrow(source: arrow_columns.Source, hand: RoleParams) -> Preview:
    names, kinds, batch = arrow_columns.beginning(source)
    first = [_beginning(batch[place].slice(0, FIRST_ROWS)) for place in range(len(names))]

    def decide() -> tuple[Sequence[int], int | None, str | None]:
        found = arrow_choice.choose(source.schema, batch, hand)
        return found.vector, found.image, None

    return _preview(names, [_WORDS[kind] for kind in kinds], first, hand, decide)


def _beginning(rows: pa.Array) -> list[str]:
    """The first values of a column; nothing where a list of dates has one that Python doesn't know."""
    if kind(rows.type) == "time":
        rows = pc.cast(rows, pa.string())
    try:
        return [_short(value) for value in rows.to_pylist()]
    except (OverflowError, ValueError):
        return [""] * len(rows)


def _npy(path: Path, limits: Settings, hand: RoleParams) -> Preview:  # noqa: ARG001
    return _arrays(npy.arrays_in(path)[0], hand)


def _npz(path: Path, limits: Settings, hand: RoleParams) -> Preview:
    with npz.opened(path, limits) as (arrays, _):
        return _arrays(arrays, hand)


def _hdf5(path: Path, limits: Settings, hand: RoleParams) -> Preview:
    rehearse(path)
    with hdf5.opened(path, limits, hand) as (arrays, _, meant):
        return _arrays(arrays, meant)


def _arrays(arrays: Sequence[Found], hand: RoleParams) -> Preview:
    def decide() -> tuple[Sequence[int], int | None, str | None]:
        vectors, images, parts = chosen(arrays, hand, [])
        vector = [place for place, array in enumerate(arrays) if any(array is part for part in (*parts, vectors))]
        return vector, next((place for place, array in enumerate(arrays) if array is images), None), None

    first = [_first_of(array) for array in arrays]
    return _preview([array.name for array in arrays], [array.holds for array in arrays], first, hand, decide)


def _first_of(array: Found) -> list[str]:
    """The first values of an array of one a row, or of vectors; nothing of others, or where all had to be unpacked."""
    small = 1 <= len(array.shape) <= 2 and prod(array.shape) * array.dtype.itemsize <= _MOST_LOADED
    if not small or array.dtype.hasobject or array.dtype.names is not None:
        return [""] * FIRST_ROWS
    first = listed(array.load()[:FIRST_ROWS])
    values = [value.decode("utf-8", "replace") if array.dtype.kind == "S" else _short(value) for value in first]
    return values + [""] * (FIRST_ROWS - len(values))


def _digits(text: str) -> str:
    """A text, or as a number with few digits where it is one with many."""
    return f"{float(text.strip()):.6g}" if "." in text and is_number(text) else text


def _short(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bytes):
        return f"{len(value):,} bytes"
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_short(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        some = ", ".join(_short(inner) for inner in value[:FEWEST_TOGETHER])
        return f"[{some}{', …' * (len(value) > FEWEST_TOGETHER)}]"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


_LOOKS: dict[str, Callable[[Path, Settings, RoleParams], Preview]] = {
    "csv": _delimited,
    "txt": _txt,
    "jsonl": _jsonl,
    "parquet": _parquet,
    "arrow": _feather,
    "npy": _npy,
    "npz": _npz,
    "hdf5": _hdf5,
}
