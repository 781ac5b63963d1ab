"""What comes back beside its row and two baselines: by hand, perfect, without direction; and shuffled is no better."""

import numpy as np
import pytest

from explorer.comparison.returning import ReturnedParams
from explorer.comparison.returning.held_out import cosines, fit
from explorer.errors import InputError
from tests.features.sets import features, normal


def measured(X, new, back):
    return fit(ReturnedParams(), features=features(X), new=features(new), back=features(back))


def test_by_hand():
    # The mean of (4, 0) and (0, 4) is (2, 2). Held out is (3, 0): it comes back as (0, 5), at a right angle.
    found = measured([[4, 0], [0, 4]], [[3, 0]], [[0, 5]])
    assert found.back.tolist() == [0]
    assert found.nearest.tolist() == [1]
    np.testing.assert_allclose(found.mean, [np.sqrt(0.5)], atol=1e-6)
    # squared errors: 9 + 25 for what came back, 1 for the nearest row, 1 + 4 for the mean
    np.testing.assert_allclose(found.explained, [1 - 34 / 5, 1 - 1 / 5])
    assert found.n_fitted == 2


def test_rows_that_come_back_themselves_are_perfect_and_shuffled_ones_are_not():
    X = normal(300, 8)
    new, fitted = X[:60], X[60:]
    perfect = measured(fitted, new, new)
    assert perfect.back.tolist() == pytest.approx([1] * 60, abs=1e-6)
    assert perfect.explained[0] == 1
    shuffled = measured(fitted, new, np.random.default_rng(0).permutation(new))
    assert np.median(shuffled.back) < np.median(shuffled.nearest) - 0.1
    assert shuffled.explained[0] < 0


def test_what_has_no_direction_is_like_nothing():
    assert cosines(np.zeros((1, 3)), np.ones((1, 3))).tolist() == [0]
    centred = np.array([[1, 0], [-1, 1e-9]], dtype=np.float32)
    assert measured(centred, [[1, 0]], [[1, 0]]).mean.tolist() == [0]
    assert measured([[1, 1]], [[1, 1]], [[1, 1]]).explained == (None, None)


def test_other_rows_are_refused_in_words():
    with pytest.raises(InputError, match="have 3 dimensions; those they are to be compared with have 2"):
        measured([[1, 0]], [[1, 2, 3]], [[1, 2, 3]])
    with pytest.raises(InputError, match="2 vectors came back for 1 rows held out"):
        measured([[1, 0]], [[1, 2]], [[1, 2], [3, 4]])
