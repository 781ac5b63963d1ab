"""What every format shares: columns, the guess of the identity, rows left out, caps -> `Dataset`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from explorer.dataset import Column, Dataset, Join
from explorer.errors import ParamsError, SourceError
from explorer.params import unknown
from explorer.pictures import ImageFiles
from explorer.recipe import Report
from explorer.sources.axes import axes_of, misplaced
from explorer.sources.columns import encode, has_repeats, is_whole, numbers
from explorer.sources.options import ReadOptions
from explorer.sources.pixels import stored_files, stored_images
from explorer.sources.selection import USABLE, select
from explorer.sources.spool import settle
from explorer.store import row_blocks

IDENTITY_NAMES = ("identity", "id", "name", "label", "person", "target", "class", "y")
MOST_LISTED = 1_000
NO_IDENTITY = "-"


@dataclass(frozen=True)
class Records:
    """What a format's reader found, not judged yet.

    Attributes
    ----------
    vectors : ndarray of shape (n_samples, n_features) or None
    images : ndarray of shape (n_samples, height, width[, 3 or 4]), or ImageFiles, or None
    columns : mapping of str to ndarray of shape (n_samples,)
        In the file's order.
    notes : tuple of str
    identity : str or None
        The column of the identities where the format knows it.
    coordinates : tuple of str
        The columns that are places on a map, where the format knows them.
    left_out : mapping of int to str
        Rows that can't be used, and why; their places in the arrays are filled with anything.
    joins : tuple of Join
        How several files were put together, where these come from several.
    """

    vectors: np.ndarray | None = None
    images: np.ndarray | ImageFiles | None = None
    columns: Mapping[str, np.ndarray] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    identity: str | None = None
    left_out: Mapping[int, str] = field(default_factory=dict)
    coordinates: tuple[str, ...] = ()
    joins: tuple[Join, ...] = ()

    @property
    def n_samples(self) -> int:
        """Number of rows in the file."""
        arrays = (self.vectors, self.images, *self.columns.values())
        return next((len(array) for array in arrays if array is not None), 0)


def to_dataset(records: Records, title: str, options: ReadOptions, near: Path, report: Report) -> Dataset:
    """Judge what was found.

    Parameters
    ----------
    records : Records
    title : str
    options : ReadOptions
    near : Path
        The disk to put copies of large arrays on.
    report : Report

    Raises
    ------
    SourceError
        When no row can be used.
    ParamsError
        When there is no such column, no identity to count rows by, or no row is left.
    """
    notes = [*map(str, records.joins), *records.notes]
    found = {key: raw for key, raw in records.columns.items() if key not in options.ignore}
    axes = axes_of(found, options, records.coordinates, notes)
    bad = misplaced(found, axes) | _bad_rows(records, report)
    rows = np.setdiff1d(np.arange(records.n_samples), np.fromiter(bad, dtype=np.int64, count=len(bad)))
    if not len(rows):
        raise SourceError(f"None of the {len(bad):,} rows can be used: in row 0 {bad[0]}.")
    name, column = _identity(records, found, rows, options.identity, notes)
    kept = select(options, rows, {key: raw[rows] for key, raw in found.items()}, column)
    n_usable, rows = len(rows), rows[kept.places]
    report("keeping the rows")
    keep = None if len(rows) == records.n_samples else rows
    columns = {
        key: numbers(raw[rows]) if key in axes else encode(raw[rows], category=key == name)
        for key, raw in found.items()
    }
    images: np.ndarray | ImageFiles | None = None
    if isinstance(records.images, ImageFiles):
        images = stored_files(records.images, rows, near)
    elif records.images is not None:
        images = stored_images(records.images, keep, near, notes)
    if len(rows) == 1:
        notes.append("There is one row only; a map and a clustering need more.")
    return Dataset(
        title=title,
        rows=rows.astype(np.uint32),
        vectors=None if records.vectors is None else _stored_vectors(records.vectors, keep, near),
        images=images,
        columns=columns,
        identity=name,
        coordinates=axes,
        left_out=tuple(sorted(bad.items())[:MOST_LISTED]),
        n_left_out=len(bad),
        selected=((USABLE, n_usable), *kept.counts) if kept.counts else (),
        notes=tuple(notes),
        joins=records.joins,
    )


def _bad_rows(records: Records, report: Report) -> dict[int, str]:
    bad = dict(records.left_out)
    for what, array in (("vector", records.vectors), ("image", records.images)):
        if not isinstance(array, np.ndarray) or array.dtype.kind != "f":
            continue
        for start, stop in row_blocks(array):
            report("checking the rows", start / len(array))
            block = array[start:stop].reshape(stop - start, -1)
            with np.errstate(over="ignore"):
                usable = np.isfinite(block.astype(np.float32) if block.itemsize > 4 else block).all(axis=1)
            for row in np.flatnonzero(~usable).tolist():
                bad.setdefault(start + row, f"the {what} {_why(block[row])}")
    return bad


def _why(values: np.ndarray) -> str:
    if np.isnan(values).any():
        return f"has no number (NaN) at position {int(np.flatnonzero(np.isnan(values))[0])}"
    if np.isinf(values).any():
        return f"is infinite at position {int(np.flatnonzero(np.isinf(values))[0])}"
    return "has a number too large for 32 bits"


def _identity(
    records: Records, columns: Mapping[str, np.ndarray], rows: np.ndarray, wanted: str, notes: list[str]
) -> tuple[str | None, Column | None]:
    if wanted == NO_IDENTITY:
        return None, None
    wanted = wanted or records.identity or ""
    if wanted:
        if wanted not in columns:
            ignored = [note for note in notes if note.startswith(f"Ignored: {wanted!r}")]
            hint = " ".join([unknown(wanted, list(columns)), *ignored])
            raise ParamsError(f"identity: {hint}", field="identity")
        return wanted, encode(columns[wanted][rows], category=True)
    for guess in IDENTITY_NAMES:
        for name, raw in columns.items():
            if name.lower() != guess or not is_whole(raw):
                continue
            column = encode(raw[rows], category=True)
            if has_repeats(column):
                return name, column
            notes.append(f"No value of the column {name!r} occurs twice, so it is not taken as the identity.")
    return None, None


def _stored_vectors(vectors: np.ndarray, keep: np.ndarray | None, near: Path) -> np.ndarray:
    half = vectors.dtype.kind == "f" and vectors.itemsize == 2
    return settle(vectors, keep, np.dtype(np.float16 if half else np.float32), near)
