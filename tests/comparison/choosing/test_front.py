"""The Pareto front by hand, with ties and with what is undefined; and what is said for those on it."""

import numpy as np
import pytest

from explorer.comparison.choosing.front import dominates, front, is_weak, ranked, speaks_for

NAN = np.nan


def on_front(*values, competes=None):
    table = np.array(values, dtype=float)
    running = np.ones(len(table), dtype=bool) if competes is None else np.array(competes)
    return front(table, running).tolist()


def test_by_hand():
    assert on_front([0.9, 0.1], [0.5, 0.5], [0.1, 0.9], [0.4, 0.4], [0.9, 0.05]) == [True, True, True, False, False]


def test_equals_are_both_on_the_front():
    assert on_front([0.5, 0.5], [0.5, 0.5], [0.5, 0.4]) == [True, True, False]


def test_what_looks_the_same_counts_as_the_same():
    assert on_front([0.501, 0.5], [0.499, 0.5]) == [True, True]
    assert on_front([0.51, 0.5], [0.49, 0.5]) == [True, False]


def test_what_is_undefined_never_dominates():
    assert not dominates(np.array([0.9, NAN]), np.array([0.1, 0.1]))
    assert on_front([0.9, NAN], [0.1, 0.1]) == [True, True]


def test_what_is_undefined_is_no_fault_either():
    assert dominates(np.array([0.9, 0.1]), np.array([0.1, NAN]))
    assert not dominates(np.array([0.1, 0.9]), np.array([0.1, NAN]))  # the same in what both have
    assert on_front([0.9, 0.1], [0.1, NAN]) == [True, False]


def test_one_of_which_nothing_is_known_is_not_on_the_front():
    assert on_front([NAN, NAN], [0.1, NAN]) == [False, True]


def test_what_does_not_compete_is_neither_on_the_front_nor_in_the_way():
    assert on_front([0.9, 0.9], [0.1, 0.1], competes=[False, True]) == [False, True]
    assert on_front([0.9, 0.9], competes=[False]) == [False]


def order(*values, competes=None):
    table = np.array(values, dtype=float)
    return ranked(table, np.ones(len(table), dtype=bool) if competes is None else np.array(competes)).tolist()


def test_what_most_rows_are_missing_from_does_not_come_first_for_the_silhouette_of_the_rest():
    dbscan, kmeans, ward = [0.61, 0.21, NAN, 0.1], [0.18, 1, NAN, 0.72], [0.16, 1, NAN, 0.75]
    assert order(dbscan, kmeans, ward) == [1, 2, 0]  # k-means is last in nothing; of the others DBSCAN is so twice
    assert on_front(dbscan, kmeans, ward) == [True, True, True]


def test_of_two_that_are_each_better_in_something_coverage_decides():
    assert order([0.61, 0.21, NAN, 0.4], [0.18, 1, NAN, 0.4]) == [1, 0]
    assert order([0.61, 1, NAN, 0.4], [0.18, 1, NAN, 0.4]) == [0, 1]


def test_those_that_more_others_dominate_come_later_and_those_that_do_not_compete_last():
    values = [0.9, 0.9, 0.9, 0.9], [0.1, 0.1, 0.1, 0.1], [0.5, 0.5, 0.5, 0.5], [0.4, 0.6, 0.6, 0.6]
    assert order(*values, competes=[False, True, True, True]) == [3, 2, 1, 0]


def test_the_front_is_always_first():
    random = np.random.default_rng(1)
    for _ in range(50):
        values = random.random((8, 4)).round(1)
        values[random.random((8, 4)) < 0.2] = NAN
        found = np.array(order(*values))
        marked = np.array(on_front(*values))[found]
        assert sorted(found) == list(range(8))
        assert (np.diff(marked.astype(int)) <= 0).all()


def test_somebody_is_always_on_the_front():
    random = np.random.default_rng(0)
    for _ in range(50):
        values = random.random((8, 4)).round(1)
        values[random.random((8, 4)) < 0.4] = NAN
        assert any(on_front(*values))


@pytest.mark.parametrize(
    ("quality", "agreement", "weak"),
    [(0.04, 0.19, True), (0.25, NAN, True), (NAN, NAN, True), (0.26, 0.1, False), (0.1, 0.3, False), (NAN, 0.6, False)],
)
def test_where_even_the_best_says_little(quality, agreement, weak):
    assert is_weak(np.array([[quality, 1, 0.9, agreement], [0.01, 1, NAN, 0.02]])) is weak


UNMEASURED = "its stability is not measured"
OTHERS = np.array([[0.2, 1, NAN, 0.7], [0.1, 0.8, NAN, 0.5], [0.1, 1, 0.9, NAN]])


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (0, f"Best silhouette (0.20); keeps every row; agrees most with the others (0.70); {UNMEASURED}."),
        (1, f"Silhouette 0.10; keeps 80 % of the rows; {UNMEASURED}; agrees with the others at 0.50."),
        (2, "Keeps every row; silhouette 0.10; stability 0.90; nothing to hold against the others."),
    ],
)
def test_what_speaks_for_it(place, said):
    assert speaks_for(OTHERS[place], OTHERS) == said


def test_a_little_below_nothing_is_said_without_a_sign():
    values = np.array([-0.001, 1, NAN, -0.004])
    said = speaks_for(values, np.array([values, [0.2, 1, NAN, 0.7]]))
    assert said == f"Silhouette 0.00; keeps every row; {UNMEASURED}; agrees with the others at 0.00."


def test_most_rows_being_noise_is_said_and_the_least_bad_silhouette_is_not_called_best():
    values = np.array([0.0, 0.21, 0.79, 0.1])
    assert speaks_for(values, np.array([values, [-0.01, 1, 0.24, 0.2]])) == (
        "Most stable (0.79); silhouette 0.00, and no silhouette is above 0.05; agrees with the others at 0.10; "
        "but 79 % of the rows are noise."
    )
