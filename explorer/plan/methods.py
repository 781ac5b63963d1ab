"""What a person chooses from: the methods of each kind, by the name a spec uses."""

from __future__ import annotations

from collections.abc import Mapping

from explorer.errors import InputError
from explorer.params import Params
from explorer.pipeline import STEPS
from explorer.recipe import Step


def _methods(package: str, *names: str) -> dict[str, Step]:
    return {name: STEPS[f"{package}.{name}"] for name in names}


# Steps that only connect others are not among them.
USES = _methods("features", "given", "pixels", "evened", "hsv", "hog", "joined")
BLOCKS = {name: step for name, step in USES.items() if name != "joined"}  # what can be joined
PREPROCESS = _methods("features", "l2", "standardise", "pca")
PROJECTIONS = _methods("projections", "pca", "umap", "tsne", "given")
CLUSTERINGS = _methods(
    "clusterings",
    "kmeans",
    "minibatch_kmeans",
    "bisecting_kmeans",
    "xmeans",
    "gaussian_mixture",
    "hdbscan",
    "dbscan",
    "optics",
    "agglomerative",
    "leiden",
    "spectral",
)

SHARED = _methods("clusterings", "linkage", "density_tree", "near_pairs")  # what groupings are cut from


def step_of(methods: Mapping[str, Step], params: Params) -> Step:
    """The method that takes such parameters.

    Raises
    ------
    InputError
        When none of them does.
    """
    for step in methods.values():
        if type(params) is step.params:
            return step
    raise InputError(f"{type(params).__name__} is none of: {', '.join(methods)}.")
