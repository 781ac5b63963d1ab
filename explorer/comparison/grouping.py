"""A clustering, or the identities, as what all comparisons start from: the group of each row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.clusterings.result import Clustering
from explorer.comparison.result import UNKNOWN, Identities
from explorer.errors import InputError

Grouping = Clustering | Identities


@dataclass(frozen=True)
class Groups:
    """The group of each row.

    Attributes
    ----------
    codes : ndarray of shape (n_samples,), int32
        In ``0 … n_groups - 1``; -1 where a row has no identity and so is never compared. A clustering's codes are
        those the browser has: its noise, where there is any, is 0.
    names : tuple of str
    noise : int or None
        The code that means noise.
    """

    codes: np.ndarray
    names: tuple[str, ...]
    noise: int | None

    @property
    def n_groups(self) -> int:
        """Groups, noise among them."""
        return len(self.names)


def groups_of(grouping: Grouping) -> Groups:
    """The groups of a clustering or of the identities."""
    if isinstance(grouping, Identities):
        return Groups(grouping.codes, grouping.names, None)
    noisy = grouping.n_noise > 0
    names = grouping.named
    if noisy:
        return Groups(grouping.labels + np.int32(1), ("noise", *names), 0)
    return Groups(grouping.labels, names, None)


def check_rows(a: Groups, b: Groups) -> None:
    """Raise `InputError` unless both are of as many rows."""
    if len(a.codes) != len(b.codes):
        raise InputError(f"One grouping has {len(a.codes):,} rows, the other {len(b.codes):,}: they can't be compared.")


def known(groups: Groups) -> np.ndarray:
    """Which rows have a group. Shape (n_samples,), bool."""
    return np.asarray(groups.codes != UNKNOWN)
