"""The overlap table of two groupings as a picture: each cell the rows in both."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from explorer.comparison.result import Agreement
from explorer.figures.look import Drawn, Look, as_text, plain

MOST_GROUPS = 60  # more can't be read; the largest are shown and the rest counted
MOST_NUMBERS = 24


def overlap(agreement: Agreement, name_a: str, name_b: str, look: Look) -> Drawn:
    """Rows of A by columns of B; the shade is the share of A's group, the number the rows.

    Parameters
    ----------
    agreement : Agreement
    name_a, name_b : str
        What the groupings are called.
    look : Look
    """
    rows, columns = _largest(agreement.overlap, 1), _largest(agreement.overlap, 0)
    table = np.asarray(agreement.overlap)[np.ix_(rows, columns)].astype(np.int64)
    totals = np.asarray(agreement.overlap).sum(axis=1, dtype=np.int64)[rows]
    share = table / np.maximum(totals, 1)[:, None]
    names_a = [as_text(agreement.names_a[row]) for row in rows]
    names_b = [as_text(agreement.names_b[column]) for column in columns]
    height = 90 + 26 * max(len(rows), 4)
    figure = go.Figure(
        layout=plain(
            look,
            min(height, 900),
            xaxis={"title": as_text(name_b), "type": "category", "side": "top", "showgrid": False},
            yaxis={"title": as_text(name_a), "type": "category", "autorange": "reversed", "showgrid": False},
        )
    )
    numbers = max(table.shape) <= MOST_NUMBERS
    figure.add_heatmap(
        z=share,
        x=names_b,
        y=names_a,
        customdata=table,
        text=np.where(table, table, "") if numbers else None,
        texttemplate="%{text}" if numbers else None,
        colorscale=[list(stop) for stop in look.scale],
        zmin=0,
        zmax=1,
        showscale=False,
        xgap=1,
        ygap=1,
        hovertemplate="%{customdata:,} rows: %{z:.0%} of %{y} are in %{x}<extra></extra>",
    )
    shown = int(table.sum())
    alt = (
        f"Overlap of {name_a} ({len(agreement.names_a)} groups) and {name_b} ({len(agreement.names_b)} groups); "
        f"the groups shown hold {shown:,} of {agreement.n_samples:,} rows."
    )
    return Drawn(figure, alt)


def _largest(table: np.ndarray, axis: int) -> np.ndarray:
    totals = np.asarray(table).sum(axis=axis, dtype=np.int64)
    return np.sort(np.argsort(-totals, kind="stable")[:MOST_GROUPS])
