"""What a face says with: brows, eyes and mouth."""

from __future__ import annotations

from typing import Final

import numpy as np

from explorer.sources.portraits.canvas import Canvas
from explorer.sources.portraits.colours import BLOOD, DARK, EYES, HAIRS, SKINS, WHITE, Colour, darker, lighter, mixed
from explorer.sources.portraits.curves import between, opened
from explorer.sources.portraits.expressions import Expression
from explorer.sources.portraits.face import FACE_DEPTH
from explorer.sources.portraits.people import Person

_EYE_DEPTH, _MOUTH_DEPTH = FACE_DEPTH + 0.02, FACE_DEPTH + 0.06
_TONGUE: Final[Colour] = (190, 84, 90)
_INSIDE: Final[Colour] = (74, 22, 28)


def eyes(canvas: Canvas, person: Person, felt: Expression, gaze: tuple[float, float]) -> None:
    """Draw both eyes; `gaze`: where they look, each from -1 to 1."""
    for side in (-1, 1):
        _eye(canvas, person, felt, side, gaze)


def brows(canvas: Canvas, person: Person, felt: Expression) -> None:
    """Draw both brows, and the folds between them where they are drawn together."""
    skin = SKINS[person.skin]
    colour = darker(mixed(HAIRS[person.hair], skin, 0.12), 0.25)
    base = -0.235 - felt.brow
    for side in (-1, 1):
        inner = (side * (person.eye_gap * 0.42 - 0.55 * felt.frown), base + 0.01 - felt.brow_inner)
        middle = (side * (person.eye_gap + 0.03), base - person.brow_arch - 0.35 * felt.brow_inner)
        outer = (side * (person.eye_gap + 0.24), base + 0.045 + 0.15 * felt.brow_inner)
        spine = opened([inner, middle, outer])
        weight = person.brow_weight * np.interp(np.linspace(0, 1, len(spine)), (0, 0.35, 1), (0.75, 1.0, 0.3))
        canvas.shape(
            between(
                spine - np.column_stack([0 * weight, weight / 2]), spine + np.column_stack([0 * weight, weight / 2])
            ),
            colour,
            _EYE_DEPTH,
        )


def forehead(canvas: Canvas, person: Person, felt: Expression) -> None:
    """Draw the folds between brows that are drawn together, and above brows that are raised."""
    skin, base = SKINS[person.skin], -0.235 - felt.brow
    if felt.frown > 0.04:
        for side in (-1, 1):
            fold = opened([(side * 0.05, base - 0.08), (side * 0.035, base + 0.08)])
            canvas.line(fold, darker(skin, 0.32), 0.022, _EYE_DEPTH)
    if felt.brow > 0.075:
        for level in range(2):
            y = base - 0.17 - 0.1 * level
            canvas.line(opened([(-0.25, y + 0.02), (0.0, y), (0.25, y + 0.02)]), darker(skin, 0.16), 0.02, _EYE_DEPTH)


def mouth(canvas: Canvas, person: Person, felt: Expression) -> None:
    """Draw the mouth: closed as a line between lips, or open with what is in it."""
    skin = SKINS[person.skin]
    red = mixed(darker(skin, 0.12), BLOOD, 0.5)
    half = person.mouth_width * felt.width
    y = 0.56 + 0.12 * (person.nose_length - 0.34) + 0.4 * felt.jaw
    corner = y - felt.smile
    high, low = y - 0.25 * felt.gape + 0.12 * felt.smile, y + 0.75 * felt.gape + 0.35 * felt.smile
    raised = felt.lip
    x = np.linspace(-1, 1, 25)
    bow = 1 - x**2
    tilt = raised * np.exp(-(((x - 0.45) / 0.35) ** 2))
    upper = np.column_stack([half * x, corner + (high - corner) * bow - tilt])
    lower = np.column_stack([half * x, corner + (low - corner) * bow**0.8 - 0.25 * tilt])
    full = person.lips * (1 + 0.12 * np.cos(3 * np.pi * x)) * bow**0.6
    flat = np.zeros_like(x)
    canvas.shape(
        between(upper - np.column_stack([flat, full * 0.9]), lower + np.column_stack([flat, full * 1.25])),
        red,
        _MOUTH_DEPTH,
    )
    canvas.line((lower + np.column_stack([flat, full * 0.7]))[9:16], lighter(red, 0.3), 0.02, _MOUTH_DEPTH)
    gap = felt.gape > 0.03
    if gap:
        canvas.shape(between(upper, lower), _INSIDE, _MOUTH_DEPTH)
        _teeth(canvas, upper, lower, felt.teeth)
    else:
        canvas.line((upper + lower) / 2, darker(red, 0.6), 0.026, _MOUTH_DEPTH)
    for side in (-1, 1):
        end = (side * half, corner)
        deep = [end, (side * (half + 0.035), corner - 0.35 * felt.smile)]
        canvas.line(np.array(deep), darker(skin, 0.35), 0.024, _MOUTH_DEPTH - 0.04)
        if felt.cheeks > 0.7:
            fold = opened(
                [(side * (half - 0.04), y - 0.2), (side * (half + 0.09), y - 0.1), (side * (half + 0.1), y + 0.04)]
            )
            canvas.line(fold, darker(skin, 0.2), 0.022, _MOUTH_DEPTH - 0.06)


def _teeth(canvas: Canvas, upper: np.ndarray, lower: np.ndarray, share: float) -> None:
    middle = slice(2, -2)
    depth = 0.0 if share <= 0 else min(1.0, share)
    if 0 < depth < 1:
        tongue = lower - (lower - upper) * 0.38
        canvas.shape(between(tongue[6:-6], lower[6:-6]), _TONGUE, _MOUTH_DEPTH)
    elif not depth:
        canvas.shape(between((lower - (lower - upper) * 0.3)[7:-7], lower[7:-7]), _TONGUE, _MOUTH_DEPTH)
        return
    bottom = upper + (lower - upper) * (depth * 0.94)
    canvas.shape(between(upper[middle], bottom[middle]), WHITE, _MOUTH_DEPTH)
    if depth == 1:
        canvas.line((upper + (lower - upper) * 0.48)[3:-3], darker(WHITE, 0.45), 0.014, _MOUTH_DEPTH)
        for at in range(6, 20, 3):
            canvas.line(np.array([upper[at], bottom[at]]), darker(WHITE, 0.35), 0.01, _MOUTH_DEPTH)


def _eye(canvas: Canvas, person: Person, felt: Expression, side: int, gaze: tuple[float, float]) -> None:
    skin, size = SKINS[person.skin], person.eye_size * 1.1
    middle_x, middle_y = side * person.eye_gap, 0.0
    x = np.linspace(-1, 1, 21)
    tilt = -person.eye_tilt * x * side + felt.droop * np.maximum(x * side, 0.0)
    height = size * 0.62
    bow = 1 - np.abs(x) ** 2.2
    top = middle_y + tilt - height * felt.lids * bow
    bottom = middle_y + 0.3 * tilt + height * 0.72 * (1 - felt.squint) * bow * min(1.0, 0.6 + 0.4 * felt.lids)
    across = middle_x + size * x
    upper, lower = np.column_stack([across, top]), np.column_stack([across, bottom])
    canvas.shape(between(upper - np.array([0, 0.05]), lower + np.array([0, 0.035])), darker(skin, 0.12), _EYE_DEPTH)
    canvas.shape(between(upper, lower), WHITE, _EYE_DEPTH)
    _iris(canvas, person, felt, (middle_x + 0.05 * gaze[0], middle_y + 0.03 * gaze[1]), (across, top, bottom))
    lashes = 0.045 if "lashes" in person.extras else 0.03
    canvas.line(upper, DARK, lashes, _EYE_DEPTH)
    if "lashes" in person.extras:
        end = upper[-1] if side > 0 else upper[0]
        canvas.line(np.array([end, end + np.array([side * 0.05, -0.05])]), DARK, 0.024, _EYE_DEPTH)
    canvas.line(lower[4:-4], darker(skin, 0.4), 0.016, _EYE_DEPTH)
    crease = upper[3:-3] - np.array([0, 0.06])
    canvas.line(crease, darker(skin, 0.26), 0.016, _EYE_DEPTH)


def _iris(
    canvas: Canvas,
    person: Person,
    felt: Expression,
    middle: tuple[float, float],
    opening: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> None:
    """Iris, pupil and the light in it, as far as the lids leave them free."""
    across, top, bottom = opening
    colour = EYES[person.eyes]
    for radius, shade in ((0.108 * felt.pupils, darker(colour, 0.35)), (0.09 * felt.pupils, colour), (0.05, DARK)):
        x = middle[0] + radius * np.linspace(-1, 1, 17)
        half = radius * np.sqrt(1 - np.linspace(-1, 1, 17) ** 2)
        above = np.maximum(middle[1] - half, np.interp(x, across, top))
        below = np.minimum(middle[1] + half, np.interp(x, across, bottom))
        if (above < below).any():
            canvas.shape(
                between(np.column_stack([x, above]), np.column_stack([x, np.maximum(above, below)])), shade, _EYE_DEPTH
            )
    canvas.disc((middle[0] + 0.03, middle[1] - 0.035), 0.022, WHITE, _EYE_DEPTH)
