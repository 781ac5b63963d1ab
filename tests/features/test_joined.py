"""Several blocks of features in one space: each counts as its weight says, whatever its units."""

from typing import Any

import numpy as np
import pytest

from explorer.errors import InputError, ParamsError
from explorer.features.joined import JoinedParams, joined
from tests.features.sets import features, normal


def test_by_hand():
    # Mean squared distances to the mean: 1 and 100.
    one, other = features([[0], [2]]), features([[0], [20]])
    result = joined(JoinedParams((1, 4)), block_0=one, block_1=other)
    assert result.X.tolist() == [[0, 0], [2, 4]]
    assert "1 dimensions at 20%" in result.note
    assert "1 dimensions at 80%" in result.note


def test_weights_are_shares_of_squared_distance():
    blocks: Any = {f"block_{i}": features(normal(200, 5 * (i + 1), seed=i) * 10**i) for i in range(3)}
    result = joined(JoinedParams((1, 2, 5)), **blocks)
    centred = (result.X - result.X.mean(axis=0)) ** 2
    parts = [centred[:, start:stop].sum() / 200 for start, stop in ((0, 5), (5, 15), (15, 30))]
    assert parts == pytest.approx([1, 2, 5], rel=1e-4)


def test_a_block_that_says_nothing_is_0():
    result = joined(JoinedParams(), block_0=features(np.full((3, 2), 0.1)), block_1=features([[0], [1], [2]]))
    assert (result.X[:, :2] == 0).all()
    assert "all rows are alike" in result.note


def test_many_blocks_are_in_the_order_of_their_numbers():
    blocks: Any = {f"block_{i}": features([[0], [1.0]]) for i in (5, 3, 0, 1, 4, 2)}
    weights = (1, 4, 9, 16, 25, 36)
    result = joined(JoinedParams(weights), **blocks)
    assert result.X[1].tolist() == pytest.approx([2, 4, 6, 8, 10, 12])


@pytest.mark.parametrize(
    "weights", [(), (1,), (1,) * 7, (1, 0), (1, -1), (1, float("nan")), (1, "a"), (1, True), (1, 2e3)]
)
def test_weights_that_can_t_be_are_refused(weights):
    with pytest.raises(ParamsError, match="weights"):
        JoinedParams(weights)


def test_whole_numbers_are_the_same_weights():
    assert JoinedParams((1, 2)) == JoinedParams((1.0, 2.0))
    assert JoinedParams((1, 2)).as_dict() == {"weights": [1.0, 2.0]}


def test_blocks_that_don_t_fit_are_refused():
    with pytest.raises(InputError, match="different rows"):
        joined(JoinedParams(), block_0=features([[0], [1]]), block_1=features([[0]]))
    one = features([[0], [1]])
    with pytest.raises(ParamsError, match="3 blocks and 2 weights"):
        joined(JoinedParams(), block_0=one, block_1=one, block_2=one)
