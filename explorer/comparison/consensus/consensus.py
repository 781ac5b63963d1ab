"""The step: several groupings in, what they agree on out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.clusterings.result import NOISE, Clustering, ordered
from explorer.comparison.consensus.families import families, likeness, weights_of_speaking
from explorer.comparison.consensus.joining import joined, near_kinds
from explorer.comparison.consensus.placing import placed
from explorer.comparison.consensus.result import NONE, Consensus
from explorer.comparison.consensus.standing import counted, kinds_of_standing, settled, standing
from explorer.comparison.consensus.votes import Votes, split, votes_of
from explorer.comparison.contingency import contingency
from explorer.comparison.grouping import Groups, groups_of
from explorer.comparison.pairs import adjusted_rand
from explorer.comparison.tally import tally
from explorer.errors import InputError
from explorer.features.result import Features
from explorer.neighbors.result import KNNGraph
from explorer.params import Params, param
from explorer.recipe import Report, silent

LEAST = 0.1  # mean ARI with the groupings; below, what was found is called no consensus


@dataclass(frozen=True)
class ConsensusParams(Params):
    """From when on groupings are copies of each other."""

    near: float = param(
        0.9, "Mean adjusted Rand index from which on groupings are one family and share one vote.", low=0.5, high=1.0
    )


def fit(
    params: ConsensusParams, *, features: Features, graph: KNNGraph, report: Report = silent, **groupings: Clustering
) -> Consensus:
    """Find what groupings agree on.

    Near-copies share a vote (`families.weights`); rows that a majority of the votes has together are joined along the
    neighbour graph (`joining.joined`); a cluster counts where its mean best Jaccard overlap with the groupings is above
    0.5 (`standing.overlaps`); each other row goes where it is together with most neighbours (`placing.placed`); and one
    of which more votes speak for another cluster goes there (`standing.settled`).

    Parameters
    ----------
    params : ConsensusParams
    features : Features
        The space that neighbours were sought in.
    graph : KNNGraph
        Of all rows.
    report : Report, optional
    **groupings : Clustering
        One or more, in the order of their names. Noise is an abstention.

    Returns
    -------
    Consensus
        All noise where there is no consensus; its note then says so.

    Raises
    ------
    InputError
        Without a grouping, or when they aren't of the same rows.
    """
    labels = stacked([groupings[name] for name in sorted(groupings)], features.n_samples)
    alike = likeness([groups_of(groupings[name]) for name in sorted(groupings)], report)
    family = families(alike, params.near)
    votes = votes_of(labels, weights_of_speaking(alike, family, (labels != NOISE).any(axis=0)))
    return agreed(votes, near_kinds(votes, graph.indices), family, graph.indices, report)


def stacked(groupings: Sequence[Clustering], n_samples: int) -> np.ndarray:
    """The labels of groupings beside each other. Shape (n_samples, n_runs), int32.

    Raises
    ------
    InputError
        Without any, or when one is of other rows.
    """
    if not groupings:
        raise InputError("There is no grouping: a consensus needs one at the least, and says something from two on.")
    for grouping in groupings:
        if len(grouping.labels) != n_samples:
            raise InputError(f"A grouping is of {len(grouping.labels):,} rows, the features of {n_samples:,}.")
    return np.stack([grouping.labels for grouping in groupings], axis=1)


def agreed(
    votes: Votes, edges: np.ndarray, family: np.ndarray, neighbors: np.ndarray, report: Report = silent
) -> Consensus:
    """The consensus of groupings whose votes are counted.

    Parameters
    ----------
    votes : Votes
    edges : ndarray of shape (n_edges, 2)
        As `joining.near_kinds` gives them.
    family : ndarray of shape (n_runs,)
        As `families.families` gives it.
    neighbors : ndarray of shape (n_samples, k)
    report : Report, optional
    """
    group = counted(votes, joined(votes, edges, report))
    votes, group = split(votes, placed(votes, group, neighbors))
    group = settled(votes, group)
    found = standing(votes, group)
    rows = ordered(group[votes.of_row])
    ari = _each(votes, group)
    agreement = float(ari @ votes.weights)
    reason = _no_consensus(votes, group, agreement)
    if reason:
        rows, kinds = np.full_like(rows, NOISE), np.full(votes.n_kinds, NONE, dtype=np.uint8)
    else:
        kinds = kinds_of_standing(votes, group, found)
    support = np.where(kinds == NONE, np.nan, found.support).astype(np.float32)
    return Consensus(
        rows,
        reason or _note(len(ari), int(family.max()) + 1),
        standing=kinds[votes.of_row],
        support=support[votes.of_row],
        weights=votes.weights,
        family=family,
        ari=ari,
        agreement=agreement,
    )


def _each(votes: Votes, group: np.ndarray) -> np.ndarray:
    """The adjusted Rand index of each grouping with the consensus, by kinds of rows. Shape (n_runs,)."""
    whole = _kinds_of(group)
    parts = (_kinds_of(labels) for labels in votes.labels.T)
    return np.array([adjusted_rand(tally(contingency(whole, part, votes.sizes))) for part in parts])


def _kinds_of(labels: np.ndarray) -> Groups:
    """The groups that kinds of rows are in, noise as one of them."""
    codes = (labels + 1).astype(np.int32)
    return Groups(codes, tuple(map(str, range(int(codes.max(initial=0)) + 1))), 0)


def _no_consensus(votes: Votes, group: np.ndarray, agreement: float) -> str:
    """Why there is no consensus; empty: there is one."""
    if not votes.voting.any():
        return "no consensus: every row is noise in every grouping"
    if not (group != NOISE).any():
        return "no consensus: no cluster is found again in most of the groupings"
    if agreement < LEAST:
        return f"no consensus: what is common to the groupings agrees with them by an ARI of {agreement:.2f} only"
    return ""


def _note(n_runs: int, n_families: int) -> str:
    said = f"of {n_runs:,} grouping{'s' * (n_runs != 1)}"
    return said if n_families == n_runs else f"{said} in {n_families:,} famil{'ies' if n_families > 1 else 'y'}"
