"""What is inside each cluster: its middle and its edge, who is in it, what it looks like, where the wanted rows are.

Everything is read in the feature space, whatever space the grouping was found in.
"""

from __future__ import annotations

from explorer.anatomy.centre_pictures import CentrePicturesParams
from explorer.anatomy.clusters import AnatomyParams
from explorer.anatomy.result import Anatomy, CentrePictures, Wanted
from explorer.anatomy.wanted import WantedParams
from explorer.recipe import Step

STEPS: tuple[Step, ...] = (
    Step(
        "anatomy.clusters",
        "inside the clusters",
        AnatomyParams,
        "explorer.anatomy.clusters:fit",
        Anatomy,
        heavy=True,
        heavy_from=50_000,
        inputs=("features", "grouping"),
        optional=("identities", "graph"),
    ),
    Step(
        "anatomy.centre_pictures",
        "centre images",
        CentrePicturesParams,
        "explorer.anatomy.centre_pictures:fit",
        CentrePictures,
        inputs=("features", "pixels", "grouping"),
    ),
    Step(
        "anatomy.vector_pictures",
        "vectors as pictures",
        CentrePicturesParams,
        "explorer.anatomy.vector_pictures:fit",
        CentrePictures,
        inputs=("features", "pixels", "new"),
    ),
    Step(
        "anatomy.wanted",
        "wanted rows",
        WantedParams,
        "explorer.anatomy.wanted:fit",
        Wanted,
        heavy=True,
        heavy_from=50_000,
        inputs=("features", "grouping"),
        uses_blobs=True,
    ),
)

__all__ = [
    "STEPS",
    "Anatomy",
    "AnatomyParams",
    "CentrePictures",
    "CentrePicturesParams",
    "Wanted",
    "WantedParams",
]
