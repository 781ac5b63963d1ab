"""Recipes for what is nearest to something."""

from __future__ import annotations

from typing import Any

from explorer.params import build
from explorer.pipeline import STEPS
from explorer.plan.making import as_space
from explorer.recipe import Recipe


def nearest(space: Recipe, new: Recipe | None = None, **query: Any) -> Recipe:
    """The rows nearest to something in a feature space.

    Parameters
    ----------
    space : Recipe
    new : Recipe, optional
        Features of new rows in that space, as `features_like` gives them: one of them is asked about.
    **query
        Parameters of the step: n_neighbors, metric, position, selection, others.
    """
    step = STEPS["neighbors.query"]
    more = {} if new is None else {"new": new}
    return step.recipe(build(step.params, query), features=space, **more)


def nearest_on_map(map_: Recipe, **query: Any) -> Recipe:
    """The rows nearest to something on a map, by the straight line on it; parameters are those of `nearest`."""
    return nearest(as_space(map_), **{**query, "metric": "euclidean"})
