"""Cluster-wise stability: how well each cluster comes again when the same recipe groups some of the rows.

After Hennig (2007), "Cluster-wise assessment of cluster stability", with subsets drawn without replacement. Each
resample is a grouping with a recipe of its own; which rows it is of follows from its seed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.clusterings.result import NOISE, Clustering
from explorer.clusterings.sampled import drawn_rows
from explorer.comparison.contingency import Contingency, contingency
from explorer.comparison.grouping import Groups
from explorer.comparison.matching import jaccard
from explorer.comparison.pairs import adjusted_rand
from explorer.comparison.stability.result import DISSOLVED, STABLE, Stability
from explorer.comparison.tally import tally
from explorer.errors import InputError
from explorer.params import Params, param
from explorer.recipe import Report, silent


@dataclass(frozen=True)
class StabilityParams(Params):
    """Which rows the resamples are of: number i was drawn with the seed ``first_seed + i``."""

    sample_size: int = param(2, "rows that each resample is of", low=2, high=1_000_000_000, unit="rows")
    first_seed: int = param(0, "seed of the first draw", low=0, high=2**31 - 1)


def fit(
    params: StabilityParams, *, grouping: Clustering, report: Report = silent, **resamples: Clustering
) -> Stability:
    """Find each cluster again in each resample.

    Parameters
    ----------
    params : StabilityParams
    grouping : Clustering
        Of all rows.
    report : Report, optional
    **resamples : Clustering
        Of the rows drawn, in the order of their names.

    Returns
    -------
    Stability

    Raises
    ------
    InputError
        Without a resample, or when one isn't of as many rows as are drawn.
    """
    if not resamples:
        raise InputError("There is no resample: draw rows once at the least.")
    labels = grouping.labels
    sizes = grouping.sizes
    found = np.full((len(resamples), len(sizes)), np.nan, dtype=np.float32)
    ari = np.empty(len(resamples))
    for number, name in enumerate(sorted(resamples)):
        report("finding the clusters again", number / len(resamples))
        again = resamples[name].labels
        rows = drawn_rows(len(labels), params.sample_size, params.first_seed + number)
        if len(again) != len(rows):
            raise InputError(f"A resample is of {len(again):,} rows, not of the {len(rows):,} that were drawn.")
        table = _overlap(labels[rows], len(sizes), again)
        found[number] = best_jaccard(table)
        ari[number] = adjusted_rand(tally(table))
    often = np.count_nonzero(~np.isnan(found), axis=0)
    mean = np.divide(
        np.nansum(found, axis=0, dtype=np.float64), often, out=np.full(len(sizes), np.nan), where=often > 0
    )
    known = ~np.isnan(mean)
    return Stability(
        jaccard=found,
        mean=mean,
        dissolved=np.count_nonzero(found <= DISSOLVED, axis=0).astype(np.int32),
        recovered=np.count_nonzero(found >= STABLE, axis=0).astype(np.int32),
        sizes=sizes,
        rows=np.append(mean, np.nan)[labels].astype(np.float32),  # noise, -1, is the last
        ari=ari,
        stability=float(np.average(mean[known], weights=sizes[known])) if known.any() else None,
        least=float(mean[known].min()) if known.any() else None,
        n_stable=int(np.count_nonzero(mean[known] >= STABLE)),
        median_ari=float(np.median(ari)),
        n_noise=grouping.n_noise,
        n_samples=len(labels),
        n_drawn=params.sample_size,
    )


def best_jaccard(table: Contingency) -> np.ndarray:
    """The best match of each cluster of A among those of B, where group 0 of both is noise, which matches nothing.

    Returns
    -------
    ndarray of shape (n_groups_a - 1,), float64
        0..1; NaN for a cluster without rows.
    """
    best = np.where(table.sizes_a > 0, 0.0, np.nan)
    real = (table.a > 0) & (table.b > 0)
    np.maximum.at(best, table.a[real], jaccard(table)[real])
    return best[1:]


def _overlap(labels: np.ndarray, n_clusters: int, again: np.ndarray) -> Contingency:
    """Rows in common; group 0 is noise, also where there is none."""
    return contingency(_groups(labels, n_clusters), _groups(again, int(again.max(initial=NOISE)) + 1))


def _groups(labels: np.ndarray, n_clusters: int) -> Groups:
    return Groups((labels + 1).astype(np.int32), ("noise", *map(str, range(n_clusters))), 0)
