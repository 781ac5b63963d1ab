"""How different colours look: sRGB to CIELAB, the CIEDE2000 difference, and how colours look to the colour-blind."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

# Machado, Oliveira & Fernandes 2009, severity 1: for linear RGB.
BLIND = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
# IEC 61966-2-1: linear sRGB -> CIE XYZ, and the white of D65.
XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
WHITE = (0.95047, 1.0, 1.08883)


def channels(colours: Sequence[str]) -> np.ndarray:
    """``#rrggbb`` -> 0 to 1. Shape (n, 3)."""
    found = [[int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)] for colour in colours]
    return np.array(found, dtype=np.float64).reshape(-1, 3)


def lab(rgb: np.ndarray, sight: str = "normal") -> np.ndarray:
    """Colours in CIELAB (D65), as seen normally or by the colour-blind.

    Parameters
    ----------
    rgb : ndarray of shape (n, 3)
        sRGB, 0 to 1.
    sight : str
        ``"normal"`` or one of `BLIND`, simulated.

    Returns
    -------
    ndarray of shape (n, 3)
        L from 0 to 100; a and b about -128 to 127.
    """
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    if sight != "normal":
        linear = np.clip(linear @ np.array(BLIND[sight]).T, 0, 1)
    t = linear @ np.array(XYZ).T / np.array(WHITE)
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = f.T
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=1)


def ciede2000(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The CIEDE2000 difference (Sharma, Wu & Dalal 2005), with all weights 1.

    Parameters
    ----------
    one, other : ndarray of shape (…, 3)
        CIELAB; they are broadcast against each other.

    Returns
    -------
    ndarray of shape (…)
        0 for the same colour; 1 is about the least difference that is seen side by side.
    """
    (L1, a1, b1), (L2, a2, b2) = np.moveaxis(one, -1, 0), np.moveaxis(other, -1, 0)
    chroma7 = ((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2) ** 7
    stretch = 1.5 - 0.5 * np.sqrt(chroma7 / (chroma7 + 25.0**7))
    C1, C2 = np.hypot(stretch * a1, b1), np.hypot(stretch * a2, b2)
    h1 = np.degrees(np.arctan2(b1, stretch * a1)) % 360
    h2 = np.degrees(np.arctan2(b2, stretch * a2)) % 360
    grey = C1 * C2 == 0
    turn = (h2 - h1 + 180) % 360 - 180
    turn = np.where(grey, 0, np.where(np.abs(h2 - h1) == 180, h2 - h1, turn))
    dL, dC, dH = L2 - L1, C2 - C1, 2 * np.sqrt(C1 * C2) * np.sin(np.radians(turn) / 2)
    L, C = (L1 + L2) / 2, (C1 + C2) / 2
    h = np.where(np.abs(h1 - h2) <= 180, (h1 + h2) / 2, (h1 + h2 + np.where(h1 + h2 < 360, 360, -360)) / 2)
    h = np.where(grey, h1 + h2, h)
    T = (
        1
        - 0.17 * np.cos(np.radians(h - 30))
        + 0.24 * np.cos(np.radians(2 * h))
        + 0.32 * np.cos(np.radians(3 * h + 6))
        - 0.20 * np.cos(np.radians(4 * h - 63))
    )
    weight_L = 1 + 0.015 * (L - 50) ** 2 / np.sqrt(20 + (L - 50) ** 2)
    weight_C, weight_H = 1 + 0.045 * C, 1 + 0.015 * C * T
    turned = np.sin(np.radians(60 * np.exp(-(((h - 275) / 25) ** 2))))
    both = -2 * np.sqrt(C**7 / (C**7 + 25.0**7)) * turned
    l, c, hue = dL / weight_L, dC / weight_C, dH / weight_H  # noqa: E741 - the paper's letters
    difference: np.ndarray = np.sqrt(np.maximum(0, l**2 + c**2 + hue**2 + both * c * hue))
    return difference


def least_share(chroma: float) -> float:
    """At least what share of their distance in CIELAB is the CIEDE2000 difference of two colours.

    Stretching a makes no distance shorter, and C and H share what a and b are apart. They are divided by
    1 + 0.045 C at most, as T is below 2, and L by 1.75 at most; what turns the blue takes at most sin 60° of the rest.

    Parameters
    ----------
    chroma : float
        The largest of the colours', as CIELAB has it; stretched it is half as much more at most.
    """
    return min(1 / 1.75, math.sqrt(1 - math.sin(math.radians(60))) / (1 + 0.045 * 1.5 * chroma))
