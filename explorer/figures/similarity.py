"""How alike rows of the same identity are, and rows and other identities: two distributions and the thresholds."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from explorer.figures.look import Drawn, Look, plain

MOST_BARS = 80


def similarity(
    same: np.ndarray, different: np.ndarray, lines: dict[str, float | None], look: Look, height: int = 240
) -> Drawn:
    """Two histograms over one axis, each as shares of its own pairs.

    Parameters
    ----------
    same, different : ndarray of shape (n_bins,), integers
        Counts from -1 to 1 in equal steps.
    lines : dict of str to float or None
        What to call a similarity -> where it is; those that are None are left out.
    look : Look
    height : int
        CSS pixels.
    """
    places, shares = _coarser(same, different)
    figure = go.Figure(
        layout=plain(
            look,
            height,
            xaxis={"title": "similarity (cosine)", "range": _reach(places)},
            yaxis={"title": "share of pairs", "tickformat": ".0%"},
            barmode="overlay",
            bargap=0,
        )
    )
    names = ("a row and another identity", "a row and its own identity")
    for share, name, colour in zip(shares, names, (look.faint, look.mark), strict=True):
        figure.add_bar(
            x=places,
            y=share,
            name=name,
            marker={"color": colour, "opacity": 0.65, "line": {"width": 0}},
            hovertemplate=f"%{{x:.2f}}: %{{y:.1%}} of {name}<extra></extra>",
        )
    figure.update_layout(showlegend=True, legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0})
    shown = {name: place for name, place in lines.items() if place is not None}
    for number, (name, place) in enumerate(shown.items()):
        dash = ("solid", "dash", "dot")[number % 3]
        line = {"color": look.accent, "width": 1.5, "dash": dash}
        figure.add_vline(x=place, line=line)
        # Words beside lines that are near each other would lie over them: the legend names them.
        figure.add_scatter(x=[None], y=[None], mode="lines", line=line, name=f"{name} {place:.3f}")
    return Drawn(figure, _said(same, different, shown))


def _reach(places: np.ndarray) -> list[float]:
    """From the first bar to the last: what is written beside a line must not make the axis longer."""
    width = float(places[1] - places[0]) if len(places) > 1 else 0.1
    return [float(places[0]) - width, min(1.0, float(places[-1]) + width)]


def _coarser(same: np.ndarray, different: np.ndarray) -> tuple[np.ndarray, list[np.ndarray]]:
    """Bins joined until as many as can be read cover what there is; the middle of each, and the shares."""
    used = np.flatnonzero(same + different)
    first, last = (int(used[0]), int(used[-1]) + 1) if len(used) else (0, len(same))
    width = max(1, -(-(last - first) // MOST_BARS))
    starts = np.arange(first, last, width)
    middles = 2 * (starts + width / 2) / len(same) - 1
    shares = [np.add.reduceat(counts[:last], starts) / max(1, counts.sum()) for counts in (different, same)]
    return middles, shares


def _said(same: np.ndarray, different: np.ndarray, lines: dict[str, float]) -> str:
    middles = [_median(counts) for counts in (same, different)]
    said = f"{int(same.sum()):,} pairs of a row and its own identity, {int(different.sum()):,} of a row and another."
    if all(middle is not None for middle in middles):
        said += f" Half of the first are above {middles[0]:z.2f}, half of the second above {middles[1]:z.2f}."
    where = [f"{name} {place:.3f}" for name, place in lines.items()]
    return f"{said} Lines: {', '.join(where)}." if where else said


def _median(counts: np.ndarray) -> float | None:
    total = int(counts.sum())
    return None if not total else 2 * int(np.searchsorted(np.cumsum(counts), total / 2)) / len(counts) - 1
