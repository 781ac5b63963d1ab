"""The sorted distances to the k-th nearest row, and their knee."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from explorer.clusterings.k_distance import KDistance
from explorer.figures.look import Drawn, Look, plain


def k_distance(found: KDistance, eps: Sequence[float], look: Look, height: int = 240) -> Drawn:
    """The curve, its knee, and the values of eps that are tried.

    Parameters
    ----------
    found : KDistance
    eps : sequence of float
    look : Look
    height : int
        CSS pixels.
    """
    figure = go.Figure(
        layout=plain(
            look,
            height,
            xaxis={"title": "share of rows", "tickformat": ".0%", "range": [0, 1.01]},
            yaxis={"title": f"distance to the {ordinal(found.k)} nearest", "rangemode": "tozero"},
        )
    )
    for value in eps:
        if value <= 1.1 * found.distances[-1]:
            figure.add_hline(y=value, line={"color": look.line, "width": 1}, layer="below")
    figure.add_scatter(
        x=found.shares,
        y=found.distances,
        mode="lines",
        line={"color": look.mark, "width": 2.5},
        hovertemplate="%{x:.0%} of the rows have so many others within %{y:.4~g}<extra></extra>",
    )
    near = "" if found.exact else " (approximate neighbours)"
    alt = f"Each of {found.n_samples:,} rows' distance to its {ordinal(found.k)} nearest other, sorted{near}. "
    if found.knee is None:
        return Drawn(figure, alt + "It has no knee.")
    figure.add_hline(
        y=found.knee,
        line={"color": look.accent, "width": 2, "dash": "dot"},
        annotation={"text": f"knee: {found.knee:.3g}", "font": {"color": look.accent}},
        annotation_position="top left",
    )
    return Drawn(figure, alt + f"It bends most at {found.knee:.3g}: farther rows are ever more alone.")


def ordinal(number: int) -> str:
    """A place in a row: 1st, 2nd and so on."""
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
