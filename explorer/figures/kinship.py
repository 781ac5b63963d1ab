"""Who looks like whom: a matrix of chosen identities, and a graph of all of them with their nearest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.comparison.identity import IdentityMatrix
from explorer.figures.look import Drawn, Look, as_text, plain

MOST_NUMBERS = 16
MOST_NAMED = 60


def kin_matrix(found: IdentityMatrix, names: Sequence[str], look: Look) -> Drawn:
    """Chosen identities, each with each, alike ones together.

    Parameters
    ----------
    found : IdentityMatrix
    names : sequence of str
        Of all identities.
    look : Look
    """
    labels = [as_text(names[code]) for code in found.codes]
    n_chosen = len(labels)
    apart = found.similarity[~np.eye(n_chosen, dtype=bool)]
    low, high = (float(apart.min()), float(apart.max())) if apart.size else (0.0, 1.0)
    axis = {"showgrid": False, "tickvals": list(range(n_chosen)), "ticktext": labels}
    figure = go.Figure(
        layout=plain(
            look,
            min(900, 120 + 24 * max(n_chosen, 4)),
            xaxis={**axis, "side": "top", "tickangle": -45},
            yaxis={**axis, "autorange": "reversed"},
        )
    )
    figure.update_layout(margin_r=90)  # names on top are slanted: the last one needs room
    shown = np.where(np.eye(n_chosen, dtype=bool), np.nan, found.similarity)
    numbers = n_chosen <= MOST_NUMBERS
    figure.add_heatmap(
        z=shown,
        customdata=[[f"{one} and {other}" for other in labels] for one in labels],
        text=np.where(np.isnan(shown), "", np.char.mod("%.2f", np.nan_to_num(shown))) if numbers else None,
        texttemplate="%{text}" if numbers else None,
        colorscale=[list(stop) for stop in look.scale],
        zmin=low,
        zmax=max(high, low + 1e-6),
        showscale=not numbers,
        xgap=1,
        ygap=1,
        hovertemplate="%{customdata}: %{z:.3f}<extra></extra>",
    )
    return Drawn(figure, f"{n_chosen} identities, each with each; similarities from {low:.2f} to {high:.2f}.")


def kin_graph(
    places: np.ndarray, pairs: np.ndarray, similarity: np.ndarray, names: Sequence[str], look: Look, height: int = 520
) -> Drawn:
    """Identities where they stand on a map, tied to those they are most like.

    Parameters
    ----------
    places : ndarray of shape (n_identities, 2)
    pairs : ndarray of shape (n_pairs, 2), integers
        Positions of two identities each.
    similarity : ndarray of shape (n_pairs,)
    names : sequence of str
    look : Look
    height : int
        CSS pixels.
    """
    bare = {"visible": False}
    figure = go.Figure(layout=plain(look, height, xaxis=bare, yaxis={**bare, "scaleanchor": "x"}))
    order = np.argsort(similarity, kind="stable")
    for number, part in enumerate(np.array_split(order, 3)):  # the most alike last, over the others, and thickest
        ends = places[pairs[part]]
        line = np.full((len(part), 3, 2), np.nan)
        line[:, :2] = ends
        figure.add_scattergl(
            x=line[:, :, 0].ravel(),
            y=line[:, :, 1].ravel(),
            mode="lines",
            line={"width": 0.6 + 0.9 * number, "color": (look.faint, look.mark, look.accent)[number]},
            hoverinfo="skip",
        )
    labelled = len(names) <= MOST_NAMED
    figure.add_scattergl(
        x=places[:, 0],
        y=places[:, 1],
        mode="markers+text" if labelled else "markers",
        text=[as_text(name) for name in names],
        textposition="top center",
        textfont={"size": 10, "color": look.text},
        marker={"size": 7, "color": look.mark},
        hovertemplate="%{text}<extra></extra>",
    )
    said = f"{len(names):,} identities and {len(pairs):,} ties"
    if len(similarity):
        said += f", similarities from {similarity.min():.2f} to {similarity.max():.2f}; the strongest third is thickest"
    return Drawn(figure, f"{said}.")
