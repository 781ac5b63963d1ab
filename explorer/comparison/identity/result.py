"""What is found about identities: where rows stand, who is hard to tell, who doesn't belong, who looks like whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.store import FieldResult

NOBODY = -1
# What the judgement of a row is called, by its code.
FINE, SWAPPED, OUTSIDER, UNJUDGED = range(4)
KINDS = ("fine", "swapped?", "outsider?", "not judged")


@dataclass(frozen=True)
class Standing(FieldResult):
    """How near each row is to its own identity and to the nearest other one: cosine of the row and a centre, -1 to 1.

    Attributes
    ----------
    own : ndarray of shape (n_samples,), float32
        Similarity to the centre of the other rows of its identity, itself left out; NaN where there are none, or
        only rows of zeros. That of a row of zeros is 0.
    best : ndarray of shape (n_samples,), float32
        Similarity to the nearest centre of another identity; NaN where there is no other.
    rival : ndarray of shape (n_samples,), int32
        Which identity that is; -1 where there is no other, and for a row of zeros: without direction it is like nobody.
    sizes : ndarray of shape (n_identities,), int32
        Rows of each identity.
    same, different : ndarray of shape (n_bins,), int64
        How often each similarity occurs, from -1 to 1 in equal steps: of a row and its own identity (itself left out),
        of a row and another identity.
    near : float or None
        Where a row counts as near an identity: as unusual for a row and its own identity as for a row and its nearest
        other one, in spreads (robust ones) from either's median. None where one of them can't be had.
    every : int
        ``different`` is of each `every`-th row: 1 where it is of all.
    twin : ndarray of shape (n_identities,), int32
        The first identity that holds the same pictures, exactly equal vectors; -1 for that one, and where none does.
    """

    own: np.ndarray
    best: np.ndarray
    rival: np.ndarray
    sizes: np.ndarray
    same: np.ndarray
    different: np.ndarray
    near: float | None
    every: int
    twin: np.ndarray

    def __post_init__(self) -> None:
        if not self.own.shape == self.best.shape == self.rival.shape:
            raise ValueError("own, best and rival must be of the same rows")


@dataclass(frozen=True)
class Lens(FieldResult):
    """Each identity: how well it holds together, whom it is taken for, and what the groupings make of it.

    Attributes
    ----------
    sizes : ndarray of shape (n_identities,), int32
        Rows.
    cohesion, spread, least : ndarray of shape (n_identities,), float32
        Mean, standard deviation and least of its rows' similarity to its own centre, each row left out of it; -1 to 1,
        higher is tighter; NaN for an identity of one row.
    margin : ndarray of shape (n_identities,), float32
        Mean of (similarity to the nearest other identity - to its own); higher is harder to tell; NaN as above.
    taken_for : ndarray of shape (n_identities,), int32
        The identity that most of its rows have as their nearest other one; -1 where there is no other.
    astray : ndarray of shape (n_identities,), int32
        Rows that are nearer to another identity than to their own.
    hardest : ndarray of shape (n_identities,), int32
        Identities, the hardest to tell first; those of one row last.
    clusters, noise : ndarray of shape (n_runs, n_identities), int32
        How many clusters its rows are in, and how many of them are noise, in each grouping.
    purity : ndarray of shape (n_runs, n_identities), float32
        Mean, over its rows that are no noise, of the share of their cluster that is of their identity: 0 to 1, higher
        is better (B-cubed precision, Bagga & Baldwin 1998); NaN where all its rows are noise.
    """

    sizes: np.ndarray
    cohesion: np.ndarray
    spread: np.ndarray
    least: np.ndarray
    margin: np.ndarray
    taken_for: np.ndarray
    astray: np.ndarray
    hardest: np.ndarray
    clusters: np.ndarray
    noise: np.ndarray
    purity: np.ndarray


@dataclass(frozen=True)
class Strangers(FieldResult):
    """Rows that don't seem to belong to their identity, two kinds told apart.

    Attributes
    ----------
    kind : ndarray of shape (n_samples,), uint8
        Position in `KINDS` of what is flagged: 0 fine, 1 swapped, 2 outsider, 3 not judged.
    swapped : ndarray of shape (n_swapped,), int32
        Rows nearer to another identity than to their own, and near it or nearly so; the clearest first. Flagged or not.
    margins : ndarray of shape (n_swapped,), float32
        Similarity to that identity less similarity to their own: above 0.
    outsiders : ndarray of shape (n_outsiders,), int32
        Rows that are near nobody; the farthest from their own first. Flagged or not.
    nearness : ndarray of shape (n_outsiders,), float32
        Their similarity to their own identity: lower is clearer.
    false_flags : int
        How many rows that are fine are expected to be flagged, of either kind.
    swap_threshold, outsider_threshold : float or None
        A row is flagged as swapped whose similarity to the other identity is at least the first; as outsider when its
        similarity to its own is at most the second.
    fine_astray : float
        How many rows that are fine are nearer to another identity than to their own, estimated from the middle of all
        margins. Where it is more than `false_flags`, identities overlap, and those can't be promised.
    n_judged : int
        Rows with an identity in which there are others.
    n_single, n_unnamed : int
        Rows that are the only one of their identity, rows of zeros not counted, and rows without one: not judged.
    equal_error : float or None
        The similarity at which as large a share of different pairs is at or above it as of same pairs below.
    equal_error_rate : float or None
        That share, 0 to 1.
    n_different : int
        Pairs of a row and another identity, all of them.
    note : str
        Why nothing is judged, or what to know; empty: nothing.
    """

    kind: np.ndarray
    swapped: np.ndarray
    margins: np.ndarray
    outsiders: np.ndarray
    nearness: np.ndarray
    false_flags: int
    swap_threshold: float | None
    outsider_threshold: float | None
    fine_astray: float
    n_judged: int
    n_single: int
    n_unnamed: int
    equal_error: float | None
    equal_error_rate: float | None
    n_different: int
    note: str

    @property
    def overlap(self) -> bool:
        """Whether identities overlap so far that more rows may be flagged wrongly than were allowed."""
        return self.fine_astray > self.false_flags


@dataclass(frozen=True)
class Lookalikes(FieldResult):
    """The nearest other identities of each one.

    Attributes
    ----------
    nearest : ndarray of shape (n_identities, k), int32
        Identities, the most similar first, and those without direction last: they are like nobody.
    similarity : ndarray of shape (n_identities, k), float32
        Cosine, -1 to 1, higher is more alike: of the two centres, or of their most similar pair of rows.
    rows, others : ndarray of shape (n_identities, k), int32
        The pair of rows to look at, one of each identity: the most similar pair, or the rows nearest to the other's
        centre.
    measure : str
        ``"centre"`` or ``"best pair"``.
    """

    nearest: np.ndarray
    similarity: np.ndarray
    rows: np.ndarray
    others: np.ndarray
    measure: str

    def __post_init__(self) -> None:
        if not self.nearest.shape == self.similarity.shape == self.rows.shape == self.others.shape:
            raise ValueError("nearest, similarity, rows and others must have one shape")


@dataclass(frozen=True)
class IdentityMatrix(FieldResult):
    """How alike some identities are, each with each.

    Attributes
    ----------
    codes : ndarray of shape (n_chosen,), int32
        The identities, ordered so that alike ones stand together.
    similarity : ndarray of shape (n_chosen, n_chosen), float32
        Cosine, -1 to 1, as `measure` says; 1 on the diagonal.
    measure : str
    """

    codes: np.ndarray
    similarity: np.ndarray
    measure: str
