"""The images of a data set in one size, some rows at a time: what every feature made of pixels starts from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from explorer.dataset import Dataset
from explorer.errors import InputError, LimitError, ParamsError
from explorer.features.resize import opaque, resized, shrinkage
from explorer.features.result import Sight
from explorer.features.scaling import divisor
from explorer.params import Params
from explorer.pictures import ImageFiles
from explorer.recipe import Report, silent
from explorer.settings import current
from explorer.store import row_blocks

MOST_SIDE = 2_000
LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)  # ITU-R BT.601

Size = int | tuple[int, int] | None


@dataclass(frozen=True)
class SightParams(Params):
    """Nothing to choose."""


def sight(params: SightParams, *, dataset: Dataset, report: Report = silent) -> Sight:  # noqa: ARG001 - a stage's signature
    """How the pictures of a data set are read.

    Raises
    ------
    InputError
        When there are none.
    """
    images = dataset.images
    if images is None:
        raise InputError("There are no images in this data set.")
    if isinstance(images, ImageFiles):
        height, width = images.size or (0, 0)
        return Sight(int(height), int(width), bool(images.colour), 255.0, "uint8")
    report("finding the largest pixel")
    return Sight(int(images.shape[1]), int(images.shape[2]), images.ndim == 4, divisor(images), str(images.dtype))


def check_size(size: Size) -> None:
    """Refuse a size that isn't a side, or a height and a width.

    Raises
    ------
    ParamsError
    """
    if not isinstance(size, tuple):
        return
    right = [type(side) is int and 1 <= side <= MOST_SIDE for side in size]
    if len(right) != 2 or not all(right):
        raise ParamsError(
            f"size = {list(size)} must be a height and a width of 1 to {MOST_SIDE:,} pixels each.",
            field="size",
        )


class SizedImages:
    """Images in one size, as float32; black is 0 and white is 1 (see `divisor`).

    Parameters
    ----------
    dataset : Dataset
    size : int, (int, int) or None
        Side, or height and width; None: the images' own.
    color : bool
        Keep colours; otherwise the luma (ITU-R BT.601).
    shape : {"fit", "crop", "stretch"}
        Where the new shape is another: fit on white, crop the middle, or stretch.
    like : Sight, optional
        Of a reference: whose own size, colours and white are meant.

    Attributes
    ----------
    size : (int, int)
        Height and width.
    channels : int
        1 for grey, 3 for colour.

    Raises
    ------
    InputError
        When there are no images.
    ParamsError
        When they differ in size and none is chosen.
    """

    def __init__(self, dataset: Dataset, size: Size, color: bool, shape: str, like: Sight | None = None) -> None:
        images = dataset.images
        if images is None:
            if like is not None:
                raise InputError("The features here are made of pictures, and there is none in this. Bring a picture.")
            raise InputError("There are no images in this data set. Use its given vectors as features.")
        self._images, self._color, self._shape, self._like = images, color, shape, like
        if like is not None and size is None:
            size = like.height, like.width
        if isinstance(images, ImageFiles):
            self._own, coloured = images.size, images.colour
            self._n_channels = int(images.channels.max())
            if self._own is None and size is None:
                sides = images.facts()["image_sides"]
                raise ParamsError(
                    f"The images differ in size (sides of {sides[0]:,} to {sides[1]:,} pixels), and vectors must be of "
                    "one length. Choose a size for all, e.g. size 32, and whether they fit, are cropped or stretched.",
                    field="size",
                )
        else:
            self._own, coloured = (images.shape[1], images.shape[2]), images.ndim == 4
            self._n_channels = images.shape[3] if coloured else 1
        height, width = (size, size) if isinstance(size, int) else size or self._own or (1, 1)
        self.size = (int(height), int(width))
        self.channels = 3 if (coloured if like is None else like.coloured) and color else 1
        self._scale = "pixels / 255"

    def __len__(self) -> int:
        return len(self._images)

    def check_limits(self, n_features: int) -> None:
        """Refuse vectors that would exceed this server's limits.

        Raises
        ------
        LimitError
        """
        try:
            current().check("max_dimensions", n_features)
            current().check("max_values", len(self) * n_features)
        except LimitError as problem:
            raise LimitError(
                problem.what, problem.value, problem.limit, f"Choose a smaller size, or grey. {problem.remedy}"
            ) from problem

    def blocks(self, report: Report = silent) -> Iterator[tuple[slice, np.ndarray]]:
        """Some rows, and their images of shape (n, height, width, channels)."""
        blocks = self._of_files(report) if isinstance(self._images, ImageFiles) else self._of_array(report)
        for rows, block in blocks:
            yield rows, block if block.ndim == 4 else block[..., None]

    @property
    def note(self) -> str:
        """What was done to the pixels, once `blocks` was begun."""
        own = self._own
        before = f"{own[0]} x {own[1]}" if own else "different sizes"
        size = f"{self.size[0]} x {self.size[1]}"
        parts = [self._scale, size + ("" if self.size == own else f" from {before} ({self._shape})")]
        parts.append("grey" if self._n_channels == 1 else "colour" if self._color else "grey by luma")
        if self._n_channels == 4:
            parts.append("transparency on white")
        return ", ".join(parts)

    def _of_array(self, report: Report) -> Iterator[tuple[slice, np.ndarray]]:
        images = self._images
        assert isinstance(images, np.ndarray)
        report("finding the largest pixel")
        like = self._like
        white = like.white if like is not None and like.dtype == str(images.dtype) else divisor(images)
        self._scale = f"pixels / {white:g}" if white != 1 else "pixels as they are"
        if images.dtype != np.uint8 and white != 1:
            self._scale += " (the largest value present)"
        for start, stop in row_blocks(images):
            report("reading pixels", start / len(images))
            block = opaque(images[start:stop].astype(np.float32) / np.float32(white))
            if block.ndim == 4 and self.channels == 1:
                block = block @ LUMA
            if self.size != self._own:
                block = resized(block, self.size, self._shape)
            yield slice(start, stop), self._coloured(block)

    def _of_files(self, report: Report) -> Iterator[tuple[slice, np.ndarray]]:
        from explorer.sources.parallel import ahead

        images = self._images
        assert isinstance(images, ImageFiles)
        most_pixels = current().max_image_pixels
        decoded = ahead(
            enumerate(images.files()),
            lambda entry: self._decoded(images, *entry, most_pixels),
            lambda entry: len(entry[1]),
        )
        for row, block in enumerate(decoded):
            report("reading pixels", row / len(images))
            yield slice(row, row + 1), block

    def _decoded(self, images: ImageFiles, row: int, data: bytes, most_pixels: int) -> np.ndarray:
        from explorer.sources.picture import shrunk

        height, width = int(images.heights[row]), int(images.widths[row])
        image, times = shrunk(data, most_pixels, shrinkage(height, width, self.size, self._shape))
        block = opaque(np.asarray(image, dtype=np.float32)[None] / np.float32(255))
        if block.ndim == 4 and self.channels == 1:
            block = block @ LUMA
        if (height, width) != self.size:
            block = resized(block, self.size, self._shape, (height / times, width / times))
        return self._coloured(block)

    def _coloured(self, block: np.ndarray) -> np.ndarray:
        """A grey image among coloured ones has its grey in each colour."""
        return np.repeat(block[..., None], 3, axis=3) if self.channels == 3 and block.ndim == 3 else block
