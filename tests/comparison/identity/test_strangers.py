"""Strangers: planted ones are found and told apart, and where nobody is one hardly anyone is accused."""

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.metrics import average_precision_score, roc_curve

from explorer.comparison.identity import KINDS, Strangers
from explorer.comparison.identity.standing import counts
from explorer.comparison.identity.strangers import equal_error, fine_astray
from explorer.recipe import Recipe
from explorer.store import Store
from tests.comparison.identity.people import judge, people, stand

FINE, SWAPPED, OUTSIDER, UNJUDGED = range(4)


def planted(seed=0):
    """200 people of five rows; ten rows change names in pairs, ten are of people who aren't among the 200."""
    X, codes = people(210, seed=seed)
    X, guests = np.concatenate([X[:1000], X[1000::5]]), np.arange(1000, 1010)
    random = np.random.default_rng(seed)
    codes = np.concatenate([codes[:1000], random.integers(0, 200, 10)])
    swapped = random.choice(1000, 10, replace=False)
    codes[swapped] = codes[np.roll(swapped, 5)]
    return X, codes, set(swapped.tolist()), set(guests.tolist())


def flagged(found, kind):
    return set(np.flatnonzero(found.kind == kind).tolist())


def test_planted_swaps_and_outsiders_are_found_and_told_apart():
    X, codes, swapped, guests = planted()
    found = judge(X, codes)

    assert set(found.swapped[:10].tolist()) == swapped
    assert len(set(found.outsiders[:12].tolist()) & guests) >= 9
    assert len(flagged(found, SWAPPED) & swapped) >= 7
    assert len(flagged(found, SWAPPED) - swapped) <= 1
    assert len(flagged(found, OUTSIDER) & guests) >= 8
    assert len(flagged(found, OUTSIDER) - guests) <= 3
    assert (found.margins > 0).all()
    assert (np.diff(found.nearness) >= 0).all()


def test_where_all_names_are_right_hardly_anyone_is_flagged():
    for seed in range(4):
        found = judge(*people(200, seed=seed))
        assert np.count_nonzero(found.kind) <= 3


@pytest.mark.parametrize(
    ("n_people", "each", "n_features", "noise", "overlap"),
    [
        (200, 5, 64, 0.9, False),
        (50, 20, 64, 1.0, False),
        (200, 5, 64, 1.5, True),  # 167 rows nearer to others; thresholds of rows nearest to their own flag 37
        (20, 100, 32, 2.0, True),  # 500; those flag 73
    ],
)
def test_as_many_rows_that_are_fine_are_flagged_as_is_promised_or_overlap_is_said(
    n_people, each, n_features, noise, overlap
):
    false: dict[int, list[int]] = {SWAPPED: [], OUTSIDER: []}
    for seed in range(6):
        found = judge(*people(n_people, each, n_features, noise, seed))
        assert found.overlap == overlap
        for kind, numbers in false.items():
            numbers.append(len(flagged(found, kind)))
    for numbers in false.values():
        assert np.mean(numbers) <= 2


@pytest.mark.parametrize("noise", [1.5, 2.0, 3.0])
def test_how_many_that_are_fine_are_astray_is_estimated_without_knowing_them(noise):
    X, codes = people(200, noise=noise)
    where = stand(X, codes)  # all names are right, so all of these are fine
    truly = np.count_nonzero(where.best > where.own)

    assert judge(X, codes).fine_astray == pytest.approx(truly, rel=0.15)


def test_many_swaps_are_no_overlap():
    X, codes = people(200, noise=0.75)
    swapped = np.random.default_rng(0).choice(1000, 80, replace=False)
    codes[swapped] = codes[np.roll(swapped, 40)]
    found = judge(X, codes)

    assert found.equal_error_rate > 0.05  # which can't tell them from an overlap
    assert not found.overlap
    assert len(flagged(found, SWAPPED) & set(swapped.tolist())) >= 30


def test_margins_that_do_not_spread_are_all_astray_or_none():
    assert fine_astray(np.full(8, -0.1)) == 0
    assert fine_astray(np.full(8, 0.1)) == 8
    assert fine_astray(np.array([])) == 0
    assert fine_astray(np.array([-0.3, -0.1, 0.1, 0.3, 0.0])) == pytest.approx(2.5)


def test_names_by_chance_are_seen_in_the_distributions():
    X, codes = people(50)
    shuffled = np.random.default_rng(0).permutation(codes)

    assert judge(X, codes).equal_error_rate < 0.1
    assert judge(X, shuffled).equal_error_rate > 0.3


def test_more_false_flags_flag_more():
    X, codes, _, _ = planted()
    few, many = judge(X, codes, 1), judge(X, codes, 100)

    assert np.count_nonzero(few.kind) < np.count_nonzero(many.kind)
    assert few.swapped.tolist() == many.swapped.tolist()  # the order is not a matter of thresholds
    assert few.swap_threshold is not None
    assert few.outsider_threshold is not None
    assert many.swap_threshold is not None
    assert many.outsider_threshold is not None
    assert few.swap_threshold > many.swap_threshold
    assert few.outsider_threshold < many.outsider_threshold


def test_swapped_digits_are_found_better_than_by_the_distance_to_their_own_centre():
    X, digit = load_digits(return_X_y=True)
    random = np.random.default_rng(0)
    swapped = random.choice(len(X), 18, replace=False)
    codes = digit.copy()
    codes[swapped] = (digit[swapped] + random.integers(1, 10, 18)) % 10
    truth = np.isin(np.arange(len(X)), swapped)
    where = stand(X, codes)
    by_margin = average_precision_score(truth, where.best - where.own)
    by_own = average_precision_score(truth, -where.own)

    assert by_margin > by_own + 0.2
    assert by_margin > 0.6
    assert average_precision_score(random.permutation(truth), where.best - where.own) < 0.1


@pytest.mark.parametrize(
    ("codes", "why"),
    [
        ([-1] * 6, "None of the 6 rows has an identity"),
        ([0] * 6, "All rows have the same identity"),
        ([0, 0, 0, -1, -1, -1], "All rows that have one have the same identity"),
        (range(6), "Every identity has one row only"),
        ([0, 0, 0, 1, 1, 1], ""),
    ],
)
def test_what_can_not_be_judged_is_said(codes, why):
    found = judge(people(2, each=3)[0], list(codes))

    assert found.note.startswith(why) if why else found.note == ""
    assert (set(found.kind.tolist()) == {UNJUDGED}) == bool(why)
    assert (found.swap_threshold is None) == bool(why)


def test_rows_alone_and_without_name_are_counted():
    X, codes = people(4, each=3)
    codes[:2], codes[-1] = -1, -1
    found = judge(X, codes)

    assert (found.n_unnamed, found.n_single, found.n_judged) == (3, 1, 8)
    assert found.n_different == 9 * 3
    assert KINDS[found.kind[2]] == "not judged"


def test_equal_error_is_that_of_scikit_learn():
    random = np.random.default_rng(0)
    same, different = random.normal(0.6, 0.1, 4000), random.normal(0.3, 0.1, 50_000)
    place, rate = equal_error(counts(same), counts(different))
    false, true, _ = roc_curve(np.r_[np.ones(4000), np.zeros(50_000)], np.r_[same, different])
    at = np.abs(false - (1 - true)).argmin()

    assert rate == pytest.approx(false[at], abs=2e-3)
    assert place == pytest.approx(0.45, abs=0.01)


def test_equal_error_where_nothing_or_everything_overlaps():
    place, rate = equal_error(counts(np.array([0.9, 0.8])), counts(np.array([0.1, 0.2])))
    assert rate == 0
    assert place is not None
    assert 0.2 < place < 0.8
    assert equal_error(counts(np.zeros(4)), counts(np.zeros(4)))[1] == pytest.approx(0.5)
    assert equal_error(np.zeros(2000, int), counts(np.zeros(4))) == (None, None)


def test_it_is_kept_and_read_back(tmp_path):
    store = Store(tmp_path)
    for number, codes in enumerate(([0, 0, 1, 1], [0, 1, 2, 3], [-1] * 4)):
        found = judge(np.eye(4), codes)
        recipe = Recipe("comparison.strangers", 1, {"n": number})
        store.write(recipe, found, 0.1)
        back = store.read(recipe, Strangers)
        assert back.kind.tolist() == found.kind.tolist()
        assert back.note == found.note


@pytest.mark.parametrize("seed", range(3))
def test_where_all_rows_are_copies_none_is_nearer_to_another_identity_than_to_its_own(seed):
    X = np.tile(np.random.default_rng(seed).normal(size=512), (30, 1))
    found = judge(X, np.repeat(np.arange(6), 5))

    assert found.fine_astray == 0
    assert not found.overlap
    assert len(found.swapped) == 0
    assert not set(found.kind.tolist()) - {FINE}


def test_blank_rows_are_not_judged_and_it_is_said():
    found = judge(np.zeros((6, 4)), [0, 0, 0, 1, 1, 1])

    assert found.n_judged == 0
    assert found.note.startswith("Too few identities have a direction")


def test_blank_rows_are_outsiders_that_hide_no_others():
    X, codes, _, _ = planted()
    plain = judge(X, codes)
    blank = np.arange(len(X), len(X) + 30)
    found = judge(np.concatenate([X, np.zeros((30, X.shape[1]))]), np.concatenate([codes, np.arange(30)]))

    assert flagged(found, OUTSIDER) == flagged(plain, OUTSIDER) | set(blank.tolist())
    assert flagged(found, SWAPPED) == flagged(plain, SWAPPED)
    assert found.fine_astray == plain.fine_astray


def test_where_one_of_two_identities_is_blank_nobody_is_judged_and_it_is_said():
    found = judge(np.concatenate([np.zeros((3, 4)), people(1, each=3, n_features=4)[0]]), [0, 0, 0, 1, 1, 1])

    assert found.note.startswith("Too few identities have a direction")


def test_where_most_identities_are_copies_of_one_picture_swaps_are_swaps_and_the_others_are_near():
    X, codes = people(300, each=2, noise=0.6)
    X[1:480:2] = X[:480:2]
    swapped = np.arange(590, 600, 2)
    codes[swapped] = np.roll(codes[swapped], 1)
    found = judge(X, codes)

    assert len(found.swapped) >= 8  # of two rows under a name either may be the wrong one
    assert set(found.swapped.tolist()) <= set(range(590, 600))
    assert len(found.outsiders) <= 10
