"""Every score: by hand, at the edges, against scikit-learn, whatever groups are called; what chance gives; noise."""

import math
from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from sklearn import metrics
from sklearn.metrics.cluster import contingency_matrix, expected_mutual_information

from explorer.comparison.contingency import cells_of_rows
from explorer.comparison.expected import _excess
from explorer.comparison.expected import expected_mutual_information as expected
from explorer.comparison.scores import SCORES, measure
from explorer.comparison.tally import ALONE, CLUSTER, LEFT_OUT, POLICIES, tally
from tests.comparison.groupings import counted, groups, pairs_of_labels, table

THEIRS = {
    "ari": metrics.adjusted_rand_score,
    "ami": metrics.adjusted_mutual_info_score,
    "nmi": metrics.normalized_mutual_info_score,
    "homogeneity": metrics.homogeneity_score,
    "completeness": metrics.completeness_score,
    "fowlkes_mallows": metrics.fowlkes_mallows_score,
}
BY_CHANCE = [name for name, score in SCORES.items() if not score.adjusted]


def values(a, b, **how):
    return {name: value for name, (value, _) in measure(counted(a, b, **how)).items()}


def chances(a, b):
    return {name: chance for name, (_, chance) in measure(counted(a, b)).items()}


def test_by_hand():
    a, b = [0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 2, 2]
    mutual = 2 / 6 * math.log(2) + 1 / 6 * math.log(1) + 1 / 6 * math.log(1) + 2 / 6 * math.log(2)
    h_a, h_b = math.log(2), math.log(3)
    found = values(a, b)
    assert found["nmi"] == pytest.approx(mutual / ((h_a + h_b) / 2), abs=1e-15)
    assert found["homogeneity"] == pytest.approx(mutual / h_a, abs=1e-15)
    assert found["completeness"] == pytest.approx(mutual / h_b, abs=1e-15)
    assert found["vi"] == pytest.approx((h_a + h_b - 2 * mutual) / math.log(2), abs=1e-15)
    assert found["nvi"] == pytest.approx((h_a + h_b - 2 * mutual) / math.log(6), abs=1e-15)
    assert found["fowlkes_mallows"] == pytest.approx(2 / math.sqrt(6 * 3), abs=1e-15)
    assert found["ari"] == pytest.approx(0.8 / 3.3, abs=1e-15)


@given(pairs_of_labels)
def test_they_are_scikit_learns(pair):
    a, b = pair
    found = values(a, b)
    same = counted(a, b).same
    for name, theirs in THEIRS.items():
        if name == "fowlkes_mallows" and len(set(a)) == len(set(b)) == len(a):
            continue  # every row alone in both: 0 there, though they are the same grouping
        if name == "ami" and not same and (len(set(a)) in (1, len(a)) or len(set(b)) in (1, len(b))):
            assert found[name] == 0  # nothing is left to chance: 0 / rounding there
            continue
        assert found[name] == pytest.approx(theirs(a, b), abs=1e-9), name
    assert found["vi"] >= 0
    assert all(math.isfinite(value) for value in found.values())


@given(pairs_of_labels)
def test_names_of_groups_and_the_order_of_rows_do_not_matter(pair):
    a, b = (np.array(labels) for labels in pair)
    found = values(a, b)
    order = np.random.default_rng(0).permutation(len(a))
    again = values((5 - a)[order], ((b + 3) % 6)[order])
    for name in SCORES:
        assert again[name] == pytest.approx(found[name], abs=1e-12), name
    turned = values(b, a)
    assert turned["homogeneity"] == pytest.approx(found["completeness"], abs=1e-12)
    assert turned["vi"] == pytest.approx(found["vi"], abs=1e-12)


@pytest.mark.parametrize(
    "labels",
    [[0], [0, 0, 0], [0, 1, 2], [0, 0, 1, 2, 2, 2], list(range(50)) + [3] * 7],
    ids=["one row", "one group", "all alone", "three groups", "many"],
)
@pytest.mark.parametrize("policy", POLICIES)
def test_the_same_grouping_gets_the_best_value(labels, policy):
    renamed = [60 - label for label in labels]
    found = values(labels, renamed, policy=policy)
    assert found == {name: score.best for name, score in SCORES.items()}


@pytest.mark.parametrize("labels", [[0], [0, 0, 0], [0, 1, 2]], ids=["one row", "one group", "all alone"])
def test_what_is_the_same_however_rows_are_dealt_out_is_the_same_by_chance(labels):
    found = chances(labels, labels)
    assert [found[name] for name in BY_CHANCE] == [SCORES[name].best for name in BY_CHANCE]


@pytest.mark.parametrize("alone", [[0, 1, 2, 3], [0, 0, 0, 0]], ids=["all alone", "one group"])
def test_what_leaves_nothing_to_chance_agrees_by_chance(alone):
    found = values(alone, [0, 0, 1, 1])
    assert found["ari"] == found["ami"] == 0
    assert metrics.adjusted_mutual_info_score(alone, [0, 0, 1, 1]) == pytest.approx(0, abs=1e-9)
    assert found["nmi"] == pytest.approx(chances(alone, [0, 0, 1, 1])["nmi"], abs=1e-15)


def test_random_groupings_agree_by_chance():
    random = np.random.default_rng(0)
    drawn = [random.integers(0, 8, (2, 2000)) for _ in range(20)]
    found = [measure(counted(*pair)) for pair in drawn]
    for name in SCORES:
        off = [one[name][0] - one[name][1] for one in found]
        assert abs(np.mean(off)) < 0.002, name
    assert max(abs(one["ami"][0]) for one in found) < 0.01


@pytest.mark.parametrize("name", BY_CHANCE)
def test_chance_is_the_mean_over_all_ways_to_deal_out_the_rows(name):
    a, b = [0, 0, 0, 1, 1, 2], [0, 1, 1, 1, 2, 2]
    dealt = [values(a, deal)[name] for deal in set(permutations(b))]
    assert chances(a, b)[name] == pytest.approx(np.mean(dealt), abs=1e-12)
    assert values(a, b)[name] != pytest.approx(np.mean(dealt), abs=1e-3)  # the control


@pytest.mark.parametrize(
    ("n", "k"), [(2, 2), (30, 4), (400, 150), (5_000, 3), (20_000, 20), (60_000, 7), (30_000, 400)]
)
def test_expected_information_is_scikit_learns(n, k):
    random = np.random.default_rng(n)
    uneven = random.dirichlet(np.full(k, 0.7))
    a = np.concatenate([np.arange(k), random.choice(k, n, p=uneven)])[:n]
    b = np.concatenate([np.arange(k), np.where(random.random(n) < 0.4, a, random.integers(0, k, n))])[:n]
    theirs = expected_mutual_information(contingency_matrix(a, b, sparse=True), n)
    assert expected(counted(a, b)) == pytest.approx(theirs, rel=1e-9)  # theirs takes logarithms of large factorials
    assert values(a, b)["ami"] == pytest.approx(metrics.adjusted_mutual_info_score(a, b), abs=1e-9)


@pytest.mark.parametrize(
    ("n", "a", "b"),
    [(10, 3, 2), (90, 1, 1), (200, 60, 40), (200, 90, 30), (5_000, 600, 300), (5_000, 1_200, 160), (3_000, 2_000, 55)],
)
def test_what_two_groups_have_in_common_by_chance_is_counted_in_whole_numbers(n, a, b):
    mean = Fraction(a * b, n)
    ways = [math.comb(a, k) * math.comb(n - a, b - k) for k in range(min(a, b) + 1)]
    terms = [float(Fraction(way, math.comb(n, b))) * k * math.log(k / mean) for k, way in enumerate(ways) if k]
    found = _excess(np.array([a, b]), np.array([b, a]), n)
    assert found == pytest.approx([math.fsum(terms)] * 2, rel=1e-11, abs=0)


def test_information_of_a_million_rows_in_wide_groups_is_what_a_plain_sum_gives():
    from scipy.stats import hypergeom

    n, a, b = 1_000_000, np.array([400_000, 600_000]), np.array([999_000, 1_000])
    plain = 0.0
    for size_a in a:
        for size_b in b:
            k = np.arange(max(1, size_a + size_b - n), min(size_a, size_b) + 1)
            plain += float(hypergeom.pmf(k, n, size_a, size_b) @ (k / n * np.log(n * k / size_a / size_b)))
    labels_a, labels_b = np.repeat([0, 1], a), np.repeat([0, 1], b)
    assert expected(counted(labels_a, labels_b)) == pytest.approx(plain, abs=1e-11)
    assert 4e-7 < expected(counted(labels_a, labels_b)) < 6e-7  # (2 - 1) (2 - 1) / 2n


# --- noise ---

NOISY_A = [0, 0, 0, 1, 1, 1, 2, 2, 2, 2]  # 0 is noise
NOISY_B = [0, 1, 1, 1, 1, 1, 2, 2, 2, 0]


def alone(labels):
    """Each row of noise in a group of its own, made the long way."""
    return [label if label else 100 + row for row, label in enumerate(labels)]


def renumbered(labels):
    return np.unique(labels, return_inverse=True)[1]


@pytest.mark.parametrize("sides", [(0, 0), (0, None), (None, 0), (None, None)])
def test_noise_alone_is_as_if_each_row_were_a_group(sides):
    a = renumbered(alone(NOISY_A) if sides[0] == 0 else NOISY_A)
    b = renumbered(alone(NOISY_B) if sides[1] == 0 else NOISY_B)
    long_way = measure(counted(a, b))
    found = measure(tally(table(NOISY_A, NOISY_B), sides[0], sides[1], ALONE))
    for name in SCORES:
        assert found[name] == pytest.approx(long_way[name], abs=1e-12), name


@given(pairs_of_labels)
def test_noise_alone_is_as_if_each_row_were_a_group_whatever_they_are(pair):
    a, b = pair
    long_way = measure(counted(renumbered(alone(a)), renumbered(alone(b))))
    found = measure(tally(table(a, b), 0, 0, ALONE))
    for name in SCORES:
        assert found[name] == pytest.approx(long_way[name], abs=1e-9), name


def test_rows_that_are_noise_in_either_are_left_out():
    found = tally(table(NOISY_A, NOISY_B), 0, 0, LEFT_OUT)
    assert found.n_samples == 6  # rows 3 to 8
    assert measure(found)["ari"][0] == 1
    assert tally(table(NOISY_A, NOISY_B), 0, None, LEFT_OUT).n_samples == 7
    assert tally(table(NOISY_A, NOISY_B), None, None, LEFT_OUT).n_samples == 10


def test_nothing_is_left_where_all_is_noise():
    assert tally(table([0, 0, 0], [1, 1, 0]), 0, None, LEFT_OUT).n_samples == 0
    assert values([0, 0, 0], [0, 0, 0], noise=(0, 0), policy=ALONE)["ari"] == 1
    assert values([0, 0, 0], [0, 1, 1], noise=(0, None), policy=ALONE)["ari"] == 0
    assert values([0, 0, 0], [0, 0, 0], noise=(0, 0), policy=CLUSTER)["ari"] == 1


def test_the_ranking_can_flip_with_the_policy():
    truth = [1] * 10 + [2] * 10
    shy = [1] * 4 + [0] * 6 + [2] * 4 + [0] * 6
    bold = [1] * 9 + [2] + [2] * 8 + [1] * 2
    by = {
        policy: [values(found, truth, noise=(0, None), policy=policy)["ari"] for found in (shy, bold)]
        for policy in POLICIES
    }
    assert by[CLUSTER][0] < by[CLUSTER][1]
    assert by[LEFT_OUT][0] > by[LEFT_OUT][1]


# --- the overlap itself ---


@pytest.mark.parametrize(("n", "k_a", "k_b"), [(200_000, 5000, 300), (1000, 900, 900), (50, 3, 4)])
def test_overlap_is_scikit_learns_whether_counted_or_sorted(n, k_a, k_b):
    random = np.random.default_rng(0)
    a, b = random.integers(0, k_a, n), random.integers(0, k_b, n)
    found, cells = cells_of_rows(groups(a), groups(b))
    dense = np.zeros((found.n_groups_a, found.n_groups_b), dtype=np.int64)
    dense[found.a, found.b] = found.counts
    assert np.array_equal(dense[dense.any(axis=1)][:, dense.any(axis=0)], contingency_matrix(a, b))
    assert np.array_equal(found.a[cells], a)
    assert np.array_equal(found.b[cells], b)
    assert np.array_equal(found.sizes_a, np.bincount(a))
    again = found.turned()
    assert np.array_equal(again.turned().counts, found.counts)
    assert np.array_equal(np.lexsort((again.b, again.a)), np.arange(len(again.a)))


def test_rows_without_a_group_have_no_cell():
    found, cells = cells_of_rows(groups([0, 1, 1, 0]), groups([-1, 0, 0, 1]))
    assert cells.tolist() == [-1, 1, 1, 0]
    assert found.n_samples == 3
