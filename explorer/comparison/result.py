"""`Agreement`: how far two groupings of the same rows agree; `Identities`: the truth as one of them; `MapQuality`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from explorer.store import FieldResult, Parts

UNKNOWN = -1


@dataclass(frozen=True)
class Identities:
    """Who or what each row is, as a grouping to compare with.

    Attributes
    ----------
    codes : ndarray of shape (n_samples,), int32
        Position of the row's identity in `names`; -1 where it has none.
    names : tuple of str
        In name order; each has at least one row.
    """

    codes: np.ndarray
    names: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.codes.ndim != 1 or self.codes.dtype != np.int32:
            raise ValueError(f"codes must be a line of int32, not {self.codes.dtype} of shape {self.codes.shape}")
        if self.codes.size and not UNKNOWN <= int(self.codes.min()) <= int(self.codes.max()) < len(self.names):
            raise ValueError("a code has no name")

    def to_parts(self) -> Parts:
        """Take apart; the names as texts, since there can be as many as rows."""
        return Parts({"codes": self.codes}, {"names": self.names}, {})

    @classmethod
    def from_parts(cls, parts: Parts) -> Identities:
        """Put together again what `to_parts` took apart."""
        return cls(parts.arrays["codes"], tuple(parts.texts["names"]))


@dataclass(frozen=True)
class Agreement(FieldResult):
    """How far two groupings agree, and the overlap table it is read from.

    Noise counts as one cluster; rows without an identity are left out.

    Attributes
    ----------
    ari : float
        Adjusted Rand index (Hubert & Arabie 1985), at most 1, which means the same grouping; 0 is what chance
        gives; below 0 less than that.
    overlap : ndarray of shape (n_groups_a, n_groups_b), uint32
        Rows in both; row and column order as in `names_a` and `names_b`.
    names_a, names_b : tuple of str
    n_samples : int
        Rows compared.
    n_left_out : int
        Rows without an identity, which were left out.
    """

    ari: float
    overlap: np.ndarray
    names_a: tuple[str, ...]
    names_b: tuple[str, ...]
    n_samples: int
    n_left_out: int

    def __post_init__(self) -> None:
        if self.overlap.shape != (len(self.names_a), len(self.names_b)):
            raise ValueError("the overlap table must have a row for each group of A and a column for each of B")
        if int(self.overlap.sum()) != self.n_samples:
            raise ValueError("the overlap table must count every row once")


@dataclass(frozen=True)
class MapQuality(FieldResult):
    """How well a map keeps the space it was made from. A figure is None where it can't be computed; `notes` says why.

    Attributes
    ----------
    trustworthiness : float or None
        0..1, higher is better: near rows on the map are near in the space; about 0.5 for a random map.
    label_accuracy : float or None
        0..1, higher is better: rows whose nearest on the map mostly have their identity; `chance` without a map.
    distance_correlation : float or None
        -1..1, higher is better: rows farther apart in the space are farther apart on the map; 0 for a random map.
    n_samples : int
        Rows of the map.
    n_neighbors : int
        How many nearest the first two look at.
    n_judged : int
        Rows whose neighbours trustworthiness looked at, among all rows.
    n_labelled : int
        Rows with an identity, all of which label accuracy judged.
    n_pairs : int
        Pairs of rows whose distances were compared.
    chance : float or None
        Share of the largest identity, 0..1: what calling every row by it would get right.
    notes : mapping
        Name of a figure (or ``"n_neighbors"``) -> why it is None, or what to know of it; sentences.
    """

    trustworthiness: float | None
    label_accuracy: float | None
    distance_correlation: float | None
    n_samples: int
    n_neighbors: int
    n_judged: int
    n_labelled: int
    n_pairs: int
    chance: float | None
    notes: Mapping[str, str]
