"""What every format shares: columns, their roles, rows left out, rows chosen -> `Dataset`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from explorer.dataset import Dataset, Join
from explorer.errors import SourceError
from explorer.pictures import ImageFiles
from explorer.recipe import Report
from explorer.sources.axes import axes_of, misplaced
from explorer.sources.checks import bad_rows, constant_dimensions, said_constant
from explorer.sources.columns import encode, numbers
from explorer.sources.identity import identity_of
from explorer.sources.impute import LEAVE_OUT, filled
from explorer.sources.options import ReadOptions
from explorer.sources.pace import Pace
from explorer.sources.pixels import stored_files, stored_images
from explorer.sources.selection import USABLE, select
from explorer.sources.spool import settle

MOST_LISTED = 100_000


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
    names = list(records.columns)
    ignored = options.of_one().places("ignore", names)  # others the format's reader has left away
    found = {key: raw for place, (key, raw) in enumerate(records.columns.items()) if place not in ignored}
    axes = axes_of(found, options, records.coordinates, notes)
    vectors = records.vectors
    if vectors is not None and options.bad_values != LEAVE_OUT:
        vectors, said = filled(vectors, options.bad_values, records.left_out, near, report)
        notes += [said] if said else []
    bad = misplaced(found, axes) | _bad_rows(records, vectors, report)
    rows = np.setdiff1d(np.arange(records.n_samples), np.fromiter(bad, dtype=np.int64, count=len(bad)))
    if not len(rows):
        none = "The only row can't" if len(bad) == 1 else f"None of the {len(bad):,} rows can"
        raise SourceError(f"{none} be used: in row 0 {bad[0]}.")
    name, column = identity_of(found, rows, options.identity or records.identity or "", notes)
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
    notes += _remarks(vectors, rows)
    return Dataset(
        title=title,
        rows=rows.astype(np.uint32),
        vectors=None if vectors is None else _stored_vectors(vectors, keep, near, report),
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


def _bad_rows(records: Records, vectors: np.ndarray | None, report: Report) -> dict[int, str]:
    bad = dict(records.left_out)
    for what, array in (("vector", vectors), ("image", records.images)):
        if isinstance(array, np.ndarray):
            bad = bad_rows(what, array, bad, report)
    return bad


def _remarks(vectors: np.ndarray | None, rows: np.ndarray) -> list[str]:
    """What to know of the rows that are kept."""
    if len(rows) == 1:
        return ["There is one row only; a map and a clustering need more."]
    same = np.empty(0) if vectors is None else constant_dimensions(vectors, rows)
    return [said_constant(same, vectors.shape[1])] if vectors is not None and len(same) else []


def _stored_vectors(vectors: np.ndarray, keep: np.ndarray | None, near: Path, report: Report) -> np.ndarray:
    half = vectors.dtype.kind == "f" and vectors.itemsize == 2
    pace = Pace(report, "keeping", "rows", len(vectors))
    return settle(vectors, keep, np.dtype(np.float16 if half else np.float32), near, pace)
