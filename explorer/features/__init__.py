"""`Dataset` -> one feature vector a row; and what is done to the vectors before anything is measured.

Adding a way: one module with its `Params` and its function, one line here, one test file.
"""

from __future__ import annotations

from collections.abc import Mapping

from explorer.dataset import Dataset
from explorer.errors import ParamsError
from explorer.features.eigenimages import EigenimagesParams, RebuiltParams
from explorer.features.evened import EvenedParams
from explorer.features.given import GivenParams
from explorer.features.hog import HOGParams
from explorer.features.hsv import HSVParams
from explorer.features.joined import JoinedParams
from explorer.features.l2 import L2Params
from explorer.features.null import NullParams
from explorer.features.pca import PCAParams
from explorer.features.phash import PHashParams
from explorer.features.pixels import PixelsParams
from explorer.features.result import Eigenimages, Features, Fitted, Rebuilt, Sight, Spectrum, Thumbnails
from explorer.features.sized import SightParams
from explorer.features.spectrum import SpectrumParams
from explorer.features.standardise import StandardiseParams
from explorer.features.thumbnails import ThumbnailsParams
from explorer.params import Params
from explorer.recipe import Report, Step, silent

_OF_FEATURES = ("features",)
_OF_DATASET = ("dataset",)
_LIKE = ("like",)  # what was learned from a reference, for new rows that are to stand beside its own

GIVEN = Step(
    "features.given",
    "Given vectors",
    GivenParams,
    "explorer.features.given:given",
    Features,
    inputs=_OF_DATASET,
    optional=_LIKE,
)
PIXELS = Step(
    "features.pixels",
    "Pixels",
    PixelsParams,
    "explorer.features.pixels:pixels",
    Features,
    inputs=_OF_DATASET,
    optional=_LIKE,
)
EVENED = Step(
    "features.evened",
    "Pixels in even light",
    EvenedParams,
    "explorer.features.evened:evened",
    Features,
    inputs=_OF_DATASET,
    optional=_LIKE,
)
HSV = Step(
    "features.hsv",
    "Colours (HSV)",
    HSVParams,
    "explorer.features.hsv:hsv",
    Features,
    inputs=_OF_DATASET,
    optional=_LIKE,
)
HOG = Step(
    "features.hog",
    "Edges (HOG)",
    HOGParams,
    "explorer.features.hog:hog",
    Features,
    inputs=_OF_DATASET,
    optional=_LIKE,
)
JOINED = Step(
    "features.joined",
    "Several joined",
    JoinedParams,
    "explorer.features.joined:joined",
    Features,
    more_inputs=True,
    optional=_LIKE,
)
L2 = Step("features.l2", "Length 1 (L2)", L2Params, "explorer.features.l2:l2", Features, inputs=_OF_FEATURES)
STANDARDISE = Step(
    "features.standardise",
    "Standardise",
    StandardiseParams,
    "explorer.features.standardise:standardise",
    Features,
    inputs=_OF_FEATURES,
    optional=_LIKE,
)
PCA = Step(
    "features.pca",
    "PCA",
    PCAParams,
    "explorer.features.pca:pca",
    Features,
    inputs=_OF_FEATURES,
    optional=_LIKE,
)
PHASH = Step(
    "features.phash", "Perceptual hash", PHashParams, "explorer.features.phash:phash", Features, inputs=_OF_FEATURES
)
SPECTRUM = Step(
    "features.spectrum",
    "Explained variance",
    SpectrumParams,
    "explorer.features.spectrum:spectrum",
    Spectrum,
    inputs=_OF_FEATURES,
)
THUMBNAILS = Step(
    "features.thumbnails",
    "Thumbnails",
    ThumbnailsParams,
    "explorer.features.thumbnails:thumbnails",
    Thumbnails,
    inputs=_OF_DATASET,
    patient=True,
)

# What is learned on the way from a reference's rows to its features.
SIGHT = Step(
    "features.sight",
    "How pictures are read",
    SightParams,
    "explorer.features.sized:sight",
    Sight,
    inputs=_OF_DATASET,
)
SCALES = Step(
    "features.scales",
    "Each dimension's mean and spread",
    StandardiseParams,
    "explorer.features.standardise:fitted",
    Fitted,
    inputs=_OF_FEATURES,
)
AXES = Step(
    "features.axes",
    "PCA's components",
    PCAParams,
    "explorer.features.pca:fitted",
    Fitted,
    inputs=("features", "made"),
)
SHARES = Step(
    "features.shares",
    "Scales of joined features",
    JoinedParams,
    "explorer.features.joined:fitted",
    Fitted,
    more_inputs=True,
)

EIGENIMAGES = Step(
    "features.eigenimages",
    "Eigen-images",
    EigenimagesParams,
    "explorer.features.eigenimages:eigenimages",
    Eigenimages,
    inputs=_OF_FEATURES,
)
REBUILT = Step(
    "features.rebuilt",
    "Image rebuilt from components",
    RebuiltParams,
    "explorer.features.eigenimages:rebuilt",
    Rebuilt,
    inputs=("features", "eigenimages"),
)
NULL = Step(
    "features.null",
    "Data without structure",
    NullParams,
    "explorer.features.null:without_structure",
    Features,
    inputs=_OF_FEATURES,
)

STEPS: tuple[Step, ...] = (
    GIVEN,
    PIXELS,
    EVENED,
    HSV,
    HOG,
    JOINED,
    L2,
    STANDARDISE,
    PCA,
    PHASH,
    SPECTRUM,
    THUMBNAILS,
    SIGHT,
    SCALES,
    AXES,
    SHARES,
    EIGENIMAGES,
    REBUILT,
    NULL,
)
EXTRACT: dict[str, Step] = {step.method: step for step in (GIVEN, PIXELS, EVENED, HSV, HOG)}
PREPROCESS: dict[str, Step] = {step.method: step for step in (L2, STANDARDISE, PCA)}

__all__ = [
    "EXTRACT",
    "PREPROCESS",
    "STEPS",
    "Eigenimages",
    "Features",
    "Fitted",
    "Rebuilt",
    "Sight",
    "Spectrum",
    "Thumbnails",
    "extract",
    "preprocess",
]


def extract(dataset: Dataset, params: Params, *, report: Report = silent) -> Features:
    """One vector a row; which way is told by the type of the parameters.

    Parameters
    ----------
    dataset : Dataset
    params : GivenParams, PixelsParams, EvenedParams, HSVParams or HOGParams
    report : Report, optional

    Raises
    ------
    ParamsError
        When no way takes such parameters.
    InputError
        When the data set lacks what the way needs.
    """
    features: Features = _step(EXTRACT, params).resolve()(params, dataset=dataset, report=report)
    return features


def preprocess(features: Features, *steps: Params, report: Report = silent) -> Features:
    """The vectors after one step after the other; which is told by the type of its parameters.

    Parameters
    ----------
    features : Features
    *steps : L2Params, StandardiseParams or PCAParams
    report : Report, optional

    Raises
    ------
    ParamsError
        When no step takes such parameters, or they don't fit the data.
    """
    for params in steps:
        features = _step(PREPROCESS, params).resolve()(params, features=features, report=report)
    return features


def _step(registry: Mapping[str, Step], params: Params) -> Step:
    for step in registry.values():
        if step.params is type(params):
            return step
    raise ParamsError(f"{type(params).__name__} belongs to none of: {', '.join(registry)}.")
