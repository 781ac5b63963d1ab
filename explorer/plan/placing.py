"""New rows on an old map, in its clusters, beside its identities; and the way back from a place on it to a vector.

Nothing of the reference is made anew: its recipes are inputs here, never changed.
"""

from __future__ import annotations

from collections.abc import Sequence

from explorer.params import build
from explorer.pipeline import STEPS
from explorer.plan.applying import features_like
from explorer.plan.lineage import has_space, on_map
from explorer.plan.making import as_space
from explorer.recipe import Recipe, params_of

PLACED = {
    "projections.pca": "projections.placed_pca",
    "projections.umap": "projections.placed_umap",
    "projections.tsne": "projections.placed_tsne",
}
BACK = {"projections.pca": "projections.back_pca", "projections.umap": "projections.back_umap"}
JOINED = {
    "clusterings.kmeans": "clusterings.joined_centre",
    "clusterings.minibatch_kmeans": "clusterings.joined_centre",
    "clusterings.xmeans": "clusterings.joined_centre",
    "clusterings.gaussian_mixture": "clusterings.joined_gaussian_mixture",
    "clusterings.hdbscan": "clusterings.joined_hdbscan",
}
VOTE = "clusterings.joined_vote"


def refusal_to_place(map_: Recipe) -> str:
    """Why new rows can't be put on a map; empty: they can."""
    if map_.step in PLACED:
        return ""
    return (
        "This map came with the data, and nothing says where other rows would stand on it. Choose a PCA, a UMAP or a "
        "t-SNE map."
    )


def placed(map_: Recipe, new: Recipe, vectors: bool = False) -> Recipe:
    """New rows on a map, through the reference's fitted preprocessing; the map is an input and stays as it is.

    Parameters
    ----------
    map_ : Recipe
        That `refusal_to_place` doesn't refuse.
    new : Recipe
        A data set of new rows.
    vectors : bool
        As for `features_like`.
    """
    space = map_.inputs["features"]
    return place(map_, features_like(space, new, vectors))


def place(map_: Recipe, new: Recipe) -> Recipe:
    """Features of new rows, which are in the map's space already, on the map."""
    step = STEPS[PLACED[map_.step]]
    return step.recipe(params_of(step, map_), features=map_.inputs["features"], projection=map_, new=new)


def in_space(space: Recipe, new: Recipe, vectors: bool = False) -> Recipe:
    """New rows in a feature space, or (given a map) on that map as one."""
    if not on_map(space):
        return features_like(space, new, vectors)
    return as_space(placed(space, new, vectors))


def joined(grouping: Recipe, new: Recipe, vectors: bool = False) -> Recipe | None:
    """The cluster that each new row joins; None where there is no rule: the grouping has no space, or its map none.

    Parameters
    ----------
    grouping : Recipe
        A clustering. One edited by hand, or fitted on a sample, is joined by the vote of the nearest rows.
    new : Recipe
        A data set of new rows.
    vectors : bool
        As for `features_like`.
    """
    if not has_space(grouping):
        return None
    space = _space_of(grouping)
    known = space.inputs["projection"] if space.step == "projections.as_features" else space
    if on_map(known) and refusal_to_place(known):
        return None
    step = STEPS[JOINED.get(grouping.step, VOTE)]
    fits = grouping.step in JOINED and step.params is STEPS[grouping.step].params
    params = params_of(step, grouping) if fits else step.params()
    return step.recipe(params, features=space, grouping=grouping, new=in_space(known, new, vectors))


def newcomers(
    space: Recipe,
    new: Recipe,
    truth: Recipe | None = None,
    n_nearest: int = 1,
    before: tuple[Recipe, Recipe] | None = None,
) -> Recipe:
    """The known rows, and the known identity, that each new row is nearest to.

    Parameters
    ----------
    space : Recipe
        The reference's feature space.
    new : Recipe
        Features of the new rows in that space, as `features_like` gives them.
    truth : Recipe, optional
        The reference's identities.
    n_nearest : int
    before : tuple of Recipe, optional
        The known vectors and the new ones before the preprocessing, as `with_their_lengths` gives them.
    """
    step = STEPS["comparison.newcomers"]
    more = {} if truth is None else {"identities": truth}
    if before is not None:
        more |= {"before": before[0], "new_before": before[1]}
    return step.recipe(build(step.params, {"n_nearest": n_nearest}), features=space, new=new, **more)


def way_back(map_: Recipe, spot: Sequence[float] | Recipe) -> Recipe | None:
    """The vector that stands at a place of a map; None where its method has no way back.

    Parameters
    ----------
    map_ : Recipe
    spot : sequence of float, or Recipe
        A coordinate for each axis; or several places, as a map of other rows on the same axes.
    """
    if map_.step not in BACK:
        return None
    if not isinstance(spot, Recipe):
        place_ = STEPS["projections.spot"]
        spot = place_.recipe(build(place_.params, {"place": tuple(map(float, spot))}), projection=map_)
    step = STEPS[BACK[map_.step]]
    inputs = {name: map_.inputs[name] for name in step.inputs if name in map_.inputs}
    return step.recipe(params_of(step, map_), **inputs, projection=map_, places=spot)


def _space_of(grouping: Recipe) -> Recipe:
    """What a grouping's step was given to compute in: a feature space, or a map as one."""
    if "base" in grouping.inputs:
        return _space_of(grouping.inputs["base"])
    return grouping.inputs["features"]
