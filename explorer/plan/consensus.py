"""Choices -> recipes: what several groupings agree on, and back to who voted."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.neighbors.graph import counting_itself
from explorer.params import Params
from explorer.pipeline import STEPS
from explorer.recipe import Recipe

NEIGHBORS = 15  # itself counted, as a UMAP counts: its graph is used again
FEWEST_ROWS = 3
STEP, VOTER = "comparison.consensus", "grouping_"


def consensus(
    space: Recipe, groupings: Sequence[Recipe], n_samples: int, params: Params | None = None
) -> Recipe:
    """What groupings agree on; a grouping like any other, whose recipe holds theirs.

    Parameters
    ----------
    space : Recipe
        The feature space whose neighbours are joined.
    groupings : sequence of Recipe
        In any order: it makes no difference.
    n_samples : int
        Rows of the data set, `FEWEST_ROWS` at the least; only fewer than `NEIGHBORS` make a difference.
    params : Params, optional
        Of the step.
    """
    step = STEPS[STEP]
    return step.recipe(params or step.params(), features=space, **among_neighbours(space, groupings, n_samples))


def is_consensus(run: Recipe) -> bool:
    """Whether a grouping is a consensus, or was made from one by hand: then it is no voter of its own."""
    return any(part.step == STEP for part in run.lineage())


def voters(recipe: Recipe) -> list[Recipe]:
    """The groupings that a consensus is of, in the order of its weights; nothing for any other recipe."""
    if recipe.step != STEP:
        return []
    return [recipe.inputs[name] for name in sorted(recipe.inputs) if name.startswith(VOTER)]


def among_neighbours(space: Recipe, groupings: Sequence[Recipe], n_samples: int) -> dict[str, Recipe]:
    """The neighbour graph, and groupings under names whose order doesn't depend on theirs."""
    graph = STEPS["neighbors.graph"].recipe(counting_itself(min(NEIGHBORS, n_samples), "euclidean"), features=space)
    known = sorted(set(groupings), key=lambda grouping: grouping.digest)
    return {"graph": graph} | {f"{VOTER}{number:04}": grouping for number, grouping in enumerate(known)}
