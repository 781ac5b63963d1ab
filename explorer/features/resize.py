"""Images in another size: fit on white, cropped, or stretched; and transparency laid on white."""

from __future__ import annotations

import numpy as np

SPARE = 3  # the last step is at least that many times smaller: what was averaged before it can't be told


def opaque(block: np.ndarray) -> np.ndarray:
    """Images with an alpha channel laid on white; others as they are."""
    if block.ndim != 4 or block.shape[3] != 4:
        return block
    alpha = block[..., 3:]
    opaque: np.ndarray = block[..., :3] * alpha + (1 - alpha)
    return opaque


def resized(
    block: np.ndarray, size: tuple[int, int], shape: str, extent: tuple[float, float] | None = None
) -> np.ndarray:
    """Images of shape (n, height, width[, colours]), float32, in another size.

    Parameters
    ----------
    block : ndarray
    size : (int, int)
        Height and width.
    shape : {"fit", "crop", "stretch"}
        Fit on white, crop the middle, or stretch.
    extent : (float, float), optional
        Height and width that the image really has in the block: what was shrunk may end within its last pixel.
    """
    height, width = extent or block.shape[1:3]
    inner, box = _inner(height, width, size, shape), (0.0, 0.0, float(width), float(height))
    if shape == "crop":
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


def shrinkage(height: int, width: int, size: tuple[int, int], shape: str) -> float:
    """How many times smaller an image may be decoded before `resized`, without a difference that can be seen."""
    if shape == "crop":
        return min(height / size[0], width / size[1]) / SPARE
    inner = _inner(height, width, size, shape)
    return min(height / inner[0], width / inner[1]) / SPARE


def _inner(height: float, width: float, size: tuple[int, int], shape: str) -> tuple[int, int]:
    """The part of the new size that the image itself takes."""
    if shape != "fit":
        return size
    scale = min(size[0] / height, size[1] / width)
    return max(1, round(height * scale)), max(1, round(width * scale))


def _plane(plane: np.ndarray, size: tuple[int, int], box: tuple[float, float, float, float]) -> np.ndarray:
    from PIL import Image

    picture = Image.fromarray(np.ascontiguousarray(plane))  # 32-bit floats: nothing is rounded
    height, width = plane.shape
    # Halves of odd differences may leave the image by a rounding error, which Pillow refuses.
    inside = (max(0.0, box[0]), max(0.0, box[1]), min(float(width), box[2]), min(float(height), box[3]))
    return np.asarray(picture.resize((size[1], size[0]), Image.Resampling.BILINEAR, box=inside))
