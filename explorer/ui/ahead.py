"""What is computed before anybody asks: the first map of the sample that a first visit opens with."""

from __future__ import annotations

from pathlib import Path

from explorer import plan
from explorer.params import build
from explorer.recipe import Recipe
from explorer.serving.services import Services
from explorer.sources.locate import SAMPLE, keep, locate

FIRST_SAMPLE = "digits"


def first_map(services: Services) -> Recipe:
    """The map that `opening.begin` adds first to the first sample.

    Asked for as the server starts, it is there, or nearly, when the first page asks for it.
    """
    found, form = locate(f"{SAMPLE}{FIRST_SAMPLE}", Path.cwd())
    fingerprint, _ = keep(found.path, services.store, services.settings)
    data = plan.dataset(fingerprint, form, found.title)
    space = plan.features(data, plan.USES["given"].params())
    return plan.projection(space, build(plan.PROJECTIONS["pca"].params, {"random_state": 0}))
