"""Recipes for what is nearest to something."""

from __future__ import annotations

from typing import Any

from explorer.params import build
from explorer.pipeline import STEPS
from explorer.plan.making import as_space
from explorer.plan.placing import in_space
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


def nearest_on_map(map_: Recipe, new: Recipe | None = None, vectors: bool = False, **query: Any) -> Recipe:
    """The rows nearest to something on a map, by the straight line on it.

    Parameters
    ----------
    map_ : Recipe
    new : Recipe, optional
        A data set of new rows, one of which is asked about; the map is one that `refusal_to_place` doesn't refuse.
    vectors : bool
        As for `features_like`.
    **query
        As for `nearest`, without a metric.
    """
    places = None if new is None else in_space(map_, new, vectors)
    return nearest(as_space(map_), places, **{**query, "metric": "euclidean"})
