"""Some rows of a data set as a data set of its own; they keep their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from explorer.blobs import Blobs
from explorer.dataset import Column, Dataset
from explorer.errors import InputError
from explorer.params import Params, param
from explorer.pictures import ImageFiles
from explorer.recipe import Report, silent
from explorer.sources.masks import stored_mask
from explorer.sources.spool import settle


@dataclass(frozen=True)
class FilteredParams(Params):
    """Which rows."""

    fingerprint: str = param("", "digest of the stored rows to keep, one byte 0 or 1 a row")
    title: str = param("", "what to call it on screen")


def keep(params: FilteredParams, *, dataset: Dataset, blobs: Blobs, report: Report = silent) -> Dataset:
    """The rows that are kept, with the numbers they had.

    Vectors and arrays of images are copied. Of image files only their places are: both data sets share one pack.

    Parameters
    ----------
    params : FilteredParams
    dataset : Dataset
    blobs : Blobs
        Where the rows to keep are stored, and whose disk copies are written on.
    report : Report, optional

    Raises
    ------
    InputError
        When no row is kept, or the rows are of another data set.
    """
    report("keeping the rows")
    rows = np.flatnonzero(stored_mask(blobs, params.fingerprint, dataset.n_samples, "What is kept"))
    if not len(rows):
        raise InputError("No row is left to keep. Keep one at the least.")
    near, images = blobs.root / "blobs", dataset.images
    return Dataset(
        title=params.title,
        rows=np.asarray(dataset.rows[rows]),
        vectors=None if dataset.vectors is None else _copied(dataset.vectors, rows, near),
        images=_copied(images, rows, near) if isinstance(images, np.ndarray) else _shared(images, rows),
        columns=_columns(dataset.columns, rows),
        identity=dataset.identity,
        coordinates=dataset.coordinates,
        notes=(*dataset.notes, f"Kept are {len(rows):,} of the {dataset.n_samples:,} rows of {dataset.title!r}."),
    )


def _copied(array: np.ndarray, rows: np.ndarray, near: Path) -> np.ndarray:
    return settle(array, None if len(rows) == len(array) else rows, array.dtype, near)


def _shared(images: ImageFiles | None, rows: np.ndarray) -> ImageFiles | None:
    return None if images is None else images.some(rows)


def _columns(columns: Mapping[str, Column], rows: np.ndarray) -> dict[str, Column]:
    return {name: _some(column, rows) for name, column in columns.items()}


def _some(column: Column, rows: np.ndarray) -> Column:
    """A column's values of some rows; categories that none of them has are gone."""
    values = np.asarray(column.values[rows])
    if column.kind == "number":
        return Column("number", values)
    used, codes = np.unique(values, return_inverse=True)
    missing = np.flatnonzero(used == column.missing)  # nothing equals None
    return Column(
        "category",
        codes.astype(np.min_scalar_type(max(0, len(used) - 1))),
        tuple(column.names[code] for code in used),
        int(missing[0]) if len(missing) else None,
    )
