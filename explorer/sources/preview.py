"""`Preview`: what stands in a file, seen before it is read. `explorer.sources.glance` makes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from explorer.params import Params, param
from explorer.store import Parts


@dataclass(frozen=True)
class PreviewParams(Params):
    """Which bytes to look at, as what."""

    fingerprint: str = param("", "digest of the file's bytes")
    format: str = param("npy", "what kind of file it is")


@dataclass(frozen=True)
class Preview:
    """What stands in a file.

    Attributes
    ----------
    paths : tuple of str
        Of the images in it, as they are sorted; the first ones, where there are very many.
    n_paths : int
        How many there are in all.
    """

    paths: tuple[str, ...] = ()
    n_paths: int = 0

    def to_parts(self) -> Parts:
        """Take apart for the store."""
        return Parts({}, {"paths": self.paths}, {"n_paths": self.n_paths})

    @classmethod
    def from_parts(cls, parts: Parts) -> Self:
        """Put together again what `to_parts` took apart."""
        return cls(tuple(parts.texts["paths"]), parts.values["n_paths"])
