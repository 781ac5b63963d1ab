"""Whose vote weighs how much: near-copies share one, kin are few voices however many, a stranger has no say."""

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
AMONG_COPIES = 0.05  # what it counts for, as if it were an ARI with another family, that near-copies agree
SAME = 1e-9


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

    A family weighs its say, divided by how many of all families speak with its voice, itself included: the sum of its
    redundancy with each (Leinster & Cobbold 2012 call that sum its ordinariness). Of m families that are redundant with
    each other by r and with no other at all, together m / (1 + (m - 1) r) are heard, at most 1 / r: the effective
    number of Kish (1965). Members share the weight of their family evenly.

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
    say = _say(alike, family, between)
    weight = say / redundancy(between, say).sum(axis=1)
    share: np.ndarray = (weight / weight.sum() / size)[family]
    return share


def weights_of_speaking(alike: np.ndarray, family: np.ndarray, speaks: np.ndarray) -> np.ndarray:
    """`weights` where some say nothing of any row: having all of them as noise, they abstain throughout, and weigh 0.

    Parameters
    ----------
    alike : ndarray of shape (n_runs, n_runs)
    family : ndarray of shape (n_runs,)
    speaks : ndarray of shape (n_runs,), bool
        Those that have a row in a cluster; where none has, all weigh as they do.
    """
    if speaks.all() or not speaks.any():
        return weights(alike, family)
    found = np.zeros(len(family))
    found[speaks] = weights(alike[np.ix_(speaks, speaks)], np.unique(family[speaks], return_inverse=True)[1])
    return found


def redundancy(between: np.ndarray, say: np.ndarray) -> np.ndarray:
    """How far every two families are one voice: how much less they disagree with each other than with the others.

    All groupings that find what is there agree with each other; that alone makes none superfluous. So two families are
    measured by what they share with the one that shares least with both: where they disagree with each other as much
    as with that one, they are two voices, and half as much, half one. (1 - a / b, as in a silhouette, Rousseeuw 1987,
    where b is how far they are from the farthest, and at most 0.7: what agrees with them by an ARI of less than 0.3
    is no measure.)

    Parameters
    ----------
    between : ndarray of shape (n_families, n_families)
        Mean adjusted Rand index, below 0 as 0; 1 on the diagonal.
    say : ndarray of shape (n_families,)
        Those without any are no measure for the others.

    Returns
    -------
    ndarray of shape (n_families, n_families), float64
        0 (two voices) to 1 (one voice); 1 on the diagonal. Of two families with no other beside them, by 0.7.
    """
    n, apart, most = len(between), 1 - between, 1 - FULL_SAY
    farthest = np.zeros((n, n))
    for third in np.flatnonzero(say > 0):
        beside = (apart[:, third, None] + apart[None, :, third]) / 2
        beside[third] = beside[:, third] = 0
        np.maximum(farthest, beside, out=farthest)
    farthest[farthest == 0] = most  # no third
    farthest = np.minimum(farthest, most)
    found: np.ndarray = np.clip(1 - apart / farthest, 0, 1)
    return found


def _say(alike: np.ndarray, family: np.ndarray, between: np.ndarray) -> np.ndarray:
    """How far each family is to be heard: by its largest ARI with another one, from 0.3 on fully. Shape (n_families,).

    What agrees with nothing is no evidence, be it dealt out at random or a single cluster. That members agree with
    each other is a little, as near-copies mostly are of one method; that some are the same is none at all. 1 for all
    where none agrees with any.
    """
    best = (between - np.eye(len(between))).max(axis=1, initial=0)
    copies = (family[:, None] == family) & (alike < 1 - SAME)
    best[family[copies.any(axis=1)]] = np.maximum(best, AMONG_COPIES)[family[copies.any(axis=1)]]
    found: np.ndarray = np.minimum(best / FULL_SAY, 1) if best.any() else np.ones(len(best))
    return found
