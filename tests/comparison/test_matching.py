"""The same cluster gets the same colour: the best assignment, noise left alone, what shares too little unmatched."""

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from explorer.comparison import Identities, Matching, MatchingParams
from explorer.comparison import matching as module
from explorer.comparison.contingency import contingency
from explorer.comparison.grouping import groups_of
from explorer.comparison.matching import fit, jaccard, matched_colours
from explorer.recipe import Recipe
from explorer.store import Store
from tests.comparison.groupings import clustering


def match(reference, other, **params):
    return fit(MatchingParams(**params), a=reference, b=other)


def test_by_hand_the_best_sum_and_not_the_largest_first():
    # Overlaps: (0, 0) 3 of 5 = 0.6, (0, 1) 1 of 3, (1, 0) 1 of 5: with 0 and 0 the others share nothing.
    found = match(clustering(0, 0, 0, 0, 1, 1), clustering(0, 0, 0, 1, 0, 2))
    assert found.partner.tolist() == [0, -1, 1]
    assert found.jaccard == pytest.approx([3 / 5, 0, 1 / 2])
    assert found.exact


def test_a_renamed_grouping_is_matched_wholly():
    random = np.random.default_rng(0)
    labels = random.integers(0, 9, 500)
    names = random.permutation(9)
    found = match(clustering(*labels), clustering(*names[labels]))
    assert np.array_equal(found.partner[names], np.arange(9))
    assert (found.jaccard == 1).all()


def test_noise_is_matched_with_nothing():
    found = match(clustering(-1, -1, 0, 0), clustering(0, 0, -1, -1))
    assert found.partner.tolist() == [-1, -1]
    found = match(clustering(-1, -1, 0, 0), clustering(-1, -1, 0, 0))
    assert found.partner.tolist() == [-1, 1]  # codes: 0 is noise


def test_what_shares_too_little_is_not_matched():
    random = np.random.default_rng(0)
    a, b = random.integers(0, 20, (2, 4000))
    assert (match(clustering(*a), clustering(*b)).partner == -1).all()
    assert (match(clustering(*a), clustering(*b), least=0.0).partner >= 0).all()


def test_it_is_the_best_sum_whatever_the_groupings():
    random = np.random.default_rng(1)
    for _ in range(10):
        a = random.integers(0, 6, 60)
        b = np.where(random.random(60) < 0.5, a, random.integers(0, 8, 60))
        first, second = clustering(*a), clustering(*b)
        table = contingency(groups_of(first), groups_of(second))
        dense = np.zeros((table.n_groups_a, table.n_groups_b))
        dense[table.a, table.b] = jaccard(table)
        best = dense[linear_sum_assignment(dense, maximize=True)].sum()
        assert match(first, second, least=0.0).jaccard.sum() == pytest.approx(best, abs=1e-6)


def test_where_the_table_is_too_large_the_largest_come_first(monkeypatch):
    monkeypatch.setattr(module, "MOST_CELLS", 3)
    found = match(clustering(0, 0, 0, 1, 1, 1), clustering(0, 0, 1, 1, 1, 0))
    assert not found.exact
    assert sorted(found.partner.tolist()) == [0, 1]


def test_thousands_of_groups_of_which_few_hang_together_are_matched_exactly(monkeypatch):
    monkeypatch.setattr(module, "MOST_CELLS", 6)
    # Two thousand times what stands by hand above, with groups of its own each time.
    a, b = np.array([0, 0, 0, 0, 1, 1]), np.array([0, 0, 0, 1, 0, 2])
    many = np.arange(2000)[:, None]
    found = match(clustering(*(2 * many + a).ravel()), clustering(*(3 * many + b).ravel()))
    assert found.exact
    assert np.array_equal(found.partner.reshape(-1, 3), np.concatenate([2 * many, 0 * many - 1, 2 * many + 1], axis=1))


def test_people_are_a_reference_too(tmp_path):
    who = Identities(np.array([0, 0, 1, -1], dtype=np.int32), ("Ann", "Bob"))
    found = match(who, clustering(1, 1, 0, 0))
    assert found.partner.tolist() == [1, 0]
    store, recipe = Store(tmp_path), Recipe("comparison.matching", 1, {})
    store.write(recipe, found, 0.1)
    again = store.read(recipe, Matching)
    assert again.exact
    assert np.array_equal(again.partner, found.partner)


def test_matched_clusters_have_one_colour_and_all_others_their_own():
    found = match(clustering(0, 0, 0, 0, 1, 1), clustering(0, 0, 0, 1, 0, 2))
    assert matched_colours(found) == [0, 2, 1]  # 2: a colour that the reference doesn't use
