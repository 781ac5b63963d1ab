"""Smooth lines through a few points: what faces are made of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Points = Sequence[tuple[float, float]]
_BETWEEN = 8  # steps from one point to the next


def closed(points: Points) -> np.ndarray:
    """A smooth outline through the points, back to the first (Catmull & Rom, 1974); of shape (n, 2)."""
    p = np.asarray(points, dtype=np.float64)
    return _spline(np.roll(p, 1, axis=0), p, np.roll(p, -1, axis=0), np.roll(p, -2, axis=0))


def opened(points: Points) -> np.ndarray:
    """A smooth line through the points, from the first to the last; of shape (n, 2)."""
    p = np.asarray(points, dtype=np.float64)
    ends = np.vstack([p[:1], p, p[-1:]])
    return np.vstack([_spline(ends[:-3], ends[1:-2], ends[2:-1], ends[3:]), p[-1:]])


def ellipse(middle: tuple[float, float], width: float, height: float, tilt: float = 0.0) -> np.ndarray:
    """The outline of an ellipse; `width` and `height` from the middle, `tilt` in degrees."""
    angle = np.linspace(0, 2 * np.pi, 32, endpoint=False)
    x, y = width * np.cos(angle), height * np.sin(angle)
    turn = np.deg2rad(tilt)
    return np.column_stack([x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)]) + middle


def between(upper: np.ndarray, lower: np.ndarray) -> np.ndarray:
    """The outline of what lies between two lines that run the same way."""
    return np.vstack([upper, lower[::-1]])


def mirrored(points: Points) -> list[tuple[float, float]]:
    """The points of a right half, from top to bottom, then those of the left half back up; on the axis once."""
    left = [(-x, y) for x, y in reversed(points) if abs(x) > 0]
    return [*points, *left]


def _spline(a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray) -> np.ndarray:
    t = (np.arange(_BETWEEN) / _BETWEEN)[None, :, None]
    a, b, c, d = (part[:, None, :] for part in (a, b, c, d))
    curve = 2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    points: np.ndarray = (curve / 2).reshape(-1, 2)
    return points
