"""A histogram of colours: by hand, against the standard library's conversion, and what it is blind to."""

import colorsys

import numpy as np
import pytest

from explorer.errors import InputError, LimitError
from explorer.features import extract
from explorer.features.hsv import HSVParams, bins, to_hsv
from tests.features.sets import of_images


def colours(images, **params):
    return extract(of_images(images), HSVParams(**params))


def plain(colour, n=1, side=8):
    return np.broadcast_to(np.array(colour, np.uint8), (n, side, side, 3)).copy()


def test_colours_are_converted_as_the_standard_library_does():
    rgb = np.random.default_rng(0).integers(0, 5, (500, 3)) / 4
    hue, saturation, value = to_hsv(rgb)
    expected = np.array([colorsys.rgb_to_hsv(*pixel) for pixel in rgb])
    np.testing.assert_allclose(np.stack([hue, saturation, value], axis=1), expected, atol=1e-12)


def test_bins_by_hand():
    params = HSVParams()  # 4 greys, then 18 hues x 3 saturations x 3 values
    full = 2 * 3 + 2  # the last saturation, the last value
    rgb = np.array([[0, 0, 0], [1, 1, 1], [0.6, 0.6, 0.6], [1, 0, 0], [0, 1, 0], [0.05, 0, 0], [0.5, 0, 0]])
    assert bins(rgb, params).tolist() == [0, 3, 2, 4 + full, 4 + 6 * 9 + full, 0, 4 + 2 * 3 + 1]


def test_shares_of_colours():
    image = plain([255, 0, 0])
    image[0, :2] = [0, 0, 255]  # a quarter
    result = colours(image, size=8, root=False).X[0]
    assert sorted(result[result > 0].tolist()) == [0.25, 0.75]
    assert result.sum() == 1
    rooted = colours(image, size=8).X[0]
    np.testing.assert_allclose(rooted**2, result)
    assert len(result) == 166


def test_fields_say_where_a_colour_is():
    top, bottom = plain([255, 0, 0]), plain([255, 0, 0])
    top[0, :4] = [0, 0, 255]
    bottom[0, 4:] = [0, 0, 255]
    both = np.concatenate([top, bottom])
    blind = colours(both, size=8).X
    assert (blind[0] == blind[1]).all()
    seeing = colours(both, size=8, grid=2).X
    assert seeing.shape == (2, 4 * 166)
    assert np.linalg.norm(seeing[0] - seeing[1]) == pytest.approx(np.sqrt(8))  # 4 fields, each wholly another colour
    np.testing.assert_allclose((seeing**2).sum(axis=1), 4, rtol=1e-6)


def test_many_images_are_the_same_as_one_by_one():
    images = np.random.default_rng(1).integers(0, 256, (9, 12, 10, 3), dtype=np.uint8)
    whole = colours(images, size=12, grid=3).X
    single = np.concatenate([colours(image[None], size=12, grid=3).X for image in images])
    assert (whole == single).all()


def test_what_can_t_be_done_is_said():
    with pytest.raises(InputError, match="are grey"):
        colours(np.zeros((2, 4, 4), np.uint8))
    with pytest.raises(LimitError):
        colours(plain([1, 2, 3]), grid=8, hues=72, saturations=16, values=16)
