"""Choices -> recipes: how a map or a grouping of a data set is put together from steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from explorer.clusterings.params import ClusteringParams
from explorer.comparison.sweeping.params import SweepParams
from explorer.errors import InputError
from explorer.features.joined import BLOCK
from explorer.features.thumbnails import BATCH, LARGE_SIDE, batches
from explorer.params import Params, build, rules
from explorer.pipeline import STEPS
from explorer.plan.lineage import dataset_of, on_map
from explorer.plan.methods import BLOCKS, CLUSTERINGS, PREPROCESS, PROJECTIONS, SHARED, USES, step_of
from explorer.projections import graph_params
from explorer.recipe import Recipe


def dataset(fingerprint: str, format: str, title: str, **options: Any) -> Recipe:
    """The data set read from stored bytes.

    Parameters
    ----------
    fingerprint : str
        Digest of the bytes.
    format : str
        As `explorer.sources.detect` gives it.
    title : str
        What to call it on screen.
    **options
        More parameters of the step: those of `explorer.sources.ReadOptions`.
    """
    step = STEPS["sources.read"]
    values = {"fingerprint": fingerprint, "format": format, "title": title, **options}
    return step.recipe(build(step.params, values))


def preview(data: Recipe) -> Recipe:
    """What stands in the file that a data set is read from, and what its columns are taken for."""
    step = STEPS["sources.preview"]
    names = rules(step.params)
    return step.recipe(build(step.params, {name: data.params[name] for name in names if name in data.params}))


def features(
    data: Recipe, use: Params, preprocess: Sequence[Params] = (), blocks: Sequence[Params] = ()
) -> Recipe:
    """The feature space: one vector a row, then each step of preprocessing in turn.

    Parameters
    ----------
    data : Recipe
    use : Params
        Of one of `USES`.
    preprocess : sequence of Params
    blocks : sequence of Params
        Of some of `BLOCKS`: what is joined, where `use` is to join; as many as it has weights.
    """
    made = [step_of(BLOCKS, params).recipe(params, dataset=data) for params in blocks]
    inputs = {f"{BLOCK}{number}": block for number, block in enumerate(made)}
    recipe = step_of(USES, use).recipe(use, **(inputs or {"dataset": data}))
    for params in preprocess:
        recipe = step_of(PREPROCESS, params).recipe(params, features=recipe)
    return recipe


def projection(
    space: Recipe, params: Params, start: Recipe | None = None, target: Recipe | None = None
) -> Recipe:
    """A map of a feature space; a kNN graph, where the method takes one, is a recipe of its own and so is reused.

    Parameters
    ----------
    space : Recipe
    params : Params
    start : Recipe, optional
        A map of the same rows to go on from, where the method can.
    target : Recipe, optional
        The identities, which the map should part, where the method can: a supervised map.
    """
    step = step_of(PROJECTIONS, params)
    inputs = {"features": space}
    if "graph" in step.inputs:
        inputs["graph"] = STEPS["neighbors.graph"].recipe(graph_params(params), features=space)
    if "dataset" in step.inputs:
        inputs["dataset"] = dataset_of(space)
    if start is not None:
        inputs["start"] = start
    if target is not None:
        inputs["target"] = target
    return step.recipe(params, **inputs)


def can_start(params: Params) -> bool:
    """Whether a map with these parameters can go on from another map."""
    return "start" in step_of(PROJECTIONS, params).optional and getattr(params, "engine", "") == "explorer"


def can_heed(params: Params) -> bool:
    """Whether a map with these parameters can have the identities as its target."""
    return "target" in step_of(PROJECTIONS, params).optional and not getattr(params, "densmap", False)


def stopped(recipe: Recipe, rounds: int) -> Recipe:
    """The map that another one is after so many of its rounds."""
    return replace(recipe, params={**recipe.params, "stop_after": rounds})


def clustering(space: Recipe, params: Params) -> Recipe:
    """A grouping, in a feature space or (given a map's recipe) on that map.

    A kNN graph, a tree that is cut: where the parameters ask for one it is a recipe of its own and so is reused.
    """
    space = as_space(space)
    inputs = {"features": space}
    if isinstance(params, ClusteringParams):
        cut_from = params.shared_params()
        inputs |= _graph(space, params) if cut_from is None else {"shared": shared(space, cut_from)}
    return step_of(CLUSTERINGS, params).recipe(params, **inputs)


def as_space(space: Recipe) -> Recipe:
    """A feature space as it is; a map as one."""
    if not on_map(space):
        return space
    step = STEPS["projections.as_features"]
    return step.recipe(step.params(), projection=space)


def shared(space: Recipe, params: ClusteringParams) -> Recipe:
    """What groupings in a feature space are cut from."""
    return step_of(SHARED, params).recipe(params, features=space, **_graph(space, params))


def _graph(space: Recipe, params: ClusteringParams) -> dict[str, Recipe]:
    wanted = params.graph_params()
    return {} if wanted is None else {"graph": STEPS["neighbors.graph"].recipe(wanted, features=space)}


def refusal(params: Params, shape: tuple[int, int]) -> str:
    """Why a grouping with these parameters won't be computed in a space of this shape; empty: it will."""
    try:
        if isinstance(params, (ClusteringParams, SweepParams)):
            params.check(shape)
    except InputError as problem:
        return problem.message
    return ""


def caution(params: Params, shape: tuple[int, int]) -> str:
    """What to know before a grouping is computed in a space of this shape; empty: nothing."""
    return params.caution(shape[1]) if isinstance(params, ClusteringParams) else ""


def map_quality(map_: Recipe, truth: Recipe | None = None) -> Recipe:
    """How well a map keeps the space it was made from, read in its own metric (a PCA's is the Euclidean distance).

    Parameters
    ----------
    map_ : Recipe
    truth : Recipe, optional
        The identities, as `identities` gives them.
    """
    step = STEPS["comparison.map_quality"]
    params = build(step.params, {"metric": map_.params.get("metric", "euclidean")})
    more = {} if truth is None else {"identities": truth}
    return step.recipe(params, features=map_.inputs["features"], projection=map_, **more)


def spectrum(space: Recipe) -> Recipe:
    """How much of a feature space's variance its first components explain."""
    step = STEPS["features.spectrum"]
    return step.recipe(step.params(), features=space)


def thumbnails(data: Recipe, n_samples: int, size: int = BATCH) -> list[Recipe]:
    """The small pictures of a data set, a recipe a batch of `size`."""
    step = STEPS["features.thumbnails"]
    return [
        step.recipe(build(step.params, {"start": start, "stop": stop}), dataset=data)
        for start, stop in batches(n_samples, size)
    ]


def picture(data: Recipe, position: int) -> Recipe:
    """One picture, as large as a page shows it."""
    step = STEPS["features.thumbnails"]
    params = build(step.params, {"start": position, "stop": position + 1, "side": LARGE_SIDE})
    return step.recipe(params, dataset=data)


def rows_file(
    data: Recipe, params: Params, maps: Sequence[Recipe], groupings: Sequence[Recipe], space: Recipe | None = None
) -> Recipe:
    """Rows as a file, with maps and groupings in the order of their names in the parameters.

    Parameters
    ----------
    data : Recipe
    params : ExportParams
    maps, groupings : sequence of Recipe
    space : Recipe, optional
        A feature space to write along.
    """
    inputs = {f"map_{number}": recipe for number, recipe in enumerate(maps)}
    inputs |= {f"grouping_{number}": recipe for number, recipe in enumerate(groupings)}
    if space is not None:
        inputs["features"] = space
    return STEPS["exports.rows"].recipe(params, dataset=data, **inputs)
