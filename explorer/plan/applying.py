"""New rows through the preprocessing that a reference's features went through: as fitted on the reference."""

from __future__ import annotations

from explorer.features.joined import BLOCK
from explorer.pipeline import STEPS
from explorer.plan.lineage import blocks_of, dataset_of, preprocessing
from explorer.recipe import Recipe, params_of

# What a preprocessing learned is a result of its own, so that it is learned once for all new rows.
_LEARNED = {"features.standardise": "features.scales", "features.pca": "features.axes"}


def features_like(space: Recipe, new: Recipe, vectors: bool = False) -> Recipe:
    """The features of new rows in the space of a reference's: nothing is learned from the new rows.

    Parameters
    ----------
    space : Recipe
        The reference's feature space.
    new : Recipe
        A data set of new rows.
    vectors : bool
        Whether the new rows come as vectors where the reference's are made of its pictures: vectors as the pictures
        gave, before the preprocessing. Nothing is changed by it where the reference's are given vectors anyway.

    Returns
    -------
    Recipe
        Of `Features`, in the new rows' order. Applied to the reference's own data set it gives its own features again.
    """
    first, chain = preprocessing(space)
    recipe = _vectors_like(first, new, vectors)
    for part in chain:
        recipe = like_fitted(part, recipe)
    return recipe


def with_their_lengths(space: Recipe, new: Recipe, vectors: bool = False) -> tuple[Recipe, Recipe] | None:
    """The vectors of a reference, and of new rows, while it can be told whether they were scaled to length 1.

    They are those before the preprocessing, unless it begins with that scaling: then no length makes a difference, and
    they are those after it.

    Parameters
    ----------
    space, new, vectors
        As for `features_like`.

    Returns
    -------
    tuple of Recipe, or None
        None where they are the features themselves.
    """
    first, chain = preprocessing(space)
    known, brought = first, _vectors_like(first, new, vectors)
    if chain and chain[0].step == "features.l2":
        known, brought = chain[0], like_fitted(chain[0], brought)
    return None if known == space else (known, brought)


def like_fitted(part: Recipe, recipe: Recipe) -> Recipe:
    """Features led through one step of preprocessing as it was fitted on a reference, whose recipe `part` is."""
    inputs = {"features": recipe}
    if part.step in _LEARNED:
        inputs["like"] = _learned(part)
    return STEPS[part.step].recipe(params_of(STEPS[part.step], part), **inputs)


def _vectors_like(first: Recipe, new: Recipe, vectors: bool) -> Recipe:
    """One vector for each new row, made as the reference's were."""
    step = STEPS[first.step]
    if blocks := blocks_of(first):
        inputs = {f"{BLOCK}{number}": _vectors_like(block, new, False) for number, block in enumerate(blocks)}
        learned = STEPS["features.shares"].recipe(params_of(step, first), **first.inputs)
        return step.recipe(params_of(step, first), **inputs, like=learned)
    given = STEPS["features.given"]
    if vectors or step is given:
        return given.recipe(given.params(), dataset=new, like=first)
    sight = STEPS["features.sight"]
    return step.recipe(
        params_of(step, first), dataset=new, like=sight.recipe(sight.params(), dataset=dataset_of(first))
    )


def _learned(part: Recipe) -> Recipe:
    step = STEPS[_LEARNED[part.step]]
    more = {"made": part} if "made" in step.inputs else {}
    return step.recipe(params_of(step, part), features=part.inputs["features"], **more)
