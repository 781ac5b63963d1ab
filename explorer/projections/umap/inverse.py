"""The way back: from a place on a UMAP to a vector, by the map on screen, its curve and its coordinates.

A map has no inverse: two dimensions don't hold what many did. McInnes' umap-learn takes the rows around the place, with
the strength that the map's own curve gives each pair at that distance, starts at their weighted mean in the feature
space, and moves that vector until its strengths to those rows are those of the map. Ours takes the first of the two
steps and leaves out the second: the vector *is* the weighted mean. What that is worth on some data,
`explorer.comparison.returning` measures.
"""

from __future__ import annotations

import numpy as np

from explorer.errors import InputError
from explorer.features.result import Features
from explorer.neighbors.cross import nearest_rows
from explorer.projections.checks import check_places
from explorer.projections.result import Projection
from explorer.projections.umap.curve import fit_curve
from explorer.projections.umap.params import UMAPParams
from explorer.recipe import Report, silent


def back(
    params: UMAPParams,
    *,
    features: Features,
    projection: Projection,
    places: Projection,
    report: Report = silent,
) -> Features:
    """The vectors that stand at places of a UMAP.

    Parameters
    ----------
    params : UMAPParams
        With which the map was drawn: its curve, and of how many rows a place is made.
    features : Features of shape (n_samples, n_features)
        What the map shows.
    projection : Projection of shape (n_samples, params.n_components)
        The map, by either engine; of rows by their places alone, so that nothing is fitted anew.
    places : Projection of shape (n_places, params.n_components)
    report : Report, optional
        Told "rows around".

    Returns
    -------
    Features of shape (n_places, n_features)
        The mean of the ``n_neighbors`` rows nearest on the map, each with the strength ``1 / (1 + a d^(2b))``.

    Raises
    ------
    InputError
        When map and vectors are of other rows, or a place has other axes or lies too far away to be measured.
    """
    check_places(projection, places)
    if len(projection.Y) != features.n_samples:
        raise InputError(f"The map is of {len(projection.Y):,} rows, the vectors of {features.n_samples:,}.")
    k = min(params.n_neighbors, features.n_samples)
    report("rows around")
    indices, distances = nearest_rows(places.Y, projection.Y, k)
    if not np.isfinite(distances).all():
        raise InputError("The place lies farther from the map's rows than can be measured. Choose one on the map.")
    weights = strengths(distances, params)
    weights /= weights.sum(axis=1, keepdims=True)
    X = np.stack([weight @ features.X[near] for weight, near in zip(weights, indices, strict=True)])
    return Features(X.astype(np.float32), f"the weighted mean of the {k} rows nearest on the map")


def strengths(distances: np.ndarray, params: UMAPParams) -> np.ndarray:
    """How strongly the map ties two rows at each distance on it, 0 to 1, by its curve (McInnes et al. 2018, app. C).

    Parameters
    ----------
    distances : ndarray
        On the map.
    params : UMAPParams

    Returns
    -------
    ndarray of the same shape, float64
    """
    a, b = fit_curve(params.min_dist, params.spread)
    found: np.ndarray = 1 / (1 + a * distances.astype(np.float64) ** (2 * b))
    return found
