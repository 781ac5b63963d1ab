"""What comparing gives: agreement of a pair and of all pairs; the identities as a grouping; a map's quality."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from explorer.store import FieldResult, Parts

UNKNOWN = -1
FATES = ("same", "split into", "merged with", "dissolved", "to noise")


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
class Agreement:
    """How far two groupings agree, and their overlap: the rows in both, for the pairs of groups that have any.

    Rows without identity are left out; noise is a group here, and counts as one in the score.

    Attributes
    ----------
    ari : float
        Adjusted Rand index (Hubert & Arabie 1985), at most 1, which means the same grouping; 0 is what chance
        gives; below 0 less than that.
    cells : ndarray of shape (n_cells, 3), uint32
        Group of A, group of B, rows in both; sorted by A, then B.
    order_a, order_b : ndarray of shape (n_groups_a,) and (n_groups_b,), uint32
        The groups in an order that brings the larger cells near the diagonal.
    names_a, names_b : tuple of str
    noise_a, noise_b : int or None
        The groups that are noise.
    n_samples : int
        Rows compared.
    n_left_out : int
        Rows without an identity, which were left out.
    """

    ari: float
    cells: np.ndarray
    order_a: np.ndarray
    order_b: np.ndarray
    names_a: tuple[str, ...]
    names_b: tuple[str, ...]
    noise_a: int | None
    noise_b: int | None
    n_samples: int
    n_left_out: int

    def __post_init__(self) -> None:
        if self.cells.ndim != 2 or self.cells.shape[1] != 3 or self.cells.dtype != np.uint32:
            raise ValueError("cells must be three columns of uint32")
        if (len(self.order_a), len(self.order_b)) != (len(self.names_a), len(self.names_b)):
            raise ValueError("the order must have each group once")
        if int(self.cells[:, 2].sum(dtype=np.int64)) != self.n_samples:
            raise ValueError("the overlap must count every row once")

    def to_parts(self) -> Parts:
        """Take apart; the names as texts, since there can be as many as rows."""
        arrays = {"cells": self.cells, "order a": self.order_a, "order b": self.order_b}
        values = {
            "ari": self.ari,
            "noise": [self.noise_a, self.noise_b],
            "n_samples": self.n_samples,
            "n_left_out": self.n_left_out,
        }
        return Parts(arrays, {"names a": self.names_a, "names b": self.names_b}, values)

    @classmethod
    def from_parts(cls, parts: Parts) -> Agreement:
        """Put together again what `to_parts` took apart."""
        arrays, texts, values = parts.arrays, parts.texts, parts.values
        noise_a, noise_b = values["noise"]
        return cls(
            values["ari"],
            arrays["cells"],
            arrays["order a"],
            arrays["order b"],
            tuple(texts["names a"]),
            tuple(texts["names b"]),
            noise_a,
            noise_b,
            values["n_samples"],
            values["n_left_out"],
        )


@dataclass(frozen=True)
class Agreements(FieldResult):
    """Every pair of some groupings, by every score of `SCORES` and noise policy of `POLICIES`, in their order.

    Attributes
    ----------
    values : ndarray of shape (n_policies, n_scores, n_groupings, n_groupings), float64
        NaN where no row is left to compare. A directed score holds the column against the line.
    chance : ndarray of the same shape, float64
        What chance gives at these sizes, exactly; NaN on the diagonal.
    kept : ndarray of shape (n_policies, n_groupings, n_groupings), int64
        Rows compared; on the diagonal those that are left of a grouping by itself.
    order : ndarray of shape (n_policies, n_scores, n_groupings), int32
        The groupings so that those that agree are beside each other.
    n_samples : int
        Rows there are.
    """

    values: np.ndarray
    chance: np.ndarray
    kept: np.ndarray
    order: np.ndarray
    n_samples: int

    def __post_init__(self) -> None:
        n = self.values.shape[-1]
        if self.values.ndim != 4 or self.values.shape[2] != n or self.chance.shape != self.values.shape:
            raise ValueError("values and chance must have a line and a column for each grouping")
        if self.kept.shape != (len(self.values), n, n) or self.order.shape != (*self.values.shape[:2], n):
            raise ValueError("kept and order must be of the same groupings")


@dataclass(frozen=True)
class Matching(FieldResult):
    """Which cluster of a reference each cluster of another grouping is.

    Attributes
    ----------
    partner : ndarray of shape (n_groups,), int32
        Group of the reference, each at most once; -1: none.
    jaccard : ndarray of shape (n_groups,), float32
        Rows in both as a share of those in either, in 0..1; 0 without a partner.
    n_reference : int
        Groups of the reference.
    exact : bool
        Whether the sum of the overlaps is the largest there can be; else the largest overlaps were taken first.
    """

    partner: np.ndarray
    jaccard: np.ndarray
    n_reference: int
    exact: bool

    def __post_init__(self) -> None:
        if self.partner.shape != self.jaccard.shape or self.partner.ndim != 1:
            raise ValueError("each group has one partner and one overlap")


@dataclass(frozen=True)
class Fates(FieldResult):
    """What becomes of each cluster of A in B.

    Attributes
    ----------
    groups : ndarray of shape (n_groups,), uint32
        Of A, without noise.
    sizes : ndarray of shape (n_groups,), uint32
        Their rows.
    kinds : ndarray of shape (n_groups,), uint8
        Position in `FATES`.
    shares : ndarray of shape (n_groups,), float32
        Share of the rows that the fate is about: in the same cluster, in the parts, in the merger, noise; 0..1.
    noise : ndarray of shape (n_groups,), float32
        Share of the rows that are noise in B, 0..1.
    jaccard : ndarray of shape (n_groups,), float32
        Largest overlap with a cluster of B: rows in both as a share of those in either, 0..1.
    offsets : ndarray of shape (n_groups + 1,), uint32
        The partners of line i are ``partners[offsets[i]:offsets[i + 1]]``.
    partners : ndarray of uint32
        Groups of B: the same one, the parts, those that most went to; of a merger the group of B, then the other
        groups of A that are in it.
    n_left_out : int
        Rows without an identity.
    """

    groups: np.ndarray
    sizes: np.ndarray
    kinds: np.ndarray
    shares: np.ndarray
    noise: np.ndarray
    jaccard: np.ndarray
    offsets: np.ndarray
    partners: np.ndarray
    n_left_out: int

    def __post_init__(self) -> None:
        if len(self.offsets) != len(self.groups) + 1 or int(self.offsets[-1]) != len(self.partners):
            raise ValueError("the offsets must cover all partners")


@dataclass(frozen=True)
class Disagreement(FieldResult):
    """How far groupings disagree about each row.

    Attributes
    ----------
    jaccard, overlap : ndarray of shape (n_samples,), float32
        0..1, 0 where it is with the same rows in all; NaN where it is compared in no pair. The second is 0 also where
        groupings only refine each other.
    most : ndarray of shape (2, n_most), uint32
        Positions of the rows argued about most by each, the worst first.
    codes : ndarray of shape (2, n_most, n_groupings), int32
        The groups these rows are in.
    n_pairs : int
        Pairs of groupings compared.
    """

    jaccard: np.ndarray
    overlap: np.ndarray
    most: np.ndarray
    codes: np.ndarray
    n_pairs: int

    def __post_init__(self) -> None:
        if self.jaccard.shape != self.overlap.shape or self.codes.shape[:2] != self.most.shape:
            raise ValueError("both measures are of all rows, and the codes of the rows picked out")


@dataclass(frozen=True)
class Flows(FieldResult):
    """Where rows go from one grouping to the next.

    Attributes
    ----------
    codes : tuple of tuple of int
        The nodes of each grouping: its groups, -2 for the small ones taken together.
    sizes : tuple of tuple of int
        Rows of each node.
    orders : tuple of tuple of int
        The nodes from top to bottom.
    links : tuple of tuple of (int, int, int)
        From each grouping to the next: node here, node there, rows.
    n_folded : tuple of int
        Clusters of each grouping that are taken together.
    undrawn : tuple of (int, int)
        From each grouping to the next: flows too small to be drawn, and their rows.
    n_samples : int
        Rows followed.
    n_left_out : int
        Rows without an identity.
    """

    codes: tuple[tuple[int, ...], ...]
    sizes: tuple[tuple[int, ...], ...]
    orders: tuple[tuple[int, ...], ...]
    links: tuple[tuple[tuple[int, ...], ...], ...]
    n_folded: tuple[int, ...]
    undrawn: tuple[tuple[int, int], ...]
    n_samples: int
    n_left_out: int


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
