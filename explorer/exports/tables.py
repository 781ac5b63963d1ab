"""Maps and groupings as Parquet tables, one line a row of the data set, named by its row number in the file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from explorer.clusterings.result import Clustering
from explorer.dataset import Dataset
from explorer.projections.result import Projection

if TYPE_CHECKING:
    import pyarrow as pa


def projection_table(dataset: Dataset, projection: Projection) -> pa.Table:
    """A map as a table with the columns ``row, x, y[, z]``.

    Parameters
    ----------
    dataset : Dataset
    projection : Projection
        Of the same rows.

    Returns
    -------
    pyarrow.Table
        ``row`` is uint32, coordinates are float32.
    """
    import pyarrow as pa

    axes = {name: pa.array(np.ascontiguousarray(axis)) for name, axis in zip("xyz", projection.Y.T, strict=False)}
    return pa.table({"row": pa.array(np.asarray(dataset.rows)), **axes})


def clusterings_table(dataset: Dataset, clusterings: Mapping[str, Clustering]) -> pa.Table:
    """Groupings side by side: ``row, identity`` and one column each, in their order.

    Parameters
    ----------
    dataset : Dataset
    clusterings : mapping of str to Clustering
        Name -> a grouping of the same rows.

    Returns
    -------
    pyarrow.Table
        ``row`` is uint32; ``identity`` is text, null where a row has none (everywhere, where the data set has no
        identities); groupings are int32, noise -1.
    """
    import pyarrow as pa

    columns = {name: pa.array(np.asarray(clustering.labels)) for name, clustering in clusterings.items()}
    return pa.table({"row": pa.array(np.asarray(dataset.rows)), "identity": _identity(dataset), **columns})


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write a table; its folder is made when missing."""
    import pyarrow.parquet as pq

    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path, compression="zstd")


def _identity(dataset: Dataset) -> pa.Array:
    import pyarrow as pa

    if dataset.identity is None:
        return pa.nulls(dataset.n_samples, pa.string())
    column = dataset.columns[dataset.identity]  # a category, whatever the file held: see `sources.records`
    names = pa.array([None if code == column.missing else name for code, name in enumerate(column.names)], pa.string())
    return names.take(pa.array(np.asarray(column.values)))
