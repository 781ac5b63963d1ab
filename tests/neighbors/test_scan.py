"""One vector against all rows: whatever the rows are like, the same rows and distances as where all are measured."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import ParamsError
from explorer.neighbors.cross import nearest_rows
from explorer.neighbors.graph import METRICS
from explorer.neighbors.scan import nearest_to, possible

random = np.random.default_rng(0)
NORMAL = random.normal(size=(3000, 40)).astype(np.float32)
CLUMPS = (random.normal(size=(10, 40)).repeat(300, axis=0) + 1e-6 * random.normal(size=(3000, 40))).astype(np.float32)
FEW = random.integers(0, 2, (2000, 6)).astype(np.float32)  # many ties, and rows of zeros
SETS = {
    "normal": NORMAL,
    "far from 0": NORMAL + np.float32(1000),
    "clumps": CLUMPS,
    "few values": FEW,
    "all alike": np.ones((500, 5), np.float32),
    "zeros": np.zeros((500, 5), np.float32),
    "huge": NORMAL * np.float32(1e20),
    "tiny": NORMAL * np.float32(1e-30),
    "squares too small for float32": NORMAL * np.float32(2e-23),
    "one dimension": NORMAL[:, :1].copy(),
}


@pytest.mark.filterwarnings("ignore:overflow")
@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("name", SETS)
def test_it_is_what_measuring_all_rows_gives_to_the_last_bit(name, metric):
    X = SETS[name]
    for vector in (X[7], X[100:103].mean(axis=0), np.zeros_like(X[0])):
        expected = nearest_rows(vector[None], X, 12, metric)
        indices, distances = nearest_to(vector, X, 12, metric)
        assert np.array_equal(indices, expected[0][0])
        assert np.array_equal(distances, expected[1][0])


def test_a_vector_that_is_constant_but_for_rounding_has_no_direction_here_either():
    vector = np.ones(40, np.float32)
    vector[3] = np.nextafter(np.float32(1), np.float32(2))
    expected = nearest_rows(vector[None], NORMAL, 12, "correlation")
    indices, distances = nearest_to(vector, NORMAL, 12, "correlation")
    assert np.array_equal(indices, expected[0][0])
    assert np.array_equal(distances, expected[1][0])


@given(st.integers(0, 2**32 - 1), st.integers(1, 60), st.integers(1, 9), st.sampled_from(METRICS))
def test_of_any_few_rows(seed, n_samples, n_features, metric):
    some = np.random.default_rng(seed)
    X = some.integers(-3, 4, (n_samples, n_features)).astype(np.float32)
    vector = some.integers(-3, 4, n_features).astype(np.float32)
    k = int(some.integers(1, n_samples + 1))

    expected = nearest_rows(vector[None], X, k, metric)
    found = nearest_to(vector, X, k, metric)
    assert np.array_equal(found[0], expected[0][0])
    assert np.array_equal(found[1], expected[1][0])


def test_nearly_all_rows_are_ruled_out_before_any_is_measured():
    for metric in METRICS:
        assert len(possible(NORMAL[3], NORMAL, 10, metric)) < 30


def test_rows_that_are_not_looked_for_are_not_found():
    among = np.ones(len(NORMAL), dtype=bool)
    first = nearest_to(NORMAL[3], NORMAL, 5)[0]
    among[first] = False

    found = nearest_to(NORMAL[3], NORMAL, 5, among=among)[0]
    assert not set(found.tolist()) & set(first.tolist())
    assert found.tolist() == nearest_to(NORMAL[3], NORMAL, 10)[0][5:].tolist()


def test_more_than_there_are_is_refused():
    with pytest.raises(ParamsError, match="n_neighbors = 4 rows"):
        nearest_to(NORMAL[0], NORMAL[:3], 4)
