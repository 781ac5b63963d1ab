"""The perceptual hash: the same for a picture that was scaled, saved again or brightened; another for another one."""

import io

import numpy as np
import pytest
from PIL import Image, ImageFilter

from explorer.errors import InputError
from explorer.features.phash import PHashParams, phash
from explorer.features.pixels import PixelsParams, pixels
from tests.features.sets import features, of_files


def scene(seed):
    noise = np.random.default_rng(seed).integers(0, 256, (120, 160, 3), dtype=np.uint8)
    return Image.fromarray(noise).filter(ImageFilter.GaussianBlur(8)).point(lambda value: min(255, (value - 96) * 4))


def saved(image, form="PNG", **options):
    body = io.BytesIO()
    image.save(body, form, **options)
    return body.getvalue()


def hashes(files):
    small = pixels(PixelsParams(size=32, color=False, shape="stretch"), dataset=of_files(files))
    return phash(PHashParams(), features=small).X


def differ(a, b):
    return int(((a - b) ** 2).sum())


def test_a_changed_picture_keeps_its_hash_and_another_has_another():
    first = scene(0)
    bits = hashes(
        [
            saved(first),
            saved(first.resize((97, 61))),
            saved(first, "JPEG", quality=60),
            saved(first.point(lambda value: value * 0.8 + 20)),
            saved(scene(1)),
            saved(first.transpose(Image.Transpose.FLIP_LEFT_RIGHT)),
        ]
    )
    assert bits.shape == (6, 63)
    assert set(np.unique(bits)) == {0.0, 1.0}
    assert max(differ(bits[0], bits[row]) for row in (1, 2, 3)) <= 6
    assert min(differ(bits[0], bits[row]) for row in (4, 5)) >= 16


def test_flat_pictures_have_one_hash():
    flat = [np.full((1, 1024), value) for value in (0.0, 0.3, 1.0)]
    assert not phash(PHashParams(), features=features(np.concatenate(flat))).X.any()


def test_a_single_wave_is_one_bit():
    x = np.arange(32)
    wave = np.cos(np.pi * (x + 0.5) * 3 / 32)[None, :] * np.ones((32, 1))
    bits = phash(PHashParams(), features=features(0.5 + 0.4 * wave.reshape(1, -1))).X
    assert np.flatnonzero(bits[0]).tolist() == [2]  # frequencies 0, 3: the third after the constant


def test_other_pixels_are_refused():
    with pytest.raises(InputError, match="32 x 32"):
        phash(PHashParams(), features=features(np.ones((2, 64))))
