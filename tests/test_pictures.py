import numpy as np
import pytest

from explorer.dataset import Dataset
from explorer.errors import SourceError
from explorer.pictures import ImageFiles

FILES = [b"first", b"", b"third one"]


def image_files(heights=(4, 4, 4), widths=(6, 6, 6), channels=(1, 1, 1), files=FILES):
    offsets = np.cumsum([0, *map(len, files)]).astype(np.uint64)
    return ImageFiles(
        np.frombuffer(b"".join(files), np.uint8),
        offsets,
        np.array(heights, np.uint32),
        np.array(widths, np.uint32),
        np.array(channels, np.uint8),
    )


def test_each_row_is_its_own_slice():
    images = image_files()

    assert [images.read(row) for row in range(3)] == FILES
    assert list(images.files()) == FILES
    assert list(images.files(1, 3)) == FILES[1:]
    assert list(images.files(2, 2)) == []
    assert len(images) == 3


@pytest.mark.parametrize(
    ("sizes", "facts"),
    [
        ({}, {"image_shape": [4, 6], "image_sides": [4, 6], "image_pixels": 24}),
        ({"channels": (1, 3, 1)}, {"image_shape": [4, 6, 3], "image_sides": [4, 6], "image_pixels": 24}),
        (
            {"channels": (1, 3, 4), "heights": (4, 40, 4)},
            {"image_shape": [None, None, 4], "image_sides": [4, 40], "image_pixels": 96},
        ),
        ({"widths": (6, 6, 9)}, {"image_shape": [None, None], "image_sides": [4, 9], "image_pixels": 28}),
    ],
)
def test_what_a_page_says_of_them(sizes, facts):
    assert image_files(**sizes).facts() == facts


def test_many_large_images_do_not_overflow():
    side = np.full(3, 100_000, np.uint32)

    assert image_files(heights=side, widths=side).mean_pixels == 10_000_000_000


@pytest.mark.parametrize(
    "wrong",
    [{"heights": (4, 4)}, {"widths": (4, 4)}, {"channels": (1,)}, {"files": FILES[:2]}],
)
def test_lengths_that_do_not_belong_together(wrong):
    with pytest.raises(ValueError, match="each image"):
        image_files(**wrong)


def test_a_pack_that_ends_elsewhere():
    images = image_files()

    with pytest.raises(ValueError, match="end of the pack"):
        ImageFiles(images.pack[:-1], images.offsets, images.heights, images.widths, images.channels)


def test_there_is_an_image_for_each_row_of_a_data_set():
    assert Dataset("", np.arange(3, dtype=np.uint32), images=image_files()).n_samples == 3
    with pytest.raises(SourceError, match="3 images, the data set has 2 rows"):
        Dataset("", np.arange(2, dtype=np.uint32), images=image_files())


def test_some_images_of_a_pack_are_told_by_where_they_begin_and_end():
    some = image_files(heights=(4, 5, 6)).some(np.array([2, 0]))

    assert [some.read(row) for row in range(2)] == [FILES[2], FILES[0]]
    assert some.sizes.tolist() == [9, 5]
    assert some.heights.tolist() == [6, 4]
    assert [some.some(np.array([1])).read(0)] == [FILES[0]]
    again = ImageFiles.from_arrays(some.arrays())
    assert again is not None
    assert list(again.files()) == [FILES[2], FILES[0]]
