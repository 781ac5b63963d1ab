"""Agreement: exact, degenerate and by hand, against scikit-learn; noise and rows without identity."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from sklearn.metrics import adjusted_rand_score

from explorer.comparison import Agreement, Identities, IdentitiesParams, agree, identities, in_words
from explorer.comparison.contingency import Contingency
from explorer.comparison.pairs import adjusted_rand
from explorer.comparison.tally import tally
from explorer.dataset import Column, Dataset
from explorer.errors import InputError
from explorer.recipe import Recipe
from explorer.store import Store
from tests.comparison.groupings import clustering, counted, pairs_of_labels, table


def huge(*cells):
    a, b, counts = np.array(cells, dtype=np.int64).T
    return Contingency(a, b, counts, int(a.max()) + 1, int(b.max()) + 1)


def by_definition(a, b):
    """Hubert & Arabie's index over all pairs, one by one, in fractions."""
    pairs = list(combinations(range(len(a)), 2))
    same_a = [a[i] == a[j] for i, j in pairs]
    same_b = [b[i] == b[j] for i, j in pairs]
    both = sum(x and y for x, y in zip(same_a, same_b, strict=True))
    expected = Fraction(sum(same_a) * sum(same_b), len(pairs)) if pairs else Fraction(0)
    most = Fraction(sum(same_a) + sum(same_b), 2)
    return float((both - expected) / (most - expected)) if most != expected else 1.0


def test_by_hand():
    # 6 rows, 15 pairs; same in A 6, in B 3, in both 2; expected 6 * 3 / 15 = 1.2; (2 - 1.2) / (4.5 - 1.2)
    a, b = [0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 2, 2]
    assert np.column_stack([table(a, b).a, table(a, b).b, table(a, b).counts]).tolist() == [
        [0, 0, 2],
        [0, 1, 1],
        [1, 1, 1],
        [1, 2, 2],
    ]
    assert adjusted_rand(counted(a, b)) == pytest.approx(0.8 / 3.3, abs=1e-15)


@given(pairs_of_labels)
def test_it_is_the_definition_and_scikit_learns(pair):
    a, b = pair
    found = adjusted_rand(counted(a, b))
    assert found == by_definition(a, b)
    assert found == pytest.approx(adjusted_rand_score(a, b), abs=1e-12)
    assert found == adjusted_rand(counted(b, a))
    assert found <= 1


@pytest.mark.parametrize(
    ("a", "b", "ari"),
    [
        ([0, 0, 0, 0], [0, 0, 0, 0], 1.0),
        ([0, 1, 2, 3], [3, 1, 0, 2], 1.0),
        ([0, 0, 0, 0], [0, 1, 2, 3], 0.0),
        ([0, 0, 0, 0], [0, 0, 1, 1], 0.0),
        ([0], [0], 1.0),
        ([0, 0, 1, 1], [1, 1, 0, 0], 1.0),
        ([0, 0, 1, 1], [0, 1, 0, 1], -0.5),
    ],
    ids=["one group each", "all alone", "one and all alone", "one and two", "one row", "renamed", "crossed"],
)
def test_the_edges(a, b, ari):
    assert adjusted_rand(counted(a, b)) == ari
    assert adjusted_rand_score(a, b) == ari


def test_a_million_rows_do_not_overflow():
    random = np.random.default_rng(0)
    a = random.integers(0, 3, 1_000_000)
    b = np.where(random.random(1_000_000) < 0.5, a, random.integers(0, 3, 1_000_000))
    assert adjusted_rand(counted(a, b)) == pytest.approx(adjusted_rand_score(a, b), abs=1e-14)
    assert adjusted_rand(tally(huge((0, 0, 4_000_000_000)))) == 1.0
    assert adjusted_rand(tally(huge((0, 0, 2_000_000_000), (0, 1, 2_000_000_000)))) == 0.0


def test_two_random_groupings_agree_by_chance_only():
    random = np.random.default_rng(0)
    scores = [adjusted_rand(counted(*random.integers(0, 8, (2, 2000)))) for _ in range(30)]
    assert abs(np.mean(scores)) < 0.002
    assert max(np.abs(scores)) < 0.01


def test_noise_is_one_group_and_comes_first():
    found = agree(clustering(-1, -1, 0, 0, 0, 1), clustering(0, 0, 0, 1, 1, 1))
    assert found.names_a == ("noise", "0", "1")
    assert found.names_b == ("0", "1")
    assert found.cells.tolist() == [[0, 0, 2], [1, 0, 1], [1, 1, 2], [2, 1, 1]]
    assert (found.noise_a, found.noise_b) == (0, None)
    assert (found.n_samples, found.n_left_out) == (6, 0)
    assert found.ari == pytest.approx(adjusted_rand_score([-1, -1, 0, 0, 0, 1], [0, 0, 0, 1, 1, 1]))


def test_all_noise_agrees_with_all_noise_and_with_nothing_else():
    assert agree(clustering(-1, -1, -1), clustering(-1, -1, -1)).ari == 1
    assert agree(clustering(-1, -1, -1), clustering(0, 1, 2)).ari == 0


def people(codes, names, missing):
    column = Column("category", np.array(codes, dtype=np.uint8), names, missing)
    rows = np.arange(len(codes), dtype=np.uint32)
    vectors = np.zeros((len(codes), 2), dtype=np.float32)
    return Dataset("", rows, vectors, columns={"name": column}, identity="name")


def test_rows_without_identity_are_left_out_and_counted():
    known = identities.fit(IdentitiesParams(), dataset=people([3, 0, 1, 1, 3, 0], ("", "Ann", "Bob", "Cy"), missing=0))
    assert known.names == ("Ann", "Cy")  # nobody is called Bob
    assert known.codes.tolist() == [1, -1, 0, 0, 1, -1]
    found = agree(clustering(0, 0, 1, 1, 0, 1), known)
    assert (found.n_samples, found.n_left_out) == (4, 2)
    assert found.names_b == ("Ann", "Cy")
    assert found.cells.tolist() == [[0, 1, 2], [1, 0, 2]]
    assert found.ari == 1
    assert agree(known, clustering(0, 0, 1, 1, 0, 1)).cells.tolist() == [[0, 1, 2], [1, 0, 2]]


def test_without_any_identity_there_is_nothing_to_compare():
    nobody = identities.fit(IdentitiesParams(), dataset=people([0, 0], ("",), missing=0))
    with pytest.raises(InputError, match="No row has an identity"):
        agree(clustering(0, 1), nobody)
    plain = Dataset("", np.arange(2, dtype=np.uint32), np.zeros((2, 2), dtype=np.float32))
    with pytest.raises(InputError, match="no identity column"):
        identities.fit(IdentitiesParams(), dataset=plain)
    numbers = Column("number", np.array([0.5, 1.5], dtype=np.float32))
    measured = Dataset("", plain.rows, plain.vectors, columns={"age": numbers}, identity="age")
    with pytest.raises(InputError, match="'age' holds measured numbers"):
        identities.fit(IdentitiesParams(), dataset=measured)


def test_groupings_of_different_rows_are_refused():
    with pytest.raises(InputError, match="2 rows, the other 3"):
        agree(clustering(0, 1), clustering(0, 1, 0))


def test_an_agreement_is_kept_and_read_back(tmp_path):
    found = agree(clustering(-1, -1, 0, 0, 0, 1), clustering(0, 0, 0, 1, 1, 1))
    store, recipe = Store(tmp_path), Recipe("comparison.agreement", 2, {})
    store.write(recipe, found, 0.1)
    again = store.read(recipe, Agreement)
    for name, value in vars(found).items():
        assert np.array_equal(getattr(again, name), value), name


def test_identities_are_kept_and_read_back(tmp_path):
    known = Identities(np.array([0, -1, 1], dtype=np.int32), ("Ann", "Zoë"))
    store, recipe = Store(tmp_path), Recipe("comparison.identities", 1, {})
    store.write(recipe, known, 0.1)
    again = store.read(recipe, Identities)
    assert again.names == known.names
    assert np.array_equal(again.codes, known.codes)
    with pytest.raises(ValueError, match="no name"):
        Identities(np.array([2], dtype=np.int32), ("Ann", "Zoë"))


@pytest.mark.parametrize(
    ("ari", "words"),
    [
        (1.0, "1.00: the same grouping"),
        (0.9999, "above 0.99: nearly the same grouping"),
        (0.994, "0.99: nearly the same grouping"),
        (0.85, "0.85: good agreement"),
        (0.65, "0.65: moderate agreement"),
        (0.64, "0.64: some agreement"),
        (0.2, "0.20: little agreement"),
        (0.0698, "0.07: almost no agreement beyond chance"),
        (0.004, "0.00: no agreement beyond chance"),
        (0.0, "0.00: no agreement beyond chance"),
        (-0.004, "0.00: no agreement beyond chance"),
        (-0.06, "-0.06: less than chance would give"),
    ],
)
def test_in_words(ari, words):
    assert in_words(ari) == words
