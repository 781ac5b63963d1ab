"""What stands in a column, as a filter tests it: numbers, or texts by their codes."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from explorer.dataset import Column
from explorer.errors import ParamsError
from explorer.params import unknown
from explorer.sources.columns import encode

ROW = "row"
COMPARISONS: dict[str, Callable[..., np.ndarray]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
Value = int | float | str
_PLAIN = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?(e[+-]?[0-9]+)?")  # not "007", which is a text
_SHOWN = 3


@dataclass(frozen=True)
class Cells:
    """A column of numbers, or of texts.

    Attributes
    ----------
    name : str
    values : ndarray of shape (n_rows,)
        The numbers, NaN for none; or codes into `texts`.
    texts : ndarray of str, or None
        Empty for "no value". None: these are numbers.
    """

    name: str
    values: np.ndarray
    texts: np.ndarray | None = None

    def missing(self) -> np.ndarray:
        """Whether there is no value, for each row."""
        if self.texts is None:
            return np.isnan(self.values) if self.values.dtype.kind == "f" else np.zeros(len(self.values), dtype=bool)
        found: np.ndarray = (self.texts == "")[self.values]
        return found

    def compare(self, sign: str, other: Value | Cells) -> np.ndarray:
        """Whether it compares so with a value, or with another column's value in the same row."""
        if isinstance(other, Cells):
            return self._side_by_side(sign, other)
        self._check(other)
        if self.texts is None:
            found: np.ndarray = COMPARISONS[sign](self.values, other)
        else:
            holds = COMPARISONS[sign](self.texts, other)
            found = (holds if sign == "!=" else holds & (self.texts != ""))[self.values]
        return found

    def within(self, values: Sequence[Value]) -> np.ndarray:
        """Whether it is one of the values."""
        found: np.ndarray = np.logical_or.reduce([self.compare("=", value) for value in values])
        return found

    def contains(self, text: str) -> np.ndarray:
        """Whether it is a text with this in it; capitals matter."""
        if self.texts is None:
            raise _refused(f"the column {self.name!r} holds numbers, and contains is about texts")
        found: np.ndarray = np.array([text in own for own in self.texts.tolist()], dtype=bool)[self.values]
        return found

    def _check(self, value: Value) -> None:
        if self.texts is None and isinstance(value, str):
            raise _refused(
                f"the column {self.name!r} holds numbers, so it is compared with a number: {value!r} without quotes"
            )
        if self.texts is not None and not isinstance(value, str):
            some = ", ".join(map(repr, self.texts[:_SHOWN].tolist()))
            raise _refused(f"the column {self.name!r} holds texts ({some}), so put quotes around: '{value}'")

    def _side_by_side(self, sign: str, other: Cells) -> np.ndarray:
        if (self.texts is None) != (other.texts is None):
            raise _refused(f"{self.name!r} and {other.name!r} can't be compared: one holds numbers, the other texts")
        if self.texts is None or other.texts is None:
            found: np.ndarray = COMPARISONS[sign](self.values, other.values)
            return found
        holds: np.ndarray = COMPARISONS[sign](self.texts[self.values], other.texts[other.values])
        return holds if sign == "!=" else holds & ~self.missing() & ~other.missing()


class Table:
    """Columns to test, each looked at when a filter asks for it.

    Parameters
    ----------
    rows : ndarray of shape (n_rows,)
        Row numbers in the file.
    columns : mapping of str to Column or ndarray
        As a data set has them, or as a file's reader found them; of the same rows.
    """

    def __init__(self, rows: np.ndarray, columns: Mapping[str, Column | np.ndarray]) -> None:
        self.rows, self.columns = rows, columns

    def __getitem__(self, name: str) -> Cells:
        found = self.columns.get(name)
        if found is None and name == ROW:
            return Cells(ROW, self.rows)
        if found is None:
            known = unknown(name, [*self.columns, ROW])
            raise _refused(f"there is no such column: {known} A text stands between quotation marks")
        if isinstance(found, np.ndarray) and found.dtype.kind in "iuf":
            return Cells(name, found)
        column = encode(found, category=True) if isinstance(found, np.ndarray) else found
        if column.kind == "number":
            return Cells(name, column.values)
        if any(column.names) and all(_PLAIN.fullmatch(text) for text in column.names if text):
            numbers = np.array([float(text) if text else np.nan for text in column.names])
            return Cells(name, numbers[column.values])
        return Cells(name, column.values, np.array(column.names, dtype=object))


def _refused(why: str) -> ParamsError:
    return ParamsError(f"where: {why}.", field="where")
