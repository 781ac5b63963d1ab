"""Texts -> numbers, a block at a time: single ones, and whole vectors written into one text."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.sources.columns import MISSING_WORDS

MISSING = ("", "NA", "N/A", "n/a", "null", "NULL", "-", "?", *sorted(MISSING_WORDS))
# Nothing in it can be read in two ways: a long text that is no number is known for one at once.
NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?(inf|Inf|infinity|Infinity)|nan|NaN|NAN")
_LIST = re.compile(rf"[\[({{\s]*({NUMBER.pattern})([\s,;]+({NUMBER.pattern}))+[\])}}\s,;]*")
_CODE = re.compile(r"[+-]?0[0-9]+")
_MOST_SHOWN = 20
_EXACT = 2**53  # whole numbers beyond it aren't all floats


def is_number(text: str, decimal: str = ".") -> bool:
    """Whether a text is a number."""
    return NUMBER.fullmatch(_pointed(text.strip(), decimal)) is not None


def is_missing(text: str) -> bool:
    """Whether a text stands for no value."""
    return text.strip() in MISSING


def is_list(text: str) -> bool:
    """Whether a text is a vector: two numbers or more."""
    return _LIST.fullmatch(text) is not None


def is_code(text: str) -> bool:
    """Whether a text has digits, but is no number: it begins with 0, as ``007``."""
    return _CODE.fullmatch(text.strip()) is not None


def numbers(texts: pa.Array, decimal: str = ".") -> tuple[np.ndarray, dict[int, str]]:
    """Read texts as numbers.

    Parameters
    ----------
    texts : pyarrow.Array of str
    decimal : {".", ","}

    Returns
    -------
    ndarray of float64
        NaN where there is none.
    dict of int to str
        Places of texts that are neither a number nor a word for "no value", and what stands there.
    """
    if decimal == ",":
        texts = pc.replace_substring(texts, ",", ".", max_replacements=1)
    try:
        return _floats(texts), {}
    except pa.ArrowInvalid:
        pass
    texts = pc.utf8_trim_whitespace(texts)
    texts = pc.if_else(pc.is_in(texts, value_set=pa.array(MISSING, texts.type)), None, texts)
    good = pc.match_substring_regex(texts, f"^({NUMBER.pattern})$")
    bad = np.flatnonzero(~good.fill_null(True).to_numpy(zero_copy_only=False))
    found = {int(place): texts[int(place)].as_py()[:_MOST_SHOWN] for place in bad}
    return _floats(pc.if_else(good, texts, None)), found


def vectors(texts: pa.Array) -> tuple[np.ndarray, np.ndarray, dict[int, str]]:
    """Read texts as vectors: numbers between commas, semicolons or white space, with brackets of any kind or without.

    Returns
    -------
    values : ndarray of float64
        All numbers, row after row.
    ends : ndarray of shape (n_rows + 1,)
        Row i is ``values[ends[i]:ends[i + 1]]``.
    bad : dict of int to str
        Rows with something else in them, and what.
    """
    plain = pc.utf8_trim_whitespace(pc.replace_substring_regex(texts, r"[\[\](){},;\s]+", " "))
    parts = pc.split_pattern(plain, " ")
    lengths = np.where(pc.equal(plain, "").to_numpy(zero_copy_only=False), 0, pc.list_value_length(parts))
    flat = parts.flatten()
    values, wrong = numbers(pc.filter(flat, pc.not_equal(flat, "")))
    ends = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    rows = np.searchsorted(ends, list(wrong), side="right") - 1
    return values, ends, {int(row): what for row, what in reversed(list(zip(rows, wrong.values(), strict=True)))}


def coded(texts: pa.Array) -> pa.DictionaryArray:
    """Texts as codes into the different ones; these may have more than 2 GB together, as Arrow's plain ones can't."""
    return pc.dictionary_encode(pc.cast(texts, pa.large_string()))


def typed(blocks: Sequence[pa.DictionaryArray], decimal: str = ".") -> np.ndarray:
    """A column's texts as what they are: whole numbers, numbers, or texts.

    Codes with zeros before them (``007``) and whole numbers beyond 64 bits stay texts. Only the different ones are
    looked at.

    Parameters
    ----------
    blocks : sequence of pyarrow.DictionaryArray
        As `coded` gives them.
    decimal : {".", ","}
    """
    whole = pa.concat_arrays(pa.chunked_array(blocks).unify_dictionaries().chunks)
    found: np.ndarray = _typed(whole.dictionary, decimal)[whole.indices.to_numpy(zero_copy_only=False)]
    return found


def _typed(different: pa.Array, decimal: str) -> np.ndarray:
    values, bad = numbers(different, decimal)
    known = values[np.isfinite(values)]
    codes = pc.any(pc.match_substring_regex(different, f"^{_CODE.pattern}$")).as_py()
    if not bad and len(known) and not codes:
        try:
            whole: np.ndarray = pc.cast(pc.utf8_trim_whitespace(different), pa.int64()).to_numpy()
            return whole
        except pa.ArrowInvalid:
            if np.abs(known).max() <= _EXACT:
                return values
    return np.array(different.to_pylist(), dtype=object)


def _floats(texts: pa.Array) -> np.ndarray:
    found: np.ndarray = pc.cast(texts, pa.float64()).to_numpy(zero_copy_only=False)
    return found


def _pointed(text: str, decimal: str) -> str:
    return text.replace(",", ".", 1) if decimal == "," else text
