"""Groupings judged by several criteria at once: a line a grouping, a dot a criterion, the Pareto front first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

import numpy as np
import plotly.graph_objects as go

from explorer.figures.look import Drawn, Look, as_text, plain

LINE = 46  # CSS pixels of one grouping
HEAD, TITLE_LINE = 20, 14  # above the titles, and each of their lines
TITLE_LETTERS = 13  # of a line: four criteria are side by side on a phone
GAP = 0.05  # of the width, between two criteria
ROOM = 0.06  # of a criterion's width, beside the first and the last dot
BELOW = 0.28  # of a line, from a dot to its note
MOST_LETTERS = 60


@dataclass(frozen=True)
class Criterion:
    """One criterion.

    Attributes
    ----------
    title : str
    values : ndarray of shape (n_groupings,)
        Higher is better; NaN where undefined.
    missing : str
        What stands there instead.
    low, high : float
        What the axis shows at the least.
    reference : float or None
        Of the identities, drawn as a line; None or NaN: no line.
    notes : sequence of str
        What stands under each dot; empty: nothing under any.
    """

    title: str
    values: np.ndarray
    missing: str
    low: float
    high: float
    reference: float | None = None
    notes: Sequence[str] = ()


def dots(names: Sequence[str], criteria: Sequence[Criterion], front: np.ndarray, reference: str, look: Look) -> Drawn:
    """Draw them.

    Parameters
    ----------
    names : sequence of str
        What the groupings are called, from the top down.
    criteria : sequence of Criterion
    front : ndarray of shape (n_groupings,), bool
        Which are marked.
    reference : str
        What the lines of reference are called.
    look : Look
    """
    n = len(names)
    width = (1 + GAP) / len(criteria)
    titles = [wrap(criterion.title, TITLE_LETTERS) for criterion in criteria]
    head = HEAD + TITLE_LINE * max(map(len, titles))
    figure = go.Figure(
        layout=plain(
            look,
            head + LINE * n + 8,
            yaxis={"visible": False, "range": [-0.6, n - 0.4], "fixedrange": True, "domain": [0, 1]},
            hovermode="closest",
        )
    )
    figure.update_layout(margin={"l": 4, "r": 4, "t": head, "b": 4})
    places = np.arange(n)[::-1].astype(float)
    for number, criterion in enumerate(criteria):
        axis = "" if number == 0 else str(number + 1)
        domain = [number * width, number * width + width - GAP]
        low, high = _range(criterion)
        figure.update_layout(
            {f"xaxis{axis}": {"domain": domain, "range": [low, high], "visible": False, "fixedrange": True}}
        )
        _lines(figure, look, f"x{axis}", places, low, high)
        _reference(figure, look, f"x{axis}", criterion.reference)
        figure.add_annotation(
            x=domain[0], xref="paper", xanchor="left", y=1, yref="paper", yanchor="bottom", yshift=6,
            text=f"<b>{'<br>'.join(titles[number])}</b>", align="left", showarrow=False,
            font={"size": 11, "color": look.text},
        )  # fmt: skip
        _points(figure, look, f"x{axis}", places, criterion, front, names, (low, high))
    for place, name, marked in zip(places, names, front, strict=True):
        shown = as_text(name if len(name) <= MOST_LETTERS else name[: MOST_LETTERS - 1] + "…")
        colour = look.text if marked else look.faint
        figure.add_annotation(
            x=0, xref="paper", xanchor="left", y=place, yanchor="bottom", yshift=6, showarrow=False,
            text=f"<b>{shown}</b>" if marked else shown, font={"size": 12, "color": colour},
        )  # fmt: skip
    return Drawn(figure, _alt(names, front, criteria, reference))


def _range(criterion: Criterion) -> tuple[float, float]:
    values = [criterion.low, criterion.high, *criterion.values, criterion.reference or criterion.low]
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    spread = max(high - low, 1e-6)
    return low - ROOM * spread, high + ROOM * spread


def _lines(figure: go.Figure, look: Look, axis: str, places: np.ndarray, low: float, high: float) -> None:
    for place in places:
        figure.add_shape(
            type="line", x0=low, x1=high, y0=place, y1=place, xref=axis, yref="y", layer="below",
            line={"color": look.line, "width": 1},
        )  # fmt: skip


def _reference(figure: go.Figure, look: Look, axis: str, value: float | None) -> None:
    if value is not None and np.isfinite(value):
        figure.add_shape(
            type="line", x0=value, x1=value, y0=0, y1=1, xref=axis, yref="paper", layer="below",
            line={"color": look.faint, "width": 1, "dash": "dot"},
        )  # fmt: skip


def _points(
    figure: go.Figure, look: Look, axis: str, places: np.ndarray, criterion: Criterion, front: np.ndarray,
    names: Sequence[str], span: tuple[float, float],
) -> None:  # fmt: skip
    known = np.isfinite(criterion.values)
    right = criterion.values[known] > sum(span) / 2  # figures left of their dots: not in the next criterion
    hover = [f"{as_text(name)}: {value:.3f}" for name, value in zip(names, criterion.values, strict=True)]
    figure.add_scatter(
        x=criterion.values[known], y=places[known], xaxis=axis, mode="markers+text",
        marker={
            "symbol": ["diamond" if marked else "circle" for marked in front[known]],
            "size": [12 if marked else 8 for marked in front[known]],
            "color": [look.mark if marked else look.faint for marked in front[known]],
        },
        text=[f" {value:z.2f} " for value in criterion.values[known]],
        textposition=["middle left" if beyond else "middle right" for beyond in right],
        textfont={"size": 11, "color": look.text}, cliponaxis=False,
        hovertext=[text for text, there in zip(hover, known, strict=True) if there],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip
    if criterion.notes:
        figure.add_scatter(
            x=criterion.values[known], y=places[known] - BELOW, xaxis=axis, mode="text", hoverinfo="skip",
            text=[note for note, there in zip(criterion.notes, known, strict=True) if there],
            textposition=["middle left" if beyond else "middle right" for beyond in right],
            textfont={"size": 9, "color": look.faint}, cliponaxis=False,
        )  # fmt: skip
    missing = int(np.count_nonzero(~known))
    if missing:
        figure.add_scatter(
            x=np.full(missing, span[0]), y=places[~known], xaxis=axis, mode="text", text=[criterion.missing] * missing,
            textposition="middle right", textfont={"size": 10, "color": look.faint}, hoverinfo="skip",
        )  # fmt: skip


def _alt(names: Sequence[str], front: np.ndarray, criteria: Sequence[Criterion], reference: str) -> str:
    best = ", ".join(name for name, marked in zip(names, front, strict=True) if marked) or "none"
    known = [
        f"{criterion.title} {criterion.reference:.2f}"
        for criterion in criteria
        if criterion.reference is not None and np.isfinite(criterion.reference)
    ]
    lines = f" Dotted: {reference} ({'; '.join(known)}), which don't compete." if known else ""
    return f"Right is better. Diamonds: no other is as good in everything and better in something ({best}).{lines}"
