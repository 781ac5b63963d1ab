"""`Preview`: what stands in a file, seen before it is read. `explorer.sources.glance` makes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from explorer.params import param
from explorer.sources.by_hand import RoleParams
from explorer.store import Parts


@dataclass(frozen=True)
class PreviewParams(RoleParams):
    """Which bytes to look at, as what; and what a person says of their columns, and of how files are joined."""

    fingerprint: str = param("", "digest of the file's bytes")
    format: str = param("npy", "what kind of file it is")
    join: tuple[str, ...] = param((), "how several files are joined; see ReadOptions", advanced=True)


@dataclass(frozen=True)
class Seen:
    """A column as it stands in the file, or several of numbers side by side.

    Attributes
    ----------
    name : str
        Of several the first and the last, with a colon between, as `RoleParams` takes them.
    holds : str
        In words.
    role : str
        What it is taken for; see `explorer.sources.by_hand`.
    first : tuple of str
        What stands in it in the first rows.
    """

    name: str
    holds: str
    role: str
    first: tuple[str, ...] = ()


@dataclass(frozen=True)
class FileSeen:
    """One of several files that were brought at once.

    Attributes
    ----------
    name : str
    columns : tuple of Seen
        Empty where the format has none, or they can't be told.
    first : bool
        Whether it is the one whose rows the data set will probably have.
    names : tuple of str
        Of all its columns, one by one.
    """

    name: str
    columns: tuple[Seen, ...] = ()
    first: bool = False
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Preview:
    """What stands in a file.

    Attributes
    ----------
    columns : tuple of Seen
        Empty where the format leaves nothing to choose.
    names : tuple of str
        Of all columns, one by one.
    problem : str
        Why it can't be read like that; empty: it can, as far as its beginning tells.
    paths : tuple of str
        Of the images in it, as they are sorted; the first ones, where there are very many.
    n_paths : int
        How many there are in all.
    files : tuple of FileSeen
        Of several files that were brought at once, those that aren't images.
    """

    columns: tuple[Seen, ...] = ()
    names: tuple[str, ...] = ()
    problem: str = ""
    paths: tuple[str, ...] = ()
    n_paths: int = 0
    files: tuple[FileSeen, ...] = ()

    def to_parts(self) -> Parts:
        """Take apart for the store."""
        values = {"columns": [asdict(seen) for seen in self.columns], "problem": self.problem, "n_paths": self.n_paths}
        values["files"] = [asdict(file) for file in self.files]
        return Parts({}, {"paths": self.paths, "names": self.names}, values)

    @classmethod
    def from_parts(cls, parts: Parts) -> Self:
        """Put together again what `to_parts` took apart."""
        columns = _seen(parts.values["columns"])
        files = tuple(
            FileSeen(file["name"], _seen(file["columns"]), file["first"], tuple(file["names"]))
            for file in parts.values["files"]
        )
        texts = parts.texts
        problem, n_paths = parts.values["problem"], parts.values["n_paths"]
        return cls(columns, tuple(texts["names"]), problem, tuple(texts["paths"]), n_paths, files)


def _seen(entries: Sequence[Mapping[str, Any]]) -> tuple[Seen, ...]:
    return tuple(Seen(**{**entry, "first": tuple(entry["first"])}) for entry in entries)
