"""Choices -> recipes for eigen-images."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.params import build
from explorer.pipeline import STEPS
from explorer.plan.inside import picture_size
from explorer.plan.lineage import preprocessing
from explorer.plan.making import features
from explorer.plan.methods import USES
from explorer.recipe import Recipe

MOST_PIXELS = 4096  # of an image as it is; larger ones are made smaller
SIDE = 64


def pixel_space(data: Recipe, space: Recipe, image_shape: Sequence[int | None]) -> Recipe:
    """The pixels to take apart: those that the feature space is made of, else the images', made smaller where large.

    Parameters
    ----------
    data : Recipe
        The data set, which has images.
    space : Recipe
        The feature space in use.
    image_shape : sequence of int or None
        Of the data set: height, width and, where there are colours, channels.
    """
    first, _ = preprocessing(space)
    if first.step == "features.pixels":
        return first
    height, width = image_shape[:2]
    small = {} if height and width and height * width <= MOST_PIXELS else {"size": SIDE}
    return features(data, build(USES["pixels"].params, small))


def eigenimages(pixels: Recipe, image_shape: Sequence[int | None]) -> Recipe:
    """The eigen-images of pixels."""
    height, width = picture_size(pixels, image_shape)
    step = STEPS["features.eigenimages"]
    return step.recipe(build(step.params, {"height": height, "width": width}), features=pixels)


def rebuilt(found: Recipe, position: int) -> Recipe:
    """One image rebuilt from the eigen-images that `eigenimages` gives."""
    step = STEPS["features.rebuilt"]
    params = build(step.params, {"position": position, **{name: found.params[name] for name in ("height", "width")}})
    return step.recipe(params, features=found.inputs["features"], eigenimages=found)
