"""Colours of people and of what is around them, and what mixing does to them."""

from __future__ import annotations

from typing import Final

Colour = tuple[int, int, int]

SKINS: Final[dict[str, Colour]] = {
    "pale": (250, 222, 205),
    "fair": (241, 200, 172),
    "sand": (226, 178, 142),
    "olive": (204, 153, 113),
    "amber": (181, 124, 82),
    "brown": (143, 92, 61),
    "deep": (101, 64, 46),
}
HAIRS: Final[dict[str, Colour]] = {
    "black": (36, 32, 38),
    "brown": (92, 58, 40),
    "chestnut": (128, 68, 40),
    "blond": (222, 180, 104),
    "red": (186, 78, 36),
    "grey": (168, 168, 172),
    "white": (236, 234, 230),
}
EYES: Final[dict[str, Colour]] = {
    "dark": (58, 38, 30),
    "hazel": (122, 88, 44),
    "green": (74, 122, 82),
    "blue": (70, 118, 172),
    "grey": (112, 126, 138),
}
CLOTHES: Final[tuple[Colour, ...]] = (
    (64, 92, 140),
    (168, 60, 60),
    (70, 120, 96),
    (220, 190, 110),
    (110, 80, 130),
    (60, 62, 72),
    (224, 222, 216),
    (200, 120, 84),
)
WHITE: Final[Colour] = (248, 247, 244)
DARK: Final[Colour] = (44, 26, 28)
BLOOD: Final[Colour] = (196, 70, 72)  # what shows through lips and cheeks


def mixed(first: Colour, second: Colour, share: float) -> Colour:
    """`first` with so much of `second` in it, 0 to 1."""
    r, g, b = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return r, g, b


def darker(colour: Colour, share: float) -> Colour:
    """A shade of a colour, not towards grey but towards a warm dark."""
    return mixed(colour, DARK, share)


def lighter(colour: Colour, share: float) -> Colour:
    """A tint of a colour."""
    return mixed(colour, WHITE, share)
