"""`Palette`: a colour for each identity, and how far apart they are; and the colours that the map uses by itself."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping
from dataclasses import dataclass

from explorer.store import Parts

SIGHTS = ("normal", "protanopia", "deuteranopia", "tritanopia")
N_SHAPES = 8
TOLD_APART = 10.0  # CIEDE2000: from here on two colours are told apart at a glance

# The same colours as in ui/components/scatter/palette.js, which says how they were chosen.
FIRST = (
    "#3b82f6", "#f2802b", "#0b7f74", "#e86bc0", "#e0b41f", "#8a3fc4", "#d02e1e", "#54b66e",
    "#56b2fd", "#e21e7b", "#437200", "#f599a5", "#a5524f", "#ae5ea8", "#cc712b", "#cc4ad9",
)  # fmt: skip


@dataclass(frozen=True)
class Palette:
    """A colour for each code of a column, and how far apart the nearest two are.

    Attributes
    ----------
    colours : tuple of str
        ``#rrggbb`` by code.
    least : mapping of str to float or None
        For each of `SIGHTS` the least CIEDE2000 difference of two colours as seen so (0 is the same colour, from about
        10 on two are told apart at a glance); None for fewer than two.
    closest : mapping of str to tuple of int
        For each of `SIGHTS` the codes of those two; empty for fewer than two.
    n_compared : int
        How many of the colours, the first ones, were compared.
    shapes : tuple of int
        One of `N_SHAPES` shapes a code, so given out that colours which look alike have different ones.
    """

    colours: tuple[str, ...]
    least: Mapping[str, float | None]
    closest: Mapping[str, tuple[int, ...]]
    n_compared: int
    shapes: tuple[int, ...]

    def to_parts(self) -> Parts:
        """Take apart; the colours as texts, since there can be as many as rows."""
        closest = {sight: list(pair) for sight, pair in self.closest.items()}
        return Parts(
            {},
            {"colours": self.colours},
            {"least": dict(self.least), "closest": closest, "n_compared": self.n_compared, "shapes": list(self.shapes)},
        )

    @classmethod
    def from_parts(cls, parts: Parts) -> Palette:
        """Put together again what `to_parts` took apart."""
        closest = {sight: tuple(pair) for sight, pair in parts.values["closest"].items()}
        values = parts.values
        return cls(
            tuple(parts.texts["colours"]), values["least"], closest, values["n_compared"], tuple(values["shapes"])
        )


def map_colour(code: int) -> str:
    """The colour that the map gives a code by itself, ``#rrggbb``: the twin of `categoryColour` in palette.js."""
    if code < len(FIRST):
        return FIRST[code]
    k = code - len(FIRST)
    hue, saturation, lightness = (k * 137.508 + 20) % 360, (62, 48, 78)[k % 3], (52, 66, 42)[k // 2 % 3]
    channels = colorsys.hls_to_rgb(hue / 360, lightness / 100, saturation / 100)
    # As JavaScript rounds: halves go up.
    return "#" + "".join(f"{int(255 * channel + 0.5):02x}" for channel in channels)
