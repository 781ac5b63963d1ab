"""What new rows, and places, must be to belong to a map."""

from __future__ import annotations

import numpy as np

from explorer.errors import InputError
from explorer.features.result import check_finite
from explorer.projections.result import Projection


def check_new(X: np.ndarray, new: np.ndarray) -> None:
    """Refuse rows that can't stand on the same map.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features)
        What the map shows.
    new : ndarray of shape (n_new, n_features)

    Raises
    ------
    InputError
        When there are none, or they have another number of dimensions, NaN or an infinity.
    """
    if not len(new):
        raise InputError("There are no new rows to place: 0 were given, at least 1 is needed.")
    if new.shape[1] != X.shape[1]:
        raise InputError(
            f"The new rows have {new.shape[1]:,} dimensions, the map's have {X.shape[1]:,}. Make their vectors by the "
            "same model and preprocess them in the same way."
        )
    check_finite(new)


def check_places(projection: Projection, places: Projection) -> None:
    """Refuse places in another number of dimensions than the map's.

    Raises
    ------
    InputError
    """
    if places.Y.shape[1] != projection.Y.shape[1]:
        raise InputError(
            f"The place has {places.Y.shape[1]} coordinates, the map {projection.Y.shape[1]}. Give one for each axis."
        )
