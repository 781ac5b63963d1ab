"""One portrait: a person, what they feel, and the moment it was taken."""

from __future__ import annotations

import numpy as np

from explorer.sources.portraits import face, hair, looks
from explorer.sources.portraits.canvas import Canvas
from explorer.sources.portraits.expressions import Expression
from explorer.sources.portraits.people import Person
from explorer.sources.portraits.sittings import Moment, lit


def portrait(person: Person, felt: Expression, there: Moment) -> np.ndarray:
    """Draw it, from the back to the front; uint8 of shape (SIDE, SIDE, 3)."""
    felt = felt.times(there.strength)
    canvas = Canvas(there.ground, there.pose)
    hair.behind(canvas, person)
    face.body(canvas, person, there.clothes)
    face.head(canvas, person, felt)
    looks.eyes(canvas, person, felt, there.gaze)
    looks.mouth(canvas, person, felt)
    looks.forehead(canvas, person, felt)
    hair.on_top(canvas, person)
    looks.brows(canvas, person, felt)
    face.worn(canvas, person)
    return lit(canvas.finished(), there)
