"""The same recipe on other rows, with other seeds, on data without structure: whether a grouping comes again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from explorer.clusterings.sampled import SampleParams
from explorer.comparison.stability.resampled import StabilityParams
from explorer.params import build
from explorer.pipeline import STEPS
from explorer.recipe import Recipe

SHARE = 0.8  # of the rows, in each resample
FEWEST_ROWS = 3  # of which there is a smaller sample of two
ON_MAP = "projections.as_features"

Change = Callable[[Recipe], "Recipe | None"]


def can_resample(run: Recipe) -> bool:
    """Whether a grouping can be made of other rows: whether it was computed from vectors, and not made by hand."""
    return "features" in run.inputs and _all_from_vectors(run)


def refits_map(run: Recipe) -> bool:
    """Whether a resample can make the map anew that a grouping was computed on.

    A map that came with the data can't be made, nor one that has seen the names: these are taken as given.
    """
    maps = [part.inputs["projection"] for part in run.lineage() if part.step == ON_MAP]
    return bool(maps) and not any(_is_given(map_) for map_ in maps)


def n_drawn(n_samples: int) -> int:
    """Rows in each resample."""
    return max(2, int(SHARE * n_samples))


def resample(run: Recipe, n_samples: int, seed: int, refit: bool = True) -> Recipe:
    """A grouping by the same recipe of rows drawn at random.

    Parameters
    ----------
    run : Recipe
    n_samples : int
        Rows of all.
    seed : int
        Of the draw; all other seeds stay.
    refit : bool
        Whether the map that the grouping was computed on is made anew; else it is given, and rows are drawn from it.
        Every other step is fitted anew either way.
    """
    params = SampleParams(n_drawn(n_samples), seed)
    draw = STEPS["clusterings.sample"]

    def drawn(recipe: Recipe) -> Recipe | None:
        return draw.recipe(params, features=recipe) if _is_root(recipe, refit) else None

    return _rewritten(run, drawn, params.sample_size / n_samples)


def stability(run: Recipe, n_samples: int, n_resamples: int, refit: bool = True, first_seed: int = 0) -> Recipe:
    """How well each cluster of a grouping comes again in so many resamples; see `resample`."""
    step = STEPS["comparison.stability"]
    params = build(step.params, StabilityParams(n_drawn(n_samples), first_seed).as_dict())
    resamples = {
        f"resample_{number:04}": resample(run, n_samples, first_seed + number, refit) for number in range(n_resamples)
    }
    return step.recipe(params, grouping=run, **resamples)


def _rewritten(run: Recipe, change: Change, share: float = 1.0) -> Recipe:
    """A recipe with parts of it changed, and whatever is made of them made of the changed ones.

    `share` is how many rows there are then, of what there were: a sample taken on the way is as much smaller.
    """
    made: dict[str, Recipe] = {}

    def rewrite(recipe: Recipe) -> Recipe:
        if recipe.digest not in made:
            made[recipe.digest] = change(recipe) or replace(
                recipe,
                params=_shared(recipe, share),
                inputs={name: rewrite(other) for name, other in recipe.inputs.items()},
            )
        return made[recipe.digest]

    return rewrite(run)


def _shared(recipe: Recipe, share: float) -> dict[str, object]:
    params = dict(recipe.params)
    if "sample_size" in params:
        params["sample_size"] = max(2, int(share * int(params["sample_size"])))
    return params


def _is_root(recipe: Recipe, refit: bool) -> bool:
    """Whether rows are drawn from this: it holds one vector a row, and nothing before it is fitted or is to be."""
    if recipe.step == ON_MAP:
        return not refit or _is_given(recipe.inputs["projection"])
    return recipe.step.startswith("features.") and "dataset" in recipe.inputs


def _is_given(map_: Recipe) -> bool:
    """Whether a map can't be made of other rows: it came with the data, or follows their names."""
    return any(part.step == "projections.given" or "target" in part.inputs for part in map_.lineage())


def _all_from_vectors(recipe: Recipe) -> bool:
    if _is_root(recipe, refit=True):
        return True
    return bool(recipe.inputs) and all(_all_from_vectors(other) for other in recipe.inputs.values())
