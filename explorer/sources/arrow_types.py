"""Types of Arrow in a few words, and arrays as plain numbers."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import types

from explorer.errors import SourceError

BROKEN = (pa.ArrowException, OSError, ValueError, KeyError, MemoryError, OverflowError)  # what damaged files raise

_MOST_SAID = 200  # letters of what the library says


def damaged(problem: BaseException, writer: str) -> SourceError:
    """The words for a file that can't be read on; `writer` is what writes such files."""
    said = str(problem).split("\n")[0][:_MOST_SAID].rstrip(". ")
    if isinstance(problem, MemoryError):
        return SourceError(
            f"The file is damaged, or unpacks to more than a worker's memory here ({said}). Write it again with "
            f"{writer}, bring fewer rows, or start the server with a larger EXPLORER_WORKER_MEMORY_BYTES."
        )
    return SourceError(
        f"The file is damaged or cut short ({said}). Copy or download it again, or write it again with {writer}."
    )


def plain_type(dtype: pa.DataType) -> pa.DataType:
    """A type without what stands around it: an extension's storage, a dictionary's values."""
    while isinstance(dtype, pa.BaseExtensionType) or types.is_dictionary(dtype):
        dtype = dtype.storage_type if isinstance(dtype, pa.BaseExtensionType) else dtype.value_type
    return dtype


def plain(array: pa.Array) -> pa.Array:
    """An array of `plain_type`."""
    while isinstance(array, pa.ExtensionArray | pa.DictionaryArray):
        array = array.storage if isinstance(array, pa.ExtensionArray) else array.dictionary_decode()
    return array


def kind(dtype: pa.DataType) -> str:
    """``whole``, ``number``, ``truth``, ``text``, ``time``, ``bytes``, ``file`` (an image), ``list`` or ``other``."""
    if types.is_boolean(dtype):
        return "truth"
    if types.is_integer(dtype):
        return "whole"
    if types.is_floating(dtype) or types.is_decimal(dtype):
        return "number"
    if types.is_string(dtype) or types.is_large_string(dtype) or types.is_string_view(dtype):
        return "text"
    if types.is_temporal(dtype) and not types.is_interval(dtype):
        return "time"
    if types.is_binary(dtype) or types.is_large_binary(dtype) or types.is_binary_view(dtype):
        return "bytes"
    if types.is_struct(dtype) and dtype.get_field_index("bytes") >= 0:
        return "file" if kind(dtype.field("bytes").type) == "bytes" else "other"
    if types.is_list(dtype) or types.is_large_list(dtype) or types.is_fixed_size_list(dtype):
        return "list" if kind(plain_type(dtype.value_type)) in ("whole", "number") else "other"
    return "other"


def counts(column: pa.Array) -> bool:
    """Whether whole numbers number the rows, from 0 or 1."""
    values = plain(column)
    if len(values) < 3 or values.null_count:
        return False
    found = values.to_numpy(zero_copy_only=False)
    return bool(found[0] in (0, 1) and np.array_equal(found - found[0], np.arange(len(found))))


def floats(values: pa.Array) -> np.ndarray:
    """Numbers of any kind as floats, NaN where there is none; those of 16 and 32 bits as they are."""
    if not (types.is_float32(values.type) or types.is_float16(values.type)):
        values = pc.cast(values, pa.float64(), safe=False)
    found: np.ndarray = values.to_numpy(zero_copy_only=False)
    return found
