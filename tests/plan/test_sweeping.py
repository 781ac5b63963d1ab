"""A sweep's recipe is made of what its groupings share, and each grouping of it is its method's own recipe."""

from explorer import plan
from explorer.clusterings import AgglomerativeParams, DBSCANParams, HDBSCANParams, KMeansParams
from explorer.comparison import SweepParams
from explorer.params import build

DATA = plan.dataset("ab" * 20, "npy", "faces")
SPACE = plan.features(DATA, plan.USES["given"].params())
UMAP = plan.projection(SPACE, build(plan.PROJECTIONS["umap"].params, {"random_state": 0}))


def test_a_tree_for_each_min_samples_is_that_of_the_runs():
    recipe = plan.sweep(SPACE, SweepParams("hdbscan", values=(5, 10, 20), second=(1, 5)))
    one, other = (plan.clustering(SPACE, HDBSCANParams(min_cluster_size=7, min_samples=count)) for count in (1, 5))
    assert recipe.inputs["shared_0"] == one.inputs["shared"]
    assert recipe.inputs["shared_1"] == other.inputs["shared"]
    assert set(recipe.inputs) == {"features", "shared_0", "shared_1"}


def test_pairs_reach_as_far_as_the_largest_eps():
    recipe = plan.sweep(SPACE, SweepParams("dbscan", values=(0.5, 2.0), fixed={"metric": "cosine"}))
    assert recipe.inputs["shared_0"].params == {"eps": 2.0, "metric": "cosine"}


def test_the_neighbour_graph_is_the_maps():
    ward = plan.sweep(SPACE, SweepParams("agglomerative", values=(2, 3), fixed={"connectivity": "knn"}))
    leiden = plan.sweep(SPACE, SweepParams("leiden", values=(0.5, 1.0)))
    assert ward.inputs["shared_0"].inputs["graph"] == leiden.inputs["graph"] == UMAP.inputs["graph"]
    assert "graph" not in ward.inputs


def test_each_grouping_is_its_methods_own_recipe():
    params = SweepParams("kmeans", values=(2, 3), fixed={"random_state": 4})
    recipe = plan.sweep(SPACE, params, plan.identities(DATA))
    assert plan.swept(recipe) == params
    assert [plan.cell_of(recipe, cell) for cell in params.cells] == [
        plan.clustering(SPACE, KMeansParams(n_clusters=k, random_state=4)) for k in (2, 3)
    ]
    dbscan = SweepParams("dbscan", values=(0.5, 2.0))
    assert plan.cell_of(plan.sweep(SPACE, dbscan), dbscan.cells[0]) == plan.clustering(SPACE, DBSCANParams(eps=0.5))
    assert recipe.inputs["identities"] == plan.identities(DATA)


def test_a_seed_left_open_is_drawn_once():
    recipe = plan.sweep(SPACE, SweepParams("kmeans", values=(2, 3)))
    seeds = {cell.as_dict()["random_state"] for cell in plan.swept(recipe).cells}
    assert len(seeds) == 1
    assert None not in seeds


def test_on_a_map():
    recipe = plan.sweep(UMAP, SweepParams("agglomerative", values=(2, 3)))
    assert plan.space_of(recipe) == UMAP
    assert plan.features_of(recipe) == SPACE
    tree = plan.clustering(UMAP, AgglomerativeParams(n_clusters=9)).inputs["shared"]
    assert recipe.inputs["shared_0"] == tree
    assert plan.dendrogram(tree).inputs == {"shared": tree}
    hdbscan = HDBSCANParams(min_cluster_size=9)
    assert plan.condensed_tree(UMAP, hdbscan).inputs["shared"] == plan.clustering(UMAP, hdbscan).inputs["shared"]


def test_the_curve_of_distances_looks_at_one_other_row_fewer():
    assert plan.k_distance(SPACE, 5, "cosine").inputs["graph"].params["n_neighbors"] == 4
    assert plan.k_distance(SPACE, 1, "cosine").inputs["graph"].params["n_neighbors"] == 1


def test_what_cannot_be_tried_is_known_of_beforehand():
    ward = SweepParams("agglomerative", values=(2, 3))
    assert plan.refusal(ward, (1000, 64)) == ""
    assert "connectivity = 'knn'" in plan.refusal(ward, (1_000_000, 64))
    assert "choose at most 2" in plan.refusal(ward, (2, 64))
