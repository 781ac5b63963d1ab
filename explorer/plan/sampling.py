"""A grouping of a sample with the rest assigned, for methods that can't do so many rows."""

from __future__ import annotations

from explorer.clusterings.sampled import AssignedParams, SampleParams
from explorer.params import Params
from explorer.pipeline import STEPS
from explorer.plan.making import as_space, clustering, refusal
from explorer.recipe import Recipe


def on_sample(space: Recipe, params: Params, how: AssignedParams) -> Recipe:
    """A method's grouping of rows drawn at random, and all rows by it.

    Parameters
    ----------
    space : Recipe
        A feature space, or a map's recipe.
    params : Params
        Of the method.
    how : AssignedParams
        How many rows are drawn, and how the others find their cluster.
    """
    space = as_space(space)
    drawn = STEPS["clusterings.sample"].recipe(SampleParams(how.sample_size, how.sample_seed), features=space)
    grouping = clustering(drawn, params)
    return STEPS["clusterings.assigned"].recipe(how, features=space, sample=drawn, grouping=grouping)


def is_on_sample(recipe: Recipe) -> bool:
    """Whether a grouping is of a sample with the rest assigned."""
    return recipe.step == "clusterings.assigned"


def refusal_on_sample(params: Params, how: AssignedParams, shape: tuple[int, int]) -> str:
    """Why a method won't do a sample of so many rows either, or there is no such sample; empty: it will."""
    if how.sample_size >= shape[0]:
        return f"A sample of {how.sample_size:,} of {shape[0]:,} rows is none: choose fewer, or fit all."
    return refusal(params, (how.sample_size, shape[1]))
