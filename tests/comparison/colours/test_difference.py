"""CIEDE2000 against the test pairs of Sharma, Wu & Dalal (2005), table 1; CIELAB against known colours."""

import numpy as np
import pytest

from explorer.comparison.colours.difference import BLIND, channels, ciede2000, lab, least_share

# L, a, b of one and the other, and their difference
PAIRS = np.array(
    [
        [50, 2.6772, -79.7751, 50, 0, -82.7485, 2.0425],
        [50, 3.1571, -77.2803, 50, 0, -82.7485, 2.8615],
        [50, 2.8361, -74.0200, 50, 0, -82.7485, 3.4412],
        [50, -1.3802, -84.2814, 50, 0, -82.7485, 1.0000],
        [50, -1.1848, -84.8006, 50, 0, -82.7485, 1.0000],
        [50, -0.9009, -85.5211, 50, 0, -82.7485, 1.0000],
        [50, 0, 0, 50, -1, 2, 2.3669],
        [50, -1, 2, 50, 0, 0, 2.3669],
        [50, 2.4900, -0.0010, 50, -2.4900, 0.0009, 7.1792],
        [50, 2.4900, -0.0010, 50, -2.4900, 0.0010, 7.1792],
        [50, 2.4900, -0.0010, 50, -2.4900, 0.0011, 7.2195],
        [50, 2.4900, -0.0010, 50, -2.4900, 0.0012, 7.2195],
        [50, -0.0010, 2.4900, 50, 0.0009, -2.4900, 4.8045],
        [50, -0.0010, 2.4900, 50, 0.0010, -2.4900, 4.8045],
        [50, -0.0010, 2.4900, 50, 0.0011, -2.4900, 4.7461],
        [50, 2.5, 0, 50, 0, -2.5, 4.3065],
        [50, 2.5, 0, 73, 25, -18, 27.1492],
        [50, 2.5, 0, 61, -5, 29, 22.8977],
        [50, 2.5, 0, 56, -27, -3, 31.9030],
        [50, 2.5, 0, 58, 24, 15, 19.4535],
        [50, 2.5, 0, 50, 3.1736, 0.5854, 1.0000],
        [50, 2.5, 0, 50, 3.2972, 0, 1.0000],
        [50, 2.5, 0, 50, 1.8634, 0.5757, 1.0000],
        [50, 2.5, 0, 50, 3.2592, 0.3350, 1.0000],
        [60.2574, -34.0099, 36.2677, 60.4626, -34.1751, 39.4387, 1.2644],
        [63.0109, -31.0961, -5.8663, 62.8187, -29.7946, -4.0864, 1.2630],
        [61.2901, 3.7196, -5.3901, 61.4292, 2.2480, -4.9620, 1.8731],
        [35.0831, -44.1164, 3.7933, 35.0232, -40.0716, 1.5901, 1.8645],
        [22.7233, 20.0904, -46.6940, 23.0331, 14.9730, -42.5619, 2.0373],
        [36.4612, 47.8580, 18.3852, 36.2715, 50.5065, 21.2231, 1.4146],
        [90.8027, -2.0831, 1.4410, 91.1528, -1.6435, 0.0447, 1.4441],
        [90.9257, -0.5406, -0.9208, 88.6381, -0.8985, -0.7239, 1.5381],
        [6.7747, -0.2908, -2.4247, 5.8714, -0.0985, -2.2286, 0.6377],
        [2.0776, 0.0795, -1.1350, 0.9033, -0.0636, -0.5514, 0.9082],
    ]
)


def test_it_is_the_papers_difference_both_ways():
    one, other, expected = PAIRS[:, :3], PAIRS[:, 3:6], PAIRS[:, 6]

    assert ciede2000(one, other) == pytest.approx(expected, abs=6e-5)
    assert ciede2000(other, one) == pytest.approx(expected, abs=6e-5)
    assert ciede2000(one, one) == pytest.approx(np.zeros(len(one)))


def test_known_colours_in_cielab():
    found = lab(channels(["#000000", "#ffffff", "#ff0000", "#0000ff"]))

    expected = [[0, 0, 0], [100, 0, 0], [53.24, 80.09, 67.20], [32.30, 79.19, -107.86]]
    assert found == pytest.approx(np.array(expected), abs=0.02)


def test_to_the_colour_blind_greys_stay_and_red_and_green_come_nearer():
    greys = channels(["#202020", "#808080", "#f0f0f0"])
    red_green = channels(["#d02e1e", "#437200"])
    for sight in BLIND:
        assert lab(greys, sight) == pytest.approx(lab(greys), abs=0.1)
    normal, blind = (float(ciede2000(*lab(red_green, sight))) for sight in ("normal", "deuteranopia"))
    assert blind < normal / 2


def test_no_difference_is_a_smaller_share_of_the_distance_in_cielab_than_least_share():
    random = np.random.default_rng(0)
    colours = lab(random.random((4000, 3)))
    near = colours[:2000] + random.normal(scale=2, size=(2000, 3))
    bound = least_share(float(np.hypot(*np.concatenate([colours, near])[:, 1:].T).max()))
    for other in (near, colours[2000:]):
        share = ciede2000(colours[:2000], other) / np.linalg.norm(colours[:2000] - other, axis=1)
        assert share.min() > bound
    assert 0 < bound < 1
