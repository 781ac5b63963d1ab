"""The cast: who is portrayed, and what each face is made of. All of them are made up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True)
class Person:
    """What stays the same in all portraits of one person.

    Attributes
    ----------
    name : str
    skin, hair, eyes : str
        Names of colours in `colours`; a `hair` of ``"bald"`` is none.
    cut : str
        One of `hair.CUTS`.
    width, jaw, chin : float
        Half the width of the head, of the jaw and of the chin, in units of half a head.
    length : float
        How far the chin is down.
    eye_size, eye_gap, eye_tilt : float
        Eyes: half their width, from the middle, and how much higher their outer ends are.
    brow_weight, brow_arch : float
    nose_length, nose_width : float
    mouth_width, lips : float
        Half the width, and how full.
    beard : str
        ``""``, ``"stubble"``, ``"beard"`` or ``"moustache"``.
    extras : tuple of str
        Of ``"glasses"``, ``"freckles"``, ``"earrings"``, ``"lashes"``.
    """

    name: str
    skin: str
    hair: str
    cut: str
    eyes: str
    width: float
    jaw: float
    chin: float
    length: float
    eye_size: float
    eye_gap: float
    eye_tilt: float
    brow_weight: float
    brow_arch: float
    nose_length: float
    nose_width: float
    mouth_width: float
    lips: float
    beard: str
    extras: tuple[str, ...]


# The fields of `Person` in their order; "-" is nothing.
_CAST: Final = """
Ada     fair  brown    bob    hazel .72 .55 .22  .98 .170 .32  .02 .045 .05 .34 .10 .21 .060 -         lashes
Bruno   olive black    crop   dark  .76 .66 .34 1.02 .155 .34  .00 .075 .02 .42 .14 .24 .045 stubble   -
Chidi   deep  black    crop   dark  .74 .62 .28 1.03 .165 .35  .01 .060 .03 .36 .17 .25 .085 -         -
Dagny   pale  blond    braids blue  .71 .56 .24  .96 .180 .32  .01 .038 .04 .31 .09 .20 .055 -         freckles,lashes
Emeka   brown black    afro   dark  .75 .60 .27 1.00 .170 .34  .00 .065 .03 .35 .16 .24 .080 -         -
Fumi    sand  black    fringe dark  .75 .56 .22  .95 .160 .35  .03 .045 .02 .29 .10 .19 .055 -         lashes
Gustav  fair  white    bald   blue  .75 .63 .31 1.03 .145 .32 -.01 .060 .03 .42 .14 .22 .035 beard     -
Hana    sand  black    bun    dark  .70 .52 .20  .98 .165 .33  .03 .040 .03 .31 .09 .19 .060 -         earrings,lashes
Ines    olive chestnut waves  hazel .72 .55 .23 1.00 .175 .33  .02 .050 .06 .36 .10 .23 .070 -         lashes
Jamal   amber black    bald   dark  .76 .65 .31 1.02 .160 .34  .00 .065 .02 .37 .16 .25 .075 beard     -
Kaija   pale  red      curls  green .73 .57 .25  .97 .175 .32  .01 .042 .04 .32 .10 .21 .055 -         freckles,lashes
Liam    fair  red      spikes blue  .72 .60 .28 1.00 .160 .31  .00 .058 .02 .36 .11 .23 .040 -         freckles
Mira    amber black    long   dark  .72 .54 .22 1.00 .178 .33  .02 .055 .05 .35 .11 .21 .070 -         lashes,earrings
Noor    olive brown    parted green .72 .58 .26 1.00 .165 .33  .01 .060 .04 .40 .12 .22 .055 -         glasses
Otto    fair  grey     parted grey  .77 .68 .36 1.00 .145 .33 -.02 .070 .02 .41 .15 .24 .035 moustache glasses
Priya   brown black    waves  dark  .71 .53 .22  .98 .180 .33  .02 .052 .05 .33 .11 .21 .075 -         earrings,lashes
Quang   sand  black    spikes dark  .74 .60 .27  .97 .155 .34  .02 .060 .01 .30 .12 .21 .055 -         glasses
Rosa    sand  grey     bun    hazel .74 .60 .28  .96 .150 .32 -.02 .045 .04 .35 .13 .20 .045 -         glasses,earrings
Sven    pale  blond    crop   blue  .74 .66 .35 1.05 .150 .32  .00 .060 .02 .40 .12 .23 .040 stubble   -
Tala    amber brown    tail   hazel .71 .55 .23  .98 .172 .33  .02 .048 .05 .32 .11 .21 .070 -         lashes
Umar    brown black    parted dark  .73 .61 .28 1.03 .165 .33  .00 .080 .03 .43 .14 .23 .055 beard     -
Vera    fair  white    bob    grey  .73 .58 .26  .98 .150 .32 -.02 .038 .04 .34 .11 .20 .040 -         earrings
Wanjiru deep  black    curls  dark  .71 .54 .22  .97 .178 .34  .02 .048 .05 .31 .14 .23 .085 -         earrings,lashes
Yusuf   olive chestnut curls  hazel .74 .62 .29 1.02 .165 .33  .01 .072 .03 .41 .13 .23 .055 moustache -
"""


def _cast(line: str) -> Person:
    *looks, beard, extras = line.split()
    worn = tuple(extras.strip("-").split(","))
    fields: Any = (*looks[:5], *map(float, looks[5:]), beard.strip("-"), worn)
    return Person(*fields)


PEOPLE: Final = tuple(_cast(line) for line in _CAST.strip().splitlines())
