"""Arrays of a file whose roles a person has chosen: the vector, the images, places on a map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from explorer.errors import ParamsError
from explorer.sources.arrays import Found, is_images, is_number, is_table
from explorer.sources.by_hand import RoleParams

MAP_AXES = (2, 3)
_SHOWN = 3


def vectors_of(arrays: Sequence[Found], hand: RoleParams) -> tuple[Found | None, list[Found]]:
    """The vectors as an array of rows x dimensions, and the arrays they are made of; None where that is left open.

    One array of two axes or more, each row laid out flat; or several of one number a row, side by side.

    Raises
    ------
    ParamsError
        When they can't be vectors.
    """
    chosen = [arrays[place] for place in hand.places("vector", [array.name for array in arrays])]
    if not chosen:
        return None, []
    for array in chosen:
        if not is_number(array) or not array.shape:
            raise _refused("vector", f"{array} holds no numbers in rows")
    if len(chosen) == 1 and len(chosen[0].shape) > 1:
        return _flat(chosen[0]), chosen
    if len(chosen) == 1 or any(array.shape != chosen[0].shape[:1] for array in chosen):
        shown = "; ".join(map(str, chosen[:_SHOWN]))
        raise _refused("vector", f"a vector is one array of rows x dimensions, or two or more of n numbers: {shown}")
    return _stacked(chosen), chosen


def images_of(arrays: Sequence[Found], hand: RoleParams) -> Found | None:
    """The images, where they were chosen.

    Raises
    ------
    ParamsError
        When they can't be images.
    """
    chosen = [arrays[place] for place in hand.places("image", [array.name for array in arrays])]
    if chosen and not is_images(chosen[0]):
        raise _refused("image", f"{chosen[0]}: images are n x height x width, or n x height x width x 3 or 4")
    return chosen[0] if chosen else None


def with_axes(arrays: Sequence[Found], hand: RoleParams) -> tuple[list[Found], RoleParams]:
    """The arrays, a table of places on a map as an array an axis; and the roles, which name these instead."""
    places = set(hand.places("coordinates", [array.name for array in arrays]))
    found: list[Found] = []
    axes: list[str] = []
    for place, array in enumerate(arrays):
        split = [array]
        if place in places and is_table(array) and array.shape[1] in MAP_AXES:
            split = [_axis(array, axis) for axis in range(array.shape[1])]
        axes += [part.name for part in split] if place in places else []
        found += split
    return found, replace(hand, coordinates=tuple(axes)) if axes else hand


def _flat(array: Found) -> Found:
    width = int(np.prod(array.shape[1:], dtype=object))
    return replace(array, shape=(array.shape[0], width), load=lambda: array.load().reshape(array.shape[0], width))


def _stacked(arrays: Sequence[Found]) -> Found:
    shape = (arrays[0].shape[0], len(arrays))
    return Found(
        ", ".join(array.name for array in arrays),
        np.dtype(np.float32),
        shape,
        lambda: np.column_stack([array.load() for array in arrays]),
    )


def _axis(array: Found, axis: int) -> Found:
    name = f"{array.name} {axis + 1}"
    return Found(name, array.dtype, array.shape[:1], lambda: np.ascontiguousarray(array.load()[:, axis]))


def _refused(field: str, why: str) -> ParamsError:
    return ParamsError(f"{field}: {why}.", field=field)
