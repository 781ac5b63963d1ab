"""Something to draw a head on: shapes in units of half a head, turned, moved and seen from the side, then pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from explorer.sources.portraits.colours import Colour

SIDE = 96  # pixels of a finished portrait
_FINER = 3  # drawn so many times larger, then made smaller: edges come out smooth
_UNIT = 0.315  # of the side, for half a head's height
_MIDDLE = (0.5, 0.49)


@dataclass(frozen=True)
class Pose:
    """How a head is held.

    Attributes
    ----------
    turn, nod : float
        Looking to the side and down; what stands out from the face moves by so much of its depth, in units.
    roll : float
        Leaning to the shoulder, in degrees.
    scale : float
        1 is as near as most.
    shift : (float, float)
        Off the middle, as a share of the side.
    """

    turn: float = 0.0
    nod: float = 0.0
    roll: float = 0.0
    scale: float = 1.0
    shift: tuple[float, float] = (0.0, 0.0)


class Canvas:
    """A picture being drawn.

    Points are arrays of shape (n, 2): x to the right and y down from the middle of the head, whose crown is at -1 and
    whose chin is near 1. `depth` is how far they stand out: 0 is the head's axis, 0.5 the tip of the nose.
    """

    def __init__(self, ground: Image.Image, pose: Pose) -> None:
        self._image = ground.resize((SIDE * _FINER, SIDE * _FINER), Image.Resampling.BICUBIC)
        self._draw = ImageDraw.Draw(self._image)
        self._towards = np.array([pose.turn, pose.nod])
        self._unit = SIDE * _FINER * _UNIT * pose.scale
        angle = np.deg2rad(pose.roll)
        self._rotation = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        self._origin = (np.array(_MIDDLE) + pose.shift) * SIDE * _FINER

    def shape(self, points: np.ndarray, colour: Colour, depth: float = 0.0, *, still: bool = False) -> None:
        """A filled outline; `still`: part of the body, which doesn't lean with the head."""
        self._draw.polygon(self._placed(points, depth, still), fill=colour)

    def line(self, points: np.ndarray, colour: Colour, width: float, depth: float = 0.0) -> None:
        """A stroke with round ends; `width` in units."""
        placed, thick = self._placed(points, depth), max(1.0, width * self._unit)
        self._draw.line(placed, fill=colour, width=round(thick), joint="curve")
        for x, y in (placed[:2], placed[-2:]):
            self._draw.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=colour)

    def disc(self, middle: tuple[float, float], radius: float, colour: Colour, depth: float = 0.0) -> None:
        """A filled circle."""
        x, y = self._placed(np.array([middle]), depth)
        reach = radius * self._unit
        self._draw.ellipse((x - reach, y - reach, x + reach, y + reach), fill=colour)

    def finished(self) -> np.ndarray:
        """The picture, float32 of shape (SIDE, SIDE, 3) from 0 to 255."""
        return np.asarray(self._image.reduce(_FINER), dtype=np.float32)

    def _placed(self, points: np.ndarray, depth: float, still: bool = False) -> list[float]:
        """Pixels as Pillow is quickest with them: x and y in turn."""
        moved = points + depth * self._towards
        turned = moved if still else moved @ self._rotation
        placed: list[float] = (turned * self._unit + self._origin).ravel().tolist()
        return placed
