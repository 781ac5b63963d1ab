"""Seven expressions: the neutral face and the six that people of all cultures recognise (Ekman & Friesen, 1971)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final, Self


@dataclass(frozen=True)
class Expression:
    """What a face does, in units of half a head where nothing else is said; 0 is at rest.

    Attributes
    ----------
    brow, brow_inner : float
        How far the brows are raised as a whole, and their inner ends besides; below 0: lowered.
    frown : float
        How far the brows are drawn together.
    lids : float
        How wide the eyes are open; 1 at rest.
    squint : float
        How far the lower lids are raised, as a share.
    droop : float
        How far the outer ends of the upper lids hang.
    pupils : float
        Size of the irises; 1 at rest.
    smile : float
        How far the corners of the mouth are raised; below 0: pulled down.
    width : float
        Of the mouth; 1 at rest.
    gape : float
        How far the mouth is open.
    teeth : float
        How much of the gap upper teeth fill, 0 to 1; clenched at 1.
    lip : float
        How far the upper lip is raised on one side.
    wrinkles : float
        Of the nose, 0 to 1.
    cheeks : float
        How far the cheeks are raised and red, 0 to 1.
    jaw : float
        How far the chin has dropped.
    """

    brow: float = 0.0
    brow_inner: float = 0.0
    frown: float = 0.0
    lids: float = 1.0
    squint: float = 0.0
    droop: float = 0.0
    pupils: float = 1.0
    smile: float = 0.02
    width: float = 1.0
    gape: float = 0.0
    teeth: float = 0.0
    lip: float = 0.0
    wrinkles: float = 0.0
    cheeks: float = 0.25
    jaw: float = 0.0

    def times(self, strength: float) -> Self:
        """The same expression, weaker or stronger; 1 is as it is, 0 the neutral face."""
        rest = NEUTRAL
        return type(self)(
            **{
                part.name: getattr(rest, part.name) + strength * (getattr(self, part.name) - getattr(rest, part.name))
                for part in fields(self)
            }
        )


NEUTRAL = Expression()
EXPRESSIONS: Final[dict[str, Expression]] = {
    "neutral": NEUTRAL,
    "happy": Expression(brow=0.03, lids=0.82, squint=0.45, smile=0.15, width=1.38, gape=0.17, teeth=0.55, cheeks=1.0),
    "sad": Expression(
        brow=0.0, brow_inner=0.12, frown=0.03, lids=0.72, droop=0.07, smile=-0.10, width=0.86, cheeks=0.1, jaw=-0.01
    ),
    "angry": Expression(
        brow=-0.07,
        brow_inner=-0.11,
        frown=0.06,
        lids=0.80,
        squint=0.3,
        smile=-0.05,
        width=1.12,
        gape=0.10,
        teeth=1.0,
        cheeks=0.45,
    ),
    "surprised": Expression(brow=0.15, lids=1.45, pupils=0.9, smile=0.0, width=0.62, gape=0.32, cheeks=0.2, jaw=0.09),
    "afraid": Expression(
        brow=0.09,
        brow_inner=0.07,
        frown=0.05,
        lids=1.32,
        pupils=0.72,
        smile=-0.1,
        width=1.34,
        gape=0.2,
        teeth=0.32,
        cheeks=0.0,
        jaw=0.04,
    ),
    "disgusted": Expression(
        brow=-0.06,
        brow_inner=-0.04,
        frown=0.05,
        lids=0.52,
        squint=0.6,
        smile=-0.09,
        width=0.98,
        lip=0.1,
        gape=0.09,
        teeth=0.85,
        wrinkles=1.0,
        cheeks=0.35,
    ),
}
