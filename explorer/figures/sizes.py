"""Rows in each cluster, largest first, noise last in grey."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from explorer.figures.look import Drawn, Look, plain


def sizes(counts: Sequence[int], n_noise: int, look: Look, height: int = 150) -> Drawn:
    """A bar for each cluster.

    Parameters
    ----------
    counts : sequence of int
        Rows in each cluster, the largest first.
    n_noise : int
    look : Look
    height : int
        CSS pixels.
    """
    names = [str(number) for number in range(len(counts))] + (["noise"] if n_noise else [])
    values = [*counts, *([n_noise] if n_noise else [])]
    colours = [look.mark] * len(counts) + ([look.faint] if n_noise else [])
    figure = go.Figure(layout=plain(look, height, xaxis={"type": "category", "showgrid": False}, bargap=0.25))
    figure.add_bar(x=names, y=values, marker={"color": colours}, hovertemplate="%{x}: %{y:,} rows<extra></extra>")
    return Drawn(figure, f"{_clusters(counts)}; {n_noise:,} {'row is' if n_noise == 1 else 'rows are'} noise.")


def _clusters(counts: Sequence[int]) -> str:
    if not counts:
        return "No clusters"
    if len(counts) == 1:
        return f"1 cluster of {counts[0]:,} rows"
    return f"{len(counts)} clusters of {max(counts):,} to {min(counts):,} rows"
