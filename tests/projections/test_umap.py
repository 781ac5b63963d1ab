"""UMAP maps by both engines: one graph for many maps, what can't be laid out, progress; umap-learn's very places."""

import sys
import warnings
from typing import Any

import numba
import numpy as np
import pytest
from sklearn.manifold import trustworthiness

from explorer.errors import InputError, ParamsError
from explorer.neighbors import knn_graph
from explorer.neighbors.result import KNNGraph
from explorer.projections import PCAParams, Projection, UMAPParams, as_features, graph_params, project
from explorer.projections.as_features import AsFeaturesParams
from explorer.projections.compiled import umap_learn
from explorer.projections.umap import fit
from explorer.recipe import Recipe
from tests.features.sets import features, normal


def whole_numbers(n_samples=120, n_features=6):
    """Features whose squared distances are whole numbers, so that every way to compute them gives the same bits."""
    return features(np.random.default_rng(0).integers(0, 500, (n_samples, n_features)))


def blobs(n_blobs, each, seed=0):
    """Groups so far apart that no neighbour lies in another."""
    random = np.random.default_rng(seed)
    return features(np.vstack([random.normal(size=(each, 3)) + 1000 * number for number in range(n_blobs)]))


BOTH = pytest.mark.parametrize("engine", ["explorer", "umap-learn"])


def directly(X, **params):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return umap_learn().UMAP(**params).fit_transform(X)


@pytest.mark.parametrize("n_components", [2, 3])
@pytest.mark.parametrize(
    "more",
    [{"init": "spectral"}, {"min_dist": 0.5, "spread": 2.0, "n_neighbors": 7}, {"negative_sample_rate": 2}],
    ids=["defaults", "shape", "start"],
)
def test_it_is_umap_learns_row_for_row(n_components, more):
    X = whole_numbers()
    params = {"n_components": n_components, "n_epochs": 60, "random_state": 5, "n_jobs": 1, "init": "pca", **more}
    found = project(X, UMAPParams(engine="umap-learn", **params))
    assert np.array_equal(found.Y, directly(X.X, **params))
    assert found.titles == ("UMAP 1", "UMAP 2", "UMAP 3")[:n_components]


@BOTH
def test_the_seed_decides(engine):
    X = whole_numbers()
    first, again, other = (
        project(X, UMAPParams(engine=engine, n_epochs=20, random_state=seed)).Y for seed in (1, 1, 2)
    )
    assert np.array_equal(first, again)
    assert not np.allclose(first, other)


def test_seed_shape_and_dimensions_share_one_graph():
    plain = graph_params(UMAPParams())
    others = [
        UMAPParams(random_state=7, min_dist=0.4, spread=2.0, n_components=3, n_epochs=9, init="pca", n_jobs=-1),
        UMAPParams(engine="umap-learn"),
        UMAPParams(learning_rate=2.0, repulsion_strength=2.0, set_op_mix_ratio=0.5, local_connectivity=2.0),
    ]
    assert plain.n_neighbors == 14
    assert all(graph_params(params) == plain for params in others)
    assert graph_params(UMAPParams(n_neighbors=10)) != plain
    assert graph_params(UMAPParams(metric="cosine")) != plain


def test_an_open_seed_is_drawn_once_into_the_recipe():
    from explorer.projections import STEPS

    step = next(step for step in STEPS if step.name == "projections.umap")
    data = Recipe("sources.x", 1, {})
    recipes = [step.recipe(UMAPParams(), features=data, graph=data) for _ in range(2)]
    assert all(isinstance(recipe.params["random_state"], int) for recipe in recipes)
    assert recipes[0] != recipes[1]


@BOTH
def test_separate_groups_stay_separate_and_noise_has_no_groups(engine):
    groups = blobs(4, 30)
    found = project(groups, UMAPParams(engine=engine, n_epochs=100, random_state=0, n_neighbors=8))
    assert trustworthiness(groups.X, found.Y, n_neighbors=5) > 0.9
    shuffled = np.random.default_rng(0).permutation(found.Y)
    assert trustworthiness(groups.X, shuffled, n_neighbors=5) < 0.6


@BOTH
@pytest.mark.parametrize("metric", ["euclidean", "cosine", "correlation", "manhattan", "chebyshev"])
def test_every_metric_gives_a_map(metric, engine):
    found = project(features(normal(50, 5)), UMAPParams(engine=engine, n_epochs=5, random_state=0, metric=metric))
    assert found.Y.shape == (50, 2)


def test_fast_gives_a_map_and_threads_are_given_back():
    before = numba.get_num_threads()
    for n_jobs in (-1, 1):
        params = UMAPParams(engine="umap-learn", n_epochs=20, n_jobs=n_jobs, random_state=0)
        found = project(whole_numbers(), params)
        assert np.isfinite(found.Y).all()
    assert numba.get_num_threads() == before


@BOTH
@pytest.mark.parametrize(
    "X",
    [
        features(np.ones((30, 3))),
        features(np.vstack([np.zeros((30, 3)), normal(5, 3)])),
        features([[1, 0], [-1, 0]] * 10),
        features(normal(40, 3) * 1e18),
        features(normal(40, 3) * 1e-30),
        features(normal(40, 1)),
        blobs(12, 6),
        blobs(3, 30),
    ],
    ids=["all equal", "mostly copies", "opposites", "huge", "tiny", "one dimension", "many pieces", "three pieces"],
)
@pytest.mark.parametrize(
    "more",
    [{}, {"metric": "cosine"}, {"n_components": 3}, {"init": "pca"}, {"init": "random"}],
    ids=lambda more: "-".join(map(str, more.values())),
)
def test_odd_data_has_a_map(X, more, engine):
    params = UMAPParams(engine=engine, n_neighbors=4, n_epochs=10, random_state=0, **more)
    assert project(X, params).Y.shape == (len(X.X), params.n_components)


@BOTH
@pytest.mark.parametrize("n_samples", [*range(2, 12), 16])
@pytest.mark.parametrize("n_components", [2, 3])
def test_a_handful_of_rows_has_a_map(n_samples, n_components, engine):
    for n_neighbors in {2, n_samples}:
        how = {"engine": engine, "n_components": n_components, "n_neighbors": n_neighbors}
        params = UMAPParams(**how, n_epochs=10, random_state=0)
        assert project(features(normal(n_samples, 4)), params).Y.shape == (n_samples, n_components)


def test_more_neighbours_than_rows_is_refused_with_the_limit_in_both_counts():
    with pytest.raises(ParamsError, match=r"10 rows: choose at most 9 \(UMAP, .* at most 10\)"):
        project(features(normal(10, 3)), UMAPParams())


@pytest.mark.parametrize(("min_dist", "spread"), [(0, 0.5), (0.5, 0.5), (0, 5), (5, 5), (0.1, 1)])
def test_the_curve_fits_over_the_whole_range_allowed(min_dist, spread):
    params = UMAPParams(engine="umap-learn", min_dist=min_dist, spread=spread, n_epochs=5, random_state=0)
    project(whole_numbers(40), params)
    with np.errstate(divide="ignore"):
        a, b = umap_learn().umap_.find_ab_params(spread, min_dist)
    assert a > 0
    assert 0.5 < b < 2.5  # outside, it is below 0


def test_min_dist_above_spread_is_refused():
    with pytest.raises(ParamsError, match=r"min_dist = 2 is above spread = 1"):
        UMAPParams(min_dist=2.0)


@BOTH
def test_a_row_without_a_place_is_an_error_not_a_nan(engine):
    params = UMAPParams(engine=engine, n_neighbors=2, set_op_mix_ratio=0.0, n_epochs=5, random_state=0)
    with pytest.raises(InputError, match=r"no place for \d+ of 60 rows"):
        project(features(normal(60, 3)), params)


def test_a_graph_of_something_else_is_refused():
    X = whole_numbers(40)
    graph = knn_graph(X, graph_params(UMAPParams(n_neighbors=5)))
    with pytest.raises(ParamsError, match=r"needs a graph of 40 x 14; this one is 'euclidean', 40 x 4"):
        fit(UMAPParams(), features=X, graph=graph)


@BOTH
def test_a_stored_graph_that_is_read_only_is_left_alone(engine):
    X = whole_numbers(40)
    graph = knn_graph(X, graph_params(UMAPParams()))
    frozen = KNNGraph(graph.indices.copy(), graph.distances.copy(), graph.metric, graph.exact)
    frozen.indices.flags.writeable = frozen.distances.flags.writeable = X.X.flags.writeable = False
    fit(UMAPParams(engine=engine, n_epochs=5, random_state=0), features=X, graph=frozen)
    assert np.array_equal(frozen.indices, graph.indices)


@BOTH
def test_progress_names_the_stages_in_order_and_counts_the_rounds(engine):
    told = []
    project(
        whole_numbers(),
        UMAPParams(engine=engine, n_epochs=400, random_state=0),
        report=lambda stage, done=None: told.append((stage, done)),
    )
    stages = [stage.split()[0] for stage, _ in told]
    assert list(dict.fromkeys(stages)) == ["neighbours", "fuzzy", "start", "layout"]
    rounds = [(int(stage.split()[1].split("/")[0]), done) for stage, done in told if stage.startswith("layout")]
    assert all(stage.endswith("/400") for stage, _ in told if stage.startswith("layout"))
    assert rounds == sorted(rounds)
    assert all(done == pytest.approx(number / 400) for number, done in rounds)


@BOTH
def test_nothing_is_drawn_on_the_terminal(capfd, engine):
    project(whole_numbers(), UMAPParams(engine=engine, n_epochs=20, random_state=0))
    assert capfd.readouterr() == ("", "")


def test_compiled_code_is_kept_but_never_one_of_two_that_share_a_source():
    from numba.core.dispatcher import Dispatcher

    umap_learn()
    layouts = sys.modules["umap.layouts"]
    functions: list[Any] = [value for value in vars(layouts).values() if isinstance(value, Dispatcher)]
    kept = [function.py_func for function in functions if type(function._cache).__name__ == "FunctionCache"]
    assert len(kept) == len(set(kept))
    assert {function.py_func for function in functions if function.__module__ == "umap.layouts"} <= set(kept)
    assert len(functions) > len(kept)


def test_a_map_as_features_says_so():
    Y = normal(20, 3)
    found = as_features.fit(AsFeaturesParams(), projection=Projection(Y, ("a", "b", "c")))
    assert np.array_equal(found.X, Y)
    assert found.note == "the 3-D map"


def test_params_of_nobody():
    with pytest.raises(ParamsError, match="AsFeaturesParams belongs to no projection"):
        project(whole_numbers(), AsFeaturesParams())
    assert project(whole_numbers(), PCAParams()).Y.shape == (120, 2)
