"""``.parquet``: columns, read in batches; what a batch of rows needs is held, and no more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from explorer.recipe import Report
from explorer.settings import Settings
from explorer.sources import arrow_columns
from explorer.sources.arrow_columns import BATCH_BYTES, Source, read_columns
from explorer.sources.arrow_types import BROKEN, damaged
from explorer.sources.by_hand import OPEN, RoleParams
from explorer.sources.records import Records

_MOST_ROWS = 65_536
_MOST_THRIFT = 50_000_000  # bytes of the footer, which are unpacked before anything can be judged
_BUFFER_BYTES = 1 << 20
_WRITER = "DataFrame.to_parquet"


def read_parquet(path: Path, limits: Settings, report: Report, hand: RoleParams = OPEN) -> Records:
    """Read a Parquet file.

    Raises
    ------
    SourceError
        When it is damaged, or there are neither vectors nor images in it.
    LimitError
        When a limit of this server is hit.
    """
    with opened(path) as source:
        return read_columns(source, limits, path, report, hand)


def promise(path: Path, limits: Settings) -> int:  # noqa: ARG001 - the same for all tables
    """How surely there are vectors in it; see `arrow_columns.promise`."""
    with opened(path) as source:
        return arrow_columns.promise(source)


def read_beside(path: Path, limits: Settings, report: Report) -> Records:  # noqa: ARG001 - the same for all tables
    """Read columns that stand beside vectors; raises as `read_parquet` does."""
    with opened(path) as source:
        return arrow_columns.read_beside(source, limits)


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """The columns of a file, to be read while inside; raises as `read_parquet` does."""
    try:
        file = parquet.ParquetFile(
            path,
            buffer_size=_BUFFER_BYTES,
            pre_buffer=False,
            thrift_string_size_limit=_MOST_THRIFT,
            thrift_container_size_limit=_MOST_THRIFT,
        )
    except BROKEN as problem:
        raise damaged(problem, _WRITER) from problem
    with file:
        try:
            yield _source(file)
        except (pa.ArrowException, OSError) as problem:
            raise damaged(problem, _WRITER) from problem


def _source(file: parquet.ParquetFile) -> Source:
    try:
        schema, metadata = file.schema_arrow, file.metadata
        names = schema.names
        n_bytes = sum(metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups))
    except BROKEN as problem:
        raise damaged(problem, _WRITER) from problem
    size = min(_MOST_ROWS, max(1, BATCH_BYTES * metadata.num_rows // max(1, n_bytes)))
    # Columns are asked for by name; a point in one would mean a part of it.
    by_name = len(set(names)) == len(names) and not any("." in name for name in names)

    def batches(places: Sequence[int]) -> Iterator[dict[int, pa.Array]]:
        wanted = places if by_name else range(len(names))
        columns = [names[place] for place in places] if by_name else None
        try:
            for batch in file.iter_batches(size, columns=columns, use_threads=False):
                found = [batch.schema.get_field_index(names[place]) if by_name else place for place in wanted]
                yield {place: batch.column(at) for place, at in zip(wanted, found, strict=True)}
        except BROKEN as problem:
            raise damaged(problem, _WRITER) from problem

    return Source(schema, metadata.num_rows, batches)
