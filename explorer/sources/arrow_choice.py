"""Which columns of Arrow are the vector, which an image, which stand beside: found out, or as a person says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
from pyarrow import types

from explorer.errors import ParamsError, SourceError
from explorer.sources import roles
from explorer.sources.arrow_types import counts, kind, plain, plain_type
from explorer.sources.by_hand import RoleParams
from explorer.sources.choose import IMAGE_NAMES, MOST_COLUMNS

BESIDE = ("whole", "number", "truth", "text", "time")  # kinds of columns that can stand beside a vector
NUMBERS = ("whole", "number")
_INDEX = "__index_level_"  # pandas' own
_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"BM", b"II*\0", b"MM\0*")  # of images
_SHOWN = 20


@dataclass(frozen=True)
class Chosen:
    """What the columns are: places of the vector's, whether it is one of lists, of the images, and of those beside."""

    vector: tuple[int, ...]
    lists: bool
    image: int | None
    beside: dict[int, str]
    names: tuple[str, ...]
    notes: tuple[str, ...]


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
    beside = {place: names[place] for place in rest if kinds[place] in BESIDE}
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
    data = next((data for data, _ in files(column) if data), b"")
    return name.lower() in IMAGE_NAMES or data.startswith(_BEGINNINGS)


def files(column: pa.Array) -> Iterator[tuple[bytes | None, str]]:
    """An image's bytes and its path, row after row."""
    column = plain(column)
    if not types.is_struct(column.type):
        yield from ((value.as_py(), "") for value in column)
        return
    has_path = column.type.get_field_index("path") >= 0 and kind(column.type.field("path").type) == "text"
    paths = column.field("path") if has_path else pa.nulls(len(column), pa.string())
    for there, data, path in zip(column.is_valid(), column.field("bytes"), paths, strict=True):
        yield (data.as_py() if there.as_py() else None), path.as_py() or ""


def listed(schema: pa.Schema) -> str:
    """The columns and their types, in words."""
    found = list(zip(schema.names, schema.types, strict=True))
    return ", ".join(f"{name!r} {str(dtype)[:60]}" for name, dtype in found[:_SHOWN]) + ", …" * (len(found) > _SHOWN)


def _nothing(schema: pa.Schema) -> str:
    return (
        f"There are neither vectors nor images in it. Found: {listed(schema) or 'no columns'}. A vector is one column "
        "of lists of numbers, or several columns of numbers; an image is a column of encoded files."
    )
