import io

import numpy as np
import pytest
from PIL import Image

from explorer.errors import InputError, ParamsError
from explorer.features.thumbnails import BATCH, ThumbnailsParams, batches, thumbnails
from tests.features.sets import of_images, of_vectors


def pictures(images, start=0, stop=None):
    made = thumbnails(ThumbnailsParams(start, stop or len(images)), dataset=of_images(images))
    files = [made.pack[a:b].tobytes() for a, b in zip(made.offsets[:-1], made.offsets[1:], strict=True)]
    return [Image.open(io.BytesIO(file)) for file in files]


def numbered(n_rows):
    """Images whose pixels say their row."""
    return np.tile(np.arange(n_rows, dtype=np.uint8)[:, None, None], (1, 8, 8))


def test_each_row_has_its_own_picture_pixel_by_pixel():
    for row, picture in enumerate(pictures(numbered(20), 3, 9)):
        assert picture.format == "WEBP"
        assert picture.size == (8, 8)
        assert (np.asarray(picture.convert("RGB")) == row + 3).all()


def test_small_images_are_lossless_and_never_enlarged():
    images = np.random.default_rng(0).integers(0, 256, (2, 32, 20, 3), dtype=np.uint8)

    for image, picture in zip(images, pictures(images), strict=True):
        assert np.array_equal(np.asarray(picture), image)


def test_larger_images_have_96_pixels_at_the_longest_side():
    (picture,) = pictures(np.full((1, 200, 100, 3), 200, np.uint8))

    assert picture.size == (48, 96)
    assert np.abs(np.asarray(picture).astype(int) - 200).max() <= 2


def test_middling_images_keep_their_size():
    assert pictures(np.zeros((1, 40, 60), np.uint8))[0].size == (60, 40)


def test_a_line_is_still_a_picture():
    assert pictures(np.zeros((1, 1, 5_000), np.uint8))[0].size == (96, 1)


def test_grey_is_grey():
    (picture,) = pictures(np.linspace(0, 255, 80 * 80).reshape(1, 80, 80).astype(np.uint8))

    red, green, blue = np.moveaxis(np.asarray(picture.convert("RGB")).astype(int), -1, 0)
    assert np.abs(red - green).max() <= 1
    assert np.abs(red - blue).max() <= 1


def test_transparency_is_kept():
    image = np.zeros((1, 4, 4, 4), np.uint8)
    image[..., 3] = 77

    (picture,) = pictures(image)

    assert picture.mode == "RGBA"
    assert (np.asarray(picture)[..., 3] == 77).all()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (np.array([0, 8, 16], np.uint16), [0, 128, 255]),
        (np.array([0, 0.2, 0.4], np.float32), [0, 51, 102]),
        (np.array([0, 1, 5], np.float32), [0, 51, 255]),
        (np.array([-1, 0, 1], np.float32), [0, 128, 255]),
        (np.array([0, 0, 0], np.uint16), [0, 0, 0]),
        (np.array([7, 7, 7], np.uint8), [7, 7, 7]),
    ],
)
def test_values_other_than_bytes_are_spread(values, expected):
    (picture,) = pictures(values.reshape(1, 1, 3))

    assert np.asarray(picture)[0, :, 0].tolist() == expected


def test_all_batches_have_the_same_scale():
    images = np.full((4, 2, 2), 5, np.uint16)
    images[3] = 10

    assert np.asarray(pictures(images, 0, 2)[0])[0, 0, 0] == 128


def test_batches_cover_all_rows_once():
    assert batches(2 * BATCH + 1) == [(0, BATCH), (BATCH, 2 * BATCH), (2 * BATCH, 2 * BATCH + 1)]
    assert batches(BATCH) == [(0, BATCH)]
    assert batches(1) == [(0, 1)]


@pytest.mark.parametrize(("start", "stop"), [(0, 5), (2, 2), (3, 2), (4, 5)])
def test_a_range_outside_the_rows_is_refused(start, stop):
    with pytest.raises(ParamsError, match="stop"):
        thumbnails(ThumbnailsParams(start, stop), dataset=of_images(numbered(4)))


def test_a_data_set_without_images():
    with pytest.raises(InputError, match="no images"):
        thumbnails(ThumbnailsParams(), dataset=of_vectors(np.ones((2, 2), np.float32)))
