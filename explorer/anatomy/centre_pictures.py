"""The mean of each cluster as a picture, where the features are pixels or a linear reduction of them.

A mean in the feature space is led back to pixels by the linear map that rebuilds the pixels best from the features
(least squares over all rows). After a PCA, whitened or of standardised pixels, that map is the PCA's own inverse, since
what it left out is uncorrelated with what it kept; nothing has to be remembered of the fit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.anatomy.centres import blocks, centres
from explorer.anatomy.groups import Grouping, labels_of, names_of
from explorer.anatomy.result import CentrePictures
from explorer.features.encoding import encoded, shades
from explorer.features.result import Features
from explorer.params import Params, param
from explorer.recipe import Report, silent

MOST_SIDE = 2_000


@dataclass(frozen=True)
class CentrePicturesParams(Params):
    """What shape the pixels have."""

    height: int = param(1, "Of the images that the pixels are of.", low=1, high=MOST_SIDE, unit="pixels")
    width: int = param(1, "Of the images that the pixels are of.", low=1, high=MOST_SIDE, unit="pixels")
    reduced: bool = param(False, "Whether the features are a reduction of the pixels, by a PCA.")


def fit(
    params: CentrePicturesParams, *, features: Features, pixels: Features, grouping: Grouping, report: Report = silent
) -> CentrePictures:
    """The mean of each cluster's rows in the feature space, as pixels.

    Parameters
    ----------
    params : CentrePicturesParams
    features : Features
        The space whose means they are.
    pixels : Features
        What it was made of: the pixels themselves, in 0..1.
    grouping : Clustering or Identities
    report : Report, optional

    Raises
    ------
    InputError
        When grouping and features aren't of the same rows.
    """
    labels, n_clusters = labels_of(grouping, features), len(names_of(grouping))
    if params.reduced:
        report("the way back to pixels")
        middle, way = way_back(features.X, pixels.X)
        mean = centres(features.X, labels, n_clusters) @ way + middle
        note = f"the mean of its rows in {features.X.shape[1]:,} dimensions, led back to pixels through the PCA"
    else:
        mean = centres(pixels.X, labels, n_clusters)
        note = "the mean of its rows' pixels"
    channels = pixels.X.shape[1] // (params.height * params.width)
    report("pictures")
    images = shades(mean.reshape(n_clusters, params.height, params.width, channels))
    made = encoded(images)
    return CentrePictures(made.pack, made.offsets, note)


def way_back(Z: np.ndarray, P: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The affine map from features to pixels with the least squared error over all rows.

    Parameters
    ----------
    Z : ndarray of shape (n_samples, n_features)
    P : ndarray of shape (n_samples, n_pixels)

    Returns
    -------
    middle : ndarray of shape (n_pixels,)
        The pixels of features 0.
    way : ndarray of shape (n_features, n_pixels)
        ``middle + z @ way`` are the pixels of z.
    """
    mean_z, mean_p = Z.mean(axis=0, dtype=np.float64), P.mean(axis=0, dtype=np.float64)
    inner = np.zeros((Z.shape[1], Z.shape[1]))
    outer = np.zeros((Z.shape[1], P.shape[1]))
    for rows in blocks(P, Z.shape[1]):
        z = Z[rows] - mean_z
        inner += z.T @ z
        outer += z.T @ (P[rows] - mean_p)
    way = np.linalg.lstsq(inner, outer, rcond=None)[0]
    return mean_p - mean_z @ way, way
