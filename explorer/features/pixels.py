"""The pixels of an image as its feature vector."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.dataset import Dataset
from explorer.errors import InputError, LimitError, ParamsError
from explorer.features.result import Features
from explorer.features.scaling import divisor
from explorer.params import Params, param
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
    LimitError
        When the vectors would exceed this server's limits.
    """
    images = dataset.images
    if images is None:
        raise InputError("There are no images in this data set. Use its given vectors as features.")
    own = (images.shape[1], images.shape[2])
    size = own if params.size is None else (params.size, params.size) if isinstance(params.size, int) else params.size
    n_colours = 3 if images.ndim == 4 and params.color else 1
    n_features = size[0] * size[1] * n_colours
    _check_limits(len(images), n_features)
    report("finding the largest pixel")
    white = divisor(images)
    X = np.empty((len(images), n_features), dtype=np.float32)
    for start, stop in row_blocks(images):
        report("reading pixels", start / len(images))
        block = _opaque(images[start:stop].astype(np.float32) / np.float32(white))
        if block.ndim == 4 and not params.color:
            block = block @ LUMA
        if size != own:
            block = _resized(block, size, params.shape)
        X[start:stop] = block.reshape(stop - start, -1)
    return Features(X, _note(images, white, size, own, params))


def _check_limits(n_rows: int, n_features: int) -> None:
    try:
        current().check("max_dimensions", n_features)
        current().check("max_values", n_rows * n_features)
    except LimitError as problem:
        raise LimitError(
            problem.what, problem.value, problem.limit, f"Choose a smaller size, or grey. {problem.remedy}"
        ) from problem


def _opaque(block: np.ndarray) -> np.ndarray:
    """Images with an alpha channel laid on white; others as they are."""
    if block.ndim != 4 or block.shape[3] != 4:
        return block
    alpha = block[..., 3:]
    opaque: np.ndarray = block[..., :3] * alpha + (1 - alpha)
    return opaque


def _resized(block: np.ndarray, size: tuple[int, int], shape: str) -> np.ndarray:
    height, width = block.shape[1:3]
    inner, box = size, (0.0, 0.0, float(width), float(height))
    if shape == "fit":
        scale = min(size[0] / height, size[1] / width)
        inner = (max(1, round(height * scale)), max(1, round(width * scale)))
    elif shape == "crop":
        scale = max(size[0] / height, size[1] / width)
        across, down = size[1] / scale, size[0] / scale
        box = ((width - across) / 2, (height - down) / 2, (width + across) / 2, (height + down) / 2)
    top, left = (size[0] - inner[0]) // 2, (size[1] - inner[1]) // 2
    out = np.ones((len(block), *size, *block.shape[3:]), dtype=np.float32)  # white
    planes = block[..., None] if block.ndim == 3 else block
    target = out[..., None] if block.ndim == 3 else out
    for row in range(len(block)):
        for colour in range(planes.shape[3]):
            scaled = _plane(planes[row, :, :, colour], inner, box)
            target[row, top : top + inner[0], left : left + inner[1], colour] = scaled
    return out


def _plane(plane: np.ndarray, size: tuple[int, int], box: tuple[float, float, float, float]) -> np.ndarray:
    from PIL import Image

    picture = Image.fromarray(np.ascontiguousarray(plane))  # 32-bit floats: nothing is rounded
    height, width = plane.shape
    # Halves of odd differences may leave the image by a rounding error, which Pillow refuses.
    inside = (max(0.0, box[0]), max(0.0, box[1]), min(float(width), box[2]), min(float(height), box[3]))
    return np.asarray(picture.resize((size[1], size[0]), Image.Resampling.BILINEAR, box=inside))


def _note(images: np.ndarray, white: float, size: tuple[int, int], own: tuple[int, int], params: PixelsParams) -> str:
    parts = [f"pixels / {white:g}" if white != 1 else "pixels as they are"]
    if images.dtype != np.uint8 and white != 1:
        parts[0] += " (the largest value present)"
    parts.append(f"{size[0]} x {size[1]}" + ("" if size == own else f" from {own[0]} x {own[1]} ({params.shape})"))
    parts.append("grey" if images.ndim == 3 else "colour" if params.color else "grey by luma")
    if images.ndim == 4 and images.shape[3] == 4:
        parts.append("transparency on white")
    return ", ".join(parts)
