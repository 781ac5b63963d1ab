"""Who looks like whom: a matrix of chosen identities, and a graph of all of them with their nearest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.comparison.identity import IdentityMatrix
from explorer.figures.look import Drawn, Look, as_text, ink_on, plain

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
        colorscale=[list(stop) for stop in look.scale],
        zmin=low,
        zmax=max(high, low + 1e-6),
        showscale=not numbers,
        xgap=1,
        ygap=1,
        hovertemplate="%{customdata}: %{z:.3f}<extra></extra>",
    )
    if numbers:
        _numbers(figure, shown, (shown - low) / max(high - low, 1e-6), look)
    return Drawn(figure, f"{n_chosen} identities, each with each; similarities from {low:.2f} to {high:.2f}.")


def _numbers(figure: go.Figure, shown: np.ndarray, share: np.ndarray, look: Look) -> None:
    """The similarities in their squares, dark on light ones and light on dark ones; `share` of the scale, 0 to 1."""
    row, column = np.nonzero(np.isfinite(shown))
    figure.add_scatter(
        x=column,
        y=row,
        mode="text",
        text=[f"{value:z.2f}".replace("0.", ".") for value in shown[row, column].tolist()],
        textfont={"size": 11, "color": ink_on(look, share[row, column])},
        hoverinfo="skip",
    )


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
    named = np.arange(len(names))
    if len(names) > MOST_NAMED:  # the ends of the strongest ties
        named = pairs[order[::-1]].ravel()
        named = named[np.sort(np.unique(named, return_index=True)[1])][:MOST_NAMED]
    figure.add_scattergl(
        x=places[:, 0],
        y=places[:, 1],
        mode="markers",
        text=[as_text(name) for name in names],
        marker={"size": 7, "color": look.mark},
        hovertemplate="%{text}<extra></extra>",
    )
    figure.add_scatter(
        x=places[named, 0],
        y=places[named, 1],
        mode="text",
        text=[as_text(names[code]) for code in named.tolist()],
        textposition="top center",
        textfont={"size": 10, "color": look.text},
        hoverinfo="skip",
    )
    said = f"{len(names):,} identities and {len(pairs):,} ties"
    if len(similarity):
        said += f", similarities from {similarity.min():.2f} to {similarity.max():.2f}; the strongest third is thickest"
    if len(named) < len(names):
        said += f". The {len(named)} with the strongest ties are named; point at the others"
    return Drawn(figure, f"{said}.")
