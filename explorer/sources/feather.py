"""``.feather`` and ``.arrow``: Arrow's own files and streams of columns, mapped, not copied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
from pyarrow import ipc

from explorer.recipe import Report
from explorer.settings import Settings
from explorer.sources import arrow_columns
from explorer.sources.arrow_columns import BATCH_BYTES, Source, read_columns
from explorer.sources.arrow_types import BROKEN, damaged
from explorer.sources.by_hand import OPEN, RoleParams
from explorer.sources.records import Records

_MAGIC = b"ARROW1"
_WRITER = "DataFrame.to_feather"


def read_feather(path: Path, limits: Settings, report: Report, hand: RoleParams = OPEN) -> Records:
    """Read an Arrow file, also known as Feather 2, or an Arrow stream, as Hugging Face's `datasets` keeps them.

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
    """Read columns that stand beside vectors; raises as `read_feather` does."""
    with opened(path) as source:
        return arrow_columns.read_beside(source, limits)


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """The columns of a file; what is found broken meanwhile is said as `read_feather` says it."""
    source = _source(path)
    try:
        yield source
    except (pa.ArrowException, OSError) as problem:
        raise damaged(problem, _WRITER) from problem


def _source(path: Path) -> Source:
    try:
        schema = _opened(path).schema
        n_rows = sum(batch.num_rows for batch in _batches(path))
        names = schema.names  # that they are texts is found out here
    except BROKEN as problem:
        raise damaged(problem, _WRITER) from problem

    def batches(_: Sequence[int]) -> Iterator[dict[int, pa.Array]]:
        try:
            for batch in _batches(path):
                # Not nbytes, which follows what stands in the buffers, unchecked, wherever that leads.
                n_bytes = batch.get_total_buffer_size()
                size = max(1, BATCH_BYTES * batch.num_rows // max(1, n_bytes))
                for start in range(0, batch.num_rows, size):
                    part = batch.slice(start, size)
                    yield {place: part.column(place) for place in range(len(names))}
        except BROKEN as problem:
            raise damaged(problem, _WRITER) from problem

    return Source(schema, n_rows, batches)


def _opened(path: Path) -> ipc.RecordBatchFileReader | ipc.RecordBatchStreamReader:
    source = pa.memory_map(str(path))
    packed = source.read(len(_MAGIC)) == _MAGIC
    source.seek(0)
    return ipc.open_file(source) if packed else ipc.open_stream(source)


def _batches(path: Path) -> Iterator[pa.RecordBatch]:
    reader = _opened(path)
    if isinstance(reader, ipc.RecordBatchFileReader):
        for number in range(reader.num_record_batches):
            yield reader.get_batch(number)
    else:
        yield from reader
