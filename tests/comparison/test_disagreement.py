"""Which rows are argued about: against the definition row by row, refinement, noise, and a planted stray."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.comparison import Disagreement, DisagreementParams, Identities
from explorer.comparison.disagreement import fit
from explorer.comparison.tally import ALONE, CLUSTER, LEFT_OUT
from explorer.errors import InputError
from explorer.recipe import Recipe, silent
from explorer.store import Store
from tests.comparison.groupings import clustering


def argue(*labels, noise=CLUSTER, **params):
    groupings = {f"grouping_{number:04}": clustering(*part) for number, part in enumerate(labels)}
    return fit(DisagreementParams(noise=noise, **params), report=silent, **groupings)


def by_definition(labels, policy):
    """Mates of each row as sets, pair by pair."""
    n = len(labels[0])
    out = np.full((2, n), np.nan)
    for row in range(n):
        told = []
        for a, b in combinations(labels, 2):
            kept = [i for i in range(n) if policy != LEFT_OUT or (a[i] >= 0 and b[i] >= 0)]
            if row not in kept:
                continue
            mates = [
                {row} if policy == ALONE and part[row] < 0 else {i for i in kept if part[i] == part[row]}
                for part in (a, b)
            ]
            both = len(mates[0] & mates[1])
            told.append((1 - both / len(mates[0] | mates[1]), 1 - both / min(map(len, mates))))
        if told:
            out[:, row] = np.mean(told, axis=0)
    return out


some = st.integers(1, 14).flatmap(
    lambda n: st.lists(st.lists(st.integers(-1, 3), min_size=n, max_size=n), min_size=2, max_size=4)
)


@given(some)
@pytest.mark.parametrize("policy", [CLUSTER, LEFT_OUT, ALONE])
def test_it_is_the_definition(policy, labels):
    found = argue(*labels, noise=policy)
    jaccard, overlap = by_definition(labels, policy)
    np.testing.assert_allclose(found.jaccard, jaccard, atol=1e-6)
    np.testing.assert_allclose(found.overlap, overlap, atol=1e-6)


def test_by_hand():
    found = argue([0, 0, 0, 1], [0, 0, 1, 1])
    assert found.jaccard == pytest.approx([1 / 3, 1 / 3, 3 / 4, 1 / 2])
    assert found.overlap == pytest.approx([0, 0, 1 / 2, 0])
    assert found.most[0].tolist() == [2, 3, 0, 1]
    assert found.codes[0].tolist() == [[0, 1], [1, 1], [0, 0], [0, 0]]


def test_a_refinement_is_no_disagreement_of_the_second_kind():
    coarse = np.repeat([0, 1], 50)
    found = argue(coarse, coarse * 2 + np.tile([0, 1], 50))
    assert found.jaccard == pytest.approx(np.full(100, 0.5))
    assert not found.overlap.any()


def test_the_same_grouping_thrice_argues_about_nothing():
    labels = np.random.default_rng(0).integers(-1, 5, 300)
    for policy in (CLUSTER, ALONE):
        found = argue(labels, labels, labels, noise=policy)
        assert not found.jaccard.any()
        assert not found.overlap.any()
    left = argue(labels, labels, labels, noise=LEFT_OUT)
    assert np.array_equal(np.isnan(left.jaccard), labels == -1)


def test_planted_strays_are_the_rows_argued_about_most():
    truth = np.repeat(np.arange(5), 40)
    strays = [3, 77, 150]
    moved = truth.copy()
    moved[strays] = (moved[strays] + 2) % 5
    found = argue(truth, moved, truth, n_most=3)
    assert sorted(found.most[0].tolist()) == strays
    assert sorted(found.most[1].tolist()) == strays
    assert found.n_pairs == 3


def test_rows_without_an_identity_are_not_compared_be_it_all_of_them():
    named = Identities(np.array([0, 0, 1, -1], dtype=np.int32), ("Ann", "Bob"))
    nobody = Identities(np.full(4, -1, dtype=np.int32), ())
    run = clustering(0, 0, 0, 1)
    found = fit(DisagreementParams(), report=silent, grouping_0=named, grouping_1=run)
    np.testing.assert_allclose(found.jaccard, [1 / 3, 1 / 3, 2 / 3, np.nan], atol=1e-6)
    found = fit(DisagreementParams(), report=silent, grouping_0=nobody, grouping_1=run)
    assert np.isnan(found.jaccard).all()


def test_one_grouping_argues_with_nobody(tmp_path):
    with pytest.raises(InputError, match="Two groupings"):
        argue([0, 1])
    found = argue([0, 0, 1], [0, 1, 1])
    store, recipe = Store(tmp_path), Recipe("comparison.disagreement", 1, {})
    store.write(recipe, found, 0.1)
    assert np.array_equal(store.read(recipe, Disagreement).codes, found.codes)
