"""What is there before anybody asks: the beginnings of the sample that a first visit opens with."""

from __future__ import annotations

from pathlib import Path

from explorer import plan
from explorer.features.thumbnails import batch_size
from explorer.params import build
from explorer.recipe import Recipe
from explorer.serving.services import Services
from explorer.sources.locate import SAMPLE, keep, locate

FIRST_SAMPLE = "digits"


def first_map(services: Services) -> Recipe:
    """The map that `opening.begin` adds first to the first sample.

    Asked for as the server starts, it is there, or nearly, when the first page asks for it.
    """
    return plan.projection(_first_space(services), build(plan.PROJECTIONS["pca"].params, {"random_state": 0}))


def first_neighbours(services: Services) -> Recipe:
    """The neighbour graph of the UMAP that `opening.begin` adds to it: with it there the map moves the sooner."""
    umap = build(plan.PROJECTIONS["umap"].params, {"random_state": 0})
    return plan.projection(_first_space(services), umap).inputs["graph"]


def pictures(services: Services) -> list[Recipe]:
    """The small pictures of the first sample, which must have been read."""
    data = _first_data(services)
    manifest = services.store.manifest(data)
    if manifest is None:
        return []
    return plan.thumbnails(data, manifest.values["n_samples"], batch_size(manifest.values.get("image_pixels")))


def _first_space(services: Services) -> Recipe:
    return plan.features(_first_data(services), plan.USES["given"].params())


def _first_data(services: Services) -> Recipe:
    found, form = locate(f"{SAMPLE}{FIRST_SAMPLE}", Path.cwd())
    fingerprint, _ = keep(found, services.store, services.settings)
    return plan.dataset(fingerprint, form, found.title)
