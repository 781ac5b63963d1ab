"""The way back measured: the whole pipeline fitted anew without some rows, which are then led there and back."""

from __future__ import annotations

from dataclasses import replace

from explorer.clusterings.sampled import SampleParams
from explorer.params import Params, build
from explorer.pipeline import STEPS
from explorer.plan.applying import like_fitted
from explorer.plan.inside import leads_back, picture_size
from explorer.plan.lineage import preprocessing
from explorer.plan.making import projection
from explorer.plan.placing import BACK, place, way_back
from explorer.recipe import Recipe, params_of

SHARE = 0.1  # of the rows are held out
MOST_HELD_OUT = 500
FEWEST_ROWS = 20
SEED = 0


def refusal_to_measure(map_: Recipe, n_samples: int) -> str:
    """Why the way back from a map won't be measured; empty: it will."""
    if map_.step not in BACK:
        return "There is no way back from such a map: t-SNE has none, nor has a map that came with the data."
    if "target" in map_.inputs:
        return "This map has seen the names, and rows held out have none to show it: its way back isn't measured."
    if n_samples < FEWEST_ROWS:
        return f"It takes {FEWEST_ROWS} rows at the least to hold some out; here there are {n_samples}."
    return ""


def n_held_out(n_samples: int) -> int:
    """How many rows are held out."""
    return min(max(2, int(SHARE * n_samples)), MOST_HELD_OUT)


def returned(map_: Recipe, n_samples: int) -> Recipe:
    """How like themselves rows come back that weren't in the fit.

    Preprocessing, neighbour graph and map are fitted anew on the other rows, with the map's own parameters and seeds,
    but for components and neighbours that the others are too few for (`measured_with_fewer`); a map that was begun with
    another one begins with the data instead.

    Parameters
    ----------
    map_ : Recipe
        That `refusal_to_measure` doesn't refuse.
    n_samples : int
        Rows of the data set.
    """
    first, chain = preprocessing(map_.inputs["features"])
    n_fitted = n_samples - n_held_out(n_samples)
    kept = SampleParams(n_fitted, SEED)
    fitted = STEPS["clusterings.sample"].recipe(kept, features=first)
    held_out = STEPS["clusterings.rest"].recipe(kept, features=first)
    for part in chain:
        step = STEPS[part.step]
        anew = step.recipe(_allowed(params_of(step, part), n_fitted), features=fitted)
        fitted, held_out = anew, like_fitted(anew, held_out)
    drawn = projection(fitted, _allowed(params_of(STEPS[map_.step], map_), n_fitted))
    back = way_back(drawn, place(drawn, held_out))
    assert back is not None
    step = STEPS["comparison.returned"]
    return step.recipe(step.params(), features=fitted, new=held_out, back=back)


def measured_with_fewer(map_: Recipe, n_samples: int) -> bool:
    """Whether `returned` fits with fewer components or neighbours than the map has, as there are too few rows."""
    n_fitted = n_samples - n_held_out(n_samples)
    parts = [*preprocessing(map_.inputs["features"])[1], map_]
    own = [params_of(STEPS[part.step], part) for part in parts]
    return any(_allowed(params, n_fitted) != params for params in own)


def _allowed(params: Params, n_fitted: int) -> Params:
    """The same parameters with no more components, and no more neighbours, than so many rows can have."""
    most = {"n_components": n_fitted - 1, "n_neighbors": n_fitted}
    asked = params.as_dict()
    return replace(
        params, **{name: limit for name, limit in most.items() if type(asked.get(name)) is int and asked[name] > limit}
    )


def vector_picture(space: Recipe, vector: Recipe, image_shape: list[int | None]) -> Recipe | None:
    """Vectors of a space as pictures; None where they can't be shown: it is no space of pixels."""
    if not leads_back(space):
        return None
    pixels, chain = preprocessing(space)
    height, width = picture_size(pixels, image_shape)
    step = STEPS["anatomy.vector_pictures"]
    reduced = any(part.step == "features.pca" for part in chain)
    params = build(step.params, {"height": height, "width": width, "reduced": reduced})
    return step.recipe(params, features=space, pixels=pixels, new=vector)
