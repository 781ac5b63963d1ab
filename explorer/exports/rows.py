"""Rows as a CSV or Parquet file, written block by block: a file may be larger than the memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from typing import IO, Any

import numpy as np

from explorer.blobs import Blobs
from explorer.clusterings.result import Clustering
from explorer.dataset import Dataset
from explorer.errors import InputError, ParamsError
from explorer.exports import csv_text
from explorer.exports.params import ExportParams
from explorer.exports.result import RowsFile
from explorer.exports.table import RowsTable
from explorer.features.result import Features
from explorer.projections.result import Projection
from explorer.recipe import Report, silent
from explorer.sources.masks import stored_mask
from explorer.store import let_go

BLOCK_VALUES = 2_000_000  # values in memory at once; as texts a few dozen MB


def rows(
    params: ExportParams,
    *,
    dataset: Dataset,
    blobs: Blobs,
    features: Features | None = None,
    report: Report = silent,
    **runs: Projection | Clustering,
) -> RowsFile:
    """Write rows with all that is known of them; `explorer.exports.table.RowsTable` has the columns.

    Parameters
    ----------
    params : ExportParams
    dataset : Dataset
    blobs : Blobs
        Where the selection and the tags are stored, and the disk the file is written on.
    features : Features, optional
        Of the same rows, to be written too.
    report : Report, optional
    **runs : Projection or Clustering
        ``map_0`` … and ``grouping_0`` …, one for each name in the parameters.

    Raises
    ------
    InputError
        When no row is selected, or the selection or a tag is of another data set.
    ParamsError
        When names and inputs are not equally many, or a digest isn't one.
    DamagedArtifact
        When the stored selection or a stored tag is gone.
    """
    tags = dict(zip(params.tags, _marked(params, dataset, blobs), strict=True))
    csv = params.format == "csv"
    table = RowsTable(
        dataset,
        _named("map", params.maps, runs),
        _named("grouping", params.groupings, runs),
        tags,
        features,
        spell=csv_text.cell if csv else str,
    )
    positions = _positions(params, dataset, blobs)
    # The file has no name: a crash leaves nothing. On the store's disk, since /tmp may be memory.
    with tempfile.TemporaryFile(dir=blobs.root) as handle:
        blocks = _blocks(table, positions, features, report)
        (_write_csv if csv else _write_parquet)(table.names, blocks, handle)
        handle.flush()
        return RowsFile(np.memmap(handle, np.uint8, mode="r"), len(positions), len(table.names))


def _write_csv(names: Sequence[str], blocks: Iterator[list[Any]], handle: IO[bytes]) -> None:
    handle.write(csv_text.header(names))
    for columns in blocks:
        handle.write(csv_text.lines(columns))


def _write_parquet(names: Sequence[str], blocks: Iterator[list[Any]], handle: IO[bytes]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    writer = None
    for columns in blocks:
        batch = pa.RecordBatch.from_arrays(columns, names=list(names))
        writer = writer or pq.ParquetWriter(handle, batch.schema, compression="zstd")
        writer.write_batch(batch)
    if writer is not None:  # there is at least one row
        writer.close()


def _blocks(table: RowsTable, positions: np.ndarray, features: Features | None, report: Report) -> Iterator[list[Any]]:
    size = max(1, BLOCK_VALUES // len(table.names))
    for start in range(0, len(positions), size):
        report("writing the rows", start / len(positions))
        yield table.block(positions[start : start + size])
        if features is not None:
            let_go(features.X)


def _positions(params: ExportParams, dataset: Dataset, blobs: Blobs) -> np.ndarray:
    if not params.selection:
        return np.arange(dataset.n_samples)
    chosen = np.flatnonzero(stored_mask(blobs, params.selection, dataset.n_samples, "The selection"))
    if not len(chosen):
        raise InputError("No row is selected, so there is nothing to write. Select rows, or export all of them.")
    return chosen


def _marked(params: ExportParams, dataset: Dataset, blobs: Blobs) -> list[np.ndarray]:
    if len(params.tags) != len(params.tag_rows):
        raise ParamsError(f"{len(params.tags)} tags, but rows of {len(params.tag_rows)}.", field="tags")
    return [
        stored_mask(blobs, digest, dataset.n_samples, f"The tag {name!r}")
        for name, digest in zip(params.tags, params.tag_rows, strict=True)
    ]


def _named(kind: str, names: Sequence[str], runs: dict[str, Any]) -> dict[str, Any]:
    inputs = [runs[key] for number in range(len(runs)) if (key := f"{kind}_{number}") in runs]
    if len(inputs) != len(names) or len(set(names)) != len(names):
        raise ParamsError(f"{len(inputs)} inputs {kind}_…, but {len(set(names))} names.", field=f"{kind}s")
    return dict(zip(names, inputs, strict=True))
