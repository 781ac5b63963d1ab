"""Any vectors of a space made of pixels as pictures, led back as the means of clusters are."""

from __future__ import annotations

from explorer.anatomy.centre_pictures import CentrePicturesParams, way_back
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
    X, note = new.X, "the vector's pixels"
    if params.reduced:
        report("the way back to pixels")
        middle, way = way_back(features.X, pixels.X)
        X = new.X @ way + middle
        note = f"the vector of {new.X.shape[1]:,} dimensions, led back to pixels through the PCA"
    channels = pixels.X.shape[1] // (params.height * params.width)
    made = encoded(shades(X.reshape(len(X), params.height, params.width, channels)))
    return CentrePictures(made.pack, made.offsets, note)
