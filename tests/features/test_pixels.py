import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from explorer import settings
from explorer.errors import InputError, LimitError, ParamsError
from explorer.features import extract
from explorer.features.pixels import PixelsParams
from tests.features.sets import of_images, of_vectors


def pixels(images, **params):
    return extract(of_images(images), PixelsParams(**params))


@given(arrays.arrays(st.sampled_from([np.uint8, np.uint16]), st.tuples(*[st.integers(1, 6)] * 3)))
def test_without_a_change_it_is_exactly_one_division(images):
    white = 255 if images.dtype == np.uint8 else images.max() or 1

    result = pixels(images)

    expected = (images.reshape(len(images), -1) / white).astype(np.float32)
    assert np.array_equal(result.X, expected)
    assert np.array_equal(result.X, images.reshape(len(images), -1).astype(np.float32) / np.float32(white))


def test_every_16_bit_value_by_765():
    images = np.arange(766, dtype=np.uint16).reshape(766, 1, 1)

    assert np.array_equal(pixels(images).X[:, 0], (np.arange(766) / 765).astype(np.float32))


@pytest.mark.parametrize(
    ("values", "expected", "note"),
    [
        (np.array([0, 51, 255], np.uint8), [0, 0.2, 1], "pixels / 255"),
        (np.array([0, 51, 102], np.uint8), [0, 0.2, 0.4], "pixels / 255"),
        (np.array([0, 4, 16], np.uint16), [0, 0.25, 1], "pixels / 16 (the largest value present)"),
        (np.array([0, 0, 0], np.uint16), [0, 0, 0], "pixels as they are"),
        (np.array([0, 0.25, 0.5], np.float32), [0, 0.25, 0.5], "pixels as they are"),
        (np.array([0, 1, 4], np.float32), [0, 0.25, 1], "pixels / 4 (the largest value present)"),
        (np.array([-4, 1, 2], np.float32), [-1, 0.25, 0.5], "pixels / 4 (the largest value present)"),
    ],
)
def test_scaling_by_type(values, expected, note):
    result = pixels(values.reshape(1, 1, 3))

    np.testing.assert_allclose(result.X, [expected], rtol=1e-6)
    assert result.note.startswith(note)


def test_the_largest_value_is_that_of_all_images_not_of_a_batch():
    images = np.ones((5, 2_000, 900), np.uint16)  # 3.6 MB each, so several batches
    images[-1, -1, -1] = 10

    result = extract(of_images(images), PixelsParams(size=1, shape="stretch"))

    np.testing.assert_allclose(result.X[:-1], 0.1, rtol=1e-4)


def test_colour_and_luma():
    images = np.zeros((3, 1, 1, 3), np.uint8)
    images[[0, 1, 2], 0, 0, [0, 1, 2]] = 255

    assert pixels(images).X.tolist() == np.eye(3).tolist()
    grey = pixels(images, color=False)
    np.testing.assert_allclose(grey.X[:, 0], [0.299, 0.587, 0.114], rtol=1e-6)
    assert "luma" in grey.note


def test_grey_images_stay_grey():
    images = np.full((2, 3, 4), 51, np.uint8)

    assert pixels(images, color=True).X.shape == (2, 12)
    assert np.array_equal(pixels(images, color=True).X, pixels(images, color=False).X)


def test_transparency_lies_on_white():
    images = np.array([[255, 0, 0, 255], [255, 0, 0, 0], [0, 0, 0, 51]], np.uint8).reshape(3, 1, 1, 4)

    expected = [[1.0, 0.0, 0.0], [1.0, 1.0, 1.0], [0.8, 0.8, 0.8]]
    np.testing.assert_allclose(pixels(images).X, expected, rtol=1e-6)


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        # a black image of 2 x 4 into 4 x 4
        ("fit", [[1, 1, 1, 1], [0, 0, 0, 0], [0, 0, 0, 0], [1, 1, 1, 1]]),
        ("stretch", [[0] * 4] * 4),
        ("crop", [[0] * 4] * 4),
    ],
)
def test_another_aspect(shape, expected):
    result = pixels(np.zeros((1, 2, 4), np.uint8), size=(4, 4), shape=shape)

    assert result.X.reshape(4, 4).tolist() == expected


def test_crop_keeps_the_middle():
    image = np.array([[255, 0, 51, 0], [255, 0, 51, 0]], np.uint8)

    cropped = pixels(image[None], size=2, shape="crop")

    np.testing.assert_allclose(cropped.X.reshape(2, 2), [[0, 0.2], [0, 0.2]], rtol=1e-5)


def test_crop_with_colours_and_odd_sizes():
    images = np.full((2, 7, 13, 3), 51, np.uint8)

    np.testing.assert_allclose(pixels(images, size=(5, 3), shape="crop").X, 0.2, rtol=1e-5)


def test_halving_is_a_mean_of_neighbours():
    image = np.array([[0, 255], [255, 0]], np.uint8)

    np.testing.assert_allclose(pixels(image[None], size=1).X, [[0.5]], rtol=1e-5)


def test_no_rounding_to_bytes_on_the_way():
    image = np.linspace(0, 0.001, 64, dtype=np.float32).reshape(1, 8, 8)

    assert len(np.unique(pixels(image, size=4).X)) == 16


@pytest.mark.parametrize(("size", "shape"), [(None, (6, 4)), (5, (5, 5)), ((3, 2), (3, 2))])
def test_sizes_and_the_note(size, shape):
    result = pixels(np.zeros((2, 6, 4), np.uint8), size=size)

    assert result.X.shape == (2, shape[0] * shape[1])
    assert f"{shape[0]} x {shape[1]}" in result.note
    assert ("from 6 x 4 (fit)" in result.note) == (size is not None)


@pytest.mark.parametrize("size", [0, -1, 3_000, (3,), (3, 0), (3, 2.5), (3, True), 2.5, (1, 2, 3)])
def test_sizes_out_of_range(size):
    with pytest.raises(ParamsError) as caught:
        PixelsParams(size=size)
    assert caught.value.field == "size"


def test_a_data_set_without_images():
    with pytest.raises(InputError, match="Use its given vectors"):
        extract(of_vectors(np.ones((2, 2), np.float32)), PixelsParams())


@pytest.mark.parametrize(
    ("limit", "value"), [("EXPLORER_MAX_DIMENSIONS", "23"), ("EXPLORER_MAX_VALUES", "47")]
)
def test_too_many_pixels_are_refused_before_they_are_read(monkeypatch, limit, value):
    monkeypatch.setenv(limit, value)
    settings.current.cache_clear()
    try:
        with pytest.raises(LimitError, match=f"smaller size, or grey.*{limit}"):
            pixels(np.zeros((2, 4, 6), np.uint8))
        assert pixels(np.zeros((2, 4, 6), np.uint8), size=2).X.shape == (2, 4)
    finally:
        settings.current.cache_clear()
