"""Choices -> recipes: which rows are copies, a data set of what is kept, folders of pictures."""

from __future__ import annotations

from explorer.exports import FoldersParams, LocalFolderParams
from explorer.features.phash import SIDE
from explorer.neighbors.near import BITS
from explorer.params import build
from explorer.pipeline import STEPS
from explorer.recipe import Recipe


def filtered(data: Recipe, kept: str, title: str) -> Recipe:
    """A data set of some rows of another; `kept` is the digest of their stored mask, a byte a row."""
    step = STEPS["sources.filtered"]
    return step.recipe(build(step.params, {"fingerprint": kept, "title": title}), dataset=data)


def copies(data: Recipe, compare: str) -> Recipe:
    """Rows that are the same, by their ``"bytes"`` or their ``"pixels"``."""
    step = STEPS["neighbors.copies"]
    return step.recipe(build(step.params, {"compare": compare}), dataset=data)


def near(data: Recipe, space: Recipe, metric: str, reach: float) -> Recipe:
    """Rows that are nearly the same in a feature space."""
    step = STEPS["neighbors.near"]
    return step.recipe(build(step.params, {"metric": metric, "reach": reach}), features=space, dataset=data)


def look_alikes(data: Recipe, bits: int) -> Recipe:
    """Pictures whose perceptual hashes differ in so many bits at most."""
    return near(data, perceptual_hash(data), BITS, float(bits))


def folders(data: Recipe, grouping: Recipe, params: FoldersParams) -> Recipe:
    """Pictures in a folder for each group, as a zip; or to a folder of the server, where the parameters name one."""
    step = STEPS["exports.local_folder" if isinstance(params, LocalFolderParams) else "exports.folders"]
    return step.recipe(params, dataset=data, grouping=grouping)


def perceptual_hash(data: Recipe) -> Recipe:
    """The bits of each picture."""
    pixels, phash = STEPS["features.pixels"], STEPS["features.phash"]
    small = pixels.recipe(build(pixels.params, {"size": SIDE, "color": False, "shape": "stretch"}), dataset=data)
    return phash.recipe(phash.params(), features=small)
