"""Who looks like whom: the nearest other identities of each one, by their centres or by their most similar rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.comparison.identity.centres import BLOCK_VALUES, centres, check_rows, similarities, sums, unit
from explorer.comparison.identity.result import Lookalikes
from explorer.comparison.result import UNKNOWN, Identities
from explorer.errors import LimitError
from explorer.features.result import Features
from explorer.params import Params, param
from explorer.recipe import Report, silent

MEASURES = ("centre", "best pair")
MOST_SECONDS = 600
LAST = -2.0  # in place of a similarity to an identity without direction: like nobody, it comes after all others
PACE = 3e10  # products a second, as measured on one busy core


def measure_field() -> str:
    """The field for what is compared."""
    field: str = param(
        "centre",
        "What is compared: the centres of two identities, or the most similar pair of their rows (one copy is enough).",
        choices=MEASURES,
    )
    return field


@dataclass(frozen=True)
class LookalikesParams(Params):
    """What is compared, and how many are kept."""

    measure: str = measure_field()
    n_nearest: int = param(10, "How many nearest are kept for each identity.", low=1, high=100, unit="identities")


def fit(
    params: LookalikesParams, *, features: Features, identities: Identities, report: Report = silent
) -> Lookalikes:
    """Find the most similar other identities of each one.

    Raises
    ------
    InputError
        When vectors and identities aren't of the same rows.
    LimitError
        When comparing all rows would take more than ten minutes.
    """
    codes = identities.codes
    check_rows(features.n_samples, codes)
    n_identities = len(identities.names)
    k = min(params.n_nearest, max(0, n_identities - 1))
    if not k:
        nothing = np.zeros((n_identities, 0), dtype=np.int32)
        return Lookalikes(nothing, nothing.astype(np.float32), nothing, nothing, params.measure)
    report("centres")
    groups = Groups(unit(features.X), codes, n_identities)
    if params.measure == "centre":
        nearest, similarity = nearest_centres(groups.centres, k)
        rows, others = _towards_centres(groups, nearest, report)
    else:
        check_pairs(*features.X.shape)
        nearest, similarity = _best_pairs(groups, k, report)
        rows, others = _pairs(groups, nearest, report)
    return Lookalikes(nearest, similarity, rows, others, params.measure)


class Groups:
    """Unit vectors by identity.

    Parameters
    ----------
    U : ndarray of shape (n_samples, n_features), float32
    codes : ndarray of shape (n_samples,), int32
    n_identities : int

    Attributes
    ----------
    order : ndarray
        Rows with an identity, those of one together. Rows of zeros, which are like nothing, aren't among them, but for
        identities that have no other rows.
    starts : ndarray of shape (n_identities + 1,)
        Where each identity's are in `order`.
    centres : ndarray of shape (n_identities, n_features), float32
    blank : ndarray of shape (n_identities,), bool
        Whether all rows are zeros.
    """

    def __init__(self, U: np.ndarray, codes: np.ndarray, n_identities: int) -> None:
        self.U, self.codes = U, codes
        points = U.any(axis=1)
        blank = np.bincount(codes[points & (codes != UNKNOWN)], minlength=n_identities) == 0
        known = np.flatnonzero((codes != UNKNOWN) & (points | np.append(blank, False)[codes]))
        self.blank = blank
        self.order = known[np.argsort(codes[known], kind="stable")]
        self.starts = np.searchsorted(codes[self.order], np.arange(n_identities + 1))
        self.centres = centres(sums(U, codes, n_identities))

    def rows(self, code: int) -> np.ndarray:
        """Positions of an identity's rows."""
        found: np.ndarray = self.order[self.starts[code] : self.starts[code + 1]]
        return found


def nearest_centres(centres: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """The k centres most similar to each one, and how similar."""
    nearest = np.empty((len(centres), k), dtype=np.int32)
    similarity = np.empty((len(centres), k), dtype=np.float32)
    nowhere = ~centres.any(axis=1)
    for rows, block in similarities(centres, centres, np.arange(len(centres))):
        block[:, nowhere] = LAST
        block[np.arange(len(rows)), rows] = -np.inf
        nearest[rows], similarity[rows] = top(block, k)
    return nearest, similarity


def top(block: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Places and values of the k largest of each line, the largest first, of equal ones the first; 0 for `LAST`."""
    if k < block.shape[1]:
        reach = np.partition(block, block.shape[1] - k, axis=1)[:, block.shape[1] - k]
        block = np.where(block >= reach[:, None], block, -np.inf)
    order = np.argsort(-block, axis=1, kind="stable")[:, :k]
    found = np.take_along_axis(block, order, axis=1)
    return order.astype(np.int32), np.where(found == LAST, 0, found)


def check_pairs(n_samples: int, n_features: int) -> None:
    """Refuse to compare more rows with each other than ten minutes allow."""
    seconds = n_samples**2 * n_features / PACE
    if seconds > MOST_SECONDS:
        raise LimitError(
            "comparing every row with every other would take about",
            f"{seconds / 60:,.0f} minutes",
            f"{MOST_SECONDS / 60:.0f}",
            "Compare centres, which takes seconds, or reduce the dimensions first (PCA).",
        )


def _best_pairs(groups: Groups, k: int, report: Report) -> tuple[np.ndarray, np.ndarray]:
    n_identities = len(groups.centres)
    ordered = np.ascontiguousarray(groups.U[groups.order].T)
    nearest = np.empty((n_identities, k), dtype=np.int32)
    similarity = np.empty((n_identities, k), dtype=np.float32)
    size = max(1, BLOCK_VALUES // len(groups.order))
    first = 0
    while first < n_identities:  # as many identities at once as have their rows in one block, at least one
        report("comparing rows", first / n_identities)
        last = max(first + 1, int(np.searchsorted(groups.starts, groups.starts[first] + size, side="right")) - 1)
        most = np.full((last - first, n_identities), -np.inf, dtype=np.float32)
        rows = groups.order[groups.starts[first] : groups.starts[last]]
        for start in range(0, len(rows), size):
            block = rows[start : start + size]
            to_each = np.maximum.reduceat(groups.U[block] @ ordered, groups.starts[:-1], axis=1)
            present, begins = np.unique(groups.codes[block] - first, return_index=True)
            most[present] = np.maximum(most[present], np.maximum.reduceat(to_each, begins, axis=0))
        most[:, groups.blank] = LAST
        most[np.arange(last - first), np.arange(first, last)] = -np.inf
        nearest[first:last], found = top(most, k)
        similarity[first:last] = np.clip(found, -1, 1)
        first = last
    return nearest, similarity


def _pairs(groups: Groups, nearest: np.ndarray, report: Report) -> tuple[np.ndarray, np.ndarray]:
    """The most similar pair of rows of each pair of identities."""
    rows, others = np.empty_like(nearest), np.empty_like(nearest)
    for code, near in enumerate(nearest):
        report("pairs", code / len(nearest))
        own = groups.rows(code)
        for place, other in enumerate(near):
            theirs = groups.rows(other)
            one, two = np.unravel_index((groups.U[own] @ groups.U[theirs].T).argmax(), (len(own), len(theirs)))
            rows[code, place], others[code, place] = own[one], theirs[two]
    return rows, others


def _towards_centres(groups: Groups, nearest: np.ndarray, report: Report) -> tuple[np.ndarray, np.ndarray]:
    """Of each pair of identities the row of each one that is nearest to the other's centre."""
    rows, others = np.empty_like(nearest), np.empty_like(nearest)
    for code, near in enumerate(nearest):
        report("pairs", code / len(nearest))
        own = groups.rows(code)
        rows[code] = own[(groups.U[own] @ groups.centres[near].T).argmax(axis=0)]
        for place, other in enumerate(near):
            theirs = groups.rows(other)
            others[code, place] = theirs[(groups.U[theirs] @ groups.centres[code]).argmax()]
    return rows, others
