"""How far a map can be trusted: its three measures, each with what it was read from or why there is none.

Trustworthiness compares a row with every other, so above 2,000 rows it looks at a sample of them, each among all rows.
Of Fashion-MNIST's first 5,000 rows 2,000 gave it within 0.001 of the whole for a UMAP (0.981) and within 0.0035 for a
PCA (0.913), 20 draws each; the data set cut down to 2,000 rows was off by 0.005 for the UMAP. 100,000 pairs gave the
correlation of distances within 0.003 of all pairs (`benchmarks.map_trust`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from explorer.comparison.map_quality import NEIGHBORS, PAIRS, distance_correlation, label_accuracy, trustworthiness
from explorer.comparison.result import UNKNOWN, Identities, MapQuality
from explorer.features.result import Features
from explorer.neighbors.graph import COMPARISON, METRICS
from explorer.params import Params, param
from explorer.projections.result import Projection
from explorer.recipe import Report, silent

FEWEST_ROWS = 3
FEWEST_JUDGED = 100
# Products and sums a second in float64, as measured on one busy core.
PACE = {"manhattan": 1e9, "chebyshev": 1e9}
PACE_OF_PRODUCTS = 1e10
SECONDS = 15


@dataclass(frozen=True)
class JudgedParams(Params):
    """Base of what judges a map by the neighbours of some of its rows."""

    metric: str = param("euclidean", "How distances in the original space are measured.", choices=METRICS)
    n_neighbors: int = param(NEIGHBORS, "How many nearest are looked at.", low=1, high=1000, unit="rows")
    max_samples: int = param(
        2000,
        "Rows whose neighbours are compared with all others, drawn at random where there are more.",
        low=FEWEST_JUDGED,
        high=1_000_000,
        unit="rows",
    )
    random_state: int = param(0, "Seed of what is drawn.", low=0, high=2**32 - 1, advanced=True)


@dataclass(frozen=True)
class MapQualityParams(JudgedParams):
    """What the measures are read in, and from how many rows."""

    max_pairs: int = param(
        PAIRS,
        "Pairs of rows whose distances are compared, drawn at random where there are more.",
        low=1000,
        high=10_000_000,
        unit="pairs",
    )


def fit(
    params: MapQualityParams,
    *,
    features: Features,
    projection: Projection,
    identities: Identities | None = None,
    report: Report = silent,
) -> MapQuality:
    """Measure a map against the space it was made from.

    Parameters
    ----------
    params : MapQualityParams
    features : Features
    projection : Projection
    identities : Identities, optional
        Who or what each row is, for label accuracy.
    report : Report, optional

    Returns
    -------
    MapQuality
        With fewer neighbours than asked for where half the rows would be neighbours; the notes say so.

    Raises
    ------
    InputError
        When map, vectors and identities aren't of the same rows.
    """
    X, Y = features.X, projection.Y
    n_samples = len(Y)
    notes: dict[str, str] = {}
    if n_samples < FEWEST_ROWS:
        few = f"There are only {n_samples} rows; it takes {FEWEST_ROWS}."
        notes = dict.fromkeys(("trustworthiness", "label_accuracy", "distance_correlation"), few)
        return MapQuality(None, None, None, n_samples, 0, 0, 0, 0, None, notes)
    n_neighbors = min(params.n_neighbors, (n_samples - 1) // 2)
    if n_neighbors < params.n_neighbors:
        notes["n_neighbors"] = (
            f"{n_neighbors} nearest, not {params.n_neighbors}: of {n_samples} rows more would be half of all."
        )
    report("near rows")
    judged = judged_rows(params, *X.shape)
    near = trustworthiness(X, Y, params.metric, n_neighbors, judged)
    report("identities")
    labels, why = _labels(identities, n_neighbors)
    same = label_accuracy(Y, labels, n_neighbors) if labels is not None else None
    if why:
        notes["label_accuracy"] = why
    n_labelled = int(np.count_nonzero(labels != UNKNOWN)) if labels is not None else 0
    report("far rows")
    far = distance_correlation(X, Y, params.metric, params.max_pairs, params.random_state)
    if math.isnan(far):
        notes["distance_correlation"] = "All rows are equally far from each other, in the data or on the map."
    return MapQuality(
        trustworthiness=near,
        label_accuracy=same,
        distance_correlation=None if math.isnan(far) else far,
        n_samples=n_samples,
        n_neighbors=n_neighbors,
        n_judged=len(judged),
        n_labelled=n_labelled,
        n_pairs=min(params.max_pairs, n_samples * (n_samples - 1) // 2),
        chance=int(np.bincount(labels[labels != UNKNOWN]).max()) / n_labelled if labels is not None else None,
        notes=notes,
    )


def judged_rows(params: JudgedParams, n_samples: int, n_features: int) -> np.ndarray:
    """Positions of the rows whose neighbours are looked at, in order; by a fixed rule, the same on every machine.

    Of rows with many dimensions fewer are looked at than allowed: as many as take a quarter of a minute.
    """
    pace = PACE.get(params.metric, PACE_OF_PRODUCTS)
    affordable = int(SECONDS * pace / (n_samples * (n_features + COMPARISON)))
    n_judged = min(n_samples, params.max_samples, max(FEWEST_JUDGED, affordable))
    if n_judged == n_samples:
        return np.arange(n_samples)
    return np.sort(np.random.default_rng(params.random_state).choice(n_samples, n_judged, replace=False))


def _labels(identities: Identities | None, n_neighbors: int) -> tuple[np.ndarray | None, str]:
    """The rows' identities, where they can be measured; and why not, or what to know of them."""
    if identities is None:
        return None, "The data set has no identity column."
    codes = identities.codes
    known = codes[codes != UNKNOWN]
    if len(known) <= n_neighbors:
        return None, f"Only {len(known):,} rows have an identity; {n_neighbors} neighbours of each need more."
    sizes = np.bincount(known)
    if np.count_nonzero(sizes) < 2:
        return None, "All rows have the same identity."
    least = n_neighbors // 2 + 1
    outvoted = int(np.count_nonzero(sizes[known] - 1 < least))
    if 2 * outvoted <= len(known):
        return codes, ""
    return codes, (
        f"{outvoted / len(known):.0%} of the rows have an identity with {least} rows or fewer: most of their "
        f"{n_neighbors} nearest must be others, which lowers it."
    )
