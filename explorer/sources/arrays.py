"""An array in a file, not loaded yet, and what it could be by its type and shape."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Found:
    """An array in a file, not loaded yet.

    Attributes
    ----------
    name : str
    dtype : numpy.dtype
    shape : tuple of int
    load : callable
        Gives the array, memory-mapped.
    """

    name: str
    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    load: Callable[[], np.ndarray]

    @property
    def holds(self) -> str:
        """Its type and shape, in words."""
        return f"{_kind(self.dtype)} {' x '.join(map(str, self.shape)) or 'a single value'}"

    def __str__(self) -> str:
        return f"{self.name!r} {self.holds}"


Suits = Callable[[Found], bool]


def is_number(array: Found) -> bool:
    """Whether it holds plain numbers."""
    return array.dtype.kind in "biuf"


def is_table(array: Found) -> bool:
    """Whether it can be vectors: rows x dimensions."""
    return is_number(array) and len(array.shape) == 2


def is_images(array: Found) -> bool:
    """Whether it can be images: n x height x width[ x colours]."""
    grey, colour = len(array.shape) == 3, len(array.shape) == 4 and array.shape[-1] in (1, 3, 4)
    return is_number(array) and (grey or colour)


def fields(array: Found) -> list[Found]:
    """A structured array's fields as arrays of their own; any other array as it is."""
    if array.dtype.names is None or len(array.shape) != 1 or array.dtype.hasobject:
        return [array]
    parts = []
    for name in array.dtype.names:
        base, inner = array.dtype[name].base, array.dtype[name].shape
        parts.append(Found(name, base, (*array.shape, *inner), lambda name=name: array.load()[name]))  # type: ignore[misc]
    return parts


def _kind(dtype: np.dtype[Any]) -> str:
    if dtype.names is not None:
        return "structured"
    names = {
        "U": "text",
        "S": "bytes",
        "O": "Python objects",
        "M": "dates",
        "m": "durations",
        "V": "raw bytes",
    }
    return names.get(dtype.kind, dtype.name)
