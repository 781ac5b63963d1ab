"""Pixels in even light: what light does to an image is gone, what is in it stays."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist
from sklearn.datasets import load_digits

from explorer.errors import InputError, ParamsError
from explorer.features import extract
from explorer.features.evened import EvenedParams
from explorer.features.pixels import PixelsParams
from tests.features.sets import of_images, of_vectors


def even(images, **params):
    return extract(of_images(images), EvenedParams(**params))


def test_by_hand():
    image = np.array([[[0, 51], [102, 255]]], np.uint8)  # 0, 0.2, 0.4, 1: mean 0.4, variance 0.14
    expected = (np.array([0, 0.2, 0.4, 1]) - 0.4) / np.sqrt(0.14)
    np.testing.assert_allclose(even(image).X[0], expected, rtol=1e-5, atol=1e-6)
    assert even(image, by="equalise").X[0].tolist() == [0.125, 0.375, 0.625, 0.875]
    tied = np.array([[[7, 7], [3, 9]]], np.uint8)
    assert even(tied, by="equalise").X[0].tolist() == [0.5, 0.5, 0.125, 0.875]


def test_brightness_and_contrast_are_gone():
    random = np.random.default_rng(0)
    bright = random.uniform(0.4, 1, size=(6, 5, 4)).astype(np.float32)
    dark = (0.3 * bright - 0.05).astype(np.float32)
    np.testing.assert_allclose(even(dark).X, even(bright).X, atol=1e-4)
    gamma = (bright**3).astype(np.float32)
    assert not np.allclose(even(gamma).X, even(bright).X, atol=0.1)
    np.testing.assert_allclose(even(gamma, by="equalise").X, even(bright, by="equalise").X)


@pytest.mark.parametrize(("by", "value"), [("contrast", 0), ("equalise", 0.5)])
def test_an_image_of_one_shade(by, value):
    result = even(np.full((2, 3, 3), 200, np.uint8), by=by)
    assert result.X.tolist() == [[value] * 9, [value] * 9]


def test_dark_digits_are_near_their_bright_twins_and_no_longer_a_heap():
    images = load_digits().images[:300].astype(np.float32) / 16
    dark = images * np.float32(0.15)
    both = np.concatenate([images, dark])

    def twins(X):
        """Share of the dark rows whose nearest bright row is their twin."""
        return np.mean(cdist(X[300:], X[:300]).argmin(axis=1) == np.arange(300))

    assert twins(extract(of_images(both), PixelsParams()).X) < 0.1
    assert twins(even(both).X) > 0.99
    assert twins(even(both, by="equalise").X) > 0.99


def test_colours_count_as_their_luma_and_the_note_says_what_was_done():
    image = np.zeros((1, 2, 2, 3), np.uint8)
    image[0, 0] = [255, 0, 0]
    result = even(image)
    assert result.X[0].tolist() == pytest.approx([1, 1, -1, -1])
    assert result.note == "pixels / 255, 2 x 2, grey by luma, mean 0 and spread 1 in each image"


def test_what_can_t_be_done_is_said():
    with pytest.raises(InputError, match="no images"):
        extract(of_vectors(np.ones((2, 2), np.float32)), EvenedParams())
    with pytest.raises(ParamsError, match="height and a width"):
        EvenedParams(size=(1, 0))
