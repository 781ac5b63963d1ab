"""Pixels and thumbnails of encoded images, which may differ in size."""

import io

import numpy as np
import pytest
from PIL import Image

from explorer import settings
from explorer.errors import LimitError, ParamsError
from explorer.features import extract
from explorer.features.pixels import PixelsParams
from explorer.features.thumbnails import BATCH, ThumbnailsParams, batch_size, batches, thumbnails
from tests.features.sets import of_files, of_images
from tests.sources.photos import encoded, shaded, turned


def pixels(files, **params):
    return extract(of_files(files), PixelsParams(**params))


def pictures(files, start=0, stop=None, **params):
    made = thumbnails(ThumbnailsParams(start, stop or len(files), **params), dataset=of_files(files))
    parts = zip(made.offsets[:-1], made.offsets[1:], strict=True)
    return [Image.open(io.BytesIO(made.pack[a:b].tobytes())) for a, b in parts]


def flat(height, width, shade):
    return encoded(np.full((height, width, 3), shade, np.uint8))


# --- pixels ---


@pytest.mark.parametrize("colours", [1, 3, 4])
@pytest.mark.parametrize("params", [{}, {"color": False}, {"size": 5}, {"size": (4, 9), "shape": "crop"}])
def test_equal_sizes_give_what_the_same_array_gives(colours, params):
    images = np.stack([shaded(8, 12, colours, seed) for seed in range(5)])

    ours = pixels([encoded(image) for image in images], **params)
    theirs = extract(of_images(images), PixelsParams(**params))

    np.testing.assert_array_equal(ours.X, theirs.X)
    assert ours.note == theirs.note


@pytest.mark.parametrize(
    ("shape", "tall", "wide"),
    [
        # black images of 8 x 4 and 4 x 8 into 4 x 4
        ("fit", [[1, 0, 0, 1]] * 4, [[1] * 4, [0] * 4, [0] * 4, [1] * 4]),
        ("crop", [[0] * 4] * 4, [[0] * 4] * 4),
        ("stretch", [[0] * 4] * 4, [[0] * 4] * 4),
    ],
)
def test_unequal_sizes_by_each_shape(shape, tall, wide):
    files = [encoded(np.zeros(size, np.uint8)) for size in ((8, 4), (4, 8), (1, 1))]

    result = pixels(files, size=4, shape=shape)

    assert result.X[:2].reshape(2, 4, 4).tolist() == [tall, wide]
    assert result.X[2].tolist() == [0] * 16
    assert result.note == f"pixels / 255, 4 x 4 from different sizes ({shape}), grey"


def test_unequal_sizes_need_one():
    with pytest.raises(ParamsError, match=r"sides of 2 to 1,200 pixels.*Choose a size") as caught:
        pixels([flat(2, 3, 0), flat(4, 1200, 0)])
    assert caught.value.field == "size"


def test_crop_keeps_the_middle_also_of_large_images():
    image = np.zeros((300, 900, 3), np.uint8)
    image[:, 200:700] = 51

    result = pixels([encoded(image), flat(6, 6, 51)], size=2, shape="crop")

    np.testing.assert_allclose(result.X, 0.2, atol=1e-6)


def test_grey_beside_colour_becomes_colour_and_transparency_lies_on_white():
    grey = encoded(np.full((2, 2), 51, np.uint8))
    see_through = np.zeros((3, 3, 4), np.uint8)
    see_through[..., 0], see_through[..., 3] = 255, 51

    result = pixels([grey, flat(5, 5, (0, 0, 255)), encoded(see_through)], size=1)

    expected = np.array([[0.2, 0.2, 0.2], [0, 0, 1], [1, 0.8, 0.8]])
    np.testing.assert_allclose(result.X, expected, atol=1e-6)
    assert result.note == "pixels / 255, 1 x 1 from different sizes (fit), colour, transparency on white"
    luma = pixels([grey, flat(5, 5, (0, 0, 255))], size=1, color=False).X
    np.testing.assert_allclose(luma, [[0.2], [0.114]], atol=1e-6)


def test_orientation_by_pixels():
    upright = pixels([encoded(turned(1)[0])]).X

    for orientation in range(1, 9):
        image, exif = turned(orientation)
        np.testing.assert_array_equal(pixels([encoded(image, exif=exif)]).X, upright)
        jpg = pixels([encoded(image, "jpg", exif=exif)], size=(16, 32)).X
        assert np.abs(jpg - upright).mean() < 0.06


@pytest.mark.parametrize("form", ["png", "jpg"])
@pytest.mark.parametrize("shape", ["fit", "crop", "stretch"])
def test_what_is_shrunk_on_the_way_is_near_what_is_resized_at_once(form, shape):
    across = np.linspace(0, 6, 640)
    image = np.rint(127 + 80 * np.sin(across)[None] + 40 * np.cos(across[:480, None])).astype(np.uint8)
    data = encoded(image, form)

    shrunk = pixels([data, flat(3, 3, 0)], size=16, shape=shape, color=False).X[0]
    whole = extract(of_images(image[None]), PixelsParams(size=16, shape=shape)).X[0]

    assert np.abs(shrunk - whole).max() < 0.01


def test_too_many_values_are_refused_before_anything_is_decoded(monkeypatch):
    monkeypatch.setenv("EXPLORER_MAX_VALUES", "5")
    settings.current.cache_clear()
    try:
        with pytest.raises(LimitError, match=r"smaller size, or grey.*EXPLORER_MAX_VALUES"):
            pixels([flat(2, 3, 0), flat(4, 1, 0)], size=1)
        assert pixels([flat(2, 3, 0), flat(4, 1, 0)], size=1, color=False).X.shape == (2, 1)
    finally:
        settings.current.cache_clear()


# --- thumbnails ---


def test_each_row_has_its_own_picture():
    files = [flat(8, 8, shade) for shade in range(20)]

    for row, picture in enumerate(pictures(files, 3, 9)):
        assert picture.format == "WEBP"
        assert (np.asarray(picture) == row + 3).all()


def test_small_ones_are_lossless_large_ones_smaller_and_none_is_enlarged():
    small, middling, large = shaded(20, 32, 3), shaded(40, 60, 3), shaded(300, 1000, 1)

    made = pictures([encoded(small), encoded(middling), encoded(large), encoded(shaded(1, 500, 1))])

    assert [picture.size for picture in made] == [(32, 20), (60, 40), (96, 29), (96, 1)]
    assert np.array_equal(np.asarray(made[0]), small)


def test_a_large_photo_s_thumbnail_shows_what_the_photo_shows():
    half = np.zeros((1200, 1600, 3), np.uint8)
    half[:, 800:] = (250, 120, 20)

    for form in ("jpg", "png"):
        (picture,) = pictures([encoded(half, form)])
        shown = np.asarray(picture).astype(int)
        assert picture.size == (96, 72)
        assert np.abs(shown[:, :40]).max() < 25
        assert np.abs(shown[:, 56:] - (250, 120, 20)).max() < 25


def test_thumbnails_are_upright():
    for orientation in range(1, 9):
        image, exif = turned(orientation)
        (picture,) = pictures([encoded(image, "jpg", exif=exif)])
        assert picture.size == (32, 16)
        assert np.abs(np.asarray(picture)[3, 3].astype(int) - (255, 0, 0)).max() < 60


def test_transparency_is_kept():
    image = np.zeros((4, 4, 4), np.uint8)
    image[..., 3] = 77

    (picture,) = pictures([encoded(image)])

    assert picture.mode == "RGBA"
    assert (np.asarray(picture)[..., 3] == 77).all()


@pytest.mark.parametrize(
    ("mean_pixels", "size"),
    [(None, 2048), (64 * 64, 512), (1_900_000, 512), (2_000_000, 256), (12_000_000, 128), (100_000_000, 128)],
)
def test_batches_are_smaller_where_images_are_large(mean_pixels, size):
    assert batch_size(mean_pixels) == size
    assert BATCH % size == 0


def test_smaller_batches_cover_all_rows_once():
    assert batches(5, 2) == [(0, 2), (2, 4), (4, 5)]
