"""Whose vote weighs how much: by hand, and twenty near-copies against one that is unlike them."""

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.datasets import make_blobs

from explorer.comparison.consensus.families import families, likeness, redundancy, weights
from tests.comparison.groupings import groups


def alike(**pairs):
    """A matrix of adjusted Rand indices: alike(n=3, ab=0.5) for runs a, b, c."""
    found = np.eye(pairs.pop("n"))
    for pair, value in pairs.items():
        i, j = ord(pair[0]) - ord("a"), ord(pair[1]) - ord("a")
        found[i, j] = found[j, i] = value
    return found


def test_likeness_is_the_adjusted_rand_index_of_every_two():
    found = likeness([groups([0, 0, 1, 1]), groups([1, 1, 0, 0]), groups([0, 0, 1, 2])])
    assert found[0, 1] == 1
    assert found[0, 2] == found[2, 1] == pytest.approx(4 / 7)  # pairs: 1 in both, 2 and 1 of 6


def test_two_of_three_that_resemble_each_other_weigh_less_by_hand():
    found = alike(n=3, ab=0.6, ac=0.4, bc=0.4)
    family = families(found, 0.9)
    assert family.tolist() == [0, 1, 2]
    # a and b are 0.4 apart, and 0.6 from c: a third of each is the other's voice; c is nobody's
    expected = np.array([1 / (4 / 3), 1 / (4 / 3), 1])
    assert weights(found, family) == pytest.approx(expected / expected.sum())


def test_what_hardly_agrees_with_any_has_less_say_and_what_agrees_with_none_has_no_say_by_hand():
    found = alike(n=4, ab=0.6, ac=0.15, bc=0.1, ad=-0.2, bd=0.0, cd=-0.1)
    # a and b are 0.4 apart, and 0.875 from c, of which 0.7 counts; 0.15 is half of 0.3
    expected = np.array([1 / (2 - 4 / 7), 1 / (2 - 4 / 7), 0.5, 0])
    assert weights(found, families(found, 0.9)) == pytest.approx(expected / expected.sum())


def test_equally_alike_groupings_are_all_voices_of_their_own_however_much_they_agree():
    found = np.full((6, 6), 0.7) + 0.3 * np.eye(6)
    assert redundancy(found, np.ones(6)) == pytest.approx(np.eye(6))
    assert weights(found, families(found, 0.9)) == pytest.approx([1 / 6] * 6)


def test_twenty_that_are_moderately_alike_are_less_than_two_voices_beside_one_other_by_hand():
    found = np.full((21, 21), 0.7)
    found[20] = found[:, 20] = 0.3
    np.fill_diagonal(found, 1)
    share = weights(found, families(found, 0.9))
    assert share[:20].sum() / share[20] == pytest.approx(20 / (1 + 19 * (1 - 0.3 / 0.7)))  # 1.69; by number it is 20


@pytest.mark.parametrize("alike_by", [0.75, 0.85, 0.899, 0.95])
def test_the_more_alike_twenty_are_the_nearer_they_come_to_one_voice(alike_by):
    found = np.full((21, 21), alike_by)
    found[20] = found[:, 20] = 0.3
    np.fill_diagonal(found, 1)
    share = weights(found, families(found, 0.9))
    assert 1 - 1e-9 <= share[:20].sum() / share[20] < 1 / (1 - (1 - alike_by) / 0.7)


def test_what_agrees_with_none_has_no_say_beside_near_copies_either():
    found = alike(n=4, ab=0.95, ac=0.96, bc=0.94, ad=0.001, bd=-0.002, cd=0.001)
    assert weights(found, families(found, 0.9))[3] < 0.02
    twice = alike(n=3, ab=1, ac=0.0, bc=0.0)  # the same twice is no evidence
    assert weights(twice, families(twice, 0.9)) == pytest.approx([0.25, 0.25, 0.5])


def test_where_none_agrees_with_any_all_weigh_the_same():
    found = alike(n=3, ab=-0.1, ac=0.0, bc=-0.2)
    assert weights(found, families(found, 0.9)) == pytest.approx([1 / 3] * 3)


def test_near_copies_share_one_vote_by_hand():
    found = alike(n=4, ab=0.95, ac=0.95, bc=0.95, ad=0.3, bd=0.3, cd=0.3)
    family = families(found, 0.9)
    assert family.tolist() == [0, 0, 0, 1]
    assert weights(found, family) == pytest.approx([1 / 6, 1 / 6, 1 / 6, 1 / 2])


def test_a_chain_of_copies_is_no_family():
    found = alike(n=3, ab=0.95, bc=0.95, ac=0.5)
    assert families(found, 0.9).tolist() == [0, 0, 1]


@pytest.mark.parametrize("n", [1, 2])
def test_identical_groupings_share_everything(n):
    found = np.ones((n, n))
    assert weights(found, families(found, 0.9)) == pytest.approx(np.full(n, 1 / n))


def test_twenty_near_identical_kmeans_do_not_outvote_one_other_run():
    X, _ = make_blobs(400, centers=4, cluster_std=1.0, random_state=3)
    random = np.random.default_rng(0)
    many = [
        KMeans(4, n_init=3, random_state=seed).fit_predict(X + random.normal(0, 0.05, X.shape)) for seed in range(20)
    ]
    other = (X[:, 0] > np.median(X[:, 0])).astype(int)
    found = likeness([groups(labels) for labels in [*many, other]])
    family = families(found, 0.9)
    assert family.tolist() == [0] * 20 + [1]
    share = weights(found, family)
    assert share[:20].sum() == pytest.approx(share[20]) == pytest.approx(0.5)


def test_twenty_kmeans_of_their_own_sizes_do_not_drown_one_other_run():
    X, _ = make_blobs(600, centers=[[0, 0], [0, 3], [9, 0], [9, 3]], cluster_std=1.0, random_state=3)
    many = [KMeans(6 + seed % 3, n_init=1, random_state=seed).fit_predict(X) for seed in range(20)]
    other = (X[:, 0] > 4.5).astype(int)
    found = likeness([groups(labels) for labels in [*many, other]])
    assert 0.5 < np.median(found[:20, :20]) < 0.7
    share = weights(found, families(found, 0.9))
    assert share[20] > 0.25  # by number it would be 0.05
