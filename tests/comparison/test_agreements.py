"""All pairs at once: scikit-learn's values for each, families side by side, noise, identities, and the edges."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score, homogeneity_score

from explorer.comparison import Agreements, AgreementsParams, Identities
from explorer.comparison.agreements import fit
from explorer.comparison.expected import Excess
from explorer.comparison.scores import SCORES
from explorer.comparison.tally import POLICIES
from explorer.errors import InputError
from explorer.recipe import Recipe
from explorer.store import Store
from tests.comparison.groupings import clustering

SCORE = {name: place for place, name in enumerate(SCORES)}
POLICY = {name: place for place, name in enumerate(POLICIES)}


def compare(*groupings):
    return fit(AgreementsParams(), **{f"grouping_{number:04}": found for number, found in enumerate(groupings)})


def drawn(seed, n=300, k=4, noise=0.0):
    random = np.random.default_rng(seed)
    labels = random.integers(0, k, n)
    return np.where(random.random(n) < noise, -1, labels)


def test_each_pair_is_scikit_learns():
    labels = [drawn(0), drawn(1, k=7), drawn(2, noise=0.3)]
    found = compare(*(clustering(*part) for part in labels))
    for i in range(3):
        for j in range(3):
            value = found.values[POLICY["cluster"], :, i, j]
            assert value[SCORE["ari"]] == pytest.approx(adjusted_rand_score(labels[i], labels[j]), abs=1e-12)
            assert value[SCORE["ami"]] == pytest.approx(adjusted_mutual_info_score(labels[i], labels[j]), abs=1e-9)
            assert value[SCORE["homogeneity"]] == pytest.approx(homogeneity_score(labels[i], labels[j]), abs=1e-9)
    both = labels[2] >= 0
    left = found.values[POLICY["left out"], SCORE["ari"], 0, 2]
    assert left == pytest.approx(adjusted_rand_score(labels[0][both], labels[2][both]), abs=1e-12)
    assert found.kept[POLICY["left out"], 0, 2] == both.sum()
    assert found.kept[POLICY["cluster"], 0, 2] == 300
    alone = np.where(both, labels[2], 1000 + np.arange(300))
    one_by_one = found.values[POLICY["alone"], SCORE["ari"], 0, 2]
    assert one_by_one == pytest.approx(adjusted_rand_score(labels[0], alone), abs=1e-12)


def test_what_many_pairs_share_is_what_each_pair_gives_alone(monkeypatch):
    who = Identities(np.where(drawn(5) == 0, -1, drawn(6, k=9)).astype(np.int32), tuple("ABCDEFGHI"))
    runs = [clustering(*drawn(seed, k=9, noise=0.2 * (seed % 2))) for seed in range(6)]
    shared = []

    def told(n_samples, sizes):
        shared.append(worth_it(n_samples, sizes))
        return shared[-1]

    worth_it = Excess.worth_it
    monkeypatch.setattr(Excess, "worth_it", told)
    found = compare(*runs, who)
    monkeypatch.setattr(Excess, "worth_it", lambda *_: None)
    alone = compare(*runs, who)
    assert shared[0] is not None
    np.testing.assert_allclose(found.values, alone.values, rtol=0, atol=1e-12)
    np.testing.assert_allclose(found.chance, alone.chance, rtol=0, atol=1e-12)


def test_nothing_is_shared_where_one_pair_after_the_other_is_less_work():
    assert Excess.worth_it(100, [np.array([10, 90]), np.array([20, 80])]) is None
    assert Excess.worth_it(100, [np.array([10, 90]), np.array([10, 90]), np.array([10, 90])]) is not None


def test_families_stand_together():
    random = np.random.default_rng(0)
    one, other = drawn(0), drawn(1)
    stray = lambda labels: np.where(random.random(300) < 0.1, random.integers(0, 4, 300), labels)  # noqa: E731
    members = [stray(one), stray(other), stray(one), stray(other), stray(one), stray(other)]
    found = compare(*(clustering(*labels) for labels in members))
    for policy in range(len(POLICIES)):
        for score in range(len(SCORES)):
            order = found.order[policy, score]
            assert sorted(order) == list(range(6))
            assert {i % 2 for i in order[:3].tolist()} in ({0}, {1}), list(SCORES)[score]


def test_identities_leave_out_rows_and_say_so():
    who = Identities(np.array([0, 0, 1, -1, 1, -1], dtype=np.int32), ("Ann", "Bob"))
    found = compare(clustering(0, 0, 1, 1, 1, 0), who)
    assert found.kept[0].tolist() == [[6, 4], [4, 4]]
    assert found.n_samples == 6
    assert found.values[0, SCORE["ari"], 0, 1] == 1


def test_where_nothing_is_left_there_is_no_score():
    found = compare(clustering(-1, -1, -1), clustering(0, 0, 1), clustering(0, 1, 1))
    left = POLICY["left out"]
    assert np.isnan(found.values[left, :, 0, 1]).all()
    assert found.kept[left, 0, 1] == 0
    assert not np.isnan(found.values[left, :, 1, 2]).any()
    assert sorted(found.order[left, 0]) == [0, 1, 2]


def test_a_grouping_by_itself_is_compared_on_the_rows_that_are_left_of_it():
    found = compare(clustering(-1, -1, -1), clustering(0, -1, 1), clustering(0, 1, 1))
    left = POLICY["left out"]
    assert found.kept[left].diagonal().tolist() == [0, 2, 3]
    assert np.isnan(found.values[left, :, 0, 0]).all()
    assert found.values[left, SCORE["ari"], 1, 1] == 1
    assert found.values[left, SCORE["vi"], 1, 1] == 0
    for policy in ("cluster", "alone"):
        assert found.kept[POLICY[policy]].diagonal().tolist() == [3, 3, 3]
        assert found.values[POLICY[policy], SCORE["ari"]].diagonal().tolist() == [1, 1, 1]


def test_what_has_no_rows_to_compare_stands_beside_nobody():
    lost = np.full(64, -1)
    halves, quarters, eighths = (np.arange(64) // rows for rows in (32, 16, 8))
    across = np.arange(64) % 8
    found = compare(*(clustering(*labels) for labels in (eighths, lost, across, quarters, halves)))
    order = found.order[POLICY["left out"], SCORE["vi"]].tolist()
    assert 1 in (order[0], order[-1])


def test_one_grouping_is_not_compared_and_other_rows_are_refused():
    with pytest.raises(InputError, match="Two groupings"):
        compare(clustering(0, 1))
    with pytest.raises(InputError, match="2 rows, the other 3"):
        compare(clustering(0, 1), clustering(0, 1, 1))


def test_they_are_kept_and_read_back(tmp_path):
    found = compare(clustering(0, 0, 1), clustering(0, 1, 1))
    store, recipe = Store(tmp_path), Recipe("comparison.agreements", 1, {})
    store.write(recipe, found, 0.1)
    again = store.read(recipe, Agreements)
    assert np.array_equal(again.values, found.values)
    assert np.array_equal(again.order, found.order)
    with pytest.raises(ValueError, match="same groupings"):
        Agreements(found.values, found.chance, found.kept, found.order[:, :, :1], 3)
