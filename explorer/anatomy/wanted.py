"""Where the rows are that a person wants, and which rows of each cluster look most like one of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.anatomy.groups import Grouping, labels_of, names_of
from explorer.anatomy.result import NOBODY, Wanted
from explorer.blobs import Blobs
from explorer.errors import InputError, LimitError
from explorer.features.result import Features
from explorer.neighbors.cross import nearest_rows
from explorer.params import Params, param
from explorer.recipe import Report, silent
from explorer.sources.masks import stored_mask

MOST_WANTED = 2_000


@dataclass(frozen=True)
class WantedParams(Params):
    """Which rows are wanted."""

    fingerprint: str = param("", "Digest of the stored column: a byte a row, 1 where wanted.")
    n_lookalikes: int = param(5, "How many of the most similar rows of each cluster are told.", low=1, high=100)


def fit(
    params: WantedParams, *, features: Features, grouping: Grouping, blobs: Blobs, report: Report = silent
) -> Wanted:
    """Count the wanted rows of each cluster, and find the rows of it that are nearest to one.

    Exact: every other row is compared with every wanted one.

    Raises
    ------
    InputError
        When no row is wanted, or the rows aren't those of the features.
    LimitError
        Above 2,000 wanted rows.
    """
    labels, n_clusters = labels_of(grouping, features), len(names_of(grouping))
    mask = stored_mask(blobs, params.fingerprint, len(labels), "What is wanted")
    wanted = np.flatnonzero(mask)
    if not len(wanted):
        raise InputError("No row is wanted. Select some on the map first.")
    if len(wanted) > MOST_WANTED:
        remedy = "Select fewer: examples are enough."
        raise LimitError("Wanted rows are", f"{len(wanted):,}", f"{MOST_WANTED:,}", remedy)
    others = np.flatnonzero(~mask & (labels >= 0))
    nearest, distance = nearest_rows(features.X[others], features.X[wanted], 1, report=report)
    order = np.lexsort((others, distance[:, 0], labels[others]))
    cluster = labels[others][order]
    sizes = np.bincount(cluster, minlength=n_clusters)
    place = np.arange(len(cluster)) - (np.cumsum(sizes) - sizes)[cluster]
    shown = place < params.n_lookalikes
    where = cluster[shown], place[shown]
    shape = (n_clusters, params.n_lookalikes)
    lookalikes, examples = np.full(shape, NOBODY, dtype=np.int32), np.full(shape, NOBODY, dtype=np.int32)
    distances = np.full(shape, np.nan, dtype=np.float32)
    lookalikes[where] = others[order][shown]
    examples[where] = wanted[nearest[order[shown], 0]]
    distances[where] = distance[order[shown], 0]
    counts = np.bincount(labels[wanted][labels[wanted] >= 0], minlength=n_clusters)
    return Wanted(counts, len(wanted), lookalikes, distances, examples)
