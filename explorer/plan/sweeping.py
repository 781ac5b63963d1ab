"""Sweeps: one method over a range of a parameter, from what the groupings share; and each grouping as a run."""

from __future__ import annotations

import secrets
from dataclasses import replace

from explorer.clusterings import ClusteringParams, HDBSCANParams
from explorer.comparison.sweeping.params import SWEPT, SweepParams
from explorer.neighbors import GraphParams
from explorer.params import build, rules
from explorer.pipeline import STEPS
from explorer.plan.making import as_space, clustering, shared
from explorer.recipe import Recipe, params_of

MOST_NEIGHBOURS = 1000  # that a neighbour graph lists of each row, and so the largest min_samples of a curve


def sweep(space: Recipe, params: SweepParams, truth: Recipe | None = None) -> Recipe:
    """Groupings over a range, in a feature space or on a map.

    Parameters
    ----------
    space : Recipe
        A feature space, or a map's recipe.
    params : SweepParams
        A seed that the method takes and that is left open is drawn here, once.
    truth : Recipe, optional
        The identities, as `identities` gives them.
    """
    if "random_state" in rules(SWEPT[params.method].params) and params.fixed.get("random_state") is None:
        params = replace(params, fixed={**params.fixed, "random_state": secrets.randbelow(2**31)})
    space = as_space(space)
    inputs = {f"shared_{number}": shared(space, part) for number, part in enumerate(params.parts())}
    wanted = params.cells[0].graph_params() if params.cells and not inputs else None
    if wanted is not None:
        inputs["graph"] = STEPS["neighbors.graph"].recipe(wanted, features=space)
    if truth is not None:
        inputs["identities"] = truth
    return STEPS["comparison.sweep"].recipe(params, features=space, **inputs)


def k_distance(space: Recipe, min_samples: int, metric: str) -> Recipe:
    """The sorted distances to the row that makes a place dense for DBSCAN's ``min_samples``, which counts itself.

    The neighbour graph is a recipe of its own and so is reused.
    """
    wanted = GraphParams(n_neighbors=max(min_samples - 1, 1), metric=metric)
    graph = STEPS["neighbors.graph"].recipe(wanted, features=as_space(space))
    step = STEPS["clusterings.k_distance"]
    return step.recipe(step.params(), graph=graph)


def dendrogram(tree: Recipe) -> Recipe:
    """The upper part of a tree of joins, to be drawn."""
    step = STEPS["clusterings.dendrogram"]
    return step.recipe(step.params(), shared=tree)


def condensed_tree(space: Recipe, params: HDBSCANParams) -> Recipe:
    """The condensed tree of an HDBSCAN with these parameters, to be drawn."""
    step = STEPS["clusterings.condensed_tree"]
    return step.recipe(build(step.params, params.as_dict()), shared=shared(as_space(space), params.shared_params()))


def swept(recipe: Recipe) -> SweepParams:
    """What a sweep's recipe tries."""
    params = params_of(STEPS[recipe.step], recipe)
    assert isinstance(params, SweepParams)
    return params


def cell_of(recipe: Recipe, params: ClusteringParams) -> Recipe:
    """One of a sweep's groupings as its method alone makes it."""
    return clustering(recipe.inputs["features"], params)
