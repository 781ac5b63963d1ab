"""Recipes about identities, lookalikes, strangers and outliers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from explorer.comparison.outlying import GloshParams
from explorer.errors import InputError
from explorer.params import build
from explorer.pipeline import STEPS
from explorer.recipe import Recipe

NEIGHBORS = 14  # a UMAP's graph with its own default, which counts the row itself


def standing(space: Recipe, truth: Recipe) -> Recipe:
    """How near each row is to its own identity and to the nearest other one.

    Parameters
    ----------
    space : Recipe
        A feature space.
    truth : Recipe
        The identities, as `explorer.plan.identities` gives them.
    """
    step = STEPS["comparison.standing"]
    return step.recipe(step.params(), features=space, identities=truth)


def lens(space: Recipe, truth: Recipe, runs: Sequence[Recipe] = ()) -> Recipe:
    """Each identity summed up, and what each of some groupings makes of it."""
    step = STEPS["comparison.lens"]
    inputs = {f"run_{number}": run for number, run in enumerate(runs)}
    return step.recipe(step.params(), standing=standing(space, truth), identities=truth, **inputs)


def strangers(space: Recipe, truth: Recipe, false_flags: int = 1) -> Recipe:
    """Rows that don't seem to belong to their identity; so many that do may be flagged as well."""
    step = STEPS["comparison.strangers"]
    params = build(step.params, {"false_flags": false_flags})
    return step.recipe(params, standing=standing(space, truth), identities=truth)


def lookalike_identities(space: Recipe, truth: Recipe, measure: str = "centre") -> Recipe:
    """The nearest other identities of each one."""
    step = STEPS["comparison.lookalikes"]
    return step.recipe(build(step.params, {"measure": measure}), features=space, identities=truth)


def identity_matrix(space: Recipe, truth: Recipe, chosen: Sequence[int], measure: str = "centre") -> Recipe:
    """How alike some identities are, each with each; they are chosen by their positions in name order."""
    step = STEPS["comparison.identity_matrix"]
    params = build(step.params, {"chosen": tuple(sorted(chosen)), "measure": measure})
    return step.recipe(params, features=space, identities=truth)


def palette(data: Recipe, seed: int = 0) -> Recipe:
    """A colour for each identity; seed 0 stands for the map's own."""
    step = STEPS["comparison.palette"]
    return step.recipe(build(step.params, {"seed": seed}), dataset=data)


def outliers(
    space: Recipe,
    shape: tuple[int, int],
    runs: Sequence[Recipe] = (),
    metric: str = "euclidean",
    with_glosh: bool = True,
    n_neighbors: int = NEIGHBORS,
) -> tuple[Recipe, str]:
    """How far out each row lies, and why a measure is left out (empty: none is).

    Parameters
    ----------
    space : Recipe
        A feature space.
    shape : tuple of int
        Its rows, three at the least, and dimensions.
    runs : sequence of Recipe
        Groupings whose noise is counted.
    metric : str
        How distances are measured; GLOSH is always Euclidean.
    with_glosh : bool
        Whether GLOSH is among the measures, where it isn't refused.
    n_neighbors : int
        Nearest other rows that are looked at; at most as many as there are. GLOSH's smallest group is at most one more.
    """
    step = STEPS["comparison.outliers"]
    graph = STEPS["neighbors.graph"]
    near = build(graph.params, {"n_neighbors": min(n_neighbors, shape[0] - 1), "metric": metric})
    inputs = {f"run_{number}": run for number, run in enumerate(runs)}
    inputs["graph"] = graph.recipe(near, features=space)
    density, why = glosh(space, shape, n_neighbors)
    if density is not None and with_glosh:
        inputs["glosh"] = density
    return step.recipe(step.params(), **inputs), why


def glosh(space: Recipe, shape: tuple[int, int], n_neighbors: int = NEIGHBORS) -> tuple[Recipe | None, str]:
    """How far out each row lies by HDBSCAN's hierarchy of a space, and why it is refused (empty: it isn't).

    Parameters are those of `outliers`.
    """
    step, params = STEPS["comparison.glosh"], GloshParams()
    params = replace(params, min_cluster_size=min(params.min_cluster_size, n_neighbors + 1))
    try:
        params.check(shape)
    except InputError as problem:
        return None, problem.message
    return step.recipe(params, features=space), ""
