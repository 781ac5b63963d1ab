"""CSV as RFC 4180 has it: UTF-8, CRLF, a header; quotes only where they are needed.

A text that a spreadsheet would run as a formula (it begins with ``=``, ``+``, ``-``, ``@``, their full-width forms, a
tab or a line break) gets an apostrophe before it, which spreadsheets take for "this is text". Texts that are plain
numbers, such as ``-1``, are left alone, and so are all columns of numbers. Parquet files hold every text as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

END = "\r\n"
_RUNS = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_NEEDS_QUOTES = re.compile(r'[",\r\n]|^\s|\s$')


def cell(text: str) -> str:
    """A text as a cell: no formula, and in quotes where a reader would take it apart otherwise."""
    if _RUNS.match(text) and not _NUMBER.fullmatch(text):
        text = f"'{text}"
    quoted = text.replace('"', '""')
    return f'"{quoted}"' if _NEEDS_QUOTES.search(text) else text


def header(names: Sequence[str]) -> bytes:
    """The first line."""
    return (",".join(map(cell, names)) + END).encode()


def lines(columns: Sequence[pa.Array]) -> memoryview:
    """Rows as lines. Texts must be cells already; nothing is written for a null.

    Numbers have as many digits as it takes to read the very same float32 again.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = [column if pa.types.is_string(column.type) else column.cast(pa.string()) for column in columns]
    joined = pc.binary_join_element_wise(*texts, ",", null_handling="replace", null_replacement="")
    ended = pc.binary_join_element_wise(joined, "", END)
    _, offsets, data = ended.buffers()
    ends = memoryview(offsets).cast("i")
    return memoryview(data)[ends[ended.offset] : ends[ended.offset + len(ended)]]
