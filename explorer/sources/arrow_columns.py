"""Columns of Arrow -> `Records`: which are the vector, which an image, which stand beside. For Parquet and Feather.

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

from explorer.errors import ParamsError, SourceError
from explorer.recipe import Report
from explorer.settings import Settings
from explorer.sources import roles
from explorer.sources.arrow_types import counts, floats, kind, plain, plain_type
from explorer.sources.axes import from_vectors
from explorer.sources.by_hand import OPEN, RoleParams
from explorer.sources.choose import IMAGE_NAMES, MOST_COLUMNS
from explorer.sources.grown import Grown, even
from explorer.sources.images import Files, most_bytes
from explorer.sources.numerals import coded
from explorer.sources.records import Records

BATCH_BYTES = 8_000_000
_INDEX = "__index_level_"  # pandas' own
_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"BM", b"II*\0", b"MM\0*")  # of images
_BESIDE = ("whole", "number", "truth", "text", "time")  # kinds of columns that can stand beside a vector
_SHOWN = 20
NUMBERS = ("whole", "number")


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
        for batch in self.batches(places):
            for place in places:
                batch[place].validate(full=True)
            if len(batch[places[0]]):
                yield batch


@dataclass(frozen=True)
class Chosen:
    """What the columns are: places of the vector's, whether it is one of lists, of the images, and of those beside."""

    vector: tuple[int, ...]
    lists: bool
    image: int | None
    beside: dict[int, str]
    names: tuple[str, ...]
    notes: tuple[str, ...]


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
        When there are no rows.
    """
    if not source.n_rows:
        raise SourceError(f"There are no rows in it, only columns: {_listed(source.schema)}.")
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
        place: names[place] for place, field in enumerate(source.schema) if kind(plain_type(field.type)) in _BESIDE
    }
    beside = dict(list(plain_ones.items())[:MOST_COLUMNS])
    if not beside or not source.n_rows:
        raise SourceError(f"There are no rows of single values in it, only: {_listed(source.schema)}.")
    columns = _Columns(Chosen((), False, None, beside, tuple(names), ()), _class_names(source.schema))
    _check_rows(sum(columns.add(batch) for batch in source.checked(tuple(beside))), source)
    return Records(columns=columns.arrays(), notes=tuple(notes))


def _check_rows(count: int, source: Source) -> None:
    if count != source.n_rows:
        raise SourceError(f"The file says that it has {source.n_rows:,} rows, but there are {count:,}: it is damaged.")


def choose(schema: pa.Schema, first: dict[int, pa.Array], hand: RoleParams) -> Chosen:
    """Decide what is what.

    Parameters
    ----------
    schema : pyarrow.Schema
    first : dict of int to pyarrow.Array
        The first rows, by the columns' places.
    hand : RoleParams
        What a person says of them.

    Raises
    ------
    SourceError
        When there are neither vectors nor images.
    ParamsError
        When a column can't play the role it was given.
    """
    names, notes = roles.unique(schema.names)
    kinds = {place: kind(plain_type(field.type)) for place, field in enumerate(schema)}
    image = _image(kinds, names, first, hand)
    away = hand.elsewhere(names)
    lists = {place: names[place] for place, what in kinds.items() if what == "list" and place not in away}
    whole = {place for place, what in kinds.items() if what == "whole"}
    counting = {place for place in whole if counts(first[place])}
    numeric = {place: names[place] for place, what in kinds.items() if what in NUMBERS and place not in away}
    vector: list[int] = []
    if hand.vector:
        vector = hand.places("vector", names)
        lists = _by_hand(vector, kinds, names)
        notes += [roles.said_by_hand([names[place] for place in vector])] if vector else []
    elif lists:
        vector = [roles.best_list(lists)]
        notes.append(f"The vector: the lists in the column {names[vector[0]]!r}.")
    else:
        vector = roles.the_numbers(numeric, whole, counting)
        if image is not None and not roles.numbered(numeric):
            vector = []  # numbers beside images say something of them, such as their width
        if len(vector) > 1:
            notes.append(roles.said([names[place] for place in vector]))
    if image is None and not (lists or len(vector) > 1):
        raise SourceError(_nothing(schema))
    vector = vector if lists or len(vector) > 1 else []
    index = {place for place in counting if names[place].startswith(_INDEX)}
    rest = [place for place in kinds if place not in {*vector, *index} and place != image]
    beside = {place: names[place] for place in rest if kinds[place] in _BESIDE}
    notes += [f"Ignored: {names[p]!r}: {schema.field(p).type} is no column." for p in rest if p not in beside]
    kept = hand.kept(beside, names, MOST_COLUMNS)
    notes += roles.said_beside(list(beside.values()), kept)
    return Chosen(tuple(vector), bool(lists), image, kept, tuple(names), tuple(notes))


def _image(
    kinds: dict[int, str], names: Sequence[str], first: dict[int, pa.Array], hand: RoleParams
) -> int | None:
    """The column of images: the one chosen, else by its name, else the first whose values begin like images."""
    chosen = hand.places("image", names)
    if chosen and kinds[chosen[0]] not in ("bytes", "file"):
        raise ParamsError(f"image: {names[chosen[0]]!r} holds no bytes of images ({kinds[chosen[0]]}).", field="image")
    if chosen or hand.none("image"):
        return chosen[0] if chosen else None
    images = {place: names[place] for place, what in kinds.items() if _is_image(what, names[place], first[place])}
    taken = set(hand.places("ignore", names))
    able = [place for place in images if place not in taken]
    return min(able, key=lambda place: (names[place].lower() not in IMAGE_NAMES, place), default=None)


def _by_hand(vector: Sequence[int], kinds: dict[int, str], names: Sequence[str]) -> dict[int, str]:
    """Of columns chosen as the vector the one of lists; none where they are numbers.

    Raises
    ------
    ParamsError
        When they can't be a vector.
    """
    lists = {place: names[place] for place in vector if kinds[place] == "list"}
    other = [place for place in vector if kinds[place] not in (*NUMBERS, "list")]
    if other:
        what = f"{names[other[0]]!r} holds neither numbers nor lists of numbers ({kinds[other[0]]})"
        raise ParamsError(f"vector: {what}.", field="vector")
    if vector:
        roles.one_list(vector, set(lists), names)
    return lists


def _is_image(what: str, name: str, column: pa.Array) -> bool:
    if what not in ("bytes", "file"):
        return False
    data = next((data for data, _ in _files(column) if data), b"")
    return name.lower() in IMAGE_NAMES or data.startswith(_BEGINNINGS)


def _blocks(
    source: Source, wanted: Sequence[int], chosen: Chosen, grown: Grown, columns: _Columns, report: Report
) -> Iterator[np.ndarray]:
    for batch in source.checked(wanted):
        report("reading", min(1.0, grown.n_rows / source.n_rows))
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


def _files(column: pa.Array) -> Iterator[tuple[bytes | None, str]]:
    """An image's bytes and its path, row after row."""
    column = plain(column)
    if not types.is_struct(column.type):
        yield from ((value.as_py(), "") for value in column)
        return
    has_path = column.type.get_field_index("path") >= 0 and kind(column.type.field("path").type) == "text"
    paths = column.field("path") if has_path else pa.nulls(len(column), pa.string())
    for there, data, path in zip(column.is_valid(), column.field("bytes"), paths, strict=True):
        yield (data.as_py() if there.as_py() else None), path.as_py() or ""


def _encoded(source: Source, place: int, paths: list[str], limits: Settings) -> Iterator[bytes | SourceError]:
    most = most_bytes(limits)
    for batch in source.checked((place,)):
        for data, path in _files(batch[place]):
            paths.append(path)
            if len(paths) > source.n_rows:
                raise SourceError(f"There are more rows in it than the {source.n_rows:,} it says: it is damaged.")
            if data is None:
                yield SourceError("only its path is in the file, not the image" if path else "there is none")
            elif len(data) > most:
                yield SourceError(f"it has {len(data):,} bytes; at most {most:,} are read of one image")
            else:
                yield data


def _listed(schema: pa.Schema) -> str:
    found = list(zip(schema.names, schema.types, strict=True))
    return ", ".join(f"{name!r} {str(dtype)[:60]}" for name, dtype in found[:_SHOWN]) + ", …" * (len(found) > _SHOWN)


def _nothing(schema: pa.Schema) -> str:
    return (
        f"There are neither vectors nor images in it. Found: {_listed(schema) or 'no columns'}. A vector is one column "
        "of lists of numbers, or several columns of numbers; an image is a column of encoded files."
    )
