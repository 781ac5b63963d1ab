"""Choices -> recipes for a look inside the clusters of one grouping."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.neighbors.graph import counting_itself
from explorer.params import build
from explorer.pipeline import STEPS
from explorer.plan.lineage import preprocessing
from explorer.recipe import Recipe

NEIGHBORS = 15  # itself counted, as a UMAP counts: its graph is used again
LINEAR = ("features.standardise", "features.pca")


def anatomy(
    space: Recipe, grouping: Recipe, truth: Recipe | None = None, n_noise: int = 0, n_samples: int = 0
) -> Recipe:
    """What is inside each cluster.

    Parameters
    ----------
    space : Recipe
        The feature space that distances are read in.
    grouping : Recipe
        A clustering, or the identities.
    truth : Recipe, optional
        The identities, as `identities` gives them.
    n_noise : int
        Noise rows of the grouping: where there are any, the neighbour graph is asked for.
    n_samples : int
        Rows of the data set.
    """
    inputs = {"features": space, "grouping": grouping}
    if truth is not None:
        inputs["identities"] = truth
    n_neighbors = min(NEIGHBORS, n_samples)
    if n_noise and n_neighbors > 1:
        graph = counting_itself(n_neighbors, "euclidean")
        inputs["graph"] = STEPS["neighbors.graph"].recipe(graph, features=space)
    step = STEPS["anatomy.clusters"]
    return step.recipe(step.params(), **inputs)


def leads_back(space: Recipe) -> bool:
    """Whether a point of the space can be shown as a picture: it is one of pixels, or a linear reduction of them."""
    first, chain = preprocessing(space)
    return first.step == "features.pixels" and all(recipe.step in LINEAR for recipe in chain)


def picture_size(pixels: Recipe, image_shape: Sequence[int | None]) -> tuple[int, int]:
    """Height and width of the images that pixels are of.

    Parameters
    ----------
    pixels : Recipe
        Of `features.pixels`.
    image_shape : sequence of int or None
        Of the data set: height, width and, where there are colours, channels.
    """
    size = pixels.params["size"]
    if size is None:
        return int(image_shape[0] or 1), int(image_shape[1] or 1)
    return (size, size) if isinstance(size, int) else (int(size[0]), int(size[1]))


def centre_pictures(space: Recipe, grouping: Recipe, image_shape: Sequence[int | None]) -> Recipe | None:
    """The mean of each cluster as a picture; None where a mean can't be shown."""
    if not leads_back(space):
        return None
    pixels, chain = preprocessing(space)
    height, width = picture_size(pixels, image_shape)
    step = STEPS["anatomy.centre_pictures"]
    reduced = any(recipe.step == "features.pca" for recipe in chain)
    params = build(step.params, {"height": height, "width": width, "reduced": reduced})
    return step.recipe(params, features=space, pixels=pixels, grouping=grouping)


def wanted(space: Recipe, grouping: Recipe, fingerprint: str, n_lookalikes: int) -> Recipe:
    """How many wanted rows each cluster has, and which of its rows look most like one.

    Parameters
    ----------
    space : Recipe
    grouping : Recipe
    fingerprint : str
        Digest of the stored column of wanted rows: a byte a row.
    n_lookalikes : int
    """
    step = STEPS["anatomy.wanted"]
    params = build(step.params, {"fingerprint": fingerprint, "n_lookalikes": n_lookalikes})
    return step.recipe(params, features=space, grouping=grouping)
