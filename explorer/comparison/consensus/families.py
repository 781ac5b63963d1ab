"""Whose vote weighs how much: near-copies share one, what resembles others weighs less, what agrees with none least."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from explorer.comparison.contingency import contingency
from explorer.comparison.grouping import Groups
from explorer.comparison.pairs import adjusted_rand
from explorer.comparison.tally import tally
from explorer.recipe import Report, silent

FULL_SAY = 0.3  # ARI with some other family: from there on groups can be matched by eye (see `comparison.words`)


def likeness(groups: Sequence[Groups], report: Report = silent) -> np.ndarray:
    """The adjusted Rand index of every two groupings; noise is one cluster. Shape (n_runs, n_runs), float64."""
    found = np.eye(len(groups))
    pairs = list(combinations(range(len(groups)), 2))
    for done, (i, j) in enumerate(pairs):
        report("comparing the groupings", done / len(pairs))
        found[i, j] = found[j, i] = adjusted_rand(tally(contingency(groups[i], groups[j])))
    return found


def families(alike: np.ndarray, near: float) -> np.ndarray:
    """Which groupings are near-copies of each other: average linkage of 1 - ARI, cut at 1 - `near`.

    Parameters
    ----------
    alike : ndarray of shape (n_runs, n_runs)
        As `likeness` gives it.
    near : float
        Groupings whose mean ARI is at least this are one family.

    Returns
    -------
    ndarray of shape (n_runs,), int32
        Numbered from 0 by their first member.
    """
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    if len(alike) < 2:
        return np.zeros(len(alike), dtype=np.int32)
    apart = np.clip(1 - alike, 0, None).round(12)
    found = fcluster(linkage(squareform(apart, checks=False), "average"), 1 - near + 1e-9, "distance")
    _, first, number = np.unique(found, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first))
    return np.asarray(rank[number], dtype=np.int32)


def weights(alike: np.ndarray, family: np.ndarray) -> np.ndarray:
    """The weight of each grouping's vote.

    A family weighs 1 / (1 + the sum of its mean ARI with each other family, below 0 as 0), so that twenty near-copies
    weigh no more than one of them would, and those unlike the others more. But what agrees with no other family is no
    evidence, be it dealt out at random or a single cluster: where the largest of these ARI is below 0.3 the weight is
    less in proportion. Members share the weight of their family evenly.

    Parameters
    ----------
    alike : ndarray of shape (n_runs, n_runs)
    family : ndarray of shape (n_runs,)
        As `families` gives it.

    Returns
    -------
    ndarray of shape (n_runs,), float64
        0 or more; their sum is 1. The same for all families where none agrees with any.
    """
    size = np.bincount(family)
    member = np.zeros((len(size), len(family)))
    member[family, np.arange(len(family))] = 1 / size[family]
    between = np.clip(member @ alike @ member.T, 0, None)
    np.fill_diagonal(between, 1)
    weight = 1 / between.sum(axis=1)
    if len(size) > 1:
        best = (between - np.eye(len(size))).max(axis=1)
        weight *= np.minimum(best / FULL_SAY, 1) if best.any() else 1
    share: np.ndarray = (weight / weight.sum() / size)[family]
    return share
