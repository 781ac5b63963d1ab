"""`Dataset`: rows, vectors, columns, images; validated once, frozen.

A row's *position* (0 … n_samples-1) is how arrays are indexed; its *row number* (``rows``) is where it stood in the
file that was brought, and is what every page and export shows. They differ only where rows were left out on the way in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Self

import numpy as np

from explorer.errors import SourceError
from explorer.pictures import ImageFiles
from explorer.store import Parts

MOST_SHOWN = 1_000  # rows left out that a page lists; all of them are kept beside

Kind = Literal["category", "number"]


@dataclass(frozen=True)
class Column:
    """One column beside the vectors.

    Attributes
    ----------
    kind : {"category", "number"}
    values : ndarray of shape (n_samples,)
        For a category unsigned codes into `names`; for a number float32, NaN where missing.
    names : tuple of str
        The categories in the order of their codes (sorted; numbers in numeric order). Empty for a number.
    missing : int or None
        The code that stands for "no value", if any row has none. Its name is an empty text.
    """

    kind: Kind
    values: np.ndarray
    names: tuple[str, ...] = ()
    missing: int | None = None

    def __post_init__(self) -> None:
        if self.kind == "category" and self.values.dtype.kind != "u":
            raise ValueError("codes must be unsigned integers")
        if self.kind == "category" and self.values.size and int(self.values.max()) >= len(self.names):
            raise ValueError("a code has no name")
        if self.kind == "number" and self.values.dtype != np.float32:
            raise ValueError("numbers must be float32")

    def largest(self, most: int = 100) -> list[list[Any]]:
        """The categories with the most rows, as ``[name, rows]``, missing values left out; nothing for a number."""
        if self.kind == "number":
            return []
        counts = np.bincount(self.values, minlength=len(self.names))
        order = [int(code) for code in np.argsort(-counts, kind="stable") if code != self.missing]
        return [[self.names[code], int(counts[code])] for code in order[:most]]


@dataclass(frozen=True)
class Join:
    """How one of several files was joined to those before it.

    Attributes
    ----------
    file : str
        Its name; ``"images"`` for all image files together.
    what : str
        What it brought, in words, e.g. ``"a table of 3 columns"``.
    n_rows : int
        Rows in it.
    how : {"first", "row order", "key", "left out"}
        ``"first"`` is the one whose rows the data set has.
    left, right : str
        By a key: the column that was there before, and the one of this file.
    n_total, n_matched : int
        Rows of the data set, and how many of them got something from this file.
    n_spare : int
        Rows of this file that belong to none of the data set.
    missed : tuple of str
        Some keys of rows that got nothing.
    spare : tuple of str
        Some keys of rows of this file that belong to none.
    why : str
        Why it was left out, or what else to know; a sentence.
    lefts, rights : tuple of str
        Columns that could be the key: those there before, and those of this file.
    able : bool
        Whether there may be vectors in it, so that it can be the first.
    """

    file: str
    what: str
    n_rows: int
    how: Literal["first", "row order", "key", "left out"]
    left: str = ""
    right: str = ""
    n_total: int = 0
    n_matched: int = 0
    n_spare: int = 0
    missed: tuple[str, ...] = ()
    spare: tuple[str, ...] = ()
    why: str = ""
    lefts: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    able: bool = False

    def __str__(self) -> str:
        what = f"{self.file!r}{f' ({self.what})' * bool(self.what)}"
        if self.how == "first":
            return f"The rows are those of {what}."
        if self.how == "left out":
            return f"{what} was left out{f': {self.why}' if self.why else '.'}"
        if self.how == "row order":
            return f"{what} was joined by the order of rows: all {self.n_rows:,} have one."
        missed = self.n_total - self.n_matched
        key = f"{self.left!r} = {self.right!r}"
        said = f"{what} was joined by a key, {key}: {self.n_matched:,} of {self.n_total:,} rows have a match."
        if missed:
            said += f" {missed:,} have none ({_some(self.missed, missed)})."
        if self.n_spare:
            said += f" {self.n_spare:,} of its own rows belong to none ({_some(self.spare, self.n_spare)})."
        return f"{said} {self.why}".rstrip()

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Self:
        """What ``vars`` gave, after it was JSON."""
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in body.items()
        }
        return cls(**values)


@dataclass(frozen=True)
class Dataset:
    """What a person brought, as every stage sees it.

    Attributes
    ----------
    title : str
        What to call it on screen.
    rows : ndarray of shape (n_samples,), uint32
        Row numbers in the file, from 0.
    vectors : ndarray of shape (n_samples, n_features) or None
        The given feature vectors, float16 or float32 as they came (float64 and integers become float32).
    images : ndarray of shape (n_samples, height, width[, 3 or 4]), or ImageFiles, or None
        uint8 or uint16 as they came, or float32; or encoded files, which may differ in size.
    columns : mapping of str to Column
        In the file's order.
    identity : str or None
        Name of the column that says who or what a row is.
    coordinates : tuple of str
        The two or three columns that are places on a map somebody has made already; empty where none are.
    left_out : tuple of (int, str)
        Row number and reason, the first 100,000 of them.
    n_left_out : int
        How many rows were left out in all.
    selected : tuple of (str, int)
        The rows that can be used; then what was asked for of them, in words, and how many were left after it.
    notes : tuple of str
        What a person should know about how it was read.
    joins : tuple of Join
        How several files were put together, in that order; empty where it was one.
    """

    title: str
    rows: np.ndarray
    vectors: np.ndarray | None = None
    images: np.ndarray | ImageFiles | None = None
    columns: Mapping[str, Column] = field(default_factory=dict)
    identity: str | None = None
    coordinates: tuple[str, ...] = ()
    left_out: tuple[tuple[int, str], ...] = ()
    n_left_out: int = 0
    selected: tuple[tuple[str, int], ...] = ()
    notes: tuple[str, ...] = ()
    joins: tuple[Join, ...] = ()

    def __post_init__(self) -> None:
        if self.vectors is None and self.images is None:
            raise SourceError("There are neither vectors nor images in it.")
        if not self.n_samples:
            raise SourceError("No row is left to show.")
        for name, array in self._by_row().items():
            if len(array) != self.n_samples:
                raise SourceError(f"{name!r} has {len(array):,} rows, the data set has {self.n_samples:,}.")
        if self.vectors is not None and (self.vectors.ndim != 2 or not self.vectors.shape[1]):
            raise SourceError(f"Vectors must be a table of rows x dimensions, not of shape {self.vectors.shape}.")
        if isinstance(self.images, ImageFiles) and len(self.images) != self.n_samples:
            raise SourceError(f"There are {len(self.images):,} images, the data set has {self.n_samples:,} rows.")
        if isinstance(self.images, np.ndarray) and self.images.ndim not in (3, 4):
            raise SourceError(f"Images must be n x height x width[ x colours], not of shape {self.images.shape}.")
        self._check_roles()

    def _check_roles(self) -> None:
        if self.identity is not None and self.identity not in self.columns:
            raise SourceError(f"There is no column {self.identity!r}; there are: {', '.join(self.columns) or 'none'}.")
        if any(name not in self.columns or self.columns[name].kind != "number" for name in self.coordinates):
            raise SourceError(f"The coordinates must be columns of numbers: {', '.join(self.coordinates)}.")

    @property
    def n_samples(self) -> int:
        """Number of rows."""
        return len(self.rows)

    def _by_row(self) -> dict[str, np.ndarray]:
        arrays = {"rows": self.rows} | {f"column {name}": column.values for name, column in self.columns.items()}
        if self.vectors is not None:
            arrays["vectors"] = self.vectors
        if isinstance(self.images, np.ndarray):
            arrays["images"] = self.images
        return arrays

    def _image_facts(self) -> dict[str, Any]:
        if isinstance(self.images, ImageFiles):
            return self.images.facts()
        return {"image_shape": None if self.images is None else [int(size) for size in self.images.shape[1:]]}

    def to_parts(self) -> Parts:
        """Take apart for the store. The columns keep their order in ``values["columns"]``."""
        texts = {f"names {name}": column.names for name, column in self.columns.items() if column.kind == "category"}
        columns = [
            {
                "name": name,
                "kind": column.kind,
                "missing": column.missing,
                "n_names": len(column.names) - (column.missing is not None),
                "largest": column.largest(),
            }
            for name, column in self.columns.items()
        ]
        values: dict[str, Any] = {
            "title": self.title,
            "n_samples": self.n_samples,
            "n_features": None if self.vectors is None else int(self.vectors.shape[1]),
            **self._image_facts(),
            "columns": columns,
            "identity": self.identity,
            "coordinates": list(self.coordinates),
            "left_out": [list(entry) for entry in self.left_out[:MOST_SHOWN]],
            "n_left_out": self.n_left_out,
            "selected": [list(entry) for entry in self.selected],
            "notes": list(self.notes),
            "joins": [vars(join) for join in self.joins],
            "renumbered": bool(np.any(self.rows != np.arange(self.n_samples))),
        }
        texts["left out"] = tuple(f"{row} {why}" for row, why in self.left_out)
        arrays = self._by_row() | (self.images.arrays() if isinstance(self.images, ImageFiles) else {})
        return Parts(arrays, texts, values)

    @classmethod
    def from_parts(cls, parts: Parts) -> Self:
        """Put together again what `to_parts` took apart."""
        columns = {
            entry["name"]: Column(
                entry["kind"],
                parts.arrays[f"column {entry['name']}"],
                tuple(parts.texts.get(f"names {entry['name']}", ())),
                entry["missing"],
            )
            for entry in parts.values["columns"]
        }
        return cls(
            title=parts.values["title"],
            rows=parts.arrays["rows"],
            vectors=parts.arrays.get("vectors"),
            images=parts.arrays.get("images", ImageFiles.from_arrays(parts.arrays)),
            columns=columns,
            identity=parts.values["identity"],
            coordinates=tuple(parts.values.get("coordinates", ())),
            left_out=_left_out(parts),
            n_left_out=parts.values["n_left_out"],
            selected=tuple((str(what), int(count)) for what, count in parts.values.get("selected", ())),
            notes=tuple(parts.values["notes"]),
            joins=tuple(Join.from_json(join) for join in parts.values.get("joins", ())),
        )


def _left_out(parts: Parts) -> tuple[tuple[int, str], ...]:
    """All rows left out that were kept; a data set of before there were more has those of the page alone."""
    if "left out" not in parts.texts:
        return tuple((int(row), str(why)) for row, why in parts.values["left_out"])
    split = (text.partition(" ") for text in parts.texts["left out"])
    return tuple((int(row), why) for row, _, why in split)


def _some(keys: tuple[str, ...], count: int) -> str:
    return ", ".join(map(repr, keys)) + ", …" * (count > len(keys))
