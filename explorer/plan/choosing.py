"""Choices -> recipes: what speaks for each of several groupings."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.pipeline import STEPS
from explorer.plan.consensus import VOTER, among_neighbours, is_consensus
from explorer.recipe import Recipe

MADE, TRUTH = "made_", "truth"


def verdicts(space: Recipe, groupings: Sequence[Recipe], n_samples: int, truth: Recipe | None = None) -> Recipe:
    """What speaks for each grouping, in one feature space.

    Parameters
    ----------
    space : Recipe
    groupings : sequence of Recipe
        In any order. Each is held against the consensus of the others, those that are a consensus against none.
    n_samples : int
        Rows of the data set.
    truth : Recipe, optional
        The identities, as `identities` gives them.
    """
    step = STEPS["comparison.verdicts"]
    voters = [grouping for grouping in groupings if not is_consensus(grouping)]
    made = sorted({grouping for grouping in groupings if is_consensus(grouping)}, key=lambda recipe: recipe.digest)
    inputs = among_neighbours(space, voters, n_samples)
    inputs |= {f"{MADE}{number:04}": grouping for number, grouping in enumerate(made)}
    if truth is not None:
        inputs[TRUTH] = truth
    return step.recipe(step.params(), features=space, **inputs)


def judged(recipe: Recipe) -> list[Recipe]:
    """The groupings that are judged, in the order of their figures; the identities among them."""
    return [recipe.inputs[name] for name in sorted(recipe.inputs) if name.startswith((VOTER, MADE, TRUTH))]
