"""New rows on a map that is there: placed by their neighbours in the reference, then refined. The map doesn't move.

What McInnes, Healy & Melville 2018 leave to umap-learn's ``transform``, in its order: the rows of the reference nearest
to each new row, how strongly they belong to it, their weighted mean on the map, and some rounds of the layout in which
only new rows move, pulled by their neighbours and pushed by random rows of the reference.

Each new row is placed as if it came alone: new rows neither pull nor push each other, no strength is scaled by another
row's (umap-learn does so), and all meet the same random rows. So a row has one place on a map, whoever comes with it.
"""

from __future__ import annotations

import numpy as np

from explorer.errors import InputError
from explorer.features.result import Features
from explorer.neighbors.cross import nearest_rows
from explorer.projections.checks import check_new
from explorer.projections.result import Projection
from explorer.projections.umap.curve import fit_curve, forces
from explorer.projections.umap.fuzzy_set import local_units
from explorer.projections.umap.kernels import WHOLE, round_2d, round_3d
from explorer.projections.umap.layout import Descent
from explorer.projections.umap.params import UMAPParams
from explorer.recipe import Report, silent

EPOCHS = 100  # where none are asked for, and of those asked for a third; as in umap-learn
CALMER = 4  # the learning rate is the map's own over this, as in umap-learn: these rows start near their place


def transform(
    params: UMAPParams, *, features: Features, projection: Projection, new: Features, report: Report = silent
) -> Projection:
    """Place new rows on a map.

    Parameters
    ----------
    params : UMAPParams
        With which the map was drawn. Of ``n_epochs`` a third is used; a ``random_state`` left open is 0.
    features : Features of shape (n_samples, n_features)
        The reference: what the map shows.
    projection : Projection of shape (n_samples, params.n_components)
        The map, by either engine: only its places are needed. It is not written to.
    new : Features of shape (n_new, n_features)
        The same kind of vectors, preprocessed with what was learned from the reference.
    report : Report, optional
        Told "neighbours", then "placing 30/100".

    Returns
    -------
    Projection of shape (n_new, params.n_components)
        Of the new rows alone, on the axes of the map.

    Raises
    ------
    InputError
        When the map is of other rows; when there are no new rows, or they have another number of dimensions, NaN, an
        infinity, or lie too far away to be measured.

    Notes
    -----
    Equal to the last bit for any number of threads and whatever else is placed. A new row that the reference has too
    (at distance 0) stands exactly where that one stands; of several, on the first. Every other row measures distances
    in its own units, as the reference's rows do. umap-learn instead lets no neighbour belong to a new row entirely;
    on its own maps ours had the labels of 77.7 % against 76.1 % right on 5,000 of Fashion-MNIST, of 97.3 against 96.6
    on digits, of 99.6 against 99.8 on faces, and was as trustworthy to 0.002 (`benchmarks.placed_quality`).
    """
    _check(params, features.X, projection.Y, new.X)
    k = min(params.n_neighbors, features.n_samples)
    indices, distances = nearest_rows(new.X, features.X, k, params.metric, report)
    if not np.isfinite(distances).all():
        rows = np.flatnonzero(~np.isfinite(distances).all(axis=1))
        raise InputError(
            f"{len(rows):,} of {len(new.X):,} new rows (first: number {rows[0]:,}) lie farther from the map's rows "
            "than 3e38, the largest float32. Leave them out, or scale all vectors alike."
        )
    strengths = memberships(distances, params.local_connectivity)
    descent = Descent(
        forces(*fit_curve(params.min_dist, params.spread), params.repulsion_strength),
        EPOCHS if params.n_epochs is None else params.n_epochs // 3,
        params.learning_rate / CALMER,
        params.negative_sample_rate,
        int(np.random.default_rng(params.random_state or 0).integers(2**63)),
    )
    start = weighted_mean(projection.Y, indices, strengths)
    # what the reference has too is not to move: its neighbours don't pull
    strengths[distances[:, 0] == 0] = 0
    return Projection(refined(start, projection.Y, indices, strengths, descent, report), projection.titles)


def memberships(distances: np.ndarray, local_connectivity: float = 1.0) -> np.ndarray:
    """How strongly the nearest rows of the reference belong to each new row.

    Parameters
    ----------
    distances : ndarray of shape (n_new, k)
        Ascending.
    local_connectivity : float
        As for `fuzzy_set`.

    Returns
    -------
    ndarray of shape (n_new, k), float64
        0..1, by the same rule as among the reference's rows. Where the nearest is at distance 0: 1 for it, 0 for the
        others.
    """
    # no least unit taken from all rows: what is asked for beside a row must not change its own
    nearest, scale = local_units(distances, local_connectivity, overall=0.0)
    strengths: np.ndarray = np.exp(-np.maximum(distances - nearest[:, None], 0) / scale[:, None])
    strengths[distances[:, 0] == 0] = np.arange(distances.shape[1]) == 0
    return strengths


def weighted_mean(Y: np.ndarray, indices: np.ndarray, strengths: np.ndarray) -> np.ndarray:
    """The mean place of each row's neighbours, those counting more that belong to it more strongly.

    Parameters
    ----------
    Y : ndarray of shape (n_samples, 2 or 3), float32
    indices : ndarray of shape (n_new, k), integers
    strengths : ndarray of shape (n_new, k)

    Returns
    -------
    ndarray of shape (n_new, 2 or 3), float32
    """
    weights = strengths / strengths.sum(axis=1, keepdims=True)
    mean: np.ndarray = (weights[:, :, None] * Y[indices]).sum(axis=1)
    return mean.astype(np.float32)


def refined(
    start: np.ndarray,
    Y: np.ndarray,
    indices: np.ndarray,
    strengths: np.ndarray,
    descent: Descent,
    report: Report = silent,
) -> np.ndarray:
    """Improve the places of new rows by rounds of the layout in which the reference stands still.

    A neighbour acts in as many rounds as it is strong: in all of them at strength 1.

    Parameters
    ----------
    start : ndarray of shape (n_new, 2 or 3), float32
    Y : ndarray of shape (n_samples, 2 or 3), float32
        The reference.
    indices : ndarray of shape (n_new, k), int32
        Neighbours in the reference.
    strengths : ndarray of shape (n_new, k)
        In 0..1.
    descent : Descent
    report : Report, optional

    Returns
    -------
    ndarray of shape (n_new, 2 or 3), float32
        A row whose strengths are all 0 stands where it started.

    Notes
    -----
    On one thread: 10,000 rows took 0.4 s, which is little beside the search for their neighbours.
    """
    n_samples, (n_new, k) = len(Y), indices.shape
    # The kernel's graph: the reference's rows, which have no ties of their own, then the new ones.
    ends = np.concatenate([np.zeros(n_samples, np.int32), np.arange(n_new + 1, dtype=np.int32) * np.int32(k)])
    ties = (ends, indices.ravel(), np.round(strengths.ravel() * 2**WHOLE).astype(np.uint32))
    old = np.vstack([Y, start])
    after = old.copy()
    kernel = round_2d if Y.shape[1] == 2 else round_3d
    for number in range(descent.n_epochs):
        rate, seed = descent.at(number)
        how = (descent.forces.pull, descent.forces.push, number, rate, descent.negative_sample_rate, seed)
        kernel(n_samples, n_samples + n_new, *ties, old, after, *how, n_samples)
        old, after = after, old
        report(f"placing {number + 1}/{descent.n_epochs}", (number + 1) / descent.n_epochs)
    return old[n_samples:].copy()


def _check(params: UMAPParams, X: np.ndarray, Y: np.ndarray, new: np.ndarray) -> None:
    if Y.shape != (len(X), params.n_components):
        raise InputError(
            f"The map is of {len(Y):,} rows in {Y.shape[1]}-D; these vectors and parameters are of {len(X):,} rows in "
            f"{params.n_components}-D. Give the vectors and the parameters that the map was drawn from."
        )
    check_new(X, new)
