"""Hair: what hangs behind the head, and what lies on it; one pair of functions a cut."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from explorer.sources.portraits.canvas import Canvas
from explorer.sources.portraits.colours import HAIRS, Colour, darker, lighter
from explorer.sources.portraits.curves import Points, between, closed, ellipse, mirrored, opened
from explorer.sources.portraits.people import Person

BALD: Final = "bald"
_BEHIND, _ON_TOP = -0.25, 0.12  # depths
Layer = Callable[[Canvas, Person, Colour], None]


def behind(canvas: Canvas, person: Person) -> None:
    """Draw the hair that the head hides in part."""
    if person.cut != BALD:
        _BACKS.get(person.cut, _nothing)(canvas, person, darker(HAIRS[person.hair], 0.28))


def on_top(canvas: Canvas, person: Person) -> None:
    """Draw the hair that hides a part of the head."""
    if person.cut != BALD:
        _FRONTS[person.cut](canvas, person, HAIRS[person.hair])


# --- behind ----------------------------------------------------------------------------------------------------------


def _nothing(_canvas: Canvas, _person: Person, _colour: Colour) -> None:
    """Short hair has no back that is seen."""


def _falling(bottom: float, wide: float) -> Layer:
    def draw(canvas: Canvas, person: Person, colour: Colour) -> None:
        w = person.width
        right = [(0.0, -1.2), (0.6, -1.1), (w + 0.18, -0.45), (w + wide, 0.3), (w + wide - 0.03, bottom), (0.3, bottom)]
        canvas.shape(closed(mirrored(right)), colour, _BEHIND)

    return draw


def _wavy(canvas: Canvas, person: Person, colour: Colour) -> None:
    w = person.width
    right = [(0.0, -1.22), (0.62, -1.08), (w + 0.22, -0.45), (w + 0.14, -0.1), (w + 0.27, 0.25), (w + 0.16, 0.6)]
    right += [(w + 0.27, 0.95), (w + 0.12, 1.3), (0.4, 1.35)]
    canvas.shape(closed(mirrored(right)), colour, _BEHIND)


def _bun(canvas: Canvas, _person: Person, colour: Colour) -> None:
    canvas.disc((0.0, -1.24), 0.3, colour, _BEHIND)


def _tail(canvas: Canvas, person: Person, colour: Colour) -> None:
    w = person.width
    points = [(0.3, -1.1), (w + 0.2, -0.95), (w + 0.5, -0.4), (w + 0.42, 0.3), (w + 0.3, 0.75), (w + 0.18, 0.2)]
    canvas.shape(closed([*points, (w, -0.5)]), colour, _BEHIND)


def _braids(canvas: Canvas, person: Person, colour: Colour) -> None:
    for side in (-1, 1):
        for step in range(6):
            middle = (side * (person.width + 0.1 + 0.03 * (step % 2)), 0.25 + 0.2 * step)
            canvas.disc(middle, 0.15 - 0.012 * step, lighter(colour, 0.08 * (step % 2)), _BEHIND)


def _cloud(radius: float, count: int, reach: float, lowest: float) -> Layer:
    """Locks around the head from ear to ear, `lowest` in degrees below its middle."""

    def draw(canvas: Canvas, person: Person, colour: Colour) -> None:
        for number, angle in enumerate(np.deg2rad(np.linspace(180 + lowest, -lowest, count))):
            out = reach + 0.03 * (number % 3)
            middle = ((person.width + out) * np.cos(angle), -0.28 - (0.72 + out) * np.sin(angle))
            canvas.disc(middle, radius, colour if number % 2 else lighter(colour, 0.05), _BEHIND)
        canvas.shape(ellipse((0.0, -0.35), person.width + reach, 0.75 + reach), colour, _BEHIND)

    return draw


# --- on top ----------------------------------------------------------------------------------------------------------


def _cap(person: Person, hairline: Points, ears: float = -0.12, high: float = 1.14) -> np.ndarray:
    """What lies on the skull, down to a hairline, whose points run from left to right."""
    w = person.width + 0.05
    outer = [(-w + 0.02, ears), (-w, -0.45), (-w * 0.8, -0.88), (-0.3, -high + 0.03), (0.0, -high)]
    outer += [(-x, y) for x, y in reversed(outer[:-1])]
    return between(opened(outer), opened(hairline))


def _lined(*hairline: tuple[float, float], ears: float = -0.12, high: float = 1.14, streaks: int = 2) -> Layer:
    """Hair down to a hairline: points in shares of the head's width, from the left ear to the middle or beyond."""

    def draw(canvas: Canvas, person: Person, colour: Colour) -> None:
        across = hairline if hairline[-1][0] else (*hairline, *((-x, y) for x, y in reversed(hairline[:-1])))
        line = [(x * person.width, y) for x, y in across]
        canvas.shape(_cap(person, line, ears, high), colour, _ON_TOP)
        for number in range(streaks):
            x = person.width * (0.3 + 0.24 * number)
            stroke = opened([(0.1, -high + 0.06), (x * 0.75, -high + 0.2), (x, -0.8)])
            canvas.line(stroke, lighter(colour, 0.09), 0.045, _ON_TOP)

    return draw


def _spikes(canvas: Canvas, person: Person, colour: Colour) -> None:
    w = person.width
    x = np.linspace(-w * 0.95, w * 0.95, 15)
    high = -0.7 - 0.48 * np.sqrt(1 - (x / (w * 1.05)) ** 2)
    y = high - np.where(np.arange(15) % 2, 0.14, -0.1)
    top = np.column_stack([x + 0.05, y])
    line = opened(
        [
            (-w * 0.98, -0.1),
            (-w * 0.84, -0.45),
            (-w * 0.5, -0.66),
            (0.0, -0.6),
            (w * 0.5, -0.66),
            (w * 0.84, -0.45),
            (w * 0.98, -0.1),
        ]
    )
    canvas.shape(between(np.vstack([[-w - 0.04, -0.12], top, [w + 0.04, -0.12]]), line), colour, _ON_TOP)


def _locks(radius: float, low: float, rows: Sequence[float]) -> Layer:
    """Round locks on the forehead and the crown."""

    def draw(canvas: Canvas, person: Person, colour: Colour) -> None:
        w = person.width
        canvas.shape(
            _cap(person, [(-w, -0.1), (-w * 0.8, low + 0.1), (0.0, low), (w * 0.8, low + 0.1), (w, -0.1)]),
            colour,
            _ON_TOP,
        )
        for level, y in enumerate(rows):
            across = np.linspace(-1, 1, 7 - level) * w * (0.86 - 0.16 * level)
            for number, x in enumerate(across):
                shade = lighter(colour, 0.1) if (number + level) % 2 else darker(colour, 0.06)
                canvas.disc((float(x), y - 0.08 * float(1 - (x / w) ** 2)), radius, shade, _ON_TOP)

    return draw


_BACKS: Final[dict[str, Layer]] = {
    "bob": _falling(0.62, 0.2),
    "fringe": _falling(0.72, 0.16),
    "long": _falling(1.5, 0.2),
    "waves": _wavy,
    "bun": _bun,
    "tail": _tail,
    "braids": _braids,
    "afro": _cloud(0.26, 15, 0.34, 25),
    "curls": _cloud(0.2, 17, 0.13, 45),
}
_FRONTS: Final[dict[str, Layer]] = {
    "crop": _lined((-0.99, -0.05), (-0.86, -0.4), (-0.55, -0.68), (0, -0.72)),
    "parted": _lined(
        (-1.0, -0.02), (-0.9, -0.45), (-0.55, -0.8), (-0.35, -0.86), (0.2, -0.66), (0.75, -0.52), (1.0, -0.02), high=1.2
    ),
    "bob": _lined(
        (-1.02, 0.35),
        (-0.92, -0.25),
        (-0.6, -0.62),
        (-0.25, -0.78),
        (0.3, -0.6),
        (0.86, -0.28),
        (1.02, 0.35),
        ears=0.35,
        high=1.2,
    ),
    "fringe": _lined((-1.02, 0.4), (-0.9, -0.25), (-0.75, -0.34), (0, -0.38), ears=0.4, high=1.2),
    "long": _lined((-1.03, 0.5), (-0.9, -0.1), (-0.7, -0.5), (0, -0.86), ears=0.5, high=1.18),
    "waves": _lined(
        (-1.03, 0.3),
        (-0.93, -0.2),
        (-0.62, -0.55),
        (0.22, -0.84),
        (0.7, -0.55),
        (0.93, -0.2),
        (1.03, 0.3),
        ears=0.3,
        high=1.22,
    ),
    "bun": _lined((-0.98, -0.15), (-0.84, -0.5), (-0.5, -0.74), (0, -0.8), high=1.12),
    "tail": _lined((-0.98, -0.15), (-0.86, -0.48), (-0.5, -0.72), (0, -0.77), high=1.14),
    "braids": _lined((-1.0, 0.1), (-0.88, -0.3), (-0.6, -0.62), (0, -0.84), ears=0.1, high=1.16),
    "spikes": _spikes,
    "afro": _locks(0.17, -0.66, (-0.78, -0.95)),
    "curls": _locks(0.16, -0.6, (-0.66, -0.86)),
}
