"""The look of figures in light and dark, and what a drawn figure is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

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


def as_text(name: str) -> str:
    """A name from the data as Plotly shows it letter by letter: it would read ``<b>`` as bold."""
    return name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
