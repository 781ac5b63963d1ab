"""Each identity under the lens: how well it holds together, whom it is taken for, what the groupings make of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.clusterings.result import NOISE, Clustering
from explorer.comparison.identity.centres import ROUNDING, check_rows
from explorer.comparison.identity.result import NOBODY, Lens, Standing
from explorer.comparison.result import UNKNOWN, Identities
from explorer.params import Params
from explorer.recipe import Report, silent

RUN = "run_"  # begins the names of the groupings among the inputs, before their number


@dataclass(frozen=True)
class LensParams(Params):
    """Nothing to choose."""


def fit(
    params: LensParams,  # noqa: ARG001 - a stage's signature
    *,
    standing: Standing,
    identities: Identities,
    report: Report = silent,
    **runs: Clustering,
) -> Lens:
    """Sum up the rows of each identity.

    Parameters
    ----------
    params : LensParams
    standing : Standing
    identities : Identities
    report : Report, optional
    **runs : Clustering
        ``run_0``, ``run_1``, …: groupings of the same rows.

    Raises
    ------
    InputError
        When they aren't of the same rows.
    """
    codes, n_identities = identities.codes, len(identities.names)
    report("identities")
    own, gap = standing.own.astype(np.float64), standing.best.astype(np.float64) - standing.own
    cohesion = mean_by(own, codes, n_identities)
    squares = mean_by((own - np.append(cohesion, np.nan)[codes]) ** 2, codes, n_identities)
    least = np.full(n_identities, np.inf)
    judged = np.isfinite(own)
    np.minimum.at(least, codes[judged], own[judged])
    margin = mean_by(gap, codes, n_identities)
    astray = np.bincount(codes[np.nan_to_num(gap, nan=-1) > ROUNDING], minlength=n_identities)
    tables = [_in_run(codes, n_identities, runs[f"{RUN}{number}"]) for number in range(len(runs))]
    stacked = [np.array([table[part] for table in tables]).reshape(len(tables), n_identities) for part in range(3)]
    return Lens(
        sizes=standing.sizes,
        cohesion=cohesion.astype(np.float32),
        spread=np.sqrt(squares).astype(np.float32),
        least=np.where(np.isfinite(least), least, np.nan).astype(np.float32),
        margin=margin.astype(np.float32),
        taken_for=most_frequent(codes, standing.rival, n_identities),
        astray=astray.astype(np.int32),
        hardest=np.argsort(-np.nan_to_num(margin, nan=-np.inf), kind="stable").astype(np.int32),
        clusters=stacked[0].astype(np.int32),
        noise=stacked[1].astype(np.int32),
        purity=stacked[2].astype(np.float32),
    )


def mean_by(values: np.ndarray, codes: np.ndarray, n_identities: int) -> np.ndarray:
    """Mean of the values of each identity, those that are NaN left out; NaN where none is left."""
    there = np.isfinite(values) & (codes != UNKNOWN)
    number = np.bincount(codes[there], minlength=n_identities)
    total = np.bincount(codes[there], weights=values[there], minlength=n_identities)
    mean: np.ndarray = np.divide(total, number, out=np.full(n_identities, np.nan), where=number > 0)
    return mean


def most_frequent(codes: np.ndarray, others: np.ndarray, n_identities: int) -> np.ndarray:
    """The most frequent other identity of each one's rows, of equally frequent ones the first; -1 where none is."""
    there = (codes != UNKNOWN) & (others != NOBODY)
    pairs, number = np.unique(codes[there].astype(np.int64) * n_identities + others[there], return_counts=True)
    who, whom = np.divmod(pairs, max(1, n_identities))
    found = np.full(n_identities, NOBODY, dtype=np.int32)
    order = np.lexsort((-whom, number))  # the last written stays
    found[who[order]] = whom[order]
    return found


def _in_run(codes: np.ndarray, n_identities: int, run: Clustering) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each identity: clusters, rows that are noise, purity."""
    check_rows(len(run.labels), codes)
    named = codes != UNKNOWN
    noise = np.bincount(codes[named & (run.labels == NOISE)], minlength=n_identities)
    grouped = named & (run.labels != NOISE)
    n_clusters = int(run.labels.max(initial=NOISE)) + 1
    pairs, number = np.unique(codes[grouped].astype(np.int64) * n_clusters + run.labels[grouped], return_counts=True)
    who, cluster = np.divmod(pairs, max(1, n_clusters))
    clusters = np.bincount(who, minlength=n_identities)
    of_cluster = np.bincount(run.labels[grouped], minlength=n_clusters)
    rows = np.bincount(who, weights=number, minlength=n_identities)
    share = np.bincount(who, weights=number * (number / of_cluster[cluster]), minlength=n_identities)
    return clusters, noise, np.divide(share, rows, out=np.full(n_identities, np.nan), where=rows > 0)
