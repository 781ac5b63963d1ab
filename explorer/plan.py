"""Choices -> recipes: how a map or a grouping of a data set is put together from steps, and back again.

The pages, the command line and a spec all build their recipes here, so the same choice is the same recipe everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from explorer.clusterings.params import ClusteringParams
from explorer.errors import InputError
from explorer.features.thumbnails import BATCH, LARGE_SIDE, batches
from explorer.params import Params, build, rules
from explorer.pipeline import STEPS
from explorer.projections import graph_params
from explorer.recipe import Recipe, Step


def _methods(package: str, *names: str) -> dict[str, Step]:
    return {name: STEPS[f"{package}.{name}"] for name in names}


# What a person chooses from, by the name a spec uses. Steps that only connect others are not among them.
USES = _methods("features", "given", "pixels")
PREPROCESS = _methods("features", "l2", "standardise", "pca")
PROJECTIONS = _methods("projections", "pca", "umap", "tsne")
CLUSTERINGS = _methods(
    "clusterings",
    "kmeans",
    "minibatch_kmeans",
    "bisecting_kmeans",
    "xmeans",
    "gaussian_mixture",
    "hdbscan",
    "dbscan",
    "optics",
    "agglomerative",
    "leiden",
    "spectral",
)


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
        More parameters of the step: ``identity``, ``max_per_identity``, ``pattern``.
    """
    step = STEPS["sources.read"]
    values = {"fingerprint": fingerprint, "format": format, "title": title, **options}
    return step.recipe(build(step.params, values))


def features(data: Recipe, use: Params, preprocess: Sequence[Params] = ()) -> Recipe:
    """The feature space: the given vectors or the pixels, then each step of preprocessing in turn."""
    recipe = _step(USES, use).recipe(use, dataset=data)
    for params in preprocess:
        recipe = _step(PREPROCESS, params).recipe(params, features=recipe)
    return recipe


def projection(space: Recipe, params: Params, start: Recipe | None = None) -> Recipe:
    """A map of a feature space; `start` is a map of the same rows to go on from, where the method can.

    A kNN graph, where the method takes one, is a recipe of its own and so is reused.
    """
    step = _step(PROJECTIONS, params)
    inputs = {"features": space}
    if "graph" in step.inputs:
        inputs["graph"] = STEPS["neighbors.graph"].recipe(graph_params(params), features=space)
    if start is not None:
        inputs["start"] = start
    return step.recipe(params, **inputs)


def can_start(params: Params) -> bool:
    """Whether a map with these parameters can go on from another map."""
    return "start" in _step(PROJECTIONS, params).optional and getattr(params, "engine", "") == "explorer"


def stopped(recipe: Recipe, rounds: int) -> Recipe:
    """The map that another one is after so many of its rounds."""
    return replace(recipe, params={**recipe.params, "stop_after": rounds})


def clustering(space: Recipe, params: Params) -> Recipe:
    """A grouping, in a feature space or (given a map's recipe) on that map.

    A kNN graph, where the parameters ask for one, is a recipe of its own and so is reused.
    """
    if on_map(space):
        step = STEPS["projections.as_features"]
        space = step.recipe(step.params(), projection=space)
    inputs = {"features": space}
    if isinstance(params, ClusteringParams) and (wanted := params.graph_params()) is not None:
        inputs["graph"] = STEPS["neighbors.graph"].recipe(wanted, features=space)
    return _step(CLUSTERINGS, params).recipe(params, **inputs)


def refusal(params: Params, shape: tuple[int, int]) -> str:
    """Why a grouping with these parameters won't be computed in a space of this shape; empty: it will."""
    try:
        if isinstance(params, ClusteringParams):
            params.check(shape)
    except InputError as problem:
        return problem.message
    return ""


def caution(params: Params, shape: tuple[int, int]) -> str:
    """What to know before a grouping is computed in a space of this shape; empty: nothing."""
    return params.caution(shape[1]) if isinstance(params, ClusteringParams) else ""


def identities(data: Recipe) -> Recipe:
    """The identities as a grouping, to compare others with."""
    step = STEPS["comparison.identities"]
    return step.recipe(step.params(), dataset=data)


def agreement(first: Recipe, second: Recipe) -> Recipe:
    """How far two groupings agree."""
    step = STEPS["comparison.agreement"]
    return step.recipe(step.params(), a=first, b=second)


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


def on_map(recipe: Recipe) -> bool:
    """Whether the recipe is a map."""
    return recipe.step.startswith("projections.") and recipe.step != "projections.as_features"


def space_of(recipe: Recipe) -> Recipe:
    """The space a clustering was computed in: a feature space, or the map it was computed on."""
    space = recipe.inputs["features"]
    return space.inputs["projection"] if space.step == "projections.as_features" else space


def features_of(recipe: Recipe) -> Recipe:
    """The feature space that a map or a clustering goes back to."""
    space = space_of(recipe)
    return space_of(space) if on_map(space) else space


def preprocessing(space: Recipe) -> tuple[Recipe, list[Recipe]]:
    """A feature space taken apart: the recipe that made vectors of rows, and the preprocessing after it, in order."""
    chain: list[Recipe] = []
    while "features" in space.inputs:
        chain.insert(0, space)
        space = space.inputs["features"]
    return space, chain


def title(recipe: Recipe) -> str:
    """What people call the recipe's step."""
    return STEPS[recipe.step].title


def describe(recipe: Recipe) -> str:
    """A recipe in a few words: its method and the parameters that differ from their defaults."""
    step = STEPS[recipe.step]
    default = step.params().as_dict()
    changed = [
        f"{name} {value}" for name, value in recipe.params.items() if value != default[name] and name != "random_state"
    ]
    return " · ".join([step.title, *changed, *_begun(recipe)])


def describe_fully(recipe: Recipe) -> str:
    """A recipe with its seed and all parameters that matter at first sight or were changed; none that was left open."""
    step = STEPS[recipe.step]
    default = step.params().as_dict()
    values = {**default, **recipe.params}  # a recipe made before a parameter was added hasn't got it
    shown = [
        name
        for name, (_, rule) in rules(step.params).items()
        if not rule.advanced or name == "random_state" or values[name] != default[name]
    ]
    said = [f"{name} {_spelled(values[name])}" for name in shown if values[name] not in (None, [])]
    return " · ".join([step.title, *said, *_begun(recipe)])


def describe_space(space: Recipe) -> str:
    """A feature space or map in a few words, e.g. ``"given vectors → PCA · n_components 50"``."""
    if on_map(space):
        return f"the {STEPS[space.step].title} map"
    first, chain = preprocessing(space)
    words = " → ".join(describe(part) for part in (first, *chain))
    return words[:1].lower() + words[1:]


def _begun(recipe: Recipe) -> list[str]:
    return [f"started from a map ({describe(recipe.inputs['start'])})"] if "start" in recipe.inputs else []


def _spelled(value: object) -> str:
    return " x ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _step(methods: Mapping[str, Step], params: Params) -> Step:
    for step in methods.values():
        if type(params) is step.params:
            return step
    raise InputError(f"{type(params).__name__} is none of: {', '.join(methods)}.")
