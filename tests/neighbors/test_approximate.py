"""Recall: how much of the truth a list holds."""

import numpy as np
import pytest

from explorer.neighbors import approximate, exact
from tests.features.sets import normal


@pytest.mark.parametrize("metric", ["euclidean", "manhattan"])
def test_recall_of_the_truth_is_1_and_of_all_but_the_nearest_one_below(metric):
    X = normal(300, 8)
    _, distances = exact.nearest(X, 16, metric)
    assert approximate.recall(X, distances, metric) == 1
    assert approximate.recall(X, distances[:, 1:], metric) == pytest.approx(14 / 15)


def test_recall_of_rows_chosen_blindly_is_the_share_of_all_rows():
    X = normal(300, 8)
    strangers = np.random.default_rng(1).permuted(np.tile(np.arange(300), (300, 1)), axis=1)[:, :20]
    _, distances = exact.measured(X, strangers, 15, "euclidean")
    assert approximate.recall(X, distances, "euclidean") == pytest.approx(20 / 300, abs=0.02)


def test_a_row_as_near_as_the_last_true_one_counts():
    X = np.zeros((40, 3), np.float32)
    assert approximate.recall(X, np.zeros((40, 20), np.float32), "euclidean") == 1
