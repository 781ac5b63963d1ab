"""Which known row and identity a new row is nearest to: by hand, degenerate, and better than chance on digits."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from explorer.comparison import Identities
from explorer.comparison.newcomers import NewcomersParams
from explorer.comparison.newcomers.nearest import count_beyond, fit
from explorer.errors import InputError
from explorer.ui.people.newcomers import made_otherwise, no_direction
from tests.features.sets import features


def found(X, new, codes=None, names=("Ann", "Bob"), before=None, **params):
    who = None if codes is None else Identities(np.array(codes, dtype=np.int32), names)
    first, second = (None, None) if before is None else map(features, before)
    return fit(
        NewcomersParams(**params),
        features=features(X),
        new=features(new),
        identities=who,
        before=first,
        new_before=second,
    )


def test_rows_and_centres_by_hand():
    # Ann points along x and, once, along y: her centre is the diagonal. Bob points along -x.
    X = [[2, 0], [0, 5], [-1, 0], [9, -9]]
    result = found(X, [[3, 3], [-4, 0], [0, 1]], codes=[0, 0, 1, -1], n_nearest=2)

    assert result.rows.tolist() == [[0, 1], [2, 1], [1, 0]]
    np.testing.assert_allclose(result.similarity[0], [np.sqrt(0.5)] * 2, atol=1e-6)
    assert result.identity.tolist() == [0, 1, 0]
    np.testing.assert_allclose(result.to_identity, [1, 1, np.sqrt(0.5)], atol=1e-6)


def test_vectors_made_otherwise_are_found_out_by_their_length():
    result = found([[3, 4], [5, 0], [0, 50]], [[0.3, 0.4]])
    assert result.lengths == pytest.approx((5, 0.5))
    assert "0.1 times as long" in made_otherwise(result)
    assert "are 1,000 times as long" in made_otherwise(found([[3, 4], [5, 0]], [[3000, 4000]]))
    assert made_otherwise(found([[3, 4], [5, 0]], [[0, 6]])) == ""
    assert made_otherwise(found([[0, 0]], [[0, 6]])) == ""


def unit(X):
    return X / np.linalg.norm(X, axis=1, keepdims=True)


def lengthy(n, seed=0):
    """Vectors whose lengths are about 1, half of them between 0.9 and 1.1."""
    random = np.random.default_rng(seed)
    return unit(random.normal(size=(n, 8)) + 1) * random.normal(1, 0.15, (n, 1)).clip(0.5, 1.5)


def test_vectors_scaled_to_length_one_are_told_from_those_that_were_not_both_ways():
    known, new = lengthy(400), lengthy(30, seed=1)
    assert "The new vectors are of length 1, the known ones aren't" in made_otherwise(found(known, unit(new)))
    assert "The known vectors are of length 1, the new ones aren't" in made_otherwise(found(unit(known), new))
    coarse = unit(new).astype(np.float16)
    assert "of length 1" in made_otherwise(found(known, coarse))


def test_nobody_is_accused_of_lengths_that_are_alike_or_came_by_chance():
    known, new = lengthy(400), lengthy(30, seed=1)
    assert made_otherwise(found(known, new)) == ""
    assert made_otherwise(found(unit(known), unit(new))) == ""
    by_chance = known[np.argmin(np.abs(np.linalg.norm(known, axis=1) - 1))]
    assert made_otherwise(found(known, [by_chance])) == ""  # a row in forty is as near to 1
    assert made_otherwise(found(known[:3], unit(new[:1]))) == ""  # of three nothing can be said


def test_lengths_are_those_before_the_preprocessing():
    known, new = lengthy(400), lengthy(30, seed=1)
    after = known - known.mean(axis=0), unit(new) - known.mean(axis=0)
    result = found(*after, before=(known, unit(new)))
    assert result.unit[1] == 1
    assert result.unit[0] < 0.1
    assert result.lengths_before == pytest.approx((np.median(np.linalg.norm(known, axis=1)), 1), abs=1e-6)
    assert "of length 1" in made_otherwise(result)
    assert "of length 1" not in made_otherwise(found(*after))


def test_rows_of_next_to_no_length_are_counted_and_told():
    assert no_direction(found([[1, 0], [0, 1]], [[1, 1]])) == ""
    assert "1 new row is next to nothing" in no_direction(found([[1, 0], [0, 1]], [[1e-7, 0], [1, 1]]))
    assert found([[1, 0], [0, 1]], [[1e-7, 0], [0, 0], [1e-3, 0]]).n_faint == 2


def test_one_known_row_that_is_far_too_long_takes_nobodys_direction():
    known = np.eye(8)
    known[3] *= 1e9
    assert found(known, np.eye(8)).n_faint == 0


def test_numbers_beyond_the_known_by_hand():
    known = np.array([[0, 5], [2, 5], [1, 5]])

    assert count_beyond(known, known) == 0
    assert count_beyond(known, np.array([[-1, 5], [3, 6], [1, 5.00001]])) == 3
    assert found(known, [[-1, 5], [1, 5]]).share_beyond == 0.25
    assert found(known, known).usual == 0.5


OTHERWISE = {
    "centred": lambda X, mean, spread: X - mean,  # noqa: ARG005
    "standardised": lambda X, mean, spread: (X - mean) / spread,
    "in another order": lambda X, mean, spread: X[:, ::-1],  # noqa: ARG005
    "negated": lambda X, mean, spread: -X,  # noqa: ARG005
}


@pytest.mark.parametrize("how", OTHERWISE)
def test_vectors_of_the_same_length_that_were_made_otherwise_are_found_out(how):
    X, _ = load_digits(return_X_y=True)
    mean, spread = X.mean(axis=0), X.std(axis=0) + (X.std(axis=0) == 0)
    new = OTHERWISE[how](X[1500:] + np.linspace(0, 1, 64), mean, spread)
    new *= np.median(np.linalg.norm(X, axis=1)) / np.median(np.linalg.norm(new, axis=1))

    assert "lower or higher than any that the known ones have" in made_otherwise(found(X[:1500], new))


def test_rows_of_the_same_kind_are_not_accused_not_even_those_of_a_digit_that_was_not_known():
    X, digit = load_digits(return_X_y=True)

    assert made_otherwise(found(X[:1500], X[1500:])) == ""
    for left_out in range(10):
        assert made_otherwise(found(X[digit != left_out], X[digit == left_out])) == ""
    for row in range(0, 1500, 100):
        assert made_otherwise(found(np.delete(X, row, axis=0), X[[row]])) == ""


def test_without_identities_and_without_direction():
    result = found([[1, 0], [0, 1]], [[0, 0], [1, 1]])
    assert result.identity.tolist() == [-1, -1]
    assert np.isnan(result.to_identity).all()
    assert result.similarity[0].tolist() == [0]
    assert found([[1, 0]], [[2, 0]], n_nearest=5).rows.tolist() == [[0]]


def test_zeros_are_like_nobody_and_nobody_is_like_zeros():
    # Ann's only row has no direction, and Bob's points the other way: he is nearest all the same.
    result = found([[0, 0], [-1, 0]], [[0, 0], [1, 0]], codes=[0, 1])
    assert result.identity.tolist() == [-1, 1]
    assert np.isnan(result.to_identity[0])
    assert result.to_identity[1] == -1
    assert found([[0, 0]], [[1, 0]], codes=[0], names=("Ann",)).identity.tolist() == [-1]


def test_new_digits_are_recognised_and_shuffled_names_are_not():
    X, true = load_digits(return_X_y=True)
    names = tuple("0123456789")
    right = found(X[:1500], X[1500:], true[:1500], names).identity == true[1500:]
    mixed = found(X[:1500], X[1500:], np.random.default_rng(0).permutation(true[:1500]), names).identity
    assert right.mean() > 0.8
    assert (mixed == true[1500:]).mean() < 0.3


def test_what_cannot_be_compared_is_refused_in_words():
    with pytest.raises(InputError, match="have 3 dimensions; those they are to be compared with have 2"):
        found([[1, 0]], [[1, 2, 3]])
    with pytest.raises(InputError, match=r"1 of 2 new rows hold NaN or an infinity \(first: number 1\)"):
        found([[1, 0]], [[1, 2], [np.nan, 0]])
    with pytest.raises(InputError, match="1 vectors but 2 identities"):
        found([[1, 0]], [[1, 0]], codes=[0, 1])
