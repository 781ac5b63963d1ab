"""Columns of Arrow -> `Records`, for Parquet and Feather; `arrow_choice` says which are the vector and which an image.

As Hugging Face's `datasets` writes them, an image is a struct ``{bytes, path}``, and the names of whole numbers stand
in the schema's metadata.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import types

from explorer.errors import SourceError
from explorer.recipe import Report
from explorer.settings import Settings
from explorer.sources import roles
from explorer.sources.arrow_choice import BESIDE, Chosen, choose, files, listed
from explorer.sources.arrow_types import floats, kind, plain, plain_type
from explorer.sources.axes import from_vectors
from explorer.sources.by_hand import OPEN, RoleParams
from explorer.sources.choose import MOST_COLUMNS
from explorer.sources.grown import Grown, even
from explorer.sources.images import Files, most_bytes
from explorer.sources.numerals import coded
from explorer.sources.pace import Pace
from explorer.sources.records import Records

BATCH_BYTES = 8_000_000


@dataclass(frozen=True)
class Source:
    """A file of columns.

    Attributes
    ----------
    schema : pyarrow.Schema
    n_rows : int
    batches : callable
        Gives the rows in batches of about `BATCH_BYTES`, as columns by their places: those asked for, at least.
    """

    schema: pa.Schema
    n_rows: int
    batches: Callable[[Sequence[int]], Iterator[dict[int, pa.Array]]]

    def checked(self, places: Sequence[int]) -> Iterator[dict[int, pa.Array]]:
        """The batches, each looked through: what is in them points nowhere outside, and texts are texts."""
        for batch in self.batches(places) if places else ():
            for place in places:
                batch[place].validate(full=True)
            if len(batch[places[0]]):
                yield batch


def read_columns(source: Source, limits: Settings, near: Path, report: Report, hand: RoleParams = OPEN) -> Records:
    """Read a file of columns.

    Parameters
    ----------
    source : Source
    limits : Settings
    near : Path
        The disk to put large arrays on.
    report : Report
    hand : RoleParams
        What a person says of its columns.

    Raises
    ------
    SourceError
        When there are neither vectors nor images in it.
    LimitError
        When a limit of this server is hit.
    """
    _, _, first = beginning(source)
    limits.check("max_rows", source.n_rows)
    chosen = choose(source.schema, first, hand)
    notes = list(chosen.notes)
    columns = _Columns(chosen, _class_names(source.schema))
    vectors, left_out = None, {}
    if chosen.vector:
        width = _list_length(first[chosen.vector[0]]) if chosen.lists else len(chosen.vector)
        grown = Grown(width, limits)
        wanted = (*chosen.vector, *chosen.beside)
        vectors = grown.stored(_blocks(source, wanted, chosen, grown, columns, report), near)
        left_out = grown.left_out
        _check_rows(grown.n_rows, source)
    else:
        count = 0
        for batch in source.checked(tuple(chosen.beside)) if chosen.beside else ():
            count += columns.add(batch)
        _check_rows(count or source.n_rows, source)
    found = columns.arrays()
    images = None
    if chosen.image is not None:
        limits.check("max_images", source.n_rows)
        paths: list[str] = []
        files = Files(source.n_rows)
        encoded = _encoded(source, chosen.image, paths, limits)
        images = files.read(encoded, lambda row: repr(paths[row]) if paths[row] else "the image", limits, near, report)
        _check_rows(len(paths), source)
        notes += files.notes()
        left_out = {**files.left_out, **left_out}
        if any(paths) and "file" not in found:
            found = {"file": np.array(paths, dtype=object), **found}
    axes: dict[str, np.ndarray] = {}
    if vectors is not None and not chosen.lists:
        axes = from_vectors([chosen.names[place] for place in chosen.vector], vectors)
    return Records(vectors, images, axes | found, tuple(notes), None, left_out, tuple(axes))


def beginning(source: Source) -> tuple[list[str], list[str], dict[int, pa.Array]]:
    """The names of the columns, what each holds, and the first rows.

    Raises
    ------
    SourceError
        When there are no rows, or no columns.
    """
    if not source.schema.names:
        raise SourceError("There are no columns in it.")
    if not source.n_rows:
        raise SourceError(f"There are no rows in it, only columns: {listed(source.schema)}.")
    first = next(source.checked(range(len(source.schema))), None)
    if first is None:
        raise SourceError("The file says that it has rows, but there are none: it is damaged.")
    names, _ = roles.unique(source.schema.names)
    return names, [kind(plain_type(field.type)) for field in source.schema], first


def promise(source: Source) -> int:
    """How surely there are vectors in it: 2, they are meant as such; 1, numbers that could be; 0, none."""
    first = next(source.checked(range(len(source.schema))), None) if source.n_rows else None
    if first is None:
        return 0
    try:
        chosen = choose(source.schema, first, OPEN)
    except SourceError:
        return 0
    named = {place: chosen.names[place] for place in chosen.vector}
    return 2 if chosen.lists or chosen.image is not None or roles.numbered(named) else 1


def read_beside(source: Source, limits: Settings) -> Records:
    """Read columns that stand beside vectors: those of single values, none as a vector.

    Raises
    ------
    SourceError
        When there is none.
    LimitError
        When a limit of this server is hit.
    """
    limits.check("max_rows", source.n_rows)
    names, notes = roles.unique(source.schema.names)
    plain_ones = {
        place: names[place] for place, field in enumerate(source.schema) if kind(plain_type(field.type)) in BESIDE
    }
    beside = dict(list(plain_ones.items())[:MOST_COLUMNS])
    if not beside or not source.n_rows:
        raise SourceError(f"There are no rows of single values in it, only: {listed(source.schema)}.")
    columns = _Columns(Chosen((), False, None, beside, tuple(names), ()), _class_names(source.schema))
    _check_rows(sum(columns.add(batch) for batch in source.checked(tuple(beside))), source)
    return Records(columns=columns.arrays(), notes=tuple(notes))


def _check_rows(count: int, source: Source) -> None:
    if count != source.n_rows:
        raise SourceError(f"The file says that it has {source.n_rows:,} rows, but there are {count:,}: it is damaged.")


def _blocks(
    source: Source, wanted: Sequence[int], chosen: Chosen, grown: Grown, columns: _Columns, report: Report
) -> Iterator[np.ndarray]:
    pace = Pace(report, "reading", "rows", source.n_rows)
    for batch in source.checked(wanted):
        pace(grown.n_rows)
        bad: dict[int, str] = {}
        if chosen.lists:
            table = _table(plain(batch[chosen.vector[0]]), grown.n_features, bad)
        else:
            table = np.empty((len(batch[chosen.vector[0]]), grown.n_features))
            for at, place in enumerate(chosen.vector):
                table[:, at] = floats(plain(batch[place]))
        grown.left_out.update({grown.n_rows + row: why for row, why in bad.items()})
        columns.add(batch)
        yield table


def _table(lists: pa.Array, width: int, bad: dict[int, str]) -> np.ndarray:
    lengths = pc.list_value_length(lists).fill_null(0).to_numpy(zero_copy_only=False)
    ends = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return even(floats(plain(lists.flatten())), ends, width, bad)


def _list_length(column: pa.Array) -> int:
    lengths = pc.list_value_length(plain(column)).drop_null().to_pylist()
    return int(Counter(length for length in lengths if length).most_common(1)[0][0]) if any(lengths) else 1


class _Columns:
    """What stands beside the vectors, batch after batch."""

    def __init__(self, chosen: Chosen, class_names: dict[str, list[str]]) -> None:
        self._chosen, self._class_names = chosen, class_names
        self._found: dict[int, list[pa.Array]] = {place: [] for place in chosen.beside}

    def add(self, batch: dict[int, pa.Array]) -> int:
        """Take a batch's; how many rows those are."""
        for place, arrays in self._found.items():
            arrays.append(_own(plain(batch[place])))
        return len(next(iter(batch.values())))

    def arrays(self) -> dict[str, np.ndarray]:
        """All of them, by their names."""
        found = {}
        for place, name in self._chosen.beside.items():
            found[name] = _values(self._found.pop(place), self._class_names.get(name, []))
        return found


def _own(values: pa.Array) -> pa.Array:
    """A copy that doesn't hold the batch; texts as codes."""
    if types.is_temporal(values.type):
        values = pc.cast(values, pa.string())
    if kind(values.type) == "text":
        return coded(values.fill_null(""))
    return pa.concat_arrays([values])


def _values(arrays: Sequence[pa.Array], class_names: Sequence[str]) -> np.ndarray:
    values = pa.concat_arrays(pa.chunked_array(arrays).unify_dictionaries().chunks)
    if isinstance(values, pa.DictionaryArray):
        texts = np.array(values.dictionary.to_pylist(), dtype=object)
        found: np.ndarray = texts[values.indices.to_numpy(zero_copy_only=False)]
        return found
    if types.is_boolean(values.type) and values.null_count:
        values = pc.cast(values, pa.float64())
    if kind(values.type) == "number" and not types.is_floating(values.type):
        values = pc.cast(values, pa.float64(), safe=False)
    found = values.to_numpy(zero_copy_only=False)
    if class_names and found.dtype.kind in "iu":
        known = (found >= 0) & (found < len(class_names))
        return np.where(known, np.array(class_names, dtype=object)[np.where(known, found, 0)], "")
    return found


def _class_names(schema: pa.Schema) -> dict[str, list[str]]:
    """The names of whole numbers, as Hugging Face keeps them."""
    try:
        features = json.loads((schema.metadata or {}).get(b"huggingface", b"{}"))["info"]["features"]
        found = {name: feature["names"] for name, feature in features.items() if feature.get("_type") == "ClassLabel"}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
    return {
        name: names
        for name, names in found.items()
        if isinstance(names, list) and names and all(isinstance(text, str) for text in names)
    }


def _encoded(source: Source, place: int, paths: list[str], limits: Settings) -> Iterator[bytes | SourceError]:
    most = most_bytes(limits)
    for batch in source.checked((place,)):
        for data, path in files(batch[place]):
            paths.append(path)
            if len(paths) > source.n_rows:
                raise SourceError(f"There are more rows in it than the {source.n_rows:,} it says: it is damaged.")
            if data is None:
                yield SourceError("only its path is in the file, not the image" if path else "there is none")
            elif len(data) > most:
                yield SourceError(f"it has {len(data):,} bytes; at most {most:,} are read of one image")
            else:
                yield data


