"""What an export of rows is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.params import Params, param

FORMATS = ("csv", "parquet")


@dataclass(frozen=True)
class ExportParams(Params):
    """Which rows, in which format, and what the columns made here are called.

    The maps, groupings and features themselves are the recipe's inputs: ``map_0``, ``grouping_0``, ``features``.
    """

    format: str = param("csv", "CSV opens everywhere; Parquet is smaller and keeps the types", choices=FORMATS)
    selection: str = param("", "digest of the stored rows to write, one byte 0 or 1 a row; empty for all rows")
    maps: tuple[str, ...] = param((), "names of the maps, in the order of their inputs")
    groupings: tuple[str, ...] = param((), "names of the groupings, in the order of their inputs")
    tags: tuple[str, ...] = param((), "names of the tags")
    tag_rows: tuple[str, ...] = param((), "for each tag the digest of its stored rows, one byte 0 or 1 a row")
