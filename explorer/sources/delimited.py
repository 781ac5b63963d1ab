"""``.csv``, ``.tsv`` and ``.txt``: tables of text, read in blocks. Every value is read as text, then judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv

from explorer.errors import LimitError, SourceError
from explorer.recipe import Report
from explorer.settings import Settings
from explorer.sources import numerals
from explorer.sources.axes import from_vectors
from explorer.sources.by_hand import OPEN, RoleParams
from explorer.sources.choose import MOST_COLUMNS
from explorer.sources.grown import Grown, even
from explorer.sources.numerals import is_number
from explorer.sources.pace import Pace
from explorer.sources.records import Records
from explorer.sources.roles import Roles, numbered, roles, unique
from explorer.sources.sniff import SAMPLE_BYTES, Layout, sniff, squeezed
from explorer.sources.text import Counted, Stream, Text, open_text

BLOCK_BYTES = 1_000_000  # a row is never longer; pyarrow reads several ahead
QUOTE = '"'
_FEW = 2  # columns of numbers that may mean anything
_LONE = "label"  # what TensorFlow's Projector calls a single column without a name


def read_delimited(path: Path, limits: Settings, report: Report, hand: RoleParams = OPEN) -> Records:
    """Read a table of text.

    Parameters
    ----------
    path : Path
    limits : Settings
    report : Report
    hand : RoleParams
        What a person says of its columns.

    Raises
    ------
    SourceError
        When there is no vector in it, or it can't be told apart into rows and columns.
    LimitError
        When a limit of this server is hit.
    ParamsError
        When there is no column of a name given, or it can't be the vector.
    """
    text, layout = outline(path, limits)
    return Table(text, layout, roles(layout, hand), limits).read(path, report)


def outline(path: Path, limits: Settings, delimiter: str = "") -> tuple[Text, Layout]:
    """How a table of text is written; raises as `read_delimited` does."""
    text = open_text(path, limits)
    head = text.head(SAMPLE_BYTES + 1)
    sample = head[:SAMPLE_BYTES].decode("utf-8", "ignore").replace("\r\n", "\n").replace("\r", "\n")
    _check_width(sample, limits)
    return text, sniff(sample, whole=len(head) <= SAMPLE_BYTES, delimiter=delimiter)


def _check_width(sample: str, limits: Settings) -> None:
    most = limits.max_dimensions + MOST_COLUMNS
    first = sample[: sample.find("\n") if "\n" in sample else None]
    count = max(first.count(sign) for sign in ",;\t|")
    if count > most:
        raise LimitError(
            "the first line has", f"{count + 1:,} values", f"{most:,}", "Bring shorter vectors, or a row in each line."
        )


def promise(path: Path, limits: Settings) -> int:
    """How surely there are vectors in it: 2, they are meant as such; 1, numbers that could be; 0, none."""
    try:
        _, layout = outline(path, limits)
        found = roles(layout)
    except SourceError:
        return 0
    named = {place: found.names[place] for place in found.vector}
    all_numbers = not layout.names and not found.beside and len(named) > _FEW
    return 2 if found.lists or all_numbers or (len(named) > _FEW and numbered(named)) else 1


def read_beside(path: Path, limits: Settings, report: Report, wanted: int | None = None) -> Records:
    """Read a table of text that stands beside vectors: all its columns, none as a vector.

    Parameters
    ----------
    path : Path
    limits : Settings
    report : Report
    wanted : int, optional
        As many rows the vectors have. Where the table has others, it is read once more as if its first row were names
        (a single column has none, as in TensorFlow's Projector), and as if quotation marks were letters.

    Raises
    ------
    SourceError
        When it can't be told apart into rows and columns.
    LimitError
        When a limit of this server is hit.
    """
    name = path.name.lower().removesuffix(".gz")
    text, layout = outline(path, limits, "\t" if name.endswith(".tsv") else "")
    lone_name = layout.n_columns == 1 and layout.header
    if lone_name:
        layout = _without_header(layout)
    layouts = (layout,) if layout.header else (layout, _with_header(layout))
    tried: list[Records] = []
    for quoted in (True, False):
        for each in layouts:
            found = Table(text, each, _all_beside(each), limits, quoted=quoted).read_beside(report)
            if wanted in (None, found.n_samples):
                return found
            tried.append(found)
    # None goes with the vectors by its order: what looks like a name on top, and occurs only there, is counted as one.
    return tried[int(lone_name and layout.rows[0] not in layout.rows[1:])]


def read_tensors(path: Path, limits: Settings, report: Report) -> Records:
    """Read a table of numbers and nothing else, with tabs between: a vector in each line, whatever the numbers are.

    Raises as `read_delimited` does.
    """
    text, layout = outline(path, limits, "\t")
    if layout.header and all(is_number(name) for name in layout.names):  # the first vector: 0, 1, 2, …
        layout = _without_header(layout)
    names, _ = unique(layout.names or [""] * layout.n_columns)
    vector = Roles(tuple(range(layout.n_columns)), False, tuple(names), {}, ())
    return Table(text, layout, vector, limits).read(path, report)


def _all_beside(layout: Layout) -> Roles:
    names, notes = unique(layout.names or ([_LONE] if layout.n_columns == 1 else [""] * layout.n_columns))
    kept = dict(list(enumerate(names))[:MOST_COLUMNS])
    return Roles((), False, tuple(names), kept, tuple(notes))


def _without_header(layout: Layout) -> Layout:
    return replace(layout, header=False, names=(), rows=[list(layout.names), *layout.rows])


def _with_header(layout: Layout) -> Layout:
    return replace(layout, header=True, names=tuple(layout.rows[0]), rows=layout.rows[1:])


class Table:
    """A table of text being read.

    Parameters
    ----------
    text : Text
    layout : Layout
    roles : Roles
    limits : Settings
    quoted : bool
        Whether a text may stand between quotation marks.
    """

    def __init__(self, text: Text, layout: Layout, roles: Roles, limits: Settings, *, quoted: bool = True) -> None:
        self.text, self.layout, self.roles, self.quoted = text, layout, roles, quoted
        self._grown = Grown(_list_length(layout, roles) if roles.lists else len(roles.vector), limits)
        self._beside: dict[int, list[pa.Array]] = {place: [] for place in roles.beside}
        self._uneven: list[tuple[int, int]] = []  # row and number of values, in order, also of rows not yet reached
        self._passed = 0  # of those
        self._quotes = 0

    def read(self, near: Path, report: Report) -> Records:
        """Read all rows; their large arrays go to the disk where `near` lies."""
        found = self._grown.stored(self._blocks(report), near)
        columns = {
            name: numerals.typed(self._beside.pop(place), self.layout.decimal)
            for place, name in self.roles.beside.items()
        }
        axes = {} if self.roles.lists else from_vectors([self.roles.names[at] for at in self.roles.vector], found)
        notes = [*self.text.notes, *self.roles.notes]
        if self.quoted and self._quotes % 2:
            notes.append("A quotation mark is opened and never closed: the text behind it may have swallowed rows.")
        left_out = self._grown.left_out
        return Records(found, None, axes | columns, tuple(notes), self.roles.identity, left_out, tuple(axes))

    def read_beside(self, report: Report) -> Records:
        """Read all rows' columns, where none of them is the vector."""
        self._grown.passed(self._blocks(report))
        columns = {
            name: numerals.typed(self._beside.pop(place), self.layout.decimal)
            for place, name in self.roles.beside.items()
        }
        notes = (*self.text.notes, *self.roles.notes)
        return Records(columns=columns, notes=notes, left_out=self._grown.left_out)

    def _blocks(self, report: Report) -> Iterator[np.ndarray]:
        header = self.layout.header
        pieces = Counted(self.text.pieces(), self.text.n_bytes)
        pace = Pace(report, "reading", "rows")
        try:
            for batch in self._batches(iter(pieces)):
                names_first = header and bool(batch.num_rows) and not (self._uneven and self._uneven[0][0] < 0)
                header = header and not batch.num_rows
                yield from self._spread(batch.slice(int(names_first)))
                pace(self._grown.n_rows, pieces.share)
        except pa.ArrowInvalid as problem:
            raise SourceError(_broken(str(problem))) from problem
        nothing = [pa.array([], pa.string())] * self.layout.n_columns
        yield from self._spread(pa.RecordBatch.from_arrays(nothing, self._names()))  # the uneven ones at the end

    def _batches(self, pieces: Iterator[bytes]) -> Iterator[pa.RecordBatch]:
        pieces = _without_lines(self._quoting(pieces), self.layout.skip)
        if self.layout.delimiter == " ":
            pieces = _squeezed(pieces)
        return csv.open_csv(  # type: ignore[no-any-return]
            pa.PythonFile(Stream(pieces), "r"),
            read_options=csv.ReadOptions(column_names=self._names(), block_size=BLOCK_BYTES, use_threads=False),
            parse_options=csv.ParseOptions(
                delimiter=self.layout.delimiter,
                quote_char=QUOTE if self.quoted else False,
                newlines_in_values=self.quoted,
                invalid_row_handler=self._uneven_row,
            ),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(self._names(), pa.string()), check_utf8=False, strings_can_be_null=False
            ),
        )

    def _quoting(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self._quotes += piece.count(QUOTE.encode())
            yield piece

    def _names(self) -> list[str]:
        return [str(place) for place in range(self.layout.n_columns)]  # those in the file may be twice

    def _uneven_row(self, row: csv.InvalidRow) -> str:
        self._uneven.append((row.number - 1 - self.layout.header, row.actual_columns))
        return "skip"

    def _spread(self, batch: pa.RecordBatch) -> Iterator[np.ndarray]:
        """A batch's vectors, with rows of nothing where uneven ones were; in pieces, for those may be very many."""
        start = self._grown.n_rows
        places, count = self._places(batch.num_rows)
        bad: dict[int, str] = {}
        table = self._table(batch, bad)
        for row, why in bad.items():
            self._grown.left_out[start + int(places[row])] = why
        for place, arrays in self._beside.items():
            arrays.append(numerals.coded(_among(batch.column(place), places, count)))
        step = max(1, BLOCK_BYTES // max(1, table.shape[1]))
        for low in range(0, count, step):
            first, last = np.searchsorted(places, (low, low + step))
            piece = np.full((min(step, count - low), table.shape[1]), np.nan)
            piece[places[first:last] - low] = table[first:last]
            yield piece

    def _places(self, count: int) -> tuple[np.ndarray, int]:
        """Where so many rows stand, counted from the last one read, with uneven ones between; and all together."""
        start = self._grown.n_rows
        end = start + count
        gaps = []
        while self._passed < len(self._uneven) and (found := self._uneven[self._passed])[0] <= end:
            self._passed += 1
            if found[0] >= start:
                gaps.append(found[0] - start)
                values = f"{found[1]:,} value{'s' * (found[1] != 1)}"
                self._grown.left_out[found[0]] = f"the row has {values}, not {self.layout.n_columns:,} as the others"
                end += 1
        there = np.ones(end - start, dtype=bool)
        there[gaps] = False
        return np.flatnonzero(there), end - start

    def _table(self, batch: pa.RecordBatch, bad: dict[int, str]) -> np.ndarray:
        if self.roles.lists:
            values, ends, wrong = numerals.vectors(batch.column(self.roles.vector[0]))
            bad.update({row: f"the vector has {what!r} in it, which is no number" for row, what in wrong.items()})
            return even(values, ends, self._grown.n_features, bad)
        table = np.empty((batch.num_rows, self._grown.n_features))
        for at, place in enumerate(self.roles.vector):
            table[:, at], wrong = numerals.numbers(batch.column(place), self.layout.decimal)
            for row, what in wrong.items():
                bad.setdefault(row, f"the column {self.roles.names[place]!r} has {what!r}, which is no number")
        return table


def _list_length(layout: Layout, found: Roles) -> int:
    place = found.vector[0]
    _, ends, _ = numerals.vectors(pa.array([row[place] for row in layout.rows], pa.string()))
    lengths = np.diff(ends)
    return int(Counter(lengths[lengths > 0].tolist()).most_common(1)[0][0])


def _among(column: pa.Array, places: np.ndarray, count: int) -> pa.Array:
    if len(column) == count:
        return column
    at = np.zeros(count, dtype=np.int64)
    at[places] = np.arange(len(places))
    nowhere = np.ones(count, dtype=bool)
    nowhere[places] = False
    return column.take(pa.array(at, mask=nowhere)).fill_null("")


def _without_lines(pieces: Iterator[bytes], count: int) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        rest += piece
        while count and b"\n" in rest:
            rest = rest[rest.find(b"\n") + 1 :]
            count -= 1
        if not count:
            break
    yield rest
    yield from pieces


def _squeezed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        rest += piece
        end = rest.rfind(b"\n") + 1
        yield squeezed(rest[:end])
        rest = rest[end:]
    yield squeezed(rest)


def _broken(problem: str) -> str:
    if "straddling" in problem or "block" in problem:
        return (
            f"A row is longer than {BLOCK_BYTES:,} bytes. Most often a quotation mark was opened and never closed: "
            "look for a single one."
        )
    return f"The table can't be told apart into rows and columns ({problem})."
