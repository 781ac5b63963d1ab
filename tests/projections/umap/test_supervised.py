"""Supervised UMAP by both engines, and densMAP: what the map shows of names that mean something and of none."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from explorer import plan
from explorer.comparison import Identities
from explorer.comparison.map_quality import label_accuracy
from explorer.errors import ParamsError
from explorer.headless import Outcome, seen_names
from explorer.neighbors import knn_graph
from explorer.params import build
from explorer.projections import UMAPParams, graph_params
from explorer.projections.umap import fit
from explorer.projections.umap.fuzzy_set import fuzzy_set
from explorer.projections.umap.target import intersect_categories
from tests.features.sets import features

DIGITS = load_digits()
X = features(DIGITS.data[:500])
PARITY = Identities((DIGITS.target[:500] % 2).astype(np.int32), ("even", "odd"))
GRAPH = knn_graph(X, graph_params(UMAPParams(metric="cosine")))


def drawn(target=None, **params):
    chosen = UMAPParams(metric="cosine", random_state=0, n_epochs=100, **params)
    return fit(chosen, features=X, graph=GRAPH, target=target).Y


@pytest.mark.parametrize("engine", ["explorer", "umap-learn"])
def test_even_names_by_chance_are_parted_so_such_a_map_is_no_evidence(engine):
    chance = Identities(np.random.default_rng(0).integers(0, 2, 500).astype(np.int32), ("a", "b"))
    plain, half, whole = (
        label_accuracy(drawn(target, engine=engine, target_weight=weight), chance.codes)
        for target, weight in ((None, 0.5), (chance, 0.5), (chance, 0.95))
    )

    assert plain < 0.6
    assert plain + 0.05 < half
    assert whole > 0.85


@pytest.mark.parametrize("weight", [0.99, 1.0])
def test_a_row_among_strangers_keeps_its_ties_however_large_the_weight(weight):
    codes = np.zeros(500, dtype=np.int32)
    codes[7] = 1
    ties = intersect_categories(fuzzy_set(GRAPH), codes, weight)

    assert np.diff(ties.indptr).min() > 0
    assert np.isfinite(drawn(Identities(codes, ("a", "b")), target_weight=weight)).all()


def test_rows_without_identity_are_drawn_too():
    codes = PARITY.codes.copy()
    codes[::2] = -1

    assert np.isfinite(drawn(Identities(codes, PARITY.names))).all()


def test_densmap_keeps_dense_groups_smaller():
    random = np.random.default_rng(0)
    rows = np.concatenate([0.05 * random.normal(size=(150, 8)), 10 + 2 * random.normal(size=(150, 8))])
    space, ratios = features(rows), []
    for densmap in (False, True):
        params = UMAPParams(engine="umap-learn", densmap=densmap, random_state=0, n_epochs=200)
        Y = fit(params, features=space, graph=knn_graph(space, graph_params(params))).Y
        ratios.append(Y[150:].std(0).mean() / Y[:150].std(0).mean())

    assert ratios[1] > 2 * ratios[0]


def test_what_does_not_go_together_is_refused():
    with pytest.raises(ParamsError, match='engine = "umap-learn" only'):
        UMAPParams(densmap=True)
    with pytest.raises(ParamsError, match="takes no target"):
        drawn(PARITY, densmap=True, engine="umap-learn")
    with pytest.raises(ParamsError, match="The target is of 3 rows; these are 500"):
        drawn(Identities(np.zeros(3, np.int32), ("a",)))


def test_a_recipe_says_that_the_map_has_seen_the_names():
    data = plan.dataset("ab" * 20, "npy", "faces")
    space, truth = plan.features(data, plan.USES["given"].params()), plan.identities(data)
    umap = build(plan.PROJECTIONS["umap"].params, {"random_state": 0})
    plain, supervised = plan.projection(space, umap), plan.projection(space, umap, target=truth)
    kmeans = build(plan.CLUSTERINGS["kmeans"].params, {"random_state": 0})

    assert [plan.has_seen_names(recipe) for recipe in (plain, supervised)] == [False, True]
    assert plan.has_seen_names(plan.clustering(supervised, kmeans))
    assert not plan.has_seen_names(plan.agreement(plan.clustering(plain, kmeans), truth))
    assert "the map has seen the names" in plan.describe_fully(supervised)
    assert "seen the names" in plan.describe(supervised)
    assert plan.describe_space(supervised) == "the UMAP map, which has seen the names"
    assert plan.describe_space(plain) == "the UMAP map"


def test_what_is_written_without_a_browser_says_so_too():
    data = plan.dataset("ab" * 20, "npy", "faces")
    space, truth = plan.features(data, plan.USES["given"].params()), plan.identities(data)
    umap = build(plan.PROJECTIONS["umap"].params, {"random_state": 0})
    kmeans = build(plan.CLUSTERINGS["kmeans"].params, {"random_state": 0})
    maps = {"plain": plan.projection(space, umap), "named": plan.projection(space, umap, target=truth)}
    groups = {f"on {name}": plan.clustering(recipe, kmeans) for name, recipe in maps.items()}

    assert set(seen_names(Outcome(data, maps, groups, {}, {}))) == {"named", "on named"}
