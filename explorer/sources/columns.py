"""What stands beside the vectors: texts, numbers and dates -> `Column`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import numpy as np

from explorer.dataset import Column
from explorer.errors import SourceError

MISSING_WORDS = frozenset({"nan", "NaN", "None", "NaT", "<NA>"})  # what pandas and NumPy write for "no value"
MANY = 1_000
_BATCH = 65_536


def encode(values: np.ndarray, *, category: bool = False) -> Column:
    """Turn one value a row into a column.

    Text and dates become categories; so do whole numbers, unless there are more than `MANY` different ones
    and more than half as many as rows; other numbers stay numbers.

    Parameters
    ----------
    values : ndarray of shape (n_samples,)
        Of kind bool, integer, float, text (``U``), bytes (``S``), date or duration.
    category : bool
        Make a category whatever the values are.

    Raises
    ------
    SourceError
        When a text isn't one (characters beyond Unicode).
    """
    if values.dtype.kind == "b":
        return _named_values(values.astype(np.uint8), ("False", "True"))
    if values.dtype.kind in "iuf":
        return _numbers(values, category)
    return _texts(values)


def numbers(values: np.ndarray) -> Column:
    """Numbers as a column of numbers, whatever they count; NaN where there is none that 32 bits hold."""
    with np.errstate(over="ignore"):
        plain = values.astype(np.float32)
    return Column("number", np.where(np.isfinite(plain), plain, np.float32(np.nan)))


def has_repeats(column: Column) -> bool:
    """Whether at least one value occurs twice: what a column of identities needs."""
    counts = np.bincount(column.values, minlength=len(column.names))
    if column.missing is not None:
        counts[column.missing] = 0
    return bool((counts > 1).any())


def is_whole(values: np.ndarray) -> bool:
    """Whether all values that are there are whole numbers (ids with NaN for "none" come as floats)."""
    if values.dtype.kind != "f":
        return True
    known = values[np.isfinite(values)]
    return bool((known == np.floor(known)).all())


def listed(batch: np.ndarray) -> list[Any]:
    """The values of an array as Python has them; dates are texts.

    Raises
    ------
    SourceError
        When it holds characters that don't exist.
    """
    if batch.dtype.kind == "U":
        letters = np.ascontiguousarray(batch).view(np.dtype("u4").newbyteorder(batch.dtype.byteorder))
        # Seen to here: of a letter beyond the last, NumPy makes a text that Python fails on in one place or another.
        if int(letters.max(initial=0)) > sys.maxunicode:
            raise SourceError(
                f"A text column holds characters that don't exist ({int(letters.max()):#x}): it is damaged."
            )
    values: list[Any] = (batch.astype(str) if batch.dtype.kind in "Mm" else batch).tolist()
    return values


def _numbers(values: np.ndarray, category: bool) -> Column:
    if values.dtype.kind == "f" and not category:
        return numbers(values)
    native = values.astype(values.dtype.newbyteorder("="))
    different, codes = np.unique(native, return_inverse=True)
    if not category and len(different) > MANY and len(different) > len(values) / 2:
        return Column("number", native.astype(np.float32))
    whole = is_whole(different)
    names = [_number_name(value, whole) for value in different]
    return _column(codes, names, sorted(range(len(names)), key=lambda code: (not names[code], code)))


def _number_name(value: np.number[Any], whole: bool) -> str:
    if not np.isfinite(value):
        return ""
    return str(int(value)) if whole else str(value)


def _texts(values: np.ndarray) -> Column:
    codes: dict[str | bytes, int] = {}
    coded = np.empty(len(values), dtype=np.int64)
    for start in range(0, len(values), _BATCH):
        batch = values[start : start + _BATCH]
        coded[start : start + len(batch)] = [codes.setdefault(text, len(codes)) for text in listed(batch)]
    names = list(_clean(list(codes)))
    return _column(coded, names, sorted(range(len(names)), key=lambda code: (not names[code], names[code])))


def _clean(raw: list[str | bytes]) -> Iterator[str]:
    for value in raw:
        text = _decoded(value) if isinstance(value, bytes) else value
        known = text.strip() and text not in MISSING_WORDS
        # Half a surrogate pair can be in NumPy's text but not in UTF-8, nor on a page.
        yield text.encode("utf-8", "replace").decode("utf-8") if known else ""


def _decoded(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _named_values(codes: np.ndarray, names: tuple[str, ...]) -> Column:
    present = np.unique(codes)
    return _column(np.searchsorted(present, codes), [names[code] for code in present], range(len(present)))


def _column(codes: np.ndarray, names: list[str], order: range | list[int]) -> Column:
    """Renumber codes so that they run in `order`; equal names become one, the empty one is "missing"."""
    final: dict[str, int] = {}
    table = np.empty(len(names), dtype=np.int64)
    for code in order:
        table[code] = final.setdefault(names[code], len(final))
    small = np.min_scalar_type(max(0, len(final) - 1))
    return Column("category", table[codes.reshape(-1)].astype(small), tuple(final), final.get(""))
