"""The one stage of this package: a blob in the store -> `Dataset`."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from explorer.dataset import Dataset
from explorer.errors import ParamsError
from explorer.params import param
from explorer.recipe import Report, silent
from explorer.settings import current
from explorer.sources.by_path import named
from explorer.sources.choose import choose
from explorer.sources.digits import read_digits
from explorer.sources.idx import read_idx
from explorer.sources.npy import read_npy
from explorer.sources.npz import read_npz
from explorer.sources.options import ReadOptions
from explorer.sources.records import Records, to_dataset

FORMATS: dict[str, Callable[..., Records]] = {
    "npy": read_npy,
    "npz": read_npz,
    "digits": read_digits,
    "idx": read_idx,
}
# Formats that are read in blocks, and tell how far they are; by name, for their libraries are not for the web process.
STREAMED: dict[str, str] = {
    "csv": "explorer.sources.delimited:read_delimited",
    "txt": "explorer.sources.word2vec:read_txt",
    "word2vec": "explorer.sources.word2vec:read_word2vec",
    "jsonl": "explorer.sources.jsonl:read_jsonl",
    "parquet": "explorer.sources.parquet:read_parquet",
    "arrow": "explorer.sources.feather:read_feather",
    "portraits": "explorer.sources.portraits:read_portraits",
    "lfw": "explorer.sources.fetched:read_lfw",
    "olivetti": "explorer.sources.fetched:read_olivetti",
    "hdf5": "explorer.sources.hdf5.read:read_hdf5",
}
# Archives of many files, whose paths say something and which may have to be joined.
FOLDERS: dict[str, str] = {
    "images": "explorer.sources.together.archive:read_archive",
    "tar": "explorer.sources.together.tar:read_tar",
}
# Formats whose columns, or arrays, a person can give roles to.
COLUMNS_BY_HAND = ("csv", "txt", "jsonl", "parquet", "arrow", "hdf5")
ARRAYS_BY_HAND = ("npy", "npz")


@dataclass(frozen=True)
class ReadParams(ReadOptions):
    """Which bytes to read, as what, and how."""

    fingerprint: str = param("", "digest of the file's bytes")
    format: str = param("npy", "what kind of file it is", choices=(*FORMATS, *STREAMED, *FOLDERS))
    title: str = param("", "what to call it on screen")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.join and self.format not in FOLDERS:
            raise ParamsError("join is for several files; this is one.", field="join")


def read(params: ReadParams, *, path: Path, report: Report = silent) -> Dataset:
    """Read a file.

    Parameters
    ----------
    params : ReadParams
    path : Path
        Where the bytes are.
    report : Report

    Returns
    -------
    Dataset
        Its large arrays are memory-mapped, from the file itself where that is possible.

    Raises
    ------
    SourceError
        When the file can't be read as embeddings or images; says what to do.
    LimitError
        When a limit of this server is hit.
    ParamsError
        When there is no column of the name given, no identity to count rows by, no row is left, or the pattern makes
        no sense or matches no file.
    """
    report("reading")
    if params.format in FOLDERS:
        records = _imported(FOLDERS[params.format])(path, current(), params.pattern, params.join, report, params)
    elif params.format in STREAMED:
        by_hand = {"hand": params} if params.format in COLUMNS_BY_HAND else {}
        records = _imported(STREAMED[params.format])(path, current(), report, **by_hand)
    else:
        decide = {"decide": partial(choose, hand=params)} if params.format in ARRAYS_BY_HAND else {}
        records = FORMATS[params.format](path, current(), **decide)
    if params.pattern and params.format not in FOLDERS:
        records = replace(records, columns=named(records.columns, params.pattern))
    return to_dataset(records, params.title, params, path, report)


def _imported(name: str) -> Callable[..., Records]:
    module, _, function = name.partition(":")
    found: Callable[..., Records] = getattr(importlib.import_module(module), function)
    return found
