"""What is nearest to something: to a row, to the middle of some rows, or to a vector that was brought.

On a map that is taken for a feature space (`explorer.projections.as_features`) it gives what is nearest on the map.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.blobs import Blobs
from explorer.errors import InputError, ParamsError
from explorer.features.result import Features, check_finite, check_width
from explorer.neighbors.cross import ANGULAR, NO_DIRECTION, without_direction
from explorer.neighbors.graph import directions, metric_field
from explorer.neighbors.result import Nearest
from explorer.neighbors.scan import nearest_to
from explorer.params import Params, param
from explorer.recipe import Report, silent
from explorer.sources.masks import stored_mask


@dataclass(frozen=True)
class QueryParams(Params):
    """What is asked for."""

    n_neighbors: int = param(20, "How many of the nearest rows are told.", low=1, high=1000, unit="rows")
    metric: str = metric_field()
    position: int = param(0, "Position of the row; with new rows, of one of them.", low=0)
    selection: str = param("", "Digest of a stored column, a byte a row: the middle of the rows that are 1 is meant.")
    others: bool = param(True, "Leave out what was asked about: the row itself, the rows of the selection.")


def find(
    params: QueryParams, *, features: Features, blobs: Blobs, new: Features | None = None, report: Report = silent
) -> Nearest:
    """The nearest rows, exact: all are compared (`explorer.neighbors.scan`).

    70,000 rows of 784 dimensions (Fashion-MNIST) took 0.07 s of processor time by the Euclidean distance on
    x86_64 (``benchmarks.neighbours --set fashion-70000``).

    Parameters
    ----------
    params : QueryParams
    features : Features
    blobs : Blobs
        Where the selection is.
    new : Features, optional
        Rows that were brought, in the same space (`explorer.plan.features_like`): one of them is asked about.
    report : Report, optional

    Returns
    -------
    Nearest
        All rows there are, where fewer than asked for.

    Raises
    ------
    InputError
        When no row is selected, the selection is of other rows, no other row is left, or the new rows are of another
        width or hold NaN.
    ParamsError
        When there is no row at the position.
    """
    X = features.X
    about = np.zeros(len(X), dtype=bool)
    if params.selection:
        about = _selected(params.selection, blobs, len(X))
        vector = middle(X[about], params.metric)
    elif new is not None:
        check_width(new.X, X.shape[1])
        vector = _row(new.X, params.position)
        check_finite(vector[None])
    else:
        vector = _row(X, params.position)
        about[params.position] = True
    among = ~about if params.others else np.ones(len(X), dtype=bool)
    n_compared = int(np.count_nonzero(among))
    if not n_compared:
        raise InputError("There is no other row to be near: what was asked about is all there is.")
    k = min(params.n_neighbors, n_compared)
    found = nearest_to(vector, X, k, params.metric, among, report)
    return Nearest(*found, params.metric, n_compared, _points(vector, X, params))


def _points(vector: np.ndarray, X: np.ndarray, params: QueryParams) -> bool:
    """Whether what is asked about has a direction, where that is what counts."""
    if params.metric not in ANGULAR:
        return True
    if params.selection:  # a mean of directions, which are of length 1
        return bool(np.linalg.norm(vector) > NO_DIRECTION)
    return not without_direction(vector[None], X, params.metric == "correlation")[0]


def middle(X: np.ndarray, metric: str) -> np.ndarray:
    """The mean of some rows; by cosine and correlation that of their directions, so that long rows count no more.

    Parameters
    ----------
    X : ndarray of shape (n_rows, n_features), float32
    metric : str

    Returns
    -------
    ndarray of shape (n_features,), float32
    """
    if metric in ANGULAR:
        # a row without direction points along one axis more, which isn't asked about
        X = directions(X, metric == "correlation")[:, :-1]
    mean: np.ndarray = X.mean(axis=0, dtype=np.float64).astype(np.float32)
    return mean


def _row(X: np.ndarray, position: int) -> np.ndarray:
    if position >= len(X):
        raise ParamsError(f"There are {len(X):,} rows, so none at {position:,}.", field="position")
    return np.array(X[position])


def _selected(digest: str, blobs: Blobs, n_samples: int) -> np.ndarray:
    mask = stored_mask(blobs, digest, n_samples, "The selection")
    if not mask.any():
        raise InputError("No row is selected. Select some on the map first.")
    return mask
