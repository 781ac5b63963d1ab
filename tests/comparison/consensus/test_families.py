"""Whose vote weighs how much: by hand, and twenty near-copies against one that is unlike them."""

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.datasets import make_blobs

from explorer.comparison.consensus.families import families, likeness, weights
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
    expected = np.array([1 / 2, 1 / 2, 1 / 1.8])
    assert weights(found, family) == pytest.approx(expected / expected.sum())


def test_what_hardly_agrees_with_any_has_less_say_and_what_agrees_with_none_has_no_say_by_hand():
    found = alike(n=4, ab=0.6, ac=0.15, bc=0.1, ad=-0.2, bd=0.0, cd=-0.1)
    expected = np.array([1 / 1.75, 1 / 1.7, 0.5 / 1.25, 0])  # 0.15 is half of 0.3
    assert weights(found, families(found, 0.9)) == pytest.approx(expected / expected.sum())


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
