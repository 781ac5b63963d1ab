"""Stability as pictures: a bar a cluster in Hennig's bands; and figures of a grouping before what luck gives."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

import numpy as np
import plotly.graph_objects as go

from explorer.comparison.stability.result import DISSOLVED, HIGHLY_STABLE, STABLE, Luck, Stability
from explorer.figures.look import Drawn, Look, as_text, plain

MOST_BARS = 60
LINES = {DISSOLVED: "dissolved up to here", STABLE: "stable from here", HIGHLY_STABLE: "highly stable"}
LINE = 58  # CSS pixels of one measure
TITLE_LETTERS = 52  # of a line, on a phone; there is room for two


def stability_bars(found: Stability, names: Sequence[str], look: Look, height: int = 320) -> Drawn:
    """A bar for each cluster, the most stable first, from its worst resample to its best a thin line.

    Parameters
    ----------
    found : Stability
    names : sequence of str
        What the clusters are called.
    look : Look
    height : int
        CSS pixels.
    """
    drawn = np.flatnonzero(np.isfinite(found.mean))
    order = drawn[np.argsort(-found.mean[drawn], kind="stable")][-MOST_BARS:]
    mean = found.mean[order]
    low, high = (np.where(np.isnan(found.jaccard), edge, found.jaccard) for edge in (np.inf, -np.inf))
    below = np.maximum(mean - low.min(axis=0)[order], 0)
    above = np.maximum(high.max(axis=0)[order] - mean, 0)
    figure = go.Figure(
        layout=plain(
            look,
            height,
            xaxis={"type": "category", "showgrid": False, "title": "cluster"},
            yaxis={"range": [0, 1.04], "title": "stability", "showgrid": False},
            bargap=0.25,
            clickmode="event+select",
        )
    )
    figure.add_bar(
        x=[as_text(names[cluster]) for cluster in order],
        y=mean,
        marker={"color": [_colour(value, look) for value in mean]},
        error_y={
            "type": "data", "array": above, "arrayminus": below, "symmetric": False,
            "thickness": 1, "width": 0, "color": look.faint,
        },
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        customdata=order.tolist(),
        hovertemplate="%{x}: %{y:.2f}<extra></extra>",
    )  # fmt: skip
    for value, text in LINES.items():
        figure.add_hline(y=value, line={"color": look.text, "width": 1, "dash": "dot"}, opacity=0.6)
        figure.add_annotation(
            x=1, xref="paper", xanchor="right", y=value, yanchor="bottom", text=text, showarrow=False,
            font={"size": 10, "color": look.text}, bgcolor=look.scale[0][1], opacity=0.85, borderpad=1,
        )  # fmt: skip
    return Drawn(figure, _said(mean, len(drawn) - len(order), len(found.sizes) - len(drawn)))


def _said(mean: np.ndarray, left: int, missed: int) -> str:
    """The bars in words, with how many stable clusters have none, and how many of which no row was drawn."""
    bars = f"Stability of {len(mean)} clusters"
    if left:
        bars = f"Stability of the {len(mean)} least stable of {len(mean) + left:,} clusters"
    said = f"{bars}, {mean.max():.2f} to {mean.min():.2f}; thin lines: worst to best." if len(mean) else f"{bars}."
    said += f" No more bars can be told apart: the other {left:,} are in the table below." if left else ""
    return said + (f" Of {missed:,} no row was drawn." if missed else "")


def luck_bands(found: Luck, titles: Sequence[str], look: Look) -> Drawn:
    """For each measure the figures of the sets without structure as a band of dots, and that of the grouping as a mark.

    Parameters
    ----------
    found : Luck
    titles : sequence of str
        What each measure is called.
    look : Look
    """
    shown = [number for number, value in enumerate(found.observed) if np.isfinite(value)]
    places = np.arange(len(shown))[::-1].astype(float)
    values = np.concatenate([found.observed[shown], found.null[shown].ravel(), [0.0, 1.0]])
    low, high = float(np.nanmin(values)) - 0.04, float(np.nanmax(values)) + 0.04
    figure = go.Figure(
        layout=plain(
            look,
            50 + LINE * max(len(shown), 1),
            xaxis={"range": [low, high], "fixedrange": True},
            yaxis={"visible": False, "range": [-0.6, len(shown) - 0.25], "fixedrange": True},
            hovermode="closest",
        )
    )
    said = []
    for place, number in zip(places, shown, strict=True):
        band = found.null[number][np.isfinite(found.null[number])]
        if len(band):
            figure.add_shape(
                type="rect", x0=band.min(), x1=band.max(), y0=place - 0.22, y1=place + 0.22,
                fillcolor=look.faint, opacity=0.28, line={"width": 0}, layer="below",
            )  # fmt: skip
            figure.add_scatter(
                x=band, y=np.full(len(band), place), mode="markers", marker={"color": look.faint, "size": 6},
                hovertemplate="without structure: %{x:.3f}<extra></extra>",
            )  # fmt: skip
        colour = look.accent if found.above[number] else look.text
        figure.add_scatter(
            x=[found.observed[number]], y=[place], mode="markers",
            marker={"symbol": "diamond", "size": 13, "color": colour},
            hovertemplate="this grouping: %{x:.3f}<extra></extra>",
        )  # fmt: skip
        figure.add_annotation(
            x=0, xref="paper", xanchor="left", y=place + 0.26, yanchor="bottom", showarrow=False,
            text="<br>".join(wrap(titles[number] + (": above luck" if found.above[number] else ""), TITLE_LETTERS)),
            align="left",
            font={"size": 11, "color": look.text},
        )  # fmt: skip
        without = f"{band.min():.2f} to {band.max():.2f}" if len(band) else "none"
        said.append(f"{titles[number]} {found.observed[number]:.2f} (without structure {without})")
    return Drawn(
        figure,
        f"Diamond: this grouping; dots and band: {found.n_null} sets without structure. " + "; ".join(said) + ".",
    )


def _colour(value: float, look: Look) -> str:
    """Strong where it is clear: dissolved in the accent, highly stable; pale between."""
    if value <= DISSOLVED:
        return look.accent
    strength = 1.0 if value >= HIGHLY_STABLE else 0.75 if value >= STABLE else 0.45
    red, green, blue = (int(look.mark[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{strength})"
