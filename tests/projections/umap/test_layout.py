"""The layout: single steps by hand, the same bits with any number of threads, and that it does its work."""

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array, random_array
from sklearn.manifold import trustworthiness

from explorer.neighbors import GraphParams, knn_graph
from explorer.projections.umap.curve import Forces, fit_curve, forces
from explorer.projections.umap.fuzzy_set import fuzzy_set
from explorer.projections.umap.layout import Descent, default_epochs, rounds
from tests.features.sets import features, normal

A, B = fit_curve(0.1, 1.0)
TABLES = forces(A, B)
NOTHING = np.zeros_like(TABLES.pull)
PAIR = csr_array(np.array([[0, 1], [1, 0]], dtype=np.float32))


def final(start, fuzzy, descent, threads=1):
    *_, last = rounds(start, fuzzy, descent, threads)
    return last.copy()


def graph_and_start(n_samples=10_000, n_components=2):
    """More edges than one thread takes for itself."""
    one = random_array((n_samples, n_samples), density=20 / n_samples, rng=0, dtype=np.float32, format="csr")
    fuzzy = csr_array((one + one.T) / 2)
    fuzzy.sort_indices()
    return fuzzy, np.random.default_rng(0).uniform(0, 10, (n_samples, n_components)).astype(np.float32)


@pytest.mark.parametrize("n_components", [2, 3])
def test_a_pull_by_hand(n_components):
    # At distance 1 the gradient is -2ab / (1 + a) along the line, and both rows read the other's old place.
    start = np.zeros((2, n_components), dtype=np.float32)
    start[1, -1] = 1
    found = final(start, PAIR, Descent(TABLES, 1, learning_rate=0.1, negative_sample_rate=0))
    step = 0.1 * 2 * A * B / (1 + A)
    assert np.all(found[:, :-1] == 0)
    assert found[:, -1] == pytest.approx([step, 1 - step], rel=0.01)


@pytest.mark.parametrize("n_components", [2, 3])
def test_a_push_by_hand(n_components):
    # Of two rows, a random one is the row itself, which pushes nothing, or the other.
    start = np.zeros((2, n_components), dtype=np.float32)
    start[1, 0] = 1
    step = 0.1 * 2 * B / (1.001 * (1 + A))
    moved = set()
    for seed in range(20):
        found = final(start, PAIR, Descent(Forces(NOTHING, TABLES.push), 1, 0.1, 1, seed))
        assert np.all(found[:, 1:] == 0)
        moved.add(round(-found[0, 0] / step))
        assert -found[0, 0] == pytest.approx(0, abs=1e-7) or -found[0, 0] == pytest.approx(step, rel=0.02)
    assert moved == {0, 1}


@pytest.mark.parametrize("n_components", [2, 3])
def test_an_edge_pulls_and_pushes_from_where_the_row_was(n_components):
    # Each of 4 pushes is by the other row or by nobody; taken in turn, the later ones would start from elsewhere.
    start = np.zeros((2, n_components), dtype=np.float32)
    start[1, 0] = 1
    pull, push = 0.5 * 2 * A * B / (1 + A), 0.5 * 2 * B / (1.001 * (1 + A))
    pushes = set()
    for seed in range(20):
        found = final(start, PAIR, Descent(TABLES, 1, learning_rate=0.5, negative_sample_rate=4, seed=seed))
        assert np.all(found[:, 1:] == 0)
        acting = round((pull - found[0, 0]) / push)
        assert found[0, 0] == pytest.approx(pull - acting * push, abs=0.03 * push)
        pushes.add(acting)
    assert len(pushes) > 2
    assert pushes <= {0, 1, 2, 3, 4}


def test_a_step_is_held_to_the_limit():
    start = np.array([[0, 0], [0.01, 0]], dtype=np.float32)
    strong = Forces(NOTHING, np.full_like(NOTHING, 1e6))
    found = final(start, PAIR, Descent(strong, 1, 1.0, 1, seed=3))
    assert set(np.abs(found - start).ravel().round(4)) <= {0, 4}


def test_an_edge_acts_as_often_as_it_is_strong():
    # Three rows; 0-1 has full strength, 0-2 a quarter. Without pushes row 1 and row 2 move only by their edge to 0,
    # which is made to stay by pulls that are too small to see.
    strength = np.array([[0, 1, 0.25], [1, 0, 0], [0.25, 0, 0]], dtype=np.float32)
    tiny = Forces(np.full_like(NOTHING, -1e-4), NOTHING)
    start = np.array([[0, 0], [1, 0], [0, 1]], dtype=np.float32)
    places = [
        place.copy()
        for place in rounds(start, csr_array(strength), Descent(tiny, 8, negative_sample_rate=0), threads=1)
    ]
    steps = np.diff(np.stack([start, *places])[:, [1, 2], [0, 1]], axis=0) != 0
    assert steps.sum(axis=0).tolist() == [8, 2]


def test_edges_too_weak_to_act_once_are_left_out():
    weak = csr_array(np.array([[0, 1, 0.01], [1, 0, 0], [0.01, 0, 0]], dtype=np.float32))
    start = np.array([[0, 0], [1, 0], [0, 1]], dtype=np.float32)
    found = final(start, weak, Descent(TABLES, 50, negative_sample_rate=5))
    assert np.array_equal(found[2], start[2])


@pytest.mark.parametrize("n_components", [2, 3])
def test_any_number_of_threads_gives_the_same_bits(n_components):
    fuzzy, start = graph_and_start(n_components=n_components)
    one, two, seven = (final(start, fuzzy, Descent(TABLES, 5, seed=1), threads) for threads in (1, 2, 7))
    assert np.array_equal(one, two)
    assert np.array_equal(one, seven)
    assert not np.array_equal(one, final(start, fuzzy, Descent(TABLES, 5, seed=2)))


def test_another_process_gives_the_same_bits():
    code = (
        "from tests.projections.umap.test_layout import *; fuzzy, start = graph_and_start(500);"
        "import hashlib; print(hashlib.md5(final(start, fuzzy, Descent(TABLES, 20, seed=1))).hexdigest())"
    )
    root = Path(__file__).parents[3]
    runs = [
        subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    assert len(runs[0]) > 30
    assert runs[0] == runs[1]


def test_the_start_given_is_left_alone_and_every_round_is_seen():
    fuzzy, start = graph_and_start(200)
    before = start.copy()
    places = [place.copy() for place in rounds(start, fuzzy, Descent(TABLES, 9))]
    assert np.array_equal(start, before)
    assert len(places) == 9
    assert all(not np.array_equal(one, other) for one, other in pairwise(places))


def test_it_can_be_left_in_the_middle():
    fuzzy, start = graph_and_start(200)
    whole = [place.copy() for place in rounds(start, fuzzy, Descent(TABLES, 9))]
    some = rounds(start, fuzzy, Descent(TABLES, 9))
    for expected in whole[:3]:
        assert np.array_equal(next(some), expected)
    some.close()


@pytest.mark.parametrize("n_components", [2, 3])
def test_it_makes_a_map_of_noise(n_components):
    X = normal(400, 5)
    fuzzy = fuzzy_set(knn_graph(features(X), GraphParams(n_neighbors=14)))
    start = np.random.default_rng(0).uniform(0, 10, (400, n_components)).astype(np.float32)
    found = final(start, fuzzy, Descent(TABLES, 300))
    assert trustworthiness(X, start) < 0.6
    assert trustworthiness(X, found) > 0.85
    shuffled = np.random.default_rng(1).permutation(found)
    assert trustworthiness(X, shuffled) < 0.6


def test_forces_however_strong_give_numbers():
    fuzzy, start = graph_and_start(100)
    assert np.isfinite(final(start * 1e6, fuzzy, Descent(forces(A, B, 100.0), 50, 100.0, 20))).all()
    assert np.isfinite(final(np.zeros_like(start), fuzzy, Descent(TABLES, 50))).all()


def test_rounds_by_default():
    assert (default_epochs(10_000), default_epochs(10_001)) == (500, 200)
