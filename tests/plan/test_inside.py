"""Recipes for a look inside clusters: what they share with maps, and where a mean can be a picture."""

from explorer import plan
from explorer.params import build
from explorer.pipeline import STEPS

DATA = plan.dataset("ab" * 20, "images", "faces")
PIXELS = build(plan.USES["pixels"].params, {"size": 32})


def space(*methods, use=PIXELS):
    return plan.features(DATA, use, [build(plan.PREPROCESS[name].params, values) for name, values in methods])


def grouping(where):
    return plan.clustering(where, build(plan.CLUSTERINGS["hdbscan"].params, {}))


def test_the_neighbours_are_those_of_a_umap_and_asked_for_only_where_there_is_noise():
    where = space(("pca", {"n_components": 20}))
    umap = plan.projection(where, build(plan.PROJECTIONS["umap"].params, {"random_state": 0}))
    with_noise = plan.anatomy(where, grouping(where), plan.identities(DATA), n_noise=3, n_samples=100)
    assert with_noise.inputs["graph"] == umap.inputs["graph"]
    assert "graph" not in plan.anatomy(where, grouping(where)).inputs
    assert plan.anatomy(where, grouping(where), n_noise=1, n_samples=4).inputs["graph"].params["n_neighbors"] == 3
    assert "graph" not in plan.anatomy(where, grouping(where), n_noise=1, n_samples=1).inputs


def test_a_mean_is_a_picture_where_only_linear_steps_follow_pixels():
    where = space(("standardise", {}), ("pca", {"n_components": 0.9}))
    found = plan.centre_pictures(where, grouping(where), [64, 48, 3])
    assert found is not None
    assert found.params == {"height": 32, "width": 32, "reduced": True}
    assert found.inputs["pixels"] == space()
    assert plan.centre_pictures(space(("l2", {})), grouping(space(("l2", {}))), [64, 48, 3]) is None
    given = space(use=plan.USES["given"].params())
    assert plan.centre_pictures(given, grouping(given), [64, 48, 3]) is None


def test_the_size_of_the_pictures_is_that_of_the_pixels():
    def size(value, shape):
        return plan.picture_size(plan.features(DATA, build(plan.USES["pixels"].params, {"size": value})), shape)

    assert size(None, [64, 48, 3]) == (64, 48)
    assert size(20, [64, 48]) == (20, 20)
    assert size((20, 30), [None, None]) == (20, 30)


def test_wanted_rows_are_part_of_the_recipe():
    where = space()
    one, other = (plan.wanted(where, grouping(where), digest * 20, 5) for digest in ("ab", "cd"))
    assert one != other
    assert STEPS[one.step].uses_blobs
