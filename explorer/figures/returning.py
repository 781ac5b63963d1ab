"""How like themselves rows come back from a map, beside two baselines: three distributions on one axis."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from explorer.comparison.returning import Returned
from explorer.figures.look import Drawn, Look, plain

N_BINS = 40
NAMES = {"back": "what comes back", "nearest": "nearest row's own vector", "mean": "mean vector"}


def returning(found: Returned, look: Look, height: int = 300) -> Drawn:
    """The share of rows held out at each similarity to themselves.

    Parameters
    ----------
    found : Returned
    look : Look
    height : int
        CSS pixels.
    """
    values = {name: getattr(found, name).astype(np.float64) for name in NAMES}
    low = min(float(each.min()) for each in values.values())
    edges = np.linspace(min(low, 0.98), 1, N_BINS + 1)
    figure = go.Figure(
        layout=plain(
            look,
            height,
            xaxis={"title": "similarity to the row itself (cosine)"},
            yaxis={"title": "share of rows", "tickformat": ".0%", "rangemode": "tozero"},
            legend={"orientation": "h", "y": 1.12, "x": 0},
        )
    )
    figure.update_layout(showlegend=True)
    colours = {"back": look.accent, "nearest": look.mark, "mean": look.faint}
    for name, each in values.items():
        counts, _ = np.histogram(np.clip(each, edges[0], 1), edges)
        figure.add_scatter(
            x=(edges[:-1] + edges[1:]) / 2,
            y=counts / len(each),
            name=f"{NAMES[name]}, median {np.median(each):.3f}",
            mode="lines",
            line={"color": colours[name], "width": 2.5, "shape": "hvh", "dash": "dot" if name == "mean" else "solid"},
            hovertemplate="about %{x:.3f}: %{y:.1%} of rows<extra></extra>",
        )
    medians = ", ".join(f"{NAMES[name]} {np.median(each):.3f}" for name, each in values.items())
    alt = f"Similarity of {len(found.back):,} rows held out to themselves, median: {medians}. 1 is perfect."
    return Drawn(figure, alt)
