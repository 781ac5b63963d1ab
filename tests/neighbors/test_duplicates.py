"""Copies and near duplicates: every two of a group pass, chains are cut, what was planted is found."""

import io
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from explorer.errors import InputError, LimitError, ParamsError
from explorer.features.result import Features
from explorer.neighbors import near
from explorer.neighbors.copies import CopiesParams
from explorer.neighbors.copies import find as find_copies
from explorer.neighbors.linkage import complete_groups
from explorer.neighbors.near import NearParams
from explorer.neighbors.near import find as find_near
from explorer.neighbors.result import Pairs
from explorer.neighbors.within import pairs_within
from tests.features.sets import features, normal, of_files, of_images, of_vectors


def near_groups(X, reach, metric="euclidean"):
    X = np.asarray(X, dtype=np.float32)
    return find_near(NearParams(metric=metric, reach=reach), features=Features(X), dataset=of_vectors(X))


def as_sets(groups):
    return {frozenset(np.flatnonzero(groups == number).tolist()) for number in range(groups.max(initial=-1) + 1)}


def linked_by_hand(X, reach):
    """Greedy complete linkage as it is defined, on all pairs."""
    apart = np.sqrt(((X[:, None].astype(np.float64) - X[None]) ** 2).sum(axis=2)).astype(np.float32)
    groups = {row: {row} for row in range(len(X))}
    for a, b in sorted(itertools.combinations(range(len(X)), 2), key=lambda pair: (apart[pair], pair)):
        if apart[a, b] > np.float32(reach) or groups[a] is groups[b]:
            continue
        if all(apart[x, y] <= np.float32(reach) for x in groups[a] for y in groups[b]):
            joined = groups[a] | groups[b]
            groups.update(dict.fromkeys(joined, joined))
    return {frozenset(group) for group in groups.values() if len(group) > 1}


tables = st.integers(1, 40).flatmap(
    lambda n: st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=n, max_size=n)
)


@settings(max_examples=60)
@given(tables, st.floats(0, 4))
def test_it_is_the_greedy_complete_linkage_and_every_pair_passes(table, reach):
    X = np.array(table, dtype=np.float32)
    found = near_groups(X, reach)
    assert as_sets(found.groups) == linked_by_hand(X, reach)
    for number in range(found.n_groups):
        members = np.flatnonzero(found.groups == number)
        apart = np.linalg.norm(X[members, None].astype(np.float64) - X[None, members], axis=2)
        assert apart.max() <= reach * (1 + 1e-6)
        assert found.distances[number] == pytest.approx(apart.max(), abs=1e-6)
        a, b = found.worst[number]
        assert {a, b} <= set(members.tolist())
        assert np.linalg.norm(X[a] - X[b]) == pytest.approx(apart.max(), abs=1e-6)
        assert found.central[number] in members
        assert found.largest[number] == members[0]


@settings(max_examples=30)
@given(st.integers(2, 60), st.integers(0, 2**32 - 1))
def test_the_order_of_rows_changes_nothing_where_no_two_pairs_are_equally_near(n_samples, seed):
    X = normal(n_samples, 2, seed % 1000)
    order = np.random.default_rng(seed).permutation(n_samples)
    shuffled = {frozenset(order[list(group)].tolist()) for group in as_sets(near_groups(X[order], 0.8).groups)}
    assert shuffled == as_sets(near_groups(X, 0.8).groups)


def test_a_chain_never_becomes_one_group():
    found = near_groups([[0.0], [0.9], [2.0], [10.0]], 1.5)  # A~B and B~C, not A~C; A and B are the nearest pair
    assert found.groups.tolist() == [0, 0, -1, -1]
    assert found.worst.tolist() == [[0, 1]]
    assert found.distances.tolist() == pytest.approx([0.9])


def test_equally_near_pairs_are_taken_in_row_order():
    assert near_groups([[0.0], [1.0], [2.0], [3.0]], 1.0).groups.tolist() == [0, 0, 1, 1]


def test_two_groups_are_joined_where_all_of_them_are_near():
    found = near_groups([[0.0], [0.1], [1.0], [1.1], [5.0]], 1.1)
    assert found.groups.tolist() == [0, 0, 0, 0, -1]
    assert found.distances[0] == pytest.approx(1.1)
    assert found.worst[0].tolist() == [0, 3]


def test_all_rows_the_same_are_one_group_and_none_near_are_none():
    same = near_groups(np.ones((20_000, 3)), 0.0)
    assert (same.n_groups, same.sizes.tolist(), same.distances.tolist()) == (1, [20_000], [0.0])
    none = near_groups(normal(50, 3), 1e-6)
    assert (none.n_groups, none.worst.shape) == (0, (0, 2))
    assert near_groups([[1.0]], 1.0).groups.tolist() == [-1]


def test_what_was_planted_is_found():
    random = np.random.default_rng(0)
    X = random.normal(size=(3000, 20)).astype(np.float32)
    sources = random.choice(2000, 200, replace=False)
    X[2000:2200] = X[sources] + random.normal(size=(200, 20)).astype(np.float32) * 1e-3
    found = near_groups(X, 0.05)
    assert as_sets(found.groups) == {frozenset((int(a), 2000 + k)) for k, a in enumerate(sources)}


def test_cosine_looks_at_the_direction():
    X = [[1, 0], [5, 0], [1, 0.01], [0, 1], [0, 0], [0, 0]]
    assert near_groups(X, 0.001, "cosine").groups.tolist() == [0, 0, 0, -1, 1, 1]


def test_bits_that_differ_are_counted():
    X = np.zeros((4, 63), dtype=np.float32)
    X[1, :3] = 1
    X[2, :4] = 1
    X[3, :12] = 1
    found = near_groups(X, 4, "bits")
    assert found.groups.tolist() == [0, 0, 0, -1]
    assert found.distances.tolist() == [4]
    assert near_groups(X, 3, "bits").groups.tolist() == [-1, 0, 0, -1]


def test_what_takes_too_long_is_refused_before_it_starts():
    assert near.refusal(70_000, 784) is None
    why = near.refusal(3_000_000, 512)
    assert isinstance(why, LimitError)
    assert "minutes" in why.message
    with pytest.raises(ParamsError, match="2 vectors for 3 rows"):
        find_near(NearParams(), features=features([[1], [2]]), dataset=of_vectors(np.ones((3, 1), np.float32)))


def test_pairs_in_any_number_are_joined_by_their_order_alone():
    X = normal(400, 2)
    pairs = pairs_within(X, 1.0, "euclidean")
    leaders = complete_groups(400, pairs)
    assert (leaders <= np.arange(400)).all()
    assert (leaders[leaders] == leaders).all()
    assert complete_groups(5, Pairs(np.empty((0, 2), np.int32), np.empty(0, np.float32))).tolist() == [0, 1, 2, 3, 4]


# --- copies ---


def encoded(pixels, form, **options):
    body = io.BytesIO()
    Image.fromarray(pixels).save(body, form, **options)
    return body.getvalue()


@pytest.fixture(scope="module")
def files():
    random = np.random.default_rng(0)
    grey = random.integers(0, 256, (20, 30), dtype=np.uint8)
    other = random.integers(0, 256, (40, 50, 3), dtype=np.uint8)
    png = encoded(grey, "PNG")
    return of_files(
        [
            png,
            encoded(np.repeat(grey[..., None], 3, axis=2), "PNG"),  # the same picture, as three equal colours
            encoded(other, "PNG"),
            png,
            encoded(grey, "PNG", compress_level=0),
            encoded(other, "JPEG"),  # nearly the same, not the same
            encoded(grey[:, ::-1].copy(), "PNG"),
        ]
    )


def test_the_same_bytes_and_the_same_pixels_are_two_kinds(files):
    by_bytes = find_copies(CopiesParams(), dataset=files)
    assert by_bytes.groups.tolist() == [0, -1, -1, 0, -1, -1, -1]
    by_pixels = find_copies(CopiesParams(compare="pixels"), dataset=files)
    assert by_pixels.groups.tolist() == [0, 0, -1, 0, 0, -1, -1]
    sizes = [len(files.images.read(row)) for row in (0, 1, 3, 4)]
    assert by_pixels.largest.tolist() == [(0, 1, 3, 4)[int(np.argmax(sizes))]]
    assert by_pixels.central.tolist() == [0]
    assert by_pixels.distances.tolist() == [0]


def test_arrays_and_vectors_are_compared_number_by_number():
    images = np.random.default_rng(0).integers(0, 255, (9, 4, 4), dtype=np.uint8)
    images[7] = images[2]
    images[8] = images[1]
    found = find_copies(CopiesParams(), dataset=of_images(images))
    assert as_sets(found.groups) == {frozenset((2, 7)), frozenset((1, 8))}
    assert found.groups[1] == 0  # of two as large groups the one that begins first
    vectors = np.array([[0.0, 1], [-0.0, 1], [1, 0]], dtype=np.float32)
    assert find_copies(CopiesParams(), dataset=of_vectors(vectors)).groups.tolist() == [0, 0, -1]
    with pytest.raises(InputError, match="no pictures"):
        find_copies(CopiesParams(compare="pixels"), dataset=of_vectors(vectors))
