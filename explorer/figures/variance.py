"""How much of the variance the first components hold, with the chosen cut marked."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from explorer.features.result import Spectrum
from explorer.figures.look import Drawn, Look, plain


def variance(spectrum: Spectrum, cut: int | None, look: Look, height: int = 320) -> Drawn:
    """Cumulative explained variance over the number of components.

    Parameters
    ----------
    spectrum : Spectrum
    cut : int or None
        Components kept by the preprocessing, if it has a PCA.
    look : Look
    height : int
        CSS pixels.
    """
    total = np.cumsum(spectrum.variance, dtype=np.float64)
    count = np.arange(1, len(total) + 1)
    figure = go.Figure(
        layout=plain(look, height, xaxis={"title": "components"}, yaxis={"tickformat": ".0%", "range": [0, 1.03]})
    )
    figure.add_scatter(
        x=count,
        y=total,
        mode="lines",
        line={"color": look.mark, "width": 2.5},
        fill="tozeroy",
        hovertemplate="%{x} components hold %{y:.1%}<extra></extra>",
    )
    estimated = "" if spectrum.exact else " (estimated)"
    alt = f"The first {len(total)} of {spectrum.n_features} components hold {total[-1]:.1%} of the variance{estimated}."
    if cut is not None and 1 <= cut <= len(total):
        figure.add_vline(x=cut, line={"color": look.accent, "width": 2, "dash": "dot"})
        held = f"{cut} kept: {total[cut - 1]:.1%}"
        figure.add_annotation(
            x=cut,
            y=total[cut - 1],
            text=held,
            font={"color": look.accent},
            showarrow=False,
            xshift=8,
            xanchor="left",
            yshift=-14,
        )
        alt += f" The chosen cut keeps {cut}, which hold {total[cut - 1]:.1%}."
    return Drawn(figure, alt)
