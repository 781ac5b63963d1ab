"""Histograms of oriented gradients: by hand, against plain loops, and what they are blind to."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from explorer.errors import ParamsError
from explorer.features import extract
from explorer.features.hog import HOGParams, cells, normalised
from tests.features.sets import of_images


def gradients(images, **params):
    return extract(of_images(images), HOGParams(**params))


def by_loops(image, params):
    """One pixel after the other, as the paper says it."""
    side, n = params.cell, params.orientations
    found = np.zeros((image.shape[0] // side, image.shape[1] // side, n))
    for y in range(found.shape[0] * side):
        for x in range(found.shape[1] * side):
            down = image[y + 1, x] - image[y - 1, x] if 0 < y < image.shape[0] - 1 else 0
            across = image[y, x + 1] - image[y, x - 1] if 0 < x < image.shape[1] - 1 else 0
            place = np.degrees(np.arctan2(down, across)) % 180 / (180 / n) - 0.5
            low = int(np.floor(place))
            for number, share in ((low, 1 - (place - low)), (low + 1, place - low)):
                found[y // side, x // side, number % n] += np.hypot(down, across) * share
    return found


def test_an_upright_edge_by_hand():
    image = np.zeros((1, 8, 8), np.float32)
    image[0, :, 4:] = 1  # the gradient is 1 in columns 3 and 4, straight to the right: 0 degrees
    params = HOGParams(cell=8, block=1)
    found = cells(image, params)[0, 0, 0]
    # 0 degrees lies half-way between the first direction (10 degrees) and the last (170)
    np.testing.assert_allclose(found, [8, 0, 0, 0, 0, 0, 0, 0, 8], atol=1e-5)
    # to length 1: 0.707 each; cut to 0.2 each; to length 1 again: 0.707
    whole = normalised(found[None, None, None], 1)
    np.testing.assert_allclose(whole[0], np.array([1, 0, 0, 0, 0, 0, 0, 0, 1]) / np.sqrt(2), atol=1e-4)


def test_a_level_edge_is_the_middle_direction():
    image = np.zeros((1, 8, 8), np.float32)
    image[0, 4:] = 1
    found = cells(image, HOGParams(cell=8, block=1))[0, 0, 0]
    np.testing.assert_allclose(found, [0, 0, 0, 0, 16, 0, 0, 0, 0], atol=1e-4)


@pytest.mark.parametrize("orientations", [9, 4])
def test_against_plain_loops(orientations):
    images = np.random.default_rng(0).random((3, 17, 17)).astype(np.float32)
    params = HOGParams(size=17, cell=4, block=2, orientations=orientations)
    found = cells(images, params)
    assert found.shape == (3, 4, 4, orientations)
    for image, mine in zip(images, found, strict=True):
        np.testing.assert_allclose(mine, by_loops(image.astype(np.float64), params), rtol=1e-3, atol=1e-4)


def test_blocks_are_of_length_1_and_no_direction_outweighs_all():
    images = np.random.default_rng(1).integers(0, 256, (4, 32, 32), dtype=np.uint8)
    result = gradients(images, size=32)
    assert result.X.shape == (4, 3 * 3 * 2 * 2 * 9)
    blocks = result.X.reshape(4, 9, 36)
    np.testing.assert_allclose(np.linalg.norm(blocks, axis=2), 1, atol=1e-3)
    assert "9 directions in cells of 8 x 8 pixels" in result.note


def test_brightness_and_contrast_don_t_count():
    images = np.random.default_rng(2).uniform(0.3, 0.8, (3, 32, 32)).astype(np.float32)
    np.testing.assert_allclose(gradients(images * 0.5 + 0.1, size=32).X, gradients(images, size=32).X, atol=1e-3)


def test_an_image_of_one_shade_has_no_directions():
    assert (gradients(np.full((1, 16, 16), 90, np.uint8), size=16).X == 0).all()


def test_digits_are_told_apart_by_their_edges_alone():
    digits = load_digits()
    images = (digits.images[:600] * 15).astype(np.uint8)
    X = gradients(images, size=16, cell=4).X
    apart = ((X[:, None] - X[None]) ** 2).sum(axis=2)
    np.fill_diagonal(apart, np.inf)
    assert np.mean(digits.target[:600][apart.argmin(axis=1)] == digits.target[:600]) > 0.98


def test_an_image_smaller_than_a_block_is_refused():
    with pytest.raises(ParamsError, match="size of 32 or more"):
        HOGParams(size=20, cell=16)
