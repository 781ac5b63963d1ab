"""The same recipe on other rows, with other seeds, on data without structure: whether a grouping comes again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from explorer.clusterings.sampled import SampleParams
from explorer.comparison.stability.resampled import StabilityParams
from explorer.features.null import NullParams
from explorer.params import build
from explorer.pipeline import STEPS
from explorer.plan.comparing import agreements
from explorer.plan.lineage import features_of
from explorer.recipe import Recipe

SHARE = 0.8  # of the rows, in each resample
FEWEST_ROWS = 3  # of which there is a smaller sample of two
ON_MAP, NULL = "projections.as_features", "features.null"
SEEDS = ("random_state", "sample_seed")
NULL_RESAMPLES, NULL_SEEDS = 2, 1  # of each set without structure

Change = Callable[[Recipe], "Recipe | None"]


def can_resample(run: Recipe) -> bool:
    """Whether a grouping can be made of other rows: whether it was computed from vectors, and not made by hand."""
    by_hand = any(part.step == "clusterings.edited" for part in run.lineage())  # among those of a consensus
    return "features" in run.inputs and not by_hand and _all_from_vectors(run)


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


def refitted(run: Recipe, n_samples: int, refit: bool = True) -> tuple[str, ...]:
    """What a resample makes anew, in order, by what people call the steps."""
    before = set(run.lineage())
    parts = [part for part in resample(run, n_samples, 0, refit).lineage() if part not in before]
    draw = SampleParams(n_drawn(n_samples), 0).as_dict()
    fitted = [part for part in parts if dict(part.params) != draw and part.step != ON_MAP]
    return tuple(dict.fromkeys(STEPS[part.step].title for part in fitted))


def stability(run: Recipe, n_samples: int, n_resamples: int, refit: bool = True, first_seed: int = 0) -> Recipe:
    """How well each cluster of a grouping comes again in so many resamples; see `resample`."""
    step = STEPS["comparison.stability"]
    params = build(step.params, StabilityParams(n_drawn(n_samples), first_seed).as_dict())
    resamples = {
        f"resample_{number:04}": resample(run, n_samples, first_seed + number, refit) for number in range(n_resamples)
    }
    return step.recipe(params, grouping=run, **resamples)


def is_random(run: Recipe, refit: bool = True) -> bool:
    """Whether a step of the recipe draws anything, so that another seed may give another grouping."""
    return reseeded(run, 1, refit) != run


def drawing(run: Recipe, refit: bool = True) -> tuple[str, ...]:
    """The steps whose seeds `reseeded` changes, by what people call them; each once, in order."""
    before = set(run.lineage())
    parts = [part for part in reseeded(run, 1, refit).lineage() if part not in before]
    return tuple(dict.fromkeys(STEPS[part.step].title for part in parts if any(_draws(part, name) for name in SEEDS)))


def reseeded(run: Recipe, number: int, refit: bool = True) -> Recipe:
    """The same recipe with other seeds, the `number`-th; where the map is given its seed stays.

    The seed of an approximate search for neighbours stays: how truly it finds them hardly depends on it.
    """

    def change(recipe: Recipe) -> Recipe | None:
        if _is_root(recipe, refit):
            return recipe
        seeds = {name: (int(recipe.params[name]) + number) % 2**31 for name in SEEDS if _draws(recipe, name)}
        if not seeds:
            return None
        inputs = {name: _rewritten(other, change) for name, other in recipe.inputs.items()}
        return replace(recipe, params={**recipe.params, **seeds}, inputs=inputs)

    return _rewritten(run, change)


def seeds(run: Recipe, n_seeds: int, refit: bool = True) -> Recipe:
    """How far a grouping and so many by the same recipe with other seeds agree, every two of them."""
    return agreements([run, *(reseeded(run, number + 1, refit) for number in range(n_seeds))])


def without_structure(run: Recipe, kind: str, seed: int, refit: bool = True) -> Recipe:
    """A grouping (or a space) by the same recipe of data without structure.

    Parameters
    ----------
    run : Recipe
    kind : str
        How these are made; see `explorer.features.null.NullParams`.
    seed : int
    refit : bool
        As in `resample`: where the map is given, it is the map that loses its structure.
    """
    params = NullParams(kind, seed)
    null = STEPS[NULL]

    def change(recipe: Recipe) -> Recipe | None:
        joined = recipe.step == "features.joined"  # its blocks together are what has axes
        return null.recipe(params, features=recipe) if joined or _is_root(recipe, refit) else None

    return _rewritten(run, change)


def luck(run: Recipe, n_samples: int, n_resamples: int, n_null: int, kind: str, refit: bool = True) -> Recipe:
    """A grouping's silhouette and stability, and its agreement over seeds, beside those on data without structure.

    Parameters
    ----------
    run : Recipe
    n_samples : int
        Rows of all.
    n_resamples : int
        Of the grouping itself; each set without structure is resampled `NULL_RESAMPLES` times.
    n_null : int
        Sets without structure.
    kind : str
        As in `without_structure`.
    refit : bool
        As in `resample`.
    """
    step = STEPS["comparison.luck"]
    space = judged_in(run, refit)
    parts = _judged("observed", run, space, n_samples, n_resamples, NULL_SEEDS, refit)
    for number in range(n_null):
        null = [without_structure(recipe, kind, number, refit) for recipe in (run, space)]
        parts |= _judged(f"null_{number:04}", null[0], null[1], n_samples, NULL_RESAMPLES, NULL_SEEDS, refit)
    return step.recipe(step.params(), **parts)


def judged_in(run: Recipe, refit: bool = True) -> Recipe:
    """The space that a grouping's silhouette is computed in: its feature space; where the map is given, the map."""
    on_given_map = run.inputs["features"].step == ON_MAP and _is_root(run.inputs["features"], refit)
    return run.inputs["features"] if on_given_map else features_of(run)


def _judged(
    name: str, run: Recipe, space: Recipe, n_samples: int, n_resamples: int, n_seeds: int, refit: bool
) -> dict[str, Recipe]:
    silhouette = STEPS["comparison.silhouette"]
    found = {
        f"{name}_silhouette": silhouette.recipe(silhouette.params(), features=space, grouping=run),
        f"{name}_stability": stability(run, n_samples, n_resamples, refit),
    }
    if is_random(run, refit):
        found[f"{name}_seeds"] = seeds(run, n_seeds, refit)
    return found


def _draws(recipe: Recipe, seed: str) -> bool:
    """Whether a recipe's result depends on its parameter `seed`."""
    if recipe.params.get(seed) is None or recipe.step.partition(".")[0] not in (
        "features",
        "projections",
        "clusterings",
    ):
        return False
    exact = recipe.params.get("svd_solver") in ("full", "covariance_eigh")  # of a PCA; so is one to a share of variance
    return not exact and not (recipe.step == "features.pca" and type(recipe.params["n_components"]) is not int)


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
    return recipe.step == NULL or (recipe.step.startswith("features.") and "dataset" in recipe.inputs)


def _is_given(map_: Recipe) -> bool:
    """Whether a map can't be made of other rows: it came with the data, or follows their names."""
    return any(part.step == "projections.given" or "target" in part.inputs for part in map_.lineage())


def _all_from_vectors(recipe: Recipe) -> bool:
    if _is_root(recipe, refit=True):
        return True
    return bool(recipe.inputs) and all(_all_from_vectors(other) for other in recipe.inputs.values())
