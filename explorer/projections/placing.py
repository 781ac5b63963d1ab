"""The steps that go between new rows, or empty places, and a map that is there; by the map's own method each."""

from __future__ import annotations

from explorer.features.result import Features
from explorer.projections.pca import PCAParams
from explorer.projections.result import Projection
from explorer.projections.spot import SpotParams
from explorer.projections.tsne import TSNEParams
from explorer.projections.umap import UMAPParams
from explorer.recipe import Step

_NEW = ("features", "projection", "new")

PLACED: tuple[Step, ...] = (
    Step(
        "projections.placed_pca",
        "New rows on a PCA map",
        PCAParams,
        "explorer.projections.pca_rows:place",
        Projection,
        inputs=_NEW,
    ),
    Step(
        "projections.placed_umap",
        "New rows on a UMAP",
        UMAPParams,
        "explorer.projections.umap.transform:transform",
        Projection,
        version=2,
        heavy=True,
        heavy_from=20_000,
        inputs=_NEW,
    ),
    Step(
        "projections.placed_tsne",
        "New rows on a t-SNE map",
        TSNEParams,
        "explorer.projections.tsne_rows:place",
        Projection,
        heavy=True,
        heavy_from=20_000,
        inputs=_NEW,
    ),
)

BACK: tuple[Step, ...] = (
    Step("projections.spot", "A place on a map", SpotParams, "explorer.projections.spot:fit", Projection,
         inputs=("projection",)),
    Step(
        "projections.back_pca",
        "The way back from a PCA map",
        PCAParams,
        "explorer.projections.pca_rows:back",
        Features,
        inputs=("features", "projection", "places"),
    ),
    Step(
        "projections.back_umap",
        "The way back from a UMAP",
        UMAPParams,
        "explorer.projections.umap.inverse:back",
        Features,
        inputs=("features", "projection", "places"),
    ),
)  # fmt: skip
