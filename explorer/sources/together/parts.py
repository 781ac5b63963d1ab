"""Each of several files read for itself: as vectors or images, or as columns that stand beside those of another."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from explorer.errors import SourceError
from explorer.recipe import Report
from explorer.settings import Settings
from explorer.sources.arrays_by_hand import MAP_AXES
from explorer.sources.by_hand import OPEN, RoleParams
from explorer.sources.choose import Decide, choose, columns_only
from explorer.sources.delimited import read_tensors
from explorer.sources.hdf5.read import rehearsed
from explorer.sources.idx import read_idx
from explorer.sources.npy import read_npy
from explorer.sources.npz import read_npz
from explorer.sources.read import ARRAYS_BY_HAND, COLUMNS_BY_HAND, STREAMED
from explorer.sources.records import Records
from explorer.sources.together.join import HAS_ROWS, LEFT_OUT, parse
from explorer.sources.together.projector import NO_CONFIG, Config, read_bytes

ARRAYS: dict[str, Callable[[Path, Settings, Decide], Records]] = {
    "npy": read_npy,
    "npz": read_npz,
    "idx": read_idx,
    "hdf5": rehearsed,
}
# Formats whose module has `promise` and `read_beside`, beside what reads it whole.
TABLES = {
    "csv": "explorer.sources.delimited",
    "txt": "explorer.sources.word2vec",
    "word2vec": "explorer.sources.word2vec",
    "jsonl": "explorer.sources.jsonl",
    "parquet": "explorer.sources.parquet",
    "arrow": "explorer.sources.feather",
}
_TEXTS = ("csv", "txt", "word2vec")
# A column alone is called by its file's name, or by one of these that is in it: by those identities are known.
_MEANINGS = ("label", "target", "identity", "person", "class", "name", "id")
SURE = 3
BYTES = "bytes"  # 32-bit floats, of TensorFlow's Projector
_TENSORS = re.compile(r".*(tensor|vec)[^.]*\.tsv(\.gz)?")  # what its vectors are called where nothing says so
_MOST_MAINS = 3  # files with vectors that are tried
_VECTORS, _OTHERS = ("tensor", "vector", "embed", "feature"), ("meta", "label", "info", "annot", "attr")


@dataclass(frozen=True)
class File:
    """One of several files, unpacked.

    Attributes
    ----------
    name : str
        What the person calls it.
    path : Path
        Where it is, with an ending that means the same.
    form : str
        Its format, as `detect` gives it.
    limits : Settings
    config : Config
        What a configuration of TensorFlow's Projector says of the files.
    """

    name: str
    path: Path
    form: str
    limits: Settings
    config: Config = NO_CONFIG

    @cached_property
    def promise(self) -> tuple[int, int]:
        """How surely there are vectors in it (`SURE`, 2, 1, or 0 for none), and what its name says of that."""
        name = self.name.lower()
        if self.is_tensors or self.form == BYTES:
            return (SURE + self.is_tensors), 1
        hint = any(word in name for word in _VECTORS) - any(word in name for word in _OTHERS)
        if self.form in ARRAYS:
            found = self._arrays
            if found is None or found.vectors is None:
                return 0, hint
            return SURE - (found.vectors.shape[1] in MAP_AXES), hint  # so few may be places on a map of the others
        sure: int = importlib.import_module(TABLES[self.form]).promise(self.path, self.limits)
        return sure, hint

    @property
    def is_tensors(self) -> bool:
        """Whether a configuration says that it has the vectors."""
        return bool(self.config.tensors) and self.name.rpartition("/")[2] == self.config.tensors

    @property
    def shows(self) -> bool:
        """Whether there are images in it, as an array."""
        return self.form in ARRAYS and self._arrays is not None and self._arrays.images is not None

    @cached_property
    def _arrays(self) -> Records | None:
        try:
            return ARRAYS[self.form](self.path, self.limits, choose)
        except SourceError:
            return None

    def whole(self, report: Report, rows: Iterable[int] = (), hand: RoleParams = OPEN) -> Records:
        """What is in it, as if it were brought alone.

        Parameters
        ----------
        report : Report
        rows : iterable of int
            How many rows others have: bytes alone don't say.
        hand : RoleParams
            What a person says of its columns.

        Raises
        ------
        SourceError
            When there are neither vectors nor images.
        LimitError
            When a limit of this server is hit.
        ParamsError
            When there is no column of a name given, or it can't be the vector.
        """
        if self.form in ARRAYS_BY_HAND and hand.says_something:
            return ARRAYS[self.form](self.path, self.limits, partial(choose, hand=hand))
        if self.form in ARRAYS and not (self.form in COLUMNS_BY_HAND and hand.says_something):
            return self._arrays or ARRAYS[self.form](self.path, self.limits, choose)
        if self.form == BYTES:
            return read_bytes(self.path, self.config.shape if self.is_tensors else None, rows, self.limits)
        if self._is_projectors and not hand.vector:
            return read_tensors(self.path, self.limits, report)
        module, _, function = STREAMED[self.form].partition(":")
        more = {"hand": hand} if self.form in COLUMNS_BY_HAND else {}
        found: Records = getattr(importlib.import_module(module), function)(self.path, self.limits, report, **more)
        return found

    @property
    def _is_projectors(self) -> bool:
        """Whether it is a table of vectors as TensorFlow's Projector has it."""
        called = self.name.rpartition("/")[2].lower()
        return self.form == "csv" and (self.is_tensors or _TENSORS.fullmatch(called) is not None)

    def beside(self, report: Report, wanted: int | None = None) -> Records:
        """What stands beside vectors that are elsewhere: columns, or images.

        Parameters
        ----------
        report : Report
        wanted : int, optional
            As many rows the vectors have; a text that can be read in two ways is read in the one that has as many.

        Raises
        ------
        SourceError
            When there is nothing of that kind.
        LimitError
            When a limit of this server is hit.
        """
        if self.form == BYTES:
            raise SourceError("it is for vectors, and the data set has others")
        if self.form in ARRAYS:
            return self._arrays or self._named(ARRAYS[self.form](self.path, self.limits, columns_only))
        read = importlib.import_module("explorer.sources.delimited" if self.form in _TEXTS else TABLES[self.form])
        more = {"wanted": wanted} if self.form in _TEXTS else {}
        if self.form in ("parquet", "arrow") and self.promise[0] == SURE - 1:
            found = self.whole(report)
            if found.images is not None:
                return found
        beside: Records = read.read_beside(self.path, self.limits, report, **more)
        return beside

    def _named(self, found: Records) -> Records:
        """Columns of an array without names, called by the file."""
        if list(found.columns) not in (["embedding"], ["label"]):
            return found
        stem = self.name.rpartition("/")[2].partition(".")[0]
        name = next((word for word in _MEANINGS if word in stem.lower()), stem)
        return Records(columns={name: next(iter(found.columns.values()))}, notes=found.notes)


def mains(files: Sequence[File], pictures: bool, directions: Sequence[str] = ()) -> list[File]:
    """The files whose rows the data set may have: those with vectors, the one that has them most surely first.

    Parameters
    ----------
    files : sequence of File
    pictures : bool
        Whether there are image files beside them.
    directions : sequence of str
        What a person says of them; see `join`.
    """
    said = {file.name: parse(directions, file.name) for file in files}
    chosen = [file for file in files if said[file.name] == HAS_ROWS]
    if chosen:
        return chosen[:1]
    # Numbers beside images say something of them, such as their width, unless they are surely vectors.
    least = 1 + (pictures or any(file.shows for file in files))
    able = [file for file in files if file.promise[0] >= least and said[file.name] != LEFT_OUT]
    return sorted(able, key=lambda file: file.promise, reverse=True)[:_MOST_MAINS]


def is_text(name: str) -> bool:
    """Whether a file may be a note to people, by its ending."""
    return name.lower().endswith((".txt", ".txt.gz"))
