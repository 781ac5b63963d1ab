"""Four sittings: where a portrait is taken, how the head is held, where the light comes from; never twice the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image

from explorer.sources.portraits.canvas import Pose
from explorer.sources.portraits.colours import CLOTHES, Colour, mixed

_GRID = 8  # a background is a few soft patches


@dataclass(frozen=True)
class Sitting:
    """What the portraits of one sitting have in common.

    Attributes
    ----------
    name : str
    walls : tuple of colours
        What may be behind the head; each portrait has a mixture of two.
    patches : float
        How far the background is from being plain, 0 to 1.
    light : (float, float)
        Where the light comes from, to the right and up, as seen in the picture; its length is its strength.
    warmth : float
        Of the light: above 0 reddish, below bluish.
    brightness : float
    turn : float
        How far the head is turned to the right.
    roll : float
        Degrees.
    """

    name: str
    walls: tuple[Colour, ...]
    patches: float
    light: tuple[float, float]
    warmth: float
    brightness: float
    turn: float
    roll: float


SITTINGS: Final[tuple[Sitting, ...]] = (
    Sitting("studio", ((214, 216, 222), (168, 184, 204), (226, 214, 200)), 0.1, (0.0, 0.12), 0.0, 1.02, 0.0, 0.0),
    Sitting(
        "window", ((206, 214, 216), (140, 166, 184), (182, 194, 180)), 0.35, (-0.36, 0.1), -0.05, 0.94, -0.22, -4.0
    ),
    Sitting("lamp", ((96, 66, 52), (140, 92, 60), (70, 56, 66)), 0.4, (0.4, -0.05), 0.12, 0.84, 0.22, 4.0),
    Sitting("garden", ((112, 158, 96), (72, 120, 84), (176, 204, 220)), 0.9, (0.2, 0.3), 0.03, 1.04, 0.08, 0.0),
)


@dataclass(frozen=True)
class Moment:
    """What is different in each portrait: drawn from the sitting and a random generator."""

    pose: Pose
    gaze: tuple[float, float]
    strength: float
    clothes: Colour
    ground: Image.Image
    light: tuple[float, float]
    warmth: float
    brightness: float
    grain: np.ndarray


def moment(sitting: Sitting, rng: np.random.Generator, side: int) -> Moment:
    """One moment of a sitting."""
    near = rng.normal(0, 1, 9)
    pose = Pose(
        turn=sitting.turn + 0.14 * near[0],
        nod=0.1 * near[1],
        roll=sitting.roll + 4.0 * near[2],
        scale=1.0 + 0.04 * near[3],
        shift=(0.022 * near[4], 0.016 * near[5]),
    )
    return Moment(
        pose=pose,
        gaze=(float(rng.uniform(-0.6, 0.6)), float(rng.uniform(-0.3, 0.3))),
        strength=float(rng.uniform(0.85, 1.1)),
        clothes=CLOTHES[int(rng.integers(len(CLOTHES)))],
        ground=_ground(sitting, rng),
        light=(sitting.light[0] + 0.08 * near[6], sitting.light[1] + 0.05 * near[7]),
        warmth=sitting.warmth + 0.02 * near[8],
        brightness=sitting.brightness * float(rng.uniform(0.9, 1.06)),
        grain=rng.normal(0, 2.2, (side, side, 1)).astype(np.float32),
    )


def lit(picture: np.ndarray, there: Moment) -> np.ndarray:
    """A picture in the light of a moment, uint8."""
    across = np.linspace(-1, 1, picture.shape[1], dtype=np.float32)[None, :, None]
    down = np.linspace(-1, 1, picture.shape[0], dtype=np.float32)[:, None, None]
    light = there.brightness * (1 + there.light[0] * across - there.light[1] * down)
    tint = np.array([1 + there.warmth, 1.0, 1 - there.warmth], dtype=np.float32)
    pixels: np.ndarray = np.clip(np.rint(picture * light * tint + there.grain), 0, 255).astype(np.uint8)
    return pixels


def _ground(sitting: Sitting, rng: np.random.Generator) -> Image.Image:
    first, second = rng.choice(len(sitting.walls), 2, replace=False)
    wall = mixed(sitting.walls[first], sitting.walls[second], float(rng.uniform(0, 0.6)))
    patches = rng.normal(0, 30 * sitting.patches, (_GRID, _GRID, 1)) + np.array(wall)
    return Image.fromarray(np.clip(patches, 0, 255).astype(np.uint8))
