"""Small multiples: some rows on many maps, as tiles of one chart, so that one canvas draws them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

import numpy as np
import plotly.graph_objects as go

from explorer.figures.look import Drawn, Look, as_text, plain

COLUMNS = 3
BEHIND = 1500  # rows that show the shape of a map behind
GAP = 0.16
LETTERS = 20  # of a title to a line: as many as there is room for over a tile on a telephone
TILE = 190  # CSS pixels


@dataclass(frozen=True)
class Tile:
    """One map, and in which colour each of the chosen rows is drawn on it.

    Attributes
    ----------
    title : str
    Y : ndarray of shape (n_samples, 2 or 3)
        Of three axes the first two are drawn.
    colours : sequence of str
        CSS, one a chosen row.
    """

    title: str
    Y: np.ndarray
    colours: Sequence[str]


def multiples(tiles: Sequence[Tile], rows: np.ndarray, look: Look) -> Drawn:
    """The chosen rows on each map, over a sample of all rows in grey.

    Parameters
    ----------
    tiles : sequence of Tile
    rows : ndarray of shape (n_chosen,)
        Positions.
    look : Look
    """
    lines = max(1, -(-len(tiles) // COLUMNS))
    hidden = {"visible": False, "fixedrange": True}
    figure = go.Figure(
        layout=plain(
            look,
            30 + TILE * lines,
            xaxis={**hidden, "range": [-0.05, COLUMNS + GAP * (COLUMNS - 1) + 0.05]},
            yaxis={**hidden, "range": [-lines - GAP * lines, GAP]},
        )
    )
    behind, chosen, colours = [], [], []
    for number, tile in enumerate(tiles):
        corner = np.array([(number % COLUMNS) * (1 + GAP), -(number // COLUMNS) * (1 + GAP) - 1])
        places = _unit_square(tile.Y[:, :2]) + corner
        step = max(1, len(places) // BEHIND)
        behind.append(places[::step])
        chosen.append(places[rows])
        colours += list(tile.colours)
        figure.add_annotation(
            x=corner[0],
            y=corner[1] + 1,
            text="<br>".join(map(as_text, wrap(tile.title, LETTERS, max_lines=2, placeholder="…"))),
            align="left",
            font={"color": look.text, "size": 11},
            showarrow=False,
            xanchor="left",
            yanchor="bottom",
        )
    for places, marker in (
        (behind, {"size": 2, "color": look.faint, "opacity": 0.35}),
        (chosen, {"size": 6, "color": colours}),
    ):
        if places:
            x, y = np.concatenate(places).T
            figure.add_scattergl(x=x, y=y, mode="markers", marker=marker, hoverinfo="skip")
    named = ", ".join(tile.title for tile in tiles) or "nothing yet"
    return Drawn(figure, f"{len(rows):,} rows on: {named}. Grey: all rows, up to {BEHIND:,} of them.")


def _unit_square(Y: np.ndarray) -> np.ndarray:
    """A map moved and scaled into 0 to 1, its proportions kept."""
    low, high = Y.min(axis=0), Y.max(axis=0)
    span = max(float((high - low).max()), 1e-12)
    placed: np.ndarray = (Y - (low + high) / 2) / span + 0.5
    return placed
