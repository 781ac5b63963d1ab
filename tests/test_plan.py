"""Choices become recipes: the same choice is the same recipe, and what is shared is not computed twice."""

import dataclasses

import pytest

from explorer import plan
from explorer.errors import InputError, ParamsError
from explorer.params import build
from explorer.pipeline import STEPS

DATA = plan.dataset("ab" * 20, "npy", "faces")
GIVEN = plan.USES["given"].params()


def projection(space, method, **values):
    return plan.projection(space, build(plan.PROJECTIONS[method].params, {"random_state": 0, **values}))


def clustering(space, method="kmeans", **values):
    seed = {"random_state": 0} if method == "kmeans" else {}
    return plan.clustering(space, build(plan.CLUSTERINGS[method].params, {**seed, **values}))


def preprocess(*methods):
    return [build(plan.PREPROCESS[method].params, values) for method, values in methods]


SPACE = plan.features(DATA, GIVEN, preprocess(("l2", {}), ("pca", {"n_components": 50})))


def steps(recipe):
    return [part.step for part in recipe.lineage()]


def test_what_can_be_chosen_are_steps_of_the_registry():
    for methods in (plan.USES, plan.PREPROCESS, plan.PROJECTIONS, plan.CLUSTERINGS):
        for name, step in methods.items():
            assert step.method == name
            assert STEPS[step.name] is step


def test_every_step_names_inputs_that_a_recipe_can_have():
    assert all(name == step.name for name, step in STEPS.items())
    assert {name for step in STEPS.values() for name in step.inputs} == {
        "dataset",
        "features",
        "graph",
        "projection",
        "a",
        "b",
        "base",
        "identities",
        "standing",
        "eigenimages",
        "grouping",
        "pixels",
        "back",
        "made",
        "new",
        "places",
        "sample",
        "shared",
    }


def test_a_feature_space_is_a_chain():
    assert steps(SPACE) == ["sources.read", "features.given", "features.l2", "features.pca"]
    assert SPACE.source() == DATA


def test_the_order_of_preprocessing_is_a_difference():
    turned = plan.features(DATA, GIVEN, preprocess(("pca", {"n_components": 50}), ("l2", {})))

    assert turned != SPACE


def test_a_map_that_came_with_the_data_is_read_off_it_and_held_against_a_space():
    given = plan.projection(SPACE, build(plan.PROJECTIONS["given"].params, {}))

    assert given.inputs == {"features": SPACE, "dataset": DATA}
    assert plan.features_of(clustering(given)) == SPACE


def test_a_preview_is_the_same_however_rows_are_chosen():
    data = plan.dataset("ab" * 20, "csv", "faces", vector=["a", "b"])

    assert plan.preview(data) == plan.preview(plan.dataset("ab" * 20, "csv", "more", vector=["a", "b"], every=2))
    assert plan.preview(data) != plan.preview(plan.dataset("ab" * 20, "csv", "faces"))


def test_a_kmeans_on_features_and_one_on_a_map():
    flat = projection(SPACE, "pca")

    assert steps(clustering(SPACE))[-2:] == ["features.pca", "clusterings.kmeans"]
    assert steps(clustering(flat))[-3:] == ["projections.pca", "projections.as_features", "clusterings.kmeans"]


@pytest.mark.parametrize("changed", [{"min_dist": 0.5}, {"random_state": 1}, {"n_components": 3}, {"spread": 2.0}])
def test_the_neighbour_graph_is_shared_by_maps_that_differ_in_layout_only(changed):
    one, other = projection(SPACE, "umap"), projection(SPACE, "umap", **changed)

    assert one != other
    assert one.inputs["graph"] == other.inputs["graph"]


@pytest.mark.parametrize("changed", [{"n_neighbors": 30}, {"metric": "cosine"}])
def test_the_neighbour_graph_changes_with_what_makes_it(changed):
    one, other = projection(SPACE, "umap"), projection(SPACE, "umap", **changed)

    assert one.inputs["graph"] != other.inputs["graph"]


def test_a_grouping_that_would_be_refused_is_known_of_beforehand():
    ward, hdbscan, kmeans = (plan.CLUSTERINGS[name].params() for name in ("agglomerative", "hdbscan", "kmeans"))

    assert plan.refusal(kmeans, (70_000, 784)) == ""
    assert plan.refusal(kmeans, (5, 784)) == "n_clusters = 8 is more than there are rows; choose at most 5."
    assert "Choose connectivity = 'knn'" in plan.refusal(ward, (1_000_000, 784))
    assert "would take about 96 minutes" in plan.refusal(hdbscan, (70_000, 784))
    assert "in 16 dimensions" in plan.caution(hdbscan, (1000, 16))
    assert plan.caution(hdbscan, (1000, 2)) == plan.caution(kmeans, (1000, 16)) == ""


def test_every_method_says_what_it_is_good_for():
    steps = [*plan.PROJECTIONS.values(), *plan.CLUSTERINGS.values()]
    assert all(step.good_for.endswith(".") and len(step.good_for) < 110 for step in steps)


def test_a_recipe_made_before_a_parameter_was_added_is_still_described():
    made = clustering(SPACE, "agglomerative")
    old = dataclasses.replace(made, params={name: made.params[name] for name in ("n_clusters", "linkage", "metric")})

    assert plan.describe_fully(old) == plan.describe_fully(made)
    assert plan.describe(old) == "agglomerative"


def test_agreement_and_identities():
    pair = plan.agreement(clustering(SPACE), plan.identities(DATA))

    assert pair.inputs["a"].step == "clusterings.kmeans"
    assert pair.inputs["b"] == plan.identities(DATA)
    assert pair != plan.agreement(plan.identities(DATA), clustering(SPACE))


def test_the_quality_of_a_map_is_read_in_its_own_space_and_metric():
    umap = projection(SPACE, "umap", metric="cosine")
    found, plain = plan.map_quality(umap), plan.map_quality(projection(SPACE, "pca"))

    assert dict(found.inputs) == {"features": SPACE, "projection": umap}
    assert (found.params["metric"], plain.params["metric"]) == ("cosine", "euclidean")
    assert plan.map_quality(umap, plan.identities(DATA)).inputs["identities"] == plan.identities(DATA)


def test_a_variant_is_told_of_the_step_that_has_several():
    ours, theirs = projection(SPACE, "umap"), projection(SPACE, "umap", engine="umap-learn")
    variants = [STEPS[recipe.step].variant(recipe.params) for recipe in (ours, theirs, projection(SPACE, "pca"))]

    assert variants == ["explorer", "umap-learn", ""]


def test_the_way_back_from_a_clustering():
    flat = projection(SPACE, "umap")

    assert plan.space_of(clustering(SPACE)) == SPACE
    assert plan.space_of(clustering(flat)) == flat
    for made in (flat, clustering(SPACE), clustering(flat)):
        assert plan.features_of(made) == SPACE
    assert plan.on_map(flat)
    assert not plan.on_map(SPACE)
    assert not plan.on_map(clustering(flat).inputs["features"])  # the map as features is a feature space


def test_preprocessing_is_taken_apart_in_order():
    first, chain = plan.preprocessing(SPACE)

    assert first == plan.features(DATA, GIVEN)
    assert [part.step for part in chain] == ["features.l2", "features.pca"]
    assert plan.preprocessing(first) == (first, [])


def test_thumbnails_cover_all_rows_once():
    parts = plan.thumbnails(DATA, 1797)
    edges = [(part.params["start"], part.params["stop"]) for part in parts]

    assert [row for start, stop in edges for row in range(start, stop)] == list(range(1797))
    assert all(part.inputs == {"dataset": DATA} for part in parts)


def test_words_name_the_method_and_what_is_not_its_default():
    assert plan.describe(clustering(SPACE, n_clusters=8)) == "k-means"  # the default, and a seed is no news
    assert plan.describe(clustering(SPACE, n_clusters=10)) == "k-means · n_clusters 10"
    assert plan.title(DATA) == "Read a file"
    assert plan.describe_space(SPACE) == "given vectors → Length 1 (L2) → PCA · n_components 50"
    assert plan.describe_space(projection(SPACE, "pca", n_components=3)) == "the PCA map"


def test_a_data_set_checks_its_options():
    capped = plan.dataset("ab" * 20, "npz", "faces", identity="name", max_per_identity=50)

    assert (capped.params["identity"], capped.params["max_per_identity"]) == ("name", 50)
    with pytest.raises(ParamsError, match="max_per_identity"):
        plan.dataset("ab" * 20, "npz", "faces", max_per_identity=0)
    with pytest.raises(ParamsError, match="Allowed: npy, npz, "):
        plan.dataset("ab" * 20, "docx", "faces")


def test_parameters_of_another_kind_are_refused():
    with pytest.raises(InputError, match="PCAParams is none of: kmeans"):
        plan.clustering(SPACE, plan.PROJECTIONS["pca"].params())
    with pytest.raises(InputError, match="PCAParams is none of: pca, umap, tsne"):
        plan.projection(SPACE, plan.PREPROCESS["pca"].params())  # the preprocessing, not the map


def test_a_spectrum_is_of_a_space():
    assert plan.spectrum(SPACE).inputs == {"features": SPACE}
