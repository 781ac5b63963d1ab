"""Recipes about how far maps can be believed."""

from __future__ import annotations

from explorer.params import build
from explorer.pipeline import STEPS
from explorer.plan.lineage import features_of
from explorer.recipe import Recipe

NEIGHBORS = 15


def point_trust(map_: Recipe, n_samples: int, max_samples: int | None = None) -> Recipe:
    """How truly a map shows each row's neighbours, read in its own metric (a PCA's is the Euclidean distance).

    Parameters
    ----------
    map_ : Recipe
    n_samples : int
        Rows of the data set.
    max_samples : int, optional
        Rows whose false and missing neighbours are looked for; the step's own where not given.
    """
    step = STEPS["comparison.point_trust"]
    values = {"metric": _metric(map_), "n_neighbors": NEIGHBORS}
    values |= {} if max_samples is None else {"max_samples": max_samples}
    graph = true_neighbours(map_, n_samples)
    return step.recipe(build(step.params, values), features=features_of(map_), projection=map_, graph=graph)


def n_true(n_samples: int) -> int:
    """How many nearest of each row are sought in the feature space: of few rows all others."""
    return max(1, min(NEIGHBORS, n_samples - 1))


def true_neighbours(map_: Recipe, n_samples: int) -> Recipe:
    """The nearest of each row in the space that a map was made from, in the map's metric."""
    step = STEPS["neighbors.graph"]
    params = build(step.params, {"n_neighbors": n_true(n_samples), "metric": _metric(map_)})
    return step.recipe(params, features=features_of(map_))


def pieces(map_: Recipe, grouping: Recipe, n_samples: int) -> Recipe:
    """Which groups of a grouping a map tears apart or heaps together."""
    step = STEPS["comparison.pieces"]
    graph = true_neighbours(map_, n_samples)
    return step.recipe(step.params(), graph=graph, projection=map_, grouping=grouping)


def maps_apart(a: Recipe, b: Recipe) -> Recipe:
    """How far two maps show the same picture."""
    step = STEPS["comparison.maps_apart"]
    return step.recipe(step.params(), a=a, b=b)


def _metric(map_: Recipe) -> str:
    return str(map_.params.get("metric", "euclidean"))
