"""`ImageFiles`: images of any size, as the encoded files they came in; nothing here decodes.

Decoding is `explorer.sources.picture`'s, which alone (with the features) knows the formats.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from explorer.store import BLOCK_BYTES, let_go

_ARRAYS = ("pack", "offsets", "heights", "widths", "channels")
_PREFIX = "image "  # what the arrays are called in the store


@dataclass(frozen=True)
class ImageFiles:
    """Encoded images, one after the other.

    Attributes
    ----------
    pack : ndarray of shape (n_bytes,), uint8
        The files end to end: JPEG, PNG, WebP, GIF, BMP or AVIF. Memory-mapped where it is large.
    offsets : ndarray of shape (n_images + 1,), uint64; or of shape (n_images, 2)
        File i is ``pack[offsets[i]:offsets[i + 1]]``. Or, where the pack holds other files too,
        ``pack[offsets[i, 0]:offsets[i, 1]]``.
    heights, widths : ndarray of shape (n_images,), uint32
        In pixels, as the image is seen: turned the way its EXIF orientation says.
    channels : ndarray of shape (n_images,), uint8
        1 grey, 3 colour, 4 colour and transparency.
    """

    pack: np.ndarray
    offsets: np.ndarray
    heights: np.ndarray
    widths: np.ndarray
    channels: np.ndarray

    def __post_init__(self) -> None:
        n_images = len(self.heights)
        if {len(self._starts), len(self._stops), len(self.widths), len(self.channels)} != {n_images}:
            raise ValueError("each image has a height, a width, a number of channels and an end")
        last = int(self.offsets.max(initial=0))
        if self.pack.dtype != np.uint8 or last > len(self.pack) or (self.offsets.ndim == 1 and last < len(self.pack)):
            raise ValueError("the last offset must be the end of the pack")

    def __len__(self) -> int:
        return len(self.heights)

    @property
    def _starts(self) -> np.ndarray:
        return self.offsets[:-1] if self.offsets.ndim == 1 else self.offsets[:, 0]

    @property
    def _stops(self) -> np.ndarray:
        return self.offsets[1:] if self.offsets.ndim == 1 else self.offsets[:, 1]

    @property
    def sizes(self) -> np.ndarray:
        """Bytes of each file. Shape (n_images,), int64."""
        return self._stops.astype(np.int64) - self._starts.astype(np.int64)

    @property
    def size(self) -> tuple[int, int] | None:
        """Height and width where all images have the same, else None."""
        return (int(self.heights[0]), int(self.widths[0])) if len(self) and self._equal() else None

    @property
    def colour(self) -> bool:
        """Whether at least one image has colours or transparency."""
        return bool((self.channels > 1).any())

    @property
    def mean_pixels(self) -> int:
        """Height x width of an image, on average."""
        return int(np.mean(self.heights.astype(np.float64) * self.widths)) if len(self) else 0

    def read(self, row: int) -> bytes:
        """The encoded bytes of one image."""
        return self.pack[int(self._starts[row]) : int(self._stops[row])].tobytes()

    def some(self, rows: np.ndarray) -> Self:
        """The images of some rows, in their order, from the same pack: no file is copied."""
        offsets = np.stack([self._starts[rows], self._stops[rows]], axis=1)
        return replace(
            self, offsets=offsets, heights=self.heights[rows], widths=self.widths[rows], channels=self.channels[rows]
        )

    def files(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The encoded bytes of the images ``start`` to ``stop``; what was read doesn't stay in memory."""
        since = 0
        for row in range(start, len(self) if stop is None else stop):
            data = self.read(row)
            yield data
            since += len(data)
            if since > BLOCK_BYTES:
                let_go(self.pack)
                since = 0

    def facts(self) -> dict[str, Any]:
        """What a page says of them; `Dataset.to_parts` keeps it.

        ``image_shape`` is height, width and, where there are colours, channels; height and width are None where
        they differ. ``image_sides`` is the shortest and the longest side, ``image_pixels`` their mean number.
        """
        height, width = self.size or (None, None)
        sides = np.concatenate([self.heights, self.widths])
        return {
            "image_shape": [height, width, *([int(self.channels.max())] if self.colour else [])],
            "image_sides": [int(sides.min()), int(sides.max())],
            "image_pixels": self.mean_pixels,
        }

    def arrays(self) -> dict[str, np.ndarray]:
        """By the names under which they are kept."""
        return {_PREFIX + name: getattr(self, name) for name in _ARRAYS}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> Self | None:
        """Put together what `arrays` took apart; None where there are none of these arrays."""
        if _PREFIX + "pack" not in arrays:
            return None
        return cls(**{name: arrays[_PREFIX + name] for name in _ARRAYS})

    def _equal(self) -> bool:
        return bool((self.heights == self.heights[0]).all() and (self.widths == self.widths[0]).all())
