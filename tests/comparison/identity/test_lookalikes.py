"""Lookalikes: against plain loops, by hand, and at the edges; and the matrix of chosen ones."""

import numpy as np
import pytest

from explorer.comparison.identity import IdentityMatrixParams, LookalikesParams, lookalikes, matrix
from explorer.comparison.identity import centres as blocks
from explorer.errors import LimitError, ParamsError
from explorer.features.result import Features
from tests.comparison.identity.people import named, people


def alike(X, codes, **params):
    X = np.asarray(X, dtype=np.float32)
    return lookalikes.fit(LookalikesParams(**params), features=Features(X), identities=named(codes))


def table(X, codes, chosen, **params):
    X = np.asarray(X, dtype=np.float32)
    asked = IdentityMatrixParams(chosen=tuple(chosen), **params)
    return matrix.fit(asked, features=Features(X), identities=named(codes))


@pytest.mark.parametrize("measure", ["centre", "best pair"])
def test_it_is_what_loops_give(measure, monkeypatch):
    X, codes = people(8, each=4, noise=2)
    order = np.random.default_rng(0).permutation(len(X))
    X, codes = X[order], codes[order]
    U = X / np.linalg.norm(X, axis=1, keepdims=True)
    like = np.zeros((8, 8))
    for a in range(8):
        for b in range(8):
            sums = U[codes == a].sum(0), U[codes == b].sum(0)
            centre = sums[0] @ sums[1] / np.linalg.norm(sums[0]) / np.linalg.norm(sums[1])
            like[a, b] = centre if measure == "centre" else (U[codes == a] @ U[codes == b].T).max()
    np.fill_diagonal(like, -2)
    for values in (4_000_000, 10):
        monkeypatch.setattr(blocks, "BLOCK_VALUES", values)
        monkeypatch.setattr(lookalikes, "BLOCK_VALUES", values)
        found = alike(X, codes, measure=measure, n_nearest=3)
        assert found.nearest.tolist() == np.argsort(-like, axis=1)[:, :3].tolist()
        assert found.similarity == pytest.approx(-np.sort(-like, axis=1)[:, :3], abs=1e-5)
    assert (codes[found.rows] == np.arange(8)[:, None]).all()
    assert (codes[found.others] == found.nearest).all()
    if measure == "best pair":
        assert np.einsum("abi,abi->ab", U[found.rows], U[found.others]) == pytest.approx(found.similarity, abs=1e-5)


def test_one_copy_is_enough_for_the_best_pair_and_not_for_the_centre():
    X, codes = people(6, each=5)
    X[0] = X[5]  # one row of p0 is one of p1's
    best, centre = (alike(X, codes, measure=measure) for measure in ("best pair", "centre"))

    assert best.nearest[0, 0] == 1
    assert best.similarity[0, 0] == pytest.approx(1)
    assert (best.rows[0, 0], best.others[0, 0]) == (0, 5)
    assert centre.similarity[0].max() < 0.6


def test_few_identities_and_rows_without():
    X, codes = people(3, each=3)
    assert alike(X, codes).nearest.shape == (3, 2)
    assert alike(X, np.zeros(9, int)).nearest.shape == (1, 0)
    assert alike(X, np.full(9, -1)).nearest.shape == (0, 0)
    codes[:3] = -1
    codes[3:] -= 1
    found = alike(X, codes, measure="best pair")
    assert found.nearest.tolist() == [[1], [0]]
    assert found.rows.min() >= 3


@pytest.mark.parametrize("measure", ["centre", "best pair"])
def test_nobody_looks_like_an_identity_or_a_row_without_direction(measure):
    X = [[0, 0], [1, 0], [-1, 0.1], [-1, 0.1], [0, 0], [0, 0]]  # the first two are opposite, the third is blank
    found = alike(X, [0, 0, 1, 1, 2, 2], measure=measure)

    assert found.nearest.tolist() == [[1, 2], [0, 2], [0, 1]]
    assert found.similarity[:2] == pytest.approx(np.array([[-0.995037, 0]] * 2), abs=1e-6)
    assert found.similarity[2].tolist() == [0, 0]
    assert found.rows[:2, 0].tolist() == [1, 2]
    assert found.others[:2, 0].tolist() == [2, 1]
    pair = table(X, [0, 0, 1, 1, 2, 2], [0, 1], measure=measure)
    assert pair.similarity[0, 1] == pytest.approx(-0.995037, abs=1e-6)


def test_what_takes_too_long_is_refused():
    with pytest.raises(LimitError, match="Compare centres"):
        lookalikes.check_pairs(300_000, 512)
    lookalikes.check_pairs(70_000, 512)


def test_the_matrix_puts_alike_ones_together():
    directions = np.array([[1, 0, 0], [0, 1, 0], [1, 0.2, 0], [0, 1, 0.2]])
    found = table(np.repeat(directions, 2, axis=0), np.repeat(np.arange(4), 2), [0, 1, 2, 3])

    places = {code: place for place, code in enumerate(found.codes.tolist())}
    assert abs(places[0] - places[2]) == abs(places[1] - places[3]) == 1
    a, b = places[0], places[2]
    assert found.similarity[a, b] == pytest.approx(1 / np.sqrt(1.04))
    assert np.diag(found.similarity).tolist() == [1, 1, 1, 1]
    assert np.array_equal(found.similarity, found.similarity.T)


def test_the_matrix_of_pairs_of_some_and_of_none():
    X, codes = people(5, each=3)
    found = table(X, codes, [4, 1, 1], measure="best pair")
    U = X / np.linalg.norm(X, axis=1, keepdims=True)

    assert sorted(found.codes.tolist()) == [1, 4]
    assert found.similarity[0, 1] == pytest.approx((U[3:6] @ U[12:].T).max(), abs=1e-6)
    assert table(X, codes, []).similarity.shape == (0, 0)
    with pytest.raises(ParamsError, match="no identity number 5"):
        table(X, codes, [5])
    with pytest.raises(ParamsError, match="101 identities are more"):
        table(X, codes, range(101))
