"""New rows on a map: by hand, alone as in company, the map untouched, and as good as umap-learn's; shuffled is not."""

import numpy as np
import pytest
from sklearn.datasets import load_digits
from threadpoolctl import threadpool_limits

from explorer.comparison.map_quality import placed_accuracy, placed_trustworthiness
from explorer.errors import InputError
from explorer.projections import Projection, UMAPParams, project
from explorer.projections.umap.curve import fit_curve, forces
from explorer.projections.umap.layout import Descent
from explorer.projections.umap.transform import memberships, refined, transform, weighted_mean
from tests.features.sets import features, normal

DIGITS = load_digits()
ORDER = np.random.default_rng(0).permutation(len(DIGITS.data))
OLD, NEW = ORDER[:1500], ORDER[1500:]


def map_of(Y):
    Y = np.asarray(Y, dtype=np.float32)
    return Projection(Y, tuple(f"axis {axis}" for axis in range(Y.shape[1])))


def placed(params, X, Y, new):
    return transform(params, features=features(X), projection=map_of(Y), new=features(new)).Y


@pytest.fixture(scope="module")
def small():
    """300 rows of noise, their map, and 40 new ones."""
    X = normal(300, 5)
    params = UMAPParams(random_state=0, n_epochs=200)
    return params, X, project(features(X), params).Y, normal(40, 5, seed=1)


def test_the_weighted_mean_by_hand():
    # The row at 4 on the line has 3 at distance 1, which belongs to it entirely, and 6 and 0 at 1 and 3 beyond; the
    # unit u is such that 1 + exp(-1/u) + exp(-3/u) = log2(4): with t = exp(-1/u), t + t³ = 1, so t = 0.6823.
    t = 0.6823278  # and a third of one round is none
    X, Y = [[3], [6], [0], [90]], [[0, 0], [1, 0], [0, 1], [7, 7]]
    found = placed(UMAPParams(n_neighbors=3, n_epochs=1), X, Y, [[4]])
    assert found[0] == pytest.approx([t / 2, t**3 / 2], abs=1e-5)


def test_memberships_add_up_and_know_copies():
    distances = np.sort(np.abs(normal(20, 15)), axis=1).astype(np.float32)
    assert memberships(distances).sum(axis=1) == pytest.approx(np.log2(16), abs=1e-4)
    assert np.all(memberships(distances)[:, 0] == 1)
    copies = np.array([[0, 0, 0, 0, 0, 1, 2], [0, 0, 0, 0, 0, 0, 0]], dtype=np.float32)
    assert memberships(copies).tolist() == [[1, 0, 0, 0, 0, 0, 0]] * 2


@pytest.mark.parametrize("n_components", [2, 3])
def test_a_pull_by_hand_and_the_reference_stands(n_components):
    a, b = fit_curve(0.1, 1.0)
    Y = np.zeros((1, n_components), dtype=np.float32)
    start = Y.copy()
    start[0, -1] = 1
    descent = Descent(forces(a, b), 1, learning_rate=0.1, negative_sample_rate=0)
    (found,) = refined(start, Y, np.array([[0]], dtype=np.int32), np.ones((1, 1)), descent)
    assert np.all(found[:-1] == 0)
    assert found[-1] == pytest.approx(1 - 0.1 * 2 * a * b / (1 + a), rel=0.01)
    assert np.all(Y == 0)


def test_new_rows_do_not_push_each_other():
    # Two on one spot, and a reference too far to matter: where pushes came from them they would part.
    Y = np.full((50, 2), 1e6, dtype=np.float32)
    start = np.array([[0, 0], [0.01, 0]], dtype=np.float32)
    descent = Descent(forces(*fit_curve(0.1, 1.0)), 20)
    indices, strengths = np.zeros((2, 1), dtype=np.int32), np.ones((2, 1))
    descent.forces.pull[:] = 0
    assert np.allclose(refined(start, Y, indices, strengths, descent), start, atol=1e-4)


def test_weak_neighbours_act_less_often():
    Y = np.array([[1, 0]], dtype=np.float32)
    tables = forces(*fit_curve(0.1, 1.0))
    tables.pull[:] = -0.001
    descent = Descent(tables, 100, negative_sample_rate=0)
    start = np.zeros((3, 2), dtype=np.float32)
    found = refined(start, Y, np.zeros((3, 1), np.int32), np.array([[1.0], [0.25], [0.0]]), descent)
    assert found[1, 0] == pytest.approx(found[0, 0] / 4, rel=0.05)
    assert found[0, 0] > 0.01
    assert found[2, 0] == 0


def test_the_map_is_not_touched(small):
    params, X, Y, new = small
    before = X.tobytes(), Y.tobytes(), new.tobytes()
    projection = Projection(Y, ("UMAP 1", "UMAP 2"))
    Y.flags.writeable = X.flags.writeable = new.flags.writeable = False
    found = transform(params, features=features(X), projection=projection, new=features(new))
    assert (X.tobytes(), Y.tobytes(), new.tobytes()) == before
    assert found.titles == ("UMAP 1", "UMAP 2")
    assert found.Y.shape == (40, 2)


@pytest.mark.parametrize(
    "change", [{}, {"metric": "cosine"}, {"metric": "manhattan"}, {"local_connectivity": 0.0}], ids=str
)
def test_a_row_is_placed_alone_as_in_company_and_whatever_the_order(small, change):
    _, X, Y, new = small
    params = UMAPParams(random_state=0, **change)
    whole = placed(params, X, Y, new)
    alone = np.vstack([placed(params, X, Y, new[row : row + 1]) for row in range(10)])
    assert np.array_equal(whole[:10], alone)
    assert np.array_equal(whole[::-1], placed(params, X, Y, new[::-1]))
    outlier = np.full((1, 5), 1e6, dtype=np.float32)
    assert np.array_equal(whole, placed(params, X, Y, np.vstack([new, outlier]))[:-1])
    assert not np.array_equal(whole, placed(UMAPParams(random_state=1, **change), X, Y, new))


def test_any_number_of_threads_gives_the_same_bits(small):
    params, X, Y, new = small
    with threadpool_limits(1):
        one = placed(params, X, Y, new)
    assert np.array_equal(one, placed(params, X, Y, new))


@pytest.mark.parametrize("metric", ["euclidean", "cosine", "chebyshev"])
def test_a_row_of_the_reference_stands_where_it_stands(small, metric):
    _, X, Y, _ = small
    assert np.array_equal(placed(UMAPParams(metric=metric, random_state=0), X, Y, X[:50]), Y[:50])
    near = placed(UMAPParams(metric=metric, random_state=0), X, Y, X[:50] + np.float32(1e-5))
    extent = np.linalg.norm(np.ptp(Y, axis=0))
    assert np.median(np.linalg.norm(near - Y[:50], axis=1)) < 0.05 * extent


def test_copies_in_the_reference_are_no_trouble():
    X = np.repeat(normal(5, 3), 8, axis=0)
    Y = normal(40, 2)
    assert np.array_equal(placed(UMAPParams(random_state=0, n_neighbors=10), X, Y, X[::8]), Y[::8])
    same = np.ones((40, 3), dtype=np.float32)
    assert np.array_equal(placed(UMAPParams(random_state=0), same, Y, same[:2]), Y[[0, 0]])
    beside = placed(UMAPParams(random_state=0), same, Y, same[:1] + 1)
    assert np.isfinite(beside).all()


@pytest.mark.parametrize("n_components", [2, 3])
def test_more_neighbours_than_the_reference_has_rows(n_components):
    X, Y = normal(4, 3), normal(4, n_components)
    params = UMAPParams(n_neighbors=15, n_components=n_components, random_state=0)
    assert np.isfinite(placed(params, X, Y, normal(2, 3, seed=1))).all()
    assert np.isfinite(placed(params, X[:1], Y[:1], normal(2, 3, seed=1))).all()


@pytest.mark.parametrize("local_connectivity", [0.0, 0.5, 1.0, 3.5])
def test_an_outlier_stays_on_the_map(small, local_connectivity):
    _, X, Y, _ = small
    params = UMAPParams(random_state=0, local_connectivity=local_connectivity)
    far = np.array([[1e12] * 5, [-1e30] * 5, [1e3] + [0] * 4], dtype=np.float32)
    found = placed(params, X, Y, far)
    margin = 2 * np.ptp(Y, axis=0)
    assert np.all((found > Y.min(axis=0) - margin) & (found < Y.max(axis=0) + margin))


@pytest.mark.parametrize(
    "change",
    [{"n_neighbors": 5}, {"min_dist": 0.9}, {"spread": 3.0}, {"learning_rate": 0.1}, {"repulsion_strength": 3.0},
     {"negative_sample_rate": 20}, {"local_connectivity": 3.0}, {"metric": "cosine"}, {"n_epochs": 60}],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_every_parameter_that_places_changes_the_places(small, change):
    _, X, Y, new = small
    plain = placed(UMAPParams(random_state=0), X, Y, new)
    assert not np.allclose(placed(UMAPParams(random_state=0, **change), X, Y, new), plain, atol=1e-3)


def test_a_seed_left_open_is_always_the_same(small):
    _, X, Y, new = small
    assert np.array_equal(placed(UMAPParams(), X, Y, new), placed(UMAPParams(random_state=0), X, Y, new))


def test_progress_is_told(small):
    _, X, Y, new = small
    told = []
    transform(
        UMAPParams(random_state=0, n_epochs=9),
        features=features(X),
        projection=map_of(Y),
        new=features(new),
        report=lambda stage, done=None: told.append((stage, done)),
    )
    assert told[0] == ("neighbours", 0)
    assert [stage for stage, _ in told[-3:]] == ["placing 1/3", "placing 2/3", "placing 3/3"]
    assert [done for _, done in told[-3:]] == pytest.approx([1 / 3, 2 / 3, 1])


def test_what_cannot_be_placed_is_refused_in_words(small):
    params, X, Y, new = small
    with pytest.raises(InputError, match=r"no new rows to place: 0 were given"):
        placed(params, X, Y, new[:0])
    with pytest.raises(InputError, match=r"new rows have 4 dimensions, the map's have 5\. Make"):
        placed(params, X, Y, new[:, :4])
    for wrong in (np.nan, np.inf):
        bad = new.copy()
        bad[3:5, 2] = wrong
        with pytest.raises(InputError, match=r"2 of 40 new rows hold NaN or an infinity \(first: number 3\)"):
            placed(params, X, Y, bad)
    bad[3:5] = 3e38
    with pytest.raises(InputError, match=r"2 of 40 new rows \(first: number 3\) lie farther .* Leave them out"):
        placed(params, X, Y, bad)
    with pytest.raises(InputError, match=r"map is of 299 rows in 2-D; these vectors .* 300 rows in 2-D"):
        placed(params, X, Y[:-1], new)
    with pytest.raises(InputError, match=r"of 300 rows in 3-D"):
        placed(UMAPParams(n_components=3), X, Y, new)


def test_it_is_as_good_as_umap_learns_and_shuffled_is_not():
    # umap-learn's own, on 5 maps of its own: 0.985 to 0.986 and 0.963 to 0.970 (`benchmarks.placed_quality`)
    X, new = (DIGITS.data[rows].astype(np.float32) for rows in (OLD, NEW))
    labels, true = DIGITS.target[OLD], DIGITS.target[NEW]
    found = []
    for seed in range(3):
        params = UMAPParams(random_state=seed)
        Y = project(features(X), params).Y
        places = placed(params, X, Y, new)
        shuffled = np.random.default_rng(0).permutation(places)
        found.append(
            [
                (placed_trustworthiness(X, Y, new, one), placed_accuracy(Y, labels, one, true))
                for one in (places, shuffled)
            ]
        )
    good, bad = np.median(found, axis=0)
    assert np.all(good >= (0.98, 0.963))
    assert np.all(bad < (0.6, 0.2))


def test_refining_is_worth_it():
    X, new = (DIGITS.data[rows].astype(np.float32) for rows in (OLD, NEW))
    params = UMAPParams(random_state=0)
    Y = project(features(X), params).Y
    start, end = (
        placed_trustworthiness(X, Y, new, placed(UMAPParams(random_state=0, n_epochs=rounds), X, Y, new))
        for rounds in (1, None)
    )
    assert end > start + 0.01


def test_a_weighted_mean_of_one_neighbour_is_its_place():
    Y = normal(5, 3)
    assert np.array_equal(weighted_mean(Y, np.array([[2, 3]]), np.array([[1.0, 0.0]])), Y[[2]])
