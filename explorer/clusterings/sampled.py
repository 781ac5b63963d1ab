"""A grouping of a sample of the rows, with the rest assigned: how a method that can't do so many rows does them all."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from explorer.clusterings.result import NOISE, Clustering, ordered
from explorer.errors import InputError, ParamsError
from explorer.features.result import Features
from explorer.params import Params, param
from explorer.recipe import Report, silent

NEIGHBOURS, CENTRE = "neighbours", "centre"
BLOCK_PAIRS = 10_000_000  # of votes that are compared at once, a byte each


@dataclass(frozen=True)
class SampleParams(Params):
    """Which rows are drawn."""

    sample_size: int = param(
        5000, "How many rows the method is fitted on, drawn at random.", low=2, high=2_000_000, unit="rows"
    )
    sample_seed: int = param(0, "Seed of the draw.", low=0, high=2**32 - 1, advanced=True)

    def check(self, n_samples: int) -> None:
        """Refuse to draw all rows or more.

        Raises
        ------
        ParamsError
        """
        if self.sample_size >= n_samples:
            raise ParamsError(
                f"sample_size = {self.sample_size:,} is no sample of {n_samples:,} rows; choose fewer, or fit all.",
                field="sample_size",
            )


@dataclass(frozen=True)
class AssignedParams(SampleParams):
    """And how each of the other rows finds its cluster."""

    assign_by: str = param(
        NEIGHBOURS,
        "neighbours: what most of the nearest fitted rows are, a cluster or noise; of equal votes the nearest's. "
        "centre: the cluster whose mean is nearest, never noise.",
        choices=(NEIGHBOURS, CENTRE),
    )
    assign_neighbors: int = param(5, "How many nearest fitted rows vote.", low=1, high=100, unit="rows")


@dataclass(frozen=True)
class Sample(Features):
    """The vectors of the rows drawn.

    Attributes
    ----------
    rows : ndarray of shape (n_drawn,), int64
        Their positions among all rows, rising.
    """

    rows: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.int64))


def draw(params: SampleParams, *, features: Features, report: Report = silent) -> Sample:  # noqa: ARG001
    """Draw rows at random, each once.

    Raises
    ------
    ParamsError
        When there aren't more rows than that.
    """
    n_samples = features.n_samples
    params.check(n_samples)
    rows = drawn_rows(n_samples, params.sample_size, params.sample_seed)
    return Sample(np.ascontiguousarray(features.X[rows]), features.note, rows=rows)


def rest(params: SampleParams, *, features: Features, report: Report = silent) -> Sample:  # noqa: ARG001
    """The rows that `draw` doesn't draw, in their order.

    Raises
    ------
    ParamsError
        When there aren't more rows than are drawn.
    """
    n_samples = features.n_samples
    params.check(n_samples)
    rows = np.setdiff1d(np.arange(n_samples), drawn_rows(n_samples, params.sample_size, params.sample_seed))
    return Sample(np.ascontiguousarray(features.X[rows]), features.note, rows=rows)


def drawn_rows(n_samples: int, sample_size: int, seed: int) -> np.ndarray:
    """Positions of the rows that `draw` draws, rising. Shape (sample_size,), int64."""
    rows: np.ndarray = np.random.default_rng(seed).choice(n_samples, sample_size, replace=False)
    return np.sort(rows).astype(np.int64)


def assign(
    params: AssignedParams, *, features: Features, sample: Sample, grouping: Clustering, report: Report = silent
) -> Clustering:
    """Give every row that wasn't drawn to a cluster of those that were.

    Distances are Euclidean, in the space the method was fitted in.

    Parameters
    ----------
    params : AssignedParams
    features : Features
        Of all rows.
    sample : Sample
    grouping : Clustering
        Of the sample.
    report : Report, optional

    Returns
    -------
    Clustering
        Of all rows; its note says how many were fitted, and what became of the rest.

    Raises
    ------
    InputError
        When the grouping isn't of the sample.
    """
    rows = sample.rows
    if len(rows) != len(grouping.labels) or features.n_samples <= int(rows.max(initial=-1)):
        raise InputError("The grouping is of other rows than the sample's, so the rest can't be assigned.")
    rest = np.setdiff1d(np.arange(features.n_samples), rows)
    report("assigning the rest")
    labels = np.full(features.n_samples, NOISE, dtype=np.int32)
    labels[rows] = grouping.labels
    k = min(params.assign_neighbors, len(rows))
    if len(grouping.sizes) and params.assign_by == CENTRE:
        labels[rest] = nearest_centre(features.X[rest], sample.X, grouping.labels, report)
    elif len(grouping.sizes):
        labels[rest] = voted(features.X[rest], sample.X, grouping.labels, k, report)
    how = f"each of the others was given to what most of its {k} nearest fitted rows are, noise among them"
    if not len(grouping.sizes):
        how = "all of them are noise, and so are the others"
    elif params.assign_by == CENTRE:
        how = "each of the others was given to the cluster with the nearest mean, so none is noise"
    note = f"fitted on {len(rows):,} of {features.n_samples:,} rows (seed {params.sample_seed}); {how}"
    return Clustering(ordered(labels), "; ".join(filter(None, (grouping.note, note))))


def voted(X: np.ndarray, fitted: np.ndarray, labels: np.ndarray, k: int, report: Report = silent) -> np.ndarray:
    """What most of the k nearest fitted rows of each row are, noise among them; of equal votes the nearest's."""
    from explorer.neighbors.cross import nearest_rows

    votes = labels[nearest_rows(X, fitted, k, report=report)[0]]
    winners = np.empty(len(votes), dtype=labels.dtype)
    step = max(1, BLOCK_PAIRS // k**2)
    for start in range(0, len(votes), step):
        block = votes[start : start + step]
        count = (block[:, :, None] == block[:, None, :]).sum(axis=2)  # how many vote as this one does
        winners[start : start + step] = block[np.arange(len(block)), count.argmax(axis=1)]  # nearest of those with most
    return winners


def nearest_centre(X: np.ndarray, fitted: np.ndarray, labels: np.ndarray, report: Report = silent) -> np.ndarray:
    """The cluster whose mean is nearest to each row; there is at least one."""
    from explorer.neighbors.cross import nearest_rows

    numbers = range(int(labels.max()) + 1)
    centres = np.stack([fitted[labels == number].mean(axis=0, dtype=np.float64) for number in numbers])
    nearest: np.ndarray = nearest_rows(X, centres.astype(np.float32), 1, report=report)[0][:, 0]
    return nearest
