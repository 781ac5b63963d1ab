"""Sparse tables by line: by hand, and against the whole table."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from explorer.comparison.consensus.largest import entries, largest
from explorer.comparison.consensus.votes import votes_of


def test_the_largest_of_each_line_by_hand():
    table = csr_matrix(np.array([[0, 2, 3, 3], [0, 0, 0, 0], [1, 0, 1, 0], [0, 0, 0, 5.0]]))
    value, column = largest(table)
    assert value.tolist() == [3, 0, 1, 5]
    assert column.tolist() == [2, -1, 0, 3]


def test_entries_that_are_written_twice_are_sums():
    table = csr_matrix((np.array([1.0, 1, 1.5]), ([0, 0, 0], [4, 4, 1])), shape=(1, 5))
    assert [part.tolist() for part in largest(table)] == [[2], [4]]
    assert entries(table, np.array([0, 0, 0]), np.array([4, 1, 0])).tolist() == [2, 1.5, 0]
    assert entries(csr_matrix((2, 3)), np.array([1]), np.array([2])).tolist() == [0]


@pytest.mark.parametrize("seed", range(3))
def test_they_are_those_of_the_whole_table(seed):
    random = np.random.default_rng(seed)
    whole = random.integers(0, 4, (60, 25)) * (random.random((60, 25)) < 0.2)
    table = csr_matrix(whole.astype(float))
    value, column = largest(table)
    assert value.tolist() == whole.max(axis=1).tolist()
    assert column.tolist() == np.where(whole.max(axis=1) > 0, whole.argmax(axis=1), -1).tolist()
    rows, columns = random.integers(0, 60, 500), random.integers(0, 25, 500)
    assert entries(table, rows, columns).tolist() == whole[rows, columns].tolist()


def test_rows_of_a_kind_are_found_whatever_number_stands_for_them(monkeypatch):
    labels = np.random.default_rng(0).integers(-1, 3, (200, 4)).astype(np.int32)
    right = votes_of(labels, np.full(4, 0.25))
    assert np.array_equal(right.labels[right.of_row], labels)
    assert right.n_kinds == len(np.unique(labels, axis=0))
    monkeypatch.setattr("explorer.comparison.consensus.votes._hashed", lambda columns: np.zeros(len(columns)))
    again = votes_of(labels, np.full(4, 0.25))
    assert np.array_equal(again.labels, right.labels)
    assert np.array_equal(again.of_row, right.of_row)
