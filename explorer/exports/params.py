"""What an export of rows is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.params import Params, param

FORMATS = ("csv", "parquet")


@dataclass(frozen=True)
class FoldersParams(Params):
    """Which pictures are taken away in folders, one for each group."""

    selection: str = param("", "digest of the stored rows to take, one byte 0 or 1 a row; empty for all rows")
    group: str = param("cluster", "what the groups are: the name of their column in the list")
    unplaced: str = param("noise", "the folder of rows in no group; empty: they are left out")


@dataclass(frozen=True)
class LocalFolderParams(FoldersParams):
    """The same, to a folder of the server."""

    path: str = param("", "the folder, in full; made where there is none")
    asked: str = param("", "when it was asked for: asking again writes again what is missing")


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
