"""The pixels of an image as its feature vector."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.dataset import Dataset
from explorer.errors import InputError, LimitError, ParamsError
from explorer.features.resize import opaque, resized, shrinkage
from explorer.features.result import Features
from explorer.features.scaling import divisor
from explorer.params import Params, param
from explorer.pictures import ImageFiles
from explorer.recipe import Report, silent
from explorer.settings import current
from explorer.store import row_blocks

MOST_SIDE = 2_000
LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)  # ITU-R BT.601


@dataclass(frozen=True)
class PixelsParams(Params):
    """Which pixels."""

    size: int | tuple[int, int] | None = param(
        None,
        "side, or height and width, to scale to; empty: the images' own",
        low=1,
        high=MOST_SIDE,
        unit="pixels",
    )
    color: bool = param(True, "keep colours; otherwise the luma (ITU-R BT.601)")
    shape: str = param(
        "fit",
        "where the new shape is another: fit on white, crop the middle, or stretch",
        choices=("fit", "crop", "stretch"),
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.size, tuple):
            return
        right = [type(side) is int and 1 <= side <= MOST_SIDE for side in self.size]
        if len(right) != 2 or not all(right):
            raise ParamsError(
                f"size = {list(self.size)} must be a height and a width of 1 to {MOST_SIDE:,} pixels each.",
                field="size",
            )


def pixels(params: PixelsParams, *, dataset: Dataset, report: Report = silent) -> Features:
    """The pixels of each image, row by row, as one vector; in 0..1 (see `divisor`).

    Raises
    ------
    InputError
        When there are no images.
    ParamsError
        When they differ in size and none is chosen.
    LimitError
        When the vectors would exceed this server's limits.
    """
    images = dataset.images
    if images is None:
        raise InputError("There are no images in this data set. Use its given vectors as features.")
    if isinstance(images, ImageFiles):
        return _of_files(images, params, report)
    return _of_array(images, params, report)


def _of_array(images: np.ndarray, params: PixelsParams, report: Report) -> Features:
    own = (images.shape[1], images.shape[2])
    size = _size(params, own)
    n_features = size[0] * size[1] * (3 if images.ndim == 4 and params.color else 1)
    _check_limits(len(images), n_features)
    report("finding the largest pixel")
    white = divisor(images)
    X = np.empty((len(images), n_features), dtype=np.float32)
    for start, stop in row_blocks(images):
        report("reading pixels", start / len(images))
        block = opaque(images[start:stop].astype(np.float32) / np.float32(white))
        if block.ndim == 4 and not params.color:
            block = block @ LUMA
        if size != own:
            block = resized(block, size, params.shape)
        X[start:stop] = block.reshape(stop - start, -1)
    scale = f"pixels / {white:g}" if white != 1 else "pixels as they are"
    if images.dtype != np.uint8 and white != 1:
        scale += " (the largest value present)"
    n_channels = images.shape[3] if images.ndim == 4 else 1
    return Features(X, _note(scale, size, own, n_channels, params))


def _of_files(images: ImageFiles, params: PixelsParams, report: Report) -> Features:
    from explorer.sources.parallel import ahead
    from explorer.sources.picture import shrunk

    own, most_pixels = images.size, current().max_image_pixels
    if own is None and params.size is None:
        sides = images.facts()["image_sides"]
        raise ParamsError(
            f"The images differ in size (sides of {sides[0]:,} to {sides[1]:,} pixels), and vectors must be of one "
            "length. Choose a size for all, e.g. size 32, and whether they fit, are cropped or stretched.",
            field="size",
        )
    size = _size(params, own or (1, 1))
    coloured = images.colour and params.color
    n_features = size[0] * size[1] * (3 if coloured else 1)
    _check_limits(len(images), n_features)

    def vector(row: int, data: bytes) -> np.ndarray:
        height, width = int(images.heights[row]), int(images.widths[row])
        image, times = shrunk(data, most_pixels, shrinkage(height, width, size, params.shape))
        block = opaque(np.asarray(image, dtype=np.float32)[None] / np.float32(255))
        if block.ndim == 4 and not coloured:
            block = block @ LUMA
        if (height, width) != size:
            block = resized(block, size, params.shape, (height / times, width / times))
        if coloured and block.ndim == 3:
            block = np.repeat(block[..., None], 3, axis=3)
        return block.reshape(-1)

    X = np.empty((len(images), n_features), dtype=np.float32)
    rows = ahead(enumerate(images.files()), lambda entry: vector(*entry), lambda entry: len(entry[1]))
    for row, values in enumerate(rows):
        report("reading pixels", row / len(images))
        X[row] = values
    return Features(X, _note("pixels / 255", size, own, int(images.channels.max()), params))


def _size(params: PixelsParams, own: tuple[int, int]) -> tuple[int, int]:
    if params.size is None:
        return own
    return (params.size, params.size) if isinstance(params.size, int) else (params.size[0], params.size[1])


def _check_limits(n_rows: int, n_features: int) -> None:
    try:
        current().check("max_dimensions", n_features)
        current().check("max_values", n_rows * n_features)
    except LimitError as problem:
        raise LimitError(
            problem.what, problem.value, problem.limit, f"Choose a smaller size, or grey. {problem.remedy}"
        ) from problem


def _note(scale: str, size: tuple[int, int], own: tuple[int, int] | None, n_channels: int, params: PixelsParams) -> str:
    before = f"{own[0]} x {own[1]}" if own else "different sizes"
    parts = [scale, f"{size[0]} x {size[1]}" + ("" if size == own else f" from {before} ({params.shape})")]
    parts.append("grey" if n_channels == 1 else "colour" if params.color else "grey by luma")
    if n_channels == 4:
        parts.append("transparency on white")
    return ", ".join(parts)
