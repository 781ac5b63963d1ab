"""New rows on a PCA map, and the way back from a place on it: both by the components the map was drawn with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.errors import InputError
from explorer.features.result import Features
from explorer.projections.checks import check_new, check_places
from explorer.projections.pca import PCAParams, fitted, flat
from explorer.projections.result import Projection
from explorer.recipe import Report, silent

if TYPE_CHECKING:
    from sklearn.decomposition import PCA

ALIKE = 1e-3  # of the map's extent: float32 and the order of summing; a turned component is off by far more


def place(
    params: PCAParams, *, features: Features, projection: Projection, new: Features, report: Report = silent
) -> Projection:
    """Place new rows on a PCA map: ``sklearn.decomposition.PCA.transform``.

    Parameters
    ----------
    params : PCAParams
        With which the map was drawn.
    features : Features of shape (n_samples, n_features)
        The reference: what the map shows.
    projection : Projection
        The map. It is not written to.
    new : Features of shape (n_new, n_features)
        In the same space.
    report : Report, optional

    Returns
    -------
    Projection of shape (n_new, params.n_components)

    Raises
    ------
    InputError
        When there are no new rows, they are of another width or hold NaN, or the PCA comes out otherwise than when the
        map was drawn.
    """
    check_new(features.X, new.X)
    model = _same(params, features.X, projection.Y, report)
    Y = model.transform(new.X)
    if params.whiten:
        Y[:, flat(model, features.X.shape)] = 0
    return Projection(np.ascontiguousarray(Y[:, _columns(params)], dtype=np.float32), projection.titles)


def back(
    params: PCAParams, *, features: Features, projection: Projection, places: Projection, report: Report = silent
) -> Features:
    """The vectors that stand at places of a PCA map: the mean of all rows, and so much of each component drawn.

    Of all vectors that stand there it is the one nearest to the mean: the components that aren't drawn are left at
    their mean.

    Parameters
    ----------
    params : PCAParams
    features : Features of shape (n_samples, n_features)
    projection : Projection
        The map.
    places : Projection of shape (n_places, params.n_components)
    report : Report, optional

    Returns
    -------
    Features of shape (n_places, n_features)
    """
    check_places(projection, places)
    model = _same(params, features.X, projection.Y, report)
    columns = _columns(params)
    axes = model.components_[columns].astype(np.float64)
    if params.whiten:
        axes *= np.sqrt(model.explained_variance_[columns].astype(np.float64))[:, None]
        axes[flat(model, features.X.shape)[columns]] = 0
    X = model.mean_ + places.Y.astype(np.float64) @ axes
    return Features(X.astype(np.float32), "PCA's inverse transform: the components that aren't drawn are at their mean")


def _columns(params: PCAParams) -> list[int]:
    return [axis - 1 for axis in params.drawn]


def _same(params: PCAParams, X: np.ndarray, Y: np.ndarray, report: Report) -> PCA:
    """The PCA of the map, fitted again from the same rows."""
    model, again = fitted(params, X, report)
    now = again[:, _columns(params)]
    if now.shape != Y.shape or not np.abs(now - Y).max() <= ALIKE * max(float(np.abs(Y).max()), 1e-30):
        raise InputError(
            f"The PCA comes out otherwise than when this map was drawn (svd_solver = {params.svd_solver!r}), so "
            "nothing else can be put on it. Make the map anew, with svd_solver = 'full'."
        )
    return model
