"""Where rows stand: by hand, by the definition row by row, and at the edges."""

import numpy as np
import pytest

from explorer.comparison.identity import Standing, centres
from explorer.comparison.identity import standing as module
from explorer.errors import InputError
from explorer.recipe import Recipe
from explorer.store import Store
from tests.comparison.identity.people import people, stand


def by_definition(X, codes):
    U = X / np.linalg.norm(X, axis=1, keepdims=True)
    own, best, rival = [], [], []
    for row, code in enumerate(codes):
        others = [U[(codes == other) & (np.arange(len(X)) != row)].sum(0) for other in range(codes.max() + 1)]
        like = [U[row] @ total / np.linalg.norm(total) for total in others]
        own.append(like[code])
        like[code] = -2
        best.append(max(like))
        rival.append(int(np.argmax(like)))
    return own, best, rival


def test_by_hand():
    # a points to 0 and 90 degrees, b to 90 and 180.
    found = stand([[1, 0], [0, 2], [0, 1], [-3, 0]], [0, 0, 1, 1])

    assert found.own == pytest.approx([0, 0, 0, 0], abs=1e-7)
    assert found.best == pytest.approx([-np.sqrt(0.5), np.sqrt(0.5), np.sqrt(0.5), -np.sqrt(0.5)])
    assert found.rival.tolist() == [1, 1, 0, 0]
    assert found.sizes.tolist() == [2, 2]
    assert (found.same.sum(), found.different.sum(), found.every) == (4, 4, 1)


def test_it_is_the_definition_whatever_the_blocks(monkeypatch):
    X, codes = people(9, each=4)
    own, best, rival = by_definition(X, codes)
    for values, rows in ((4_000_000, 8192), (20, 5)):
        monkeypatch.setattr(centres, "BLOCK_VALUES", values)
        monkeypatch.setattr(centres, "BLOCK_ROWS", rows)
        found = stand(X, codes)
        assert found.own == pytest.approx(own, abs=1e-5)
        assert found.best == pytest.approx(best, abs=1e-5)
        assert found.rival.tolist() == rival
        assert found.different.sum() == len(X) * 8


def test_rows_in_any_order_stand_the_same():
    X, codes = people(6)
    order = np.random.default_rng(1).permutation(len(X))

    assert stand(X[order], codes[order]).own == pytest.approx(stand(X, codes).own[order], abs=1e-6)


def test_one_row_of_an_identity_and_rows_without():
    X, codes = people(3, each=3)
    codes[-2:] = -1
    found = stand(X, codes)

    assert np.isnan(found.own[-3:]).all()  # p2 has one row left, two have no name
    assert np.isfinite(found.own[:-3]).all()
    assert np.isfinite(found.best).all()  # whom they are like is known all the same
    assert found.same.sum() == 6
    assert found.different.sum() == 7 * 2


def test_one_identity_and_none_at_all():
    X, _ = people(2)
    alone, nobody = stand(X, np.zeros(10, int)), stand(X, np.full(10, -1))

    assert np.isfinite(alone.own).all()
    assert np.isnan(alone.best).all()
    assert set(alone.rival.tolist()) == set(nobody.rival.tolist()) == {-1}
    assert (alone.near, nobody.near) == (None, None)


def test_a_row_of_zeros_and_rows_that_cancel_out_are_like_nothing():
    found = stand([[0, 0], [1, 0], [1, 0], [0, 1], [0, -1], [0, 1]], [0, 0, 0, 1, 1, 1])

    assert found.own[0] == 0
    assert found.own[4] == pytest.approx(-1)
    assert found.own[3] == 0  # the other two are opposite
    assert found.rival.tolist() == [-1, 1, 1, 0, 0, 0]  # of directions: the zeros aren't like the first of all
    assert found.best[0] == 0


def test_a_row_whose_identity_has_but_blank_ones_beside_it_is_alone():
    found = stand([[1, 0], [0, 0], [0, 0], [0, 1], [1, 1], [0, 0]], [0, 0, 0, 1, 1, -1])

    assert np.isnan(found.own).tolist() == [True, False, False, False, False, True]
    assert found.own[1:5] == pytest.approx([0, 0, np.sqrt(0.5), np.sqrt(0.5)])


def test_identities_with_exactly_equal_vectors_are_found_in_any_order_and_blank_rows_are_none():
    a, b, c, signed, blank = [1, 0, 0.5], [0, 2, 0], [0, 2, 1e-6], [1, -0.0, 0.5], [0, 0, 0]
    rows = [a, b, b, a, a, a, c, blank, blank, blank, b, signed, blank, a]
    found = stand(rows, [0, 0, 1, 1, 1, 2, 2, 3, 4, 4, 5, 5, 5, 6])

    assert found.twin.tolist() == [-1, 0, -1, -1, -1, 0, -1]


def test_all_alike():
    found = stand(np.ones((6, 4)), [0, 0, 0, 1, 1, 1])

    assert found.own == pytest.approx(np.ones(6))
    assert found.near == pytest.approx(1)


def test_many_pairs_are_counted_in_part(monkeypatch):
    X, codes = people(10)
    monkeypatch.setattr(module, "MOST_COUNTED", 100)
    found = stand(X, codes)

    assert found.every == 5
    assert found.different.sum() == 10 * 9


def test_other_rows_are_refused_and_results_are_kept(tmp_path):
    with pytest.raises(InputError, match="3 vectors but 2 identities"):
        stand(np.ones((3, 2)), [0, 1])
    found = stand(*people(3))
    store, recipe = Store(tmp_path), Recipe("comparison.standing", 1, {})
    store.write(recipe, found, 0.1)
    assert store.read(recipe, Standing).rival.tolist() == found.rival.tolist()


# a opposite to b and c; the rows of the last are blank, or cancel each other out but for rounding
THIRDS = [[0, 2], [3**0.5, -1], [-(3**0.5), -1]]


@pytest.mark.parametrize("rows", [[[0, 0]] * 3, THIRDS])
def test_an_identity_without_direction_is_nobodys_rival(rows):
    found = stand([[1, 0], [1, 0], [-1, 0.1], [-1, 0.1], *rows], [0, 0, 1, 1, 2, 2, 2])

    assert found.rival[:4].tolist() == [1, 1, 0, 0]
    assert found.best[:4] == pytest.approx([-0.995037] * 4, abs=1e-5)
    assert found.different.sum() == 4 + 2 * 3  # none with that one's centre
