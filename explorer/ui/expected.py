"""How long what is asked for will probably take, from earlier runs on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from explorer import estimates, plan
from explorer.clusterings.result import Clustering
from explorer.comparison.result import Identities
from explorer.pipeline import STEPS
from explorer.recipe import Recipe
from explorer.store import Manifest
from explorer.ui.state import Visit


def expected_seconds(visit: Visit, recipe: Recipe) -> float | None:
    """How long a run will probably take with whatever it is made from and isn't there yet, from earlier runs here.

    None where nothing like one of these ran before.
    """
    seconds, untimed = known_seconds(visit, recipe)
    return None if untimed else seconds


def known_seconds(visit: Visit, recipe: Recipe) -> tuple[float, list[Recipe]]:
    """The same of those parts that were timed before, one after the other; and the parts that weren't."""
    data = visit.manifest(recipe.source())
    if data is None:
        return 0.0, [recipe]
    past = estimates.past(Path(visit.services.settings.home))
    missing = [part for part in recipe.lineage() if part == recipe or visit.manifest(part) is None]
    expected = [(part, _seconds_of(visit, part, data, past)) for part in missing]
    untimed = [part for part, seconds in expected if seconds is None]
    return sum(seconds for _, seconds in expected if seconds is not None), untimed


def _seconds_of(visit: Visit, recipe: Recipe, data: Manifest, past: Sequence[estimates.Timing]) -> float | None:
    """One step's time, what it is made from not counted."""
    step = STEPS[recipe.step]
    variant, tries = step.variant(recipe.params), step.tries(recipe.params)
    made_of = list(recipe.inputs.values())
    if made_of and all(issubclass(STEPS[part.step].result, Clustering | Identities) for part in made_of):
        n_samples = sum(_n_samples(part, data) for part in made_of)  # what only compares: the rows of all of them
        n_features = 1
    else:
        n_samples = _n_samples(recipe, data)
        n_features = _width(visit, recipe.inputs.get("features"), data)
    each = estimates.estimate(past, recipe.step, n_samples, n_features, variant)
    return None if each is None else each * tries


def _n_samples(recipe: Recipe, data: Manifest) -> int:
    """Rows that a result is of: all, or those drawn on the way."""
    n_samples = int(data.values["n_samples"])
    drawn = [int(part.params["sample_size"]) for part in recipe.lineage() if part.step == "clusterings.sample"]
    return n_samples if plan.is_on_sample(recipe) else min([n_samples, *drawn])


def _width(visit: Visit, space: Recipe | None, data: Manifest) -> int:
    """Dimensions of a space; of one that isn't there yet (rows drawn, without structure), as its recipe tells."""
    if space is None:
        return int(data.values["n_features"] or 1)
    manifest = visit.manifest(space)
    if manifest is not None and "X" in manifest.body["arrays"]:
        return int(manifest.body["arrays"]["X"]["shape"][1])
    made = space.inputs.get("projection", space)
    n_components = made.params.get("n_components")
    if type(n_components) is int:
        return n_components
    return _width(visit, made.inputs.get("features"), data)
