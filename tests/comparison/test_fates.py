"""What becomes of each cluster: the five fates by hand, and what holds for any two groupings."""

import numpy as np
import pytest
from hypothesis import given

from explorer.comparison import Fates, FatesParams
from explorer.comparison.fates import fit
from explorer.comparison.result import FATES
from explorer.recipe import Recipe
from explorer.store import Store
from tests.comparison.groupings import clustering, pairs_of_labels


def follow(a, b):
    """Group -> its fate, its partners and its share."""
    found = fit(FatesParams(), a=clustering(*a), b=clustering(*b))
    lines = {}
    for place, group in enumerate(found.groups.tolist()):
        partners = found.partners[found.offsets[place] : found.offsets[place + 1]].tolist()
        lines[group] = (FATES[found.kinds[place]], partners, float(found.shares[place]))
    return lines


def test_the_same():
    assert follow([0] * 5 + [1] * 4, [1] * 5 + [0] * 4) == {0: ("same", [1], 1.0), 1: ("same", [0], 1.0)}
    strayed = follow([0] * 10 + [1] * 10, [0] * 9 + [1] * 11)
    assert strayed[0] == ("same", [0], pytest.approx(0.9))


def test_split_and_merged_are_each_others_reverse():
    whole, halves = [0] * 10 + [1] * 5, [0] * 6 + [1] * 4 + [2] * 5
    assert follow(whole, halves) == {0: ("split into", [0, 1], 1.0), 1: ("same", [2], 1.0)}
    assert follow(halves, whole) == {
        0: ("merged with", [0, 1], 1.0),  # into group 0, with group 1
        1: ("merged with", [0, 0], 1.0),
        2: ("same", [1], 1.0),
    }


def test_to_noise():
    found = follow([0] * 10 + [1] * 10, [-1] * 7 + [0] * 3 + [1] * 10)
    assert found[0] == ("to noise", [], pytest.approx(0.7))
    assert found[1][0] == "same"


def test_dissolved_names_where_most_of_it_went():
    a = [0] * 10 + [1] * 30
    b = [0, 0, 0, 0, 1, 1, 1, 2, 2, 2] + [0] * 10 + [1] * 10 + [2] * 10
    assert follow(a, b)[0] == ("dissolved", [0, 1], 1.0)


def test_however_far_it_falls_apart_those_named_hold_most_of_it():
    kind, partners, share = follow([0] * 40 + [1] * 40, list(range(40)) * 2)[0]
    assert (kind, len(partners), share) == ("dissolved", 20, pytest.approx(1))


def test_a_small_cluster_in_a_large_one_is_merged():
    found = follow([0] * 3 + [1] * 30, [0] * 33)
    assert found[0] == ("merged with", [0, 1], 1.0)
    assert found[1] == ("same", [0], 1.0)  # what it took in is less than a tenth of it


def test_noise_of_a_is_no_cluster():
    found = fit(FatesParams(), a=clustering(-1, -1, 0, 0), b=clustering(0, 0, 1, 1))
    assert found.groups.tolist() == [1]  # code 0 is noise
    assert fit(FatesParams(), a=clustering(-1, -1), b=clustering(0, 0)).groups.tolist() == []


@given(pairs_of_labels)
def test_each_cluster_has_one_fate_and_a_true_share(pair):
    a, b = (np.array(labels) - 1 for labels in pair)  # -1 is noise
    found = fit(FatesParams(), a=clustering(*np.unique(a, return_inverse=True)[1]), b=clustering(*b))
    assert found.sizes.sum() == len(a)
    assert ((found.shares > 0) & (found.shares <= 1 + 1e-6)).all()
    most = found.kinds != FATES.index("dissolved")
    assert (found.shares[most] >= 0.5 - 1e-6).all()
    assert ((found.jaccard >= 0) & (found.jaccard <= 1)).all()


def test_a_grouping_against_itself_stays_the_same(tmp_path):
    random = np.random.default_rng(0)
    labels = random.integers(0, 30, 2000)
    found = fit(FatesParams(), a=clustering(*labels), b=clustering(*labels))
    assert (found.kinds == FATES.index("same")).all()
    assert (found.jaccard == 1).all()
    store, recipe = Store(tmp_path), Recipe("comparison.fates", 1, {})
    store.write(recipe, found, 0.1)
    assert np.array_equal(store.read(recipe, Fates).partners, found.partners)
