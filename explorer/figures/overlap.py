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
    cells = np.asarray(agreement.cells)
    rows, columns = _largest(cells, 0, len(agreement.names_a)), _largest(cells, 1, len(agreement.names_b))
    table = _between(cells, rows, columns)
    totals = _totals(cells, 0, len(agreement.names_a))[rows]
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


def _largest(cells: np.ndarray, side: int, n_groups: int) -> np.ndarray:
    return np.sort(np.argsort(-_totals(cells, side, n_groups), kind="stable")[:MOST_GROUPS])


def _totals(cells: np.ndarray, side: int, n_groups: int) -> np.ndarray:
    """Rows of each group of A (side 0) or B (side 1)."""
    return np.bincount(cells[:, side], weights=cells[:, 2], minlength=n_groups).astype(np.int64)


def _between(cells: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """The overlap of some groups of A and some of B. Shape (n_rows, n_columns), int64."""
    shown = cells[np.isin(cells[:, 0], rows) & np.isin(cells[:, 1], columns)]
    table = np.zeros((len(rows), len(columns)), dtype=np.int64)
    table[np.searchsorted(rows, shown[:, 0]), np.searchsorted(columns, shown[:, 1])] = shown[:, 2]
    return table
