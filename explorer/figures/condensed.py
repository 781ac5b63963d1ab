"""HDBSCAN's condensed tree."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from explorer.clusterings.condensed import CondensedTree
from explorer.figures.look import Drawn, Look, plain


def condensed_tree(tree: CondensedTree, look: Look, height: int = 380) -> Drawn:
    """Each cluster as a shape that gets narrower as rows fall out of it, denser places farther down.

    Parameters
    ----------
    tree : CondensedTree
    look : Look
    height : int
        CSS pixels.
    """
    figure = go.Figure(
        layout=plain(
            look,
            height,
            xaxis={"visible": False},
            yaxis={"title": "density (1 / distance)", "autorange": "reversed"},
        )
    )
    for number, parent in enumerate(tree.parents.tolist()):
        level, half = tree.levels[number], tree.widths[number] / 2
        chosen = bool(tree.selected[number])
        if parent >= 0:
            figure.add_scatter(
                x=[tree.centres[parent], tree.centres[number]], y=[level[0], level[0]], mode="lines",
                line={"color": look.faint, "width": 1}, hoverinfo="skip",
            )  # fmt: skip
        figure.add_scatter(
            x=np.concatenate([tree.centres[number] - half, (tree.centres[number] + half)[::-1]]),
            y=np.concatenate([level, level[::-1]]),
            mode="lines",
            fill="toself",
            fillcolor=look.accent if chosen else look.line,
            line={"color": look.accent if chosen else look.faint, "width": 1},
            hoveron="fills",
            text=f"{int(tree.widths[number][0]):,} rows" + (", a cluster of the grouping" if chosen else ""),
            hoverinfo="text",
        )
    hidden = f"; {tree.n_hidden:,} smaller ones aren't shown" if tree.n_hidden else ""
    alt = f"The condensed tree: {len(tree.parents)} groups of rows, each as wide as it has rows at a density{hidden}. "
    return Drawn(figure, alt + f"Coloured: the {tree.n_clusters} clusters of the grouping.")
