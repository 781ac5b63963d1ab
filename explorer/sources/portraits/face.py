"""The head without its hair: neck, ears, face, nose, beard, and what is worn on it."""

from __future__ import annotations

from typing import Final

import numpy as np

from explorer.sources.portraits.canvas import Canvas
from explorer.sources.portraits.colours import BLOOD, HAIRS, SKINS, Colour, darker, lighter, mixed
from explorer.sources.portraits.curves import between, closed, ellipse, mirrored, opened
from explorer.sources.portraits.expressions import Expression
from explorer.sources.portraits.people import Person

FACE_DEPTH: Final = 0.3  # of what lies flat on the face
_NOSE_DEPTH, _CHEEK_DEPTH = 0.46, 0.28
_FRAMES: Final[Colour] = (52, 44, 48)
_GOLD: Final[Colour] = (226, 186, 92)


def body(canvas: Canvas, person: Person, clothes: Colour) -> None:
    """Draw shoulders and neck."""
    skin = SKINS[person.skin]
    neck = person.jaw * 0.72
    shoulders = [(0.0, 1.32), (neck + 0.08, 1.3), (1.05, 1.5), (1.55, 1.8), (1.7, 2.6), (0.0, 2.6)]
    canvas.shape(closed(mirrored(shoulders)), clothes, still=True)
    collar = [(0.0, 1.62), (neck * 0.7, 1.5), (neck + 0.04, 1.3), (neck * 0.9, 0.6), (0.0, 0.6)]
    canvas.shape(closed(mirrored(collar)), darker(skin, 0.22), still=True)
    canvas.shape(
        opened(
            [
                (-neck - 0.1, 1.28),
                (-neck * 0.7, 1.54),
                (0.0, 1.68),
                (neck * 0.7, 1.54),
                (neck + 0.1, 1.28),
                (neck + 0.14, 1.42),
                (0.0, 1.84),
                (-neck - 0.14, 1.42),
            ]
        ),
        darker(clothes, 0.25),
        still=True,
    )


def head(canvas: Canvas, person: Person, felt: Expression) -> None:
    """Draw ears and face, without eyes and mouth."""
    skin = SKINS[person.skin]
    for side in (-1, 1):
        canvas.shape(ellipse((side * (person.width + 0.03), 0.06), 0.11, 0.19, -side * 8), darker(skin, 0.1), -0.12)
        canvas.shape(ellipse((side * (person.width + 0.035), 0.07), 0.05, 0.11, -side * 8), darker(skin, 0.24), -0.12)
        if "earrings" in person.extras:
            canvas.disc((side * (person.width + 0.05), 0.3), 0.055, _GOLD, -0.1)
    canvas.shape(_outline(person, felt.jaw), skin, 0.0)
    _cheeks(canvas, person, felt, skin)
    if person.beard:
        _beard(canvas, person, felt)
    _nose(canvas, person, felt, skin)
    if "freckles" in person.extras:
        _freckles(canvas, person, skin)


def worn(canvas: Canvas, person: Person) -> None:
    """Draw what stands before the eyes."""
    if "glasses" not in person.extras:
        return
    for side in (-1, 1):
        rim = ellipse((side * person.eye_gap, 0.0), 0.235, 0.19)
        canvas.line(np.vstack([rim, rim[:2]]), _FRAMES, 0.032, FACE_DEPTH + 0.1)
        canvas.line(
            np.array([(side * (person.eye_gap + 0.22), -0.03), (side * person.width, -0.06)]), _FRAMES, 0.032, 0.12
        )
    inner = person.eye_gap - 0.235
    canvas.line(opened([(-inner, -0.02), (0.0, -0.06), (inner, -0.02)]), _FRAMES, 0.032, FACE_DEPTH + 0.12)


def _outline(person: Person, dropped: float) -> np.ndarray:
    w, chin = person.width, person.length + dropped
    right = [
        (0.0, -1.02),
        (w * 0.62, -0.86),
        (w * 0.97, -0.42),
        (w, 0.05),
        (w * 0.93, 0.38),
        (person.jaw, chin * 0.72),
        (person.chin, chin * 0.97),
        (0.0, chin + 0.015),
    ]
    return closed(mirrored(right))


def _cheeks(canvas: Canvas, person: Person, felt: Expression, skin: Colour) -> None:
    blush = mixed(skin, BLOOD, 0.1 + 0.14 * felt.cheeks)
    for side in (-1, 1):
        middle = (side * person.width * 0.6, 0.3 - 0.04 * felt.cheeks)
        for grown, share in ((1.0, 0.4), (0.7, 0.75), (0.4, 1.0)):
            canvas.shape(ellipse(middle, 0.19 * grown, 0.13 * grown), mixed(skin, blush, share), _CHEEK_DEPTH)


def _nose(canvas: Canvas, person: Person, felt: Expression, skin: Colour) -> None:
    tip, wide = 0.02 + person.nose_length - 0.03 * felt.wrinkles, person.nose_width * (1 + 0.15 * felt.wrinkles)
    shade, tint = darker(skin, 0.2), lighter(skin, 0.22)
    canvas.shape(
        closed(
            [(-wide * 0.35, -0.05), (wide * 0.35, -0.05), (wide, tip - 0.03), (0.0, tip + 0.05), (-wide, tip - 0.03)]
        ),
        mixed(skin, shade, 0.22),
        _NOSE_DEPTH - 0.08,
    )
    canvas.shape(ellipse((0.0, tip - 0.05), wide * 0.55, 0.07), tint, _NOSE_DEPTH)
    canvas.line(opened([(-0.01, 0.0), (0.01, tip * 0.5), (0.0, tip - 0.1)]), mixed(skin, tint, 0.7), 0.035, _NOSE_DEPTH)
    canvas.line(
        opened(
            [
                (-wide, tip - 0.03),
                (-wide * 0.5, tip + 0.035),
                (0.0, tip + 0.05),
                (wide * 0.5, tip + 0.035),
                (wide, tip - 0.03),
            ]
        ),
        darker(skin, 0.38),
        0.026,
        _NOSE_DEPTH - 0.04,
    )
    if felt.wrinkles > 0.2:
        for level in range(3):
            y = 0.02 + 0.075 * level
            canvas.line(
                opened([(-0.1, y + 0.02), (0.0, y - 0.015), (0.1, y + 0.02)]),
                darker(skin, 0.3 * felt.wrinkles),
                0.02,
                _NOSE_DEPTH - 0.06,
            )
        for side in (-1, 1):
            fold = opened(
                [
                    (side * (wide + 0.05), tip - 0.06),
                    (side * (wide + 0.17), tip + 0.12),
                    (side * (wide + 0.19), tip + 0.28),
                ]
            )
            canvas.line(fold, darker(skin, 0.28 * felt.wrinkles), 0.024, FACE_DEPTH)


def _beard(canvas: Canvas, person: Person, felt: Expression) -> None:
    skin = SKINS[person.skin]
    colour = HAIRS[person.hair]
    chin, lip = person.length + felt.jaw, 0.44 + 0.2 * (person.nose_length - 0.3)
    if person.beard == "moustache":
        upper = opened([(-0.3, lip + 0.1), (-0.16, lip - 0.03), (0.0, lip), (0.16, lip - 0.03), (0.3, lip + 0.1)])
        lower = opened(
            [(-0.3, lip + 0.13), (-0.14, lip + 0.08), (0.0, lip + 0.06), (0.14, lip + 0.08), (0.3, lip + 0.13)]
        )
        canvas.shape(between(upper, lower), colour, FACE_DEPTH + 0.1)
        return
    stubble = person.beard == "stubble"
    shade = mixed(skin, colour, 0.2 if stubble else 0.9)
    w, out = person.width, 0.0 if stubble else 0.05
    outer = [
        (-w * 0.99, 0.1),
        (-w * 0.93 - out, 0.42),
        (-person.jaw - out, chin * 0.74),
        (-person.chin, chin * 0.97 + out),
    ]
    outer += [(0.0, chin + 0.02 + 2 * out)]
    outer += [(-x, y) for x, y in reversed(outer[:-1])]
    inner = [(-w * 0.9, 0.1), (-w * 0.74, 0.44), (-0.36, lip + 0.02), (0.0, lip - 0.02)]
    inner += [(-x, y) for x, y in reversed(inner[:-1])]
    canvas.shape(between(opened(outer), opened(inner)), shade, 0.1)


def _freckles(canvas: Canvas, person: Person, skin: Colour) -> None:
    spots = np.random.default_rng(len(person.name)).uniform((-1, 0), (1, 1), (26, 2))
    for x, y in spots:
        canvas.disc((x * person.width * 0.72, 0.1 + 0.26 * y), 0.014, darker(mixed(skin, BLOOD, 0.2), 0.22), FACE_DEPTH)
