"""Figures about identities: two distributions, tiles on one canvas, the matrix and the graph of lookalikes."""

import numpy as np
import pytest

from explorer.comparison.identity import IdentityMatrix
from explorer.figures import DARK, LIGHT, Tile, kin_graph, kin_matrix, multiples, similarity


def test_two_distributions_are_shares_of_their_own_pairs():
    same, different = np.zeros(2000, int), np.zeros(2000, int)
    same[1800], different[1200:1204] = 10, 1000
    drawn = similarity(same, different, {"from here": 0.5, "nowhere": None}, LIGHT)
    other, own, line = drawn.figure.data

    assert sum(other.y) == pytest.approx(1)
    assert sum(own.y) == pytest.approx(1)
    assert own.x[int(np.argmax(own.y))] == pytest.approx(0.8, abs=0.01)
    assert len(own.x) <= 80
    assert "10 pairs of a row and its own identity, 4,000 of a row and another" in drawn.alt
    assert "Lines: from here 0.500." in drawn.alt
    assert line.name == "from here 0.500"
    assert [shape.x0 for shape in drawn.figure.layout.shapes] == [0.5]


def test_no_pairs_at_all_are_drawn_empty():
    drawn = similarity(np.zeros(2000, int), np.zeros(2000, int), {}, LIGHT)
    assert "0 pairs" in drawn.alt


def test_tiles_are_two_traces_however_many_maps():
    random = np.random.default_rng(0)
    maps = [random.normal(size=(5000, 2 + number % 2)) * 10**number for number in range(7)]
    tiles = [Tile(f"<b>{number}", Y.astype(np.float32), ["#000000", "#ffffff"]) for number, Y in enumerate(maps)]
    drawn = multiples(tiles, np.array([3, 4]), LIGHT)
    behind, chosen = drawn.figure.data

    assert len(chosen.x) == len(chosen.marker.color) == 14
    assert len(behind.x) <= 7 * 1700
    for k in range(7):  # each in its own tile, in the order of reading
        column, line = k % 3, k // 3
        assert (np.floor(chosen.x[2 * k : 2 * k + 2] / 1.16) == column).all()
        assert (-np.ceil(chosen.y[2 * k : 2 * k + 2] / 1.16) == line).all()
    assert drawn.figure.layout.annotations[0].text == "&lt;b&gt;0"


def test_a_map_of_one_place_is_drawn():
    drawn = multiples([Tile("flat", np.zeros((3, 2), np.float32), ["#000000"])], np.array([0]), LIGHT)
    assert drawn.figure.data[1].x[0] == 0.5
    assert multiples([], np.array([0]), LIGHT).figure.data == ()


def test_the_matrix_names_both_and_leaves_the_diagonal_out():
    found = IdentityMatrix(np.array([2, 0], np.int32), np.array([[1, 0.25], [0.25, 1]], np.float32), "centre")
    drawn = kin_matrix(found, ("a", "b", "<c>"), LIGHT)
    heat = drawn.figure.data[0]

    assert np.isnan([heat.z[0][0], heat.z[1][1]]).all()
    assert heat.z[0][1] == 0.25
    assert heat.customdata[0][1] == "&lt;c&gt; and a"
    assert "from 0.25 to 0.25" in drawn.alt


def test_the_graph_draws_every_tie_once():
    places = np.arange(8.0).reshape(4, 2)
    pairs, alike = np.array([[0, 1], [1, 2], [2, 3]]), np.array([0.1, 0.9, 0.5])
    *ties, dots, words = kin_graph(places, pairs, alike, ("a", "b", "c", "d"), LIGHT).figure.data

    assert [len(tie.x) for tie in ties] == [3, 3, 3]
    assert ties[2].x[:2].tolist() == [2, 4]  # the most alike, last
    assert len(dots.x) == len(words.text) == 4


def test_of_many_in_the_graph_the_ends_of_the_strongest_ties_are_named():
    random = np.random.default_rng(0)
    pairs = np.stack([np.arange(100), (np.arange(100) + 1) % 100], axis=1)
    alike = random.permutation(100) / 100
    many = kin_graph(random.normal(size=(100, 2)), pairs, alike, tuple(f"<{n}>" for n in range(100)), LIGHT)
    *_, dots, words = many.figure.data

    assert len(dots.x) == 100
    assert len(words.text) == len(set(words.text)) == 60
    assert words.text[:2] == tuple(f"&lt;{n}&gt;" for n in pairs[alike.argmax()])
    assert "The 60 with the strongest ties are named" in many.alt


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_figures_in_the_matrix_can_be_read_on_every_square(look):
    similarity_ = np.linspace(-0.25, 0.99, 16 * 16).reshape(16, 16).astype(np.float32)
    found = IdentityMatrix(np.arange(16, dtype=np.int32), similarity_, "centre")
    numbers = kin_matrix(found, tuple("abcdefghijklmnop"), look).figure.data[1]

    assert len(numbers.text) == 16 * 15
    stops = np.array([[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for _, colour in look.scale])
    apart = similarity_[~np.eye(16, dtype=bool)]
    share = (apart - apart.min()) / (apart.max() - apart.min())
    behind = np.stack([np.interp(share, [0, 0.5, 1], stops[:, channel]) for channel in range(3)], axis=1)
    ink = np.array([[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in numbers.textfont.color])
    light, dark = (luminance(part) + 0.05 for part in (behind, ink))
    assert (np.maximum(light, dark) / np.minimum(light, dark)).min() > 3


def luminance(rgb):
    linear = np.where(rgb / 255 <= 0.04045, rgb / 255 / 12.92, ((rgb / 255 + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]
