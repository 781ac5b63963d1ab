"""`Dataset` -> one feature vector a row; and what is done to the vectors before anything is measured.

Adding a way: one module with its `Params` and its function, one line here, one test file.
"""

from __future__ import annotations

from explorer.features.given import GivenParams
from explorer.features.l2 import L2Params
from explorer.features.pca import PCAParams
from explorer.features.pixels import PixelsParams
from explorer.features.result import Features, Spectrum, Thumbnails
from explorer.features.spectrum import SpectrumParams
from explorer.features.standardise import StandardiseParams
from explorer.features.thumbnails import ThumbnailsParams
from explorer.recipe import Step

_OF_FEATURES = ("features",)
_OF_DATASET = ("dataset",)

GIVEN = Step("features.given", "Given vectors", GivenParams, "explorer.features.given:given", Features, inputs=_OF_DATASET)
PIXELS = Step("features.pixels", "Pixels", PixelsParams, "explorer.features.pixels:pixels", Features, inputs=_OF_DATASET)
L2 = Step("features.l2", "Length 1 (L2)", L2Params, "explorer.features.l2:l2", Features, inputs=_OF_FEATURES)
STANDARDISE = Step(
    "features.standardise",
    "Standardise",
    StandardiseParams,
    "explorer.features.standardise:standardise",
    Features,
    inputs=_OF_FEATURES,
)
PCA = Step("features.pca", "PCA", PCAParams, "explorer.features.pca:pca", Features, inputs=_OF_FEATURES)
SPECTRUM = Step(
    "features.spectrum", "Explained variance", SpectrumParams, "explorer.features.spectrum:spectrum", Spectrum, inputs=_OF_FEATURES
)
THUMBNAILS = Step(
    "features.thumbnails", "Thumbnails", ThumbnailsParams, "explorer.features.thumbnails:thumbnails", Thumbnails, inputs=_OF_DATASET
)

STEPS: tuple[Step, ...] = (GIVEN, PIXELS, L2, STANDARDISE, PCA, SPECTRUM, THUMBNAILS)
EXTRACT: dict[str, Step] = {step.method: step for step in (GIVEN, PIXELS)}
PREPROCESS: dict[str, Step] = {step.method: step for step in (L2, STANDARDISE, PCA)}
