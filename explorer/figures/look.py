"""The look of figures in light and dark, and what a drawn figure is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go


@dataclass(frozen=True)
class Look:
    """Colours of a theme, as CSS."""

    text: str
    faint: str
    line: str
    mark: str
    accent: str
    scale: tuple[tuple[float, str], ...]


LIGHT = Look("#1d2733", "#6b7580", "#e3e6ea", "#2f6f9f", "#c8553d", ((0, "#f7f8f9"), (0.5, "#8db4d2"), (1, "#17456b")))
DARK = Look("#e6e9ed", "#98a2ad", "#2f3742", "#6fb0dd", "#f0907a", ((0, "#1b222b"), (0.5, "#3f7097"), (1, "#b9dcf5")))


@dataclass(frozen=True)
class Drawn:
    """A figure, and what it shows in a sentence for those who don't see it."""

    figure: go.Figure
    alt: str


def plain(look: Look, height: int, **layout: Any) -> go.Layout:
    """A layout with nothing in it but the data: no frame, few lines, transparent."""
    axis = {"gridcolor": look.line, "zeroline": False, "linecolor": look.line, "tickfont": {"color": look.faint}}
    return go.Layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": look.text, "size": 12},
        showlegend=False,
        xaxis={**axis, "automargin": True, **layout.pop("xaxis", {})},
        yaxis={**axis, "automargin": True, **layout.pop("yaxis", {})},
        **layout,
    )


def ink_on(look: Look, share: np.ndarray) -> list[str]:
    """In which colour words are read best on each place of the scale: the text's, or the scale's first.

    Parameters
    ----------
    look : Look
    share : ndarray of shape (n,)
        0 to 1.
    """
    at, colours = zip(*look.scale, strict=True)
    stops = np.array([_channels(colour) for colour in colours])
    behind = _luminance(np.stack([np.interp(share, at, part) for part in stops.T], axis=1))
    inks = look.text, colours[0]
    text, first = (_luminance(np.array([_channels(ink)]))[0] for ink in inks)
    # the one that is farther off, as a ratio (WCAG 2.1)
    better = np.abs(np.log((behind + 0.05) / (text + 0.05))) >= np.abs(np.log((behind + 0.05) / (first + 0.05)))
    return [inks[0] if one else inks[1] for one in better.tolist()]


def _channels(colour: str) -> list[float]:
    return [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]


def _luminance(rgb: np.ndarray) -> np.ndarray:
    """How bright sRGB colours are, 0 to 1. Shape (n,)."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    found: np.ndarray = linear @ np.array([0.2126, 0.7152, 0.0722])
    return found


def as_text(name: str) -> str:
    """A name from the data as Plotly shows it letter by letter: it would read ``<b>`` as bold."""
    return name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
