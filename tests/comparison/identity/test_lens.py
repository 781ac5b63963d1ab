"""The lens: by hand, against plain loops, and with groupings of the same rows."""

from typing import Any

import numpy as np
import pytest

from explorer.clusterings.result import Clustering
from explorer.comparison.identity import LensParams, lens
from explorer.errors import InputError
from tests.comparison.identity.people import named, people, stand


def look(X, codes, *labels):
    runs: dict[str, Any] = {
        f"run_{number}": Clustering(np.asarray(line, dtype=np.int32)) for number, line in enumerate(labels)
    }
    return lens.fit(LensParams(), standing=stand(X, codes), identities=named(codes), **runs)


def test_it_is_what_loops_give():
    X, codes = people(7, each=6, noise=2)
    where = stand(X, codes)
    found = look(X, codes)

    for code in range(7):
        own, gap = where.own[codes == code], (where.best - where.own)[codes == code]
        assert found.cohesion[code] == pytest.approx(own.mean(), abs=1e-6)
        assert found.spread[code] == pytest.approx(own.std(), abs=1e-6)
        assert found.least[code] == pytest.approx(own.min())
        assert found.margin[code] == pytest.approx(gap.mean(), abs=1e-6)
        assert found.astray[code] == (gap > 0).sum()
        assert found.taken_for[code] == np.bincount(where.rival[codes == code], minlength=7).argmax()
    assert (np.diff(found.margin[found.hardest]) <= 0).all()


def test_groupings_by_hand():
    X, codes = people(2, each=4)
    found = look(X, codes, [0, 0, 0, 0, 1, 1, 1, 1], [0, 0, 1, -1, 0, -1, -1, -1], [-1] * 8)

    assert found.clusters.tolist() == [[1, 1], [2, 1], [0, 0]]
    assert found.noise.tolist() == [[0, 0], [1, 3], [4, 4]]
    # of cluster 0 two of three rows are p0's, of cluster 1 its only one
    assert found.purity[:2] == pytest.approx(np.array([[1, 1], [(2 * 2 / 3 + 1) / 3, 1 / 3]]))
    assert np.isnan(found.purity[2]).all()


def test_an_identity_in_the_middle_of_two_others_is_the_hardest():
    random = np.random.default_rng(0)
    directions = np.array([[1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 1]])
    X = np.repeat(directions, 8, axis=0) + 0.2 * random.normal(size=(32, 3))
    found = look(X, np.repeat(np.arange(4), 8))

    assert found.hardest[0] == 2
    assert found.hardest[-1] == 3
    assert found.taken_for[0] == found.taken_for[1] == 2


def test_one_row_is_last_and_no_number():
    X, codes = people(3, each=3)
    found = look(X[2:], codes[2:])

    assert found.hardest[-1] == 0
    assert np.isnan([found.cohesion[0], found.spread[0], found.margin[0], found.least[0]]).all()
    assert found.taken_for[0] in (1, 2)
    assert found.sizes.tolist() == [1, 3, 3]


def test_rows_without_identity_count_for_nobody():
    X, codes = people(3, each=4)
    codes[:4] = -1
    codes[4:] -= 1
    found = look(X, codes, np.arange(12) // 6)

    assert found.sizes.tolist() == [4, 4]
    assert found.clusters.tolist() == [[2, 1]]
    assert found.purity == pytest.approx(np.array([[0.5 * 1 + 0.5 * 2 / 6, 4 / 6]]))
    nobody = look(X, np.full(12, -1), np.zeros(12))
    assert (len(nobody.sizes), len(nobody.hardest)) == (0, 0)


def test_a_grouping_of_other_rows_is_refused():
    with pytest.raises(InputError, match="5 vectors but 6 identities"):
        look(*people(2, each=3), [0] * 5)


def test_of_copies_none_is_nearer_to_another_identity():
    for seed in range(20):  # of some, rounding would say that
        X = np.tile(np.random.default_rng(seed).normal(size=300), (12, 1))
        assert look(X, np.repeat([0, 1, 2], [3, 4, 5])).astray.tolist() == [0, 0, 0]
