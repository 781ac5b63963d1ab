"""A sample is drawn by its seed and grouped by the method itself; the rest joins whom it is nearest to."""

import tracemalloc

import numpy as np
import pytest
from sklearn.datasets import make_blobs
from sklearn.metrics import adjusted_rand_score
from sklearn.neighbors import KNeighborsClassifier, NearestCentroid

from explorer import plan
from explorer.clusterings import (
    AgglomerativeParams,
    AssignedParams,
    Clustering,
    DBSCANParams,
    HDBSCANParams,
    SampleParams,
    SpectralParams,
    cluster,
    sampled,
)
from explorer.clusterings.sampled import assign, draw
from explorer.errors import InputError, ParamsError
from explorer.spec import from_recipes, parse, write
from explorer.store import Store
from tests.features.sets import features, normal

X, TRUTH = make_blobs(1000, 3, centers=6, cluster_std=0.6, random_state=3)
SPACE = plan.features(plan.dataset("ab" * 20, "npy", "faces"), plan.USES["given"].params())


def grouped(params, how):
    """The grouping of all rows, the sample, and its own grouping."""
    space = features(X)
    sample = draw(SampleParams(how.sample_size, how.sample_seed), features=space)
    inner = cluster(sample, params)
    return assign(how, features=space, sample=sample, grouping=inner), sample, inner


@pytest.mark.parametrize("how", [AssignedParams(200), AssignedParams(200, assign_by="centre")])
@pytest.mark.parametrize("params", [AgglomerativeParams(n_clusters=6), SpectralParams(n_clusters=6, random_state=0)])
def test_what_the_sample_shows_all_rows_follow(params, how):
    found, sample, inner = grouped(params, how)
    assert adjusted_rand_score(found.labels, TRUTH) > 0.95
    assert abs(adjusted_rand_score(found.labels, np.random.default_rng(0).permutation(TRUTH))) < 0.02
    assert adjusted_rand_score(found.labels[sample.rows], inner.labels) == 1
    assert "fitted on 200 of 1,000 rows (seed 0)" in found.note


def test_the_rest_is_assigned_as_scikit_learn_would():
    how = AssignedParams(300, 1, assign_neighbors=1)
    found, sample, inner = grouped(DBSCANParams(eps=0.7, min_samples=4), how)
    rest = np.setdiff1d(np.arange(1000), sample.rows)
    nearest = KNeighborsClassifier(1).fit(sample.X, inner.labels).predict(X[rest].astype(np.float32))
    expected = np.empty(1000, dtype=int)
    expected[sample.rows], expected[rest] = inner.labels, nearest
    assert adjusted_rand_score(found.labels, expected) == 1
    assert np.array_equal(found.labels == -1, expected == -1)
    assert 0 < found.n_noise < 400

    by_mean, _, _ = grouped(DBSCANParams(eps=0.7, min_samples=4), AssignedParams(300, 1, assign_by="centre"))
    kept = inner.labels >= 0
    theirs = NearestCentroid().fit(sample.X[kept], inner.labels[kept]).predict(X[rest].astype(np.float32))
    assert adjusted_rand_score(by_mean.labels[rest], theirs) == 1
    assert by_mean.n_noise == (~kept).sum()
    assert "none is noise" in by_mean.note


def test_a_vote_by_hand():
    space = features([[0], [1], [2], [10], [11], [1.4], [10.4], [6.4]])
    sample = draw(SampleParams(5), features=space)
    object.__setattr__(sample, "rows", np.arange(5))
    object.__setattr__(sample, "X", space.X[:5])
    inner = Clustering(np.array([0, 0, 0, 1, -1], dtype=np.int32))
    voted = assign(AssignedParams(5, assign_neighbors=3), features=space, sample=sample, grouping=inner)
    # the last: 10 (1), 11 (noise), 2 (0) each have a vote, and 10 is nearest
    assert voted.labels.tolist() == [0, 0, 0, 1, -1, 0, 1, 1]
    assert voted.labels[6] == 1
    noise = Clustering(np.full(5, -1, dtype=np.int32))
    for by in ("neighbours", "centre"):
        nothing = assign(AssignedParams(5, assign_by=by), features=space, sample=sample, grouping=noise)
        assert nothing.n_noise == 8
        assert nothing.note.endswith("all of them are noise, and so are the others")
    few = assign(AssignedParams(5, assign_neighbors=9), features=space, sample=sample, grouping=inner)
    assert "most of its 5 nearest fitted rows" in few.note


def test_votes_are_counted_in_blocks_and_never_all_pairs_of_them_at_once(monkeypatch):
    X = normal(3_000, 2)
    labels = np.random.default_rng(0).integers(-1, 4, 200).astype(np.int32)
    whole = sampled.voted(X, X[:200], labels, 100)
    monkeypatch.setattr(sampled, "BLOCK_PAIRS", 100_000)
    tracemalloc.start()
    in_blocks = sampled.voted(X, X[:200], labels, 100)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert np.array_equal(in_blocks, whole)
    assert peak < len(X) * 100**2  # a byte a pair


def test_a_sample_is_the_same_for_the_same_seed():
    one, again, other = (draw(SampleParams(50, seed), features=features(X)) for seed in (0, 0, 1))
    assert np.array_equal(one.rows, again.rows)
    assert not np.array_equal(one.rows, other.rows)
    assert (np.diff(one.rows) > 0).all()
    assert np.array_equal(one.X, X[one.rows].astype(np.float32))


@pytest.mark.parametrize("size", [20, 21])
def test_all_rows_are_no_sample(size):
    with pytest.raises(ParamsError, match=f"sample_size = {size} is no sample of 20 rows"):
        draw(SampleParams(size), features=features(normal(20, 2)))
    assert "is none: choose fewer" in plan.refusal_on_sample(HDBSCANParams(), AssignedParams(size), (20, 2))


def test_a_grouping_of_other_rows_is_refused():
    space = features(X)
    sample = draw(SampleParams(50), features=space)
    with pytest.raises(InputError, match="other rows than the sample's"):
        assign(AssignedParams(50), features=space, sample=sample, grouping=Clustering(np.zeros(49, np.int32)))


def test_what_cannot_do_all_rows_can_do_a_sample():
    ward, hdbscan = AgglomerativeParams(), HDBSCANParams()
    assert plan.refusal(ward, (2_000_000, 50))
    assert plan.refusal(hdbscan, (70_000, 784))
    for params in (ward, hdbscan):
        assert plan.refusal_on_sample(params, AssignedParams(), (70_000, 784)) == ""
    assert "would take about" in plan.refusal_on_sample(hdbscan, AssignedParams(60_000), (70_000, 784))


def test_its_recipe_says_all_of_it():
    recipe = plan.on_sample(SPACE, SpectralParams(n_clusters=4, random_state=0), AssignedParams(2000, 7))
    assert plan.space_of(recipe) == plan.features_of(recipe) == SPACE
    assert plan.describe(recipe) == "spectral · n_clusters 4 · on a sample of 2,000 rows, the rest assigned"
    assert "(by the nearest fitted rows, seed 7)" in plan.describe_fully(recipe)
    flat = plan.projection(SPACE, plan.PROJECTIONS["pca"].params())
    assert plan.space_of(plan.on_sample(flat, DBSCANParams(), AssignedParams())) == flat
    assert plan.is_on_sample(recipe)
    assert not plan.is_on_sample(plan.clustering(SPACE, DBSCANParams()))


def test_a_spec_says_it_and_reads_it_back():
    recipe = plan.on_sample(SPACE, AgglomerativeParams(n_clusters=4), AssignedParams(2000, 7, assign_by="centre"))
    text = write(from_recipes("faces.npy", {}, {"few": recipe}))
    for line in ("sample_size = 2000", "sample_seed = 7", 'assign_by = "centre"', 'method = "agglomerative"'):
        assert line in text
    data = SPACE.source()
    assert parse(text).recipes(data, 100)[1]["few"].digest == recipe.digest
    assert from_recipes("faces.npy", {}, {"few": recipe}) == parse(text)


def test_a_kept_sample_is_read_back(tmp_path):
    sample = draw(SampleParams(50), features=features(X))
    recipe = plan.on_sample(SPACE, DBSCANParams(), AssignedParams(50)).inputs["sample"]
    store = Store(tmp_path)
    store.write(recipe, sample, 0.0)
    again = store.read(recipe, type(sample))
    assert np.array_equal(again.rows, sample.rows)
    assert np.array_equal(again.X, sample.X)
