"""Rows in each cluster, largest first, noise last in grey."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from explorer.figures.look import Drawn, Look, as_text, plain


def sizes(
    counts: Sequence[int], n_noise: int, look: Look, height: int = 150, names: Sequence[str] | None = None
) -> Drawn:
    """A bar for each cluster.

    Parameters
    ----------
    counts : sequence of int
        Rows in each cluster, the largest first.
    n_noise : int
    look : Look
    height : int
        CSS pixels.
    names : sequence of str, optional
        What the clusters are called; their numbers where not given.
    """
    named = [str(number) for number in range(len(counts))] if names is None else [as_text(name) for name in names]
    named += ["noise"] if n_noise else []
    values = [*counts, *([n_noise] if n_noise else [])]
    colours = [look.mark] * len(counts) + ([look.faint] if n_noise else [])
    figure = go.Figure(layout=plain(look, height, xaxis={"type": "category", "showgrid": False}, bargap=0.25))
    figure.add_bar(x=named, y=values, marker={"color": colours}, hovertemplate="%{x}: %{y:,} rows<extra></extra>")
    return Drawn(figure, f"{_clusters(counts)}; {n_noise:,} {'row is' if n_noise == 1 else 'rows are'} noise.")


def _clusters(counts: Sequence[int]) -> str:
    if not counts:
        return "No clusters"
    if len(counts) == 1:
        return f"1 cluster of {counts[0]:,} rows"
    return f"{len(counts)} clusters of {max(counts):,} to {min(counts):,} rows"
