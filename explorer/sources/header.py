"""The header of a ``.npy`` array, read and judged before anything is allocated.

The format is the one of NumPy's ``numpy.lib.format`` (NEP 1): magic, version, length, and a dict as text. It
is parsed here rather than by NumPy because a hostile length must be refused before that many bytes are read.
"""

from __future__ import annotations

import ast
import math
from dataclasses import dataclass
from typing import IO, Any

import numpy as np

from explorer.errors import SourceError

MAGIC = b"\x93NUMPY"
MOST_HEADER_BYTES = 10_000  # what NumPy itself trusts to the parser of literals
HOW_TO_SAVE = "Save numbers with np.save('file.npy', array) and texts as array.astype(str)."
_PARSING = (SyntaxError, ValueError, TypeError, KeyError, RecursionError, MemoryError, OverflowError)


@dataclass(frozen=True)
class Header:
    """What an array says of itself.

    Attributes
    ----------
    dtype : numpy.dtype
    shape : tuple of int
    fortran : bool
        Whether the first axis runs fastest.
    size : int
        Bytes before the data begin.
    """

    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    fortran: bool
    size: int

    @property
    def nbytes(self) -> int:
        """Bytes of the data, as a Python integer: it can't overflow."""
        return math.prod(self.shape) * self.dtype.itemsize


def read_header(stream: IO[bytes], name: str) -> Header:
    """Read the header at the beginning of a stream.

    Parameters
    ----------
    stream : binary file
        Left at the first byte of the data.
    name : str
        What to call the array in an error.

    Raises
    ------
    SourceError
        When it is no ``.npy`` array, is cut short, or its header is too long or makes no sense.
    """
    magic = _take(stream, 8, name)
    if magic[:6] != MAGIC:
        raise SourceError(f"{name} is not a NumPy array, or is damaged. {HOW_TO_SAVE}")
    major = magic[6]
    if major not in (1, 2, 3):
        raise SourceError(f"{name} has version {major} of the .npy format; versions 1, 2 and 3 are read.")
    width = 2 if major == 1 else 4
    length = int.from_bytes(_take(stream, width, name), "little")
    if length > MOST_HEADER_BYTES:
        raise SourceError(f"{name} has a header of {length:,} bytes; at most {MOST_HEADER_BYTES:,} are read.")
    text = _take(stream, length, name)
    try:
        return _parsed(text.decode("utf-8" if major == 3 else "latin-1"), 8 + width + length)
    except _PARSING as problem:
        raise SourceError(f"The header of {name} makes no sense, so the file is damaged. {HOW_TO_SAVE}") from problem


def _take(stream: IO[bytes], count: int, name: str) -> bytes:
    data = stream.read(count)
    if len(data) != count:
        raise SourceError(f"{name} is cut short: it ends in the middle of its header. Copy or download it again.")
    return data


def _parsed(text: str, size: int) -> Header:
    body = ast.literal_eval(text.strip())
    if set(body) != {"descr", "fortran_order", "shape"}:
        raise ValueError("other keys than the format's")
    shape, fortran = body["shape"], body["fortran_order"]
    if type(shape) is not tuple or any(type(length) is not int or length < 0 for length in shape):
        raise ValueError("a shape is a tuple of lengths")
    if type(fortran) is not bool:
        raise ValueError("fortran_order is true or false")
    return Header(np.lib.format.descr_to_dtype(body["descr"]), shape, fortran, size)
