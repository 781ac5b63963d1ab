"""Any vectors of a space made of pixels as pictures, led back as the means of clusters are."""

from __future__ import annotations

import numpy as np

from explorer.anatomy.centre_pictures import CentrePicturesParams, way_back
from explorer.anatomy.centres import blocks
from explorer.anatomy.result import CentrePictures
from explorer.features.encoding import encoded, shades
from explorer.features.result import Features, check_width
from explorer.recipe import Report, silent


def fit(
    params: CentrePicturesParams, *, features: Features, pixels: Features, new: Features, report: Report = silent
) -> CentrePictures:
    """Pictures of vectors that no row need have.

    Parameters
    ----------
    params : CentrePicturesParams
    features : Features
        The space that the vectors are in.
    pixels : Features
        What it was made of: the pixels themselves, in 0..1.
    new : Features
        The vectors.
    report : Report, optional

    Raises
    ------
    InputError
        When the vectors are of another width than the space.
    """
    check_width(new.X, features.X.shape[1])
    report("the way back to pixels")
    if params.reduced:
        middle, way = way_back(features.X, pixels.X)
        X = new.X @ way + middle
        note = f"the vector of {new.X.shape[1]:,} dimensions, led back to pixels through the PCA"
    else:
        middle, scale = each_by_itself(features.X, pixels.X)
        X, note = new.X * scale + middle, "the vector's pixels"
    channels = pixels.X.shape[1] // (params.height * params.width)
    made = encoded(shades(X.reshape(len(X), params.height, params.width, channels)))
    return CentrePictures(made.pack, made.offsets, note)


def each_by_itself(Z: np.ndarray, P: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The way from features to pixels where each feature is one of the pixels: as it is, or standardised.

    Parameters
    ----------
    Z, P : ndarray of shape (n_samples, n_pixels)
        Features, and the pixels that they are of.

    Returns
    -------
    middle, scale : ndarray of shape (n_pixels,)
        ``middle + z * scale`` are the pixels of z; one that is the same in all rows stays so.
    """
    mean_z, mean_p = Z.mean(axis=0, dtype=np.float64), P.mean(axis=0, dtype=np.float64)
    inner, outer = np.zeros(P.shape[1]), np.zeros(P.shape[1])
    for rows in blocks(P):
        z = Z[rows] - mean_z
        inner += np.einsum("ij,ij->j", z, z)
        outer += np.einsum("ij,ij->j", z, P[rows] - mean_p)
    scale = np.divide(outer, inner, out=np.zeros_like(inner), where=inner > 0)
    return mean_p - mean_z * scale, scale
