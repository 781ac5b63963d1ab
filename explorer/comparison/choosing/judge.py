"""The step: groupings in, what speaks for each of them out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.clusterings.result import NOISE, Clustering
from explorer.comparison.choosing.result import Verdicts
from explorer.comparison.consensus.consensus import agreed, stacked
from explorer.comparison.consensus.families import families, likeness, weights_of_speaking
from explorer.comparison.consensus.joining import between, near_kinds
from explorer.comparison.consensus.votes import of_some, votes_of
from explorer.comparison.contingency import contingency
from explorer.comparison.grouping import Grouping, Groups, groups_of
from explorer.comparison.pairs import adjusted_rand
from explorer.comparison.result import Identities
from explorer.comparison.sweeping.scores import Judge
from explorer.comparison.tally import tally
from explorer.features.result import Features
from explorer.neighbors.result import KNNGraph
from explorer.params import Params, param
from explorer.recipe import Report, silent

VOTER = "grouping"


@dataclass(frozen=True)
class VerdictsParams(Params):
    """What the silhouette looks at, and from when on groupings are copies of each other."""

    max_samples: int = param(
        5000,
        "Rows that the silhouette is computed from, drawn at random where there are more.",
        low=100,
        high=20_000,
        unit="rows",
    )
    random_state: int = param(0, "Seed of what is drawn.", low=0, high=2**32 - 1)
    near: float = param(
        0.9, "Mean adjusted Rand index from which on groupings are one family and share one vote.", low=0.5, high=1.0
    )


def fit(
    params: VerdictsParams, *, features: Features, graph: KNNGraph, report: Report = silent, **groupings: Grouping
) -> Verdicts:
    """Judge groupings in one space.

    Parameters
    ----------
    params : VerdictsParams
    features : Features
        The space of the silhouette, the same for all, wherever each was found.
    graph : KNNGraph
        Neighbours in it, for the consensus.
    report : Report, optional
    **groupings : Clustering or Identities
        In the order of their names. Those whose names begin with ``grouping`` vote, and each is held against the
        consensus of the others, its near-copies left out with it. The identities are held against that of all; what
        else there is was made of the voters, and is held against none.

    Returns
    -------
    Verdicts

    Raises
    ------
    InputError
        Without a voter, or when groupings aren't of the same rows.
    """
    names = sorted(groupings)
    codes = [_labels(groupings[name]) for name in names]
    judge = Judge(features.X, "euclidean", params.max_samples, params.random_state)
    quality = np.empty(len(names))
    for place, labels in enumerate(codes):
        report("silhouette", place / len(names))
        quality[place] = judge.silhouette(labels)
    coverage = np.array([float(np.mean(labels != NOISE)) if len(labels) else 0.0 for labels in codes])
    return Verdicts(
        quality, coverage, _agreement(params, groupings, features.n_samples, graph, report), len(judge.rows),
        features.n_samples,
    )  # fmt: skip


def _labels(grouping: Grouping) -> np.ndarray:
    return grouping.codes if isinstance(grouping, Identities) else grouping.labels


def _agreement(
    params: VerdictsParams, groupings: dict[str, Grouping], n_samples: int, graph: KNNGraph, report: Report
) -> np.ndarray:
    """The adjusted Rand index of each grouping with the consensus of the others. Shape (n_groupings,)."""
    names = sorted(groupings)
    groups = [groups_of(groupings[name]) for name in names]
    voting = [place for place, name in enumerate(names) if name.startswith(VOTER)]
    voters = [grouping for place in voting if isinstance(grouping := groupings[names[place]], Clustering)]
    labels = stacked(voters, n_samples)
    alike = likeness([groups[place] for place in voting], report)
    family, speaks = families(alike, params.near), (labels != NOISE).any(axis=0)
    votes = votes_of(labels, np.full(len(voting), 1 / len(voting)))
    edges = near_kinds(votes, graph.indices)
    truth = [place for place, name in enumerate(names) if isinstance(groupings[name], Identities)]
    found = np.full(len(names), np.nan)
    # Without one family after the other; at last with all, for the identities.
    held = [[voting[voter] for voter in np.flatnonzero(family == number)] for number in range(int(family.max()) + 1)]
    for number, places in enumerate([*held, truth]):
        report("the consensus of the others", number / (len(held) + 1))
        left = np.flatnonzero(family != number)
        if not len(left) or not places:
            continue
        alike_left = alike[np.ix_(left, left)]
        among = families(alike_left, params.near)
        said, becomes = of_some(votes, left, weights_of_speaking(alike_left, among, speaks[left]))
        others = agreed(said, between(becomes[edges], said.n_kinds), among, graph.indices)
        if len(others.sizes):
            whole = groups_of(Clustering(others.labels))
            found[places] = [_rand(whole, groups[place]) for place in places]
    return found


def _rand(a: Groups, b: Groups) -> float:
    """The adjusted Rand index; NaN where no row has a group in both."""
    table = contingency(a, b)
    return adjusted_rand(tally(table)) if table.n_samples else float("nan")
