"""Back from a recipe to the choices in it: the space it was made in, the preprocessing before."""

from __future__ import annotations

from explorer.features.joined import BLOCK
from explorer.recipe import Recipe


def on_map(recipe: Recipe) -> bool:
    """Whether the recipe is a map."""
    return recipe.step.startswith("projections.") and recipe.step != "projections.as_features"


def has_seen_names(recipe: Recipe) -> bool:
    """Whether the identities had a part in it, as a supervised map's target: no evidence of what they look like."""
    return any("target" in part.inputs for part in recipe.lineage())


def space_of(recipe: Recipe) -> Recipe:
    """The space a clustering was computed in: a feature space, or the map it was computed on.

    Of one edited by hand it is that of what it began with; of a column of the data it is the data set.
    """
    if "base" in recipe.inputs:
        return space_of(recipe.inputs["base"])
    if recipe.step == "clusterings.by_column":
        return recipe.inputs["dataset"]
    space = recipe.inputs["features"]
    return space.inputs["projection"] if space.step == "projections.as_features" else space


def has_space(recipe: Recipe) -> bool:
    """Whether a clustering was computed in a space; one edited by hand that began with a column of the data wasn't."""
    return not space_of(recipe).step.startswith("sources.")


def features_of(recipe: Recipe) -> Recipe:
    """The feature space that a map or a clustering goes back to."""
    space = space_of(recipe)
    return space_of(space) if on_map(space) else space


def dataset_of(recipe: Recipe) -> Recipe:
    """The data set whose rows the recipe is about: the last one on the way from the file to it."""
    return [part for part in recipe.lineage() if not part.inputs or part.step.startswith("sources.")][-1]


def preprocessing(space: Recipe) -> tuple[Recipe, list[Recipe]]:
    """A feature space taken apart: the recipe that made vectors of rows, and the preprocessing after it, in order."""
    chain: list[Recipe] = []
    while "features" in space.inputs:
        chain.insert(0, space)
        space = space.inputs["features"]
    return space, chain


def blocks_of(vectors: Recipe) -> list[Recipe]:
    """What vectors are joined from, in order; nothing where they aren't joined."""
    if vectors.step != "features.joined":
        return []
    n_blocks = sum(name.startswith(BLOCK) for name in vectors.inputs)
    return [vectors.inputs[f"{BLOCK}{number}"] for number in range(n_blocks)]
