"""Trees of clusters: a dendrogram with its cut, and HDBSCAN's condensed tree."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from explorer.clusterings.condensed import CondensedTree
from explorer.clusterings.dendrogram import Dendrogram
from explorer.figures.look import Drawn, Look, plain


def dendrogram(tree: Dendrogram, n_clusters: int, look: Look, height: int = 340) -> Drawn:
    """The last joins as brackets, those that the cut undoes in grey, and the cut.

    Parameters
    ----------
    tree : Dendrogram
    n_clusters : int
        How many the cut leaves.
    look : Look
    height : int
        CSS pixels.
    """
    undone = min(n_clusters - 1, len(tree.heights))
    figure = go.Figure(
        layout=plain(
            look,
            height,
            xaxis={"showgrid": False, "tickvals": list(range(len(tree.leaf_sizes))), "tickangle": 90,
                   "ticktext": [f"{size:,}" for size in tree.leaf_sizes], "title": "rows in each branch"},
            yaxis={"title": "height of the join", "rangemode": "tozero"},
        )
    )  # fmt: skip
    for begin, end, colour in ((0, undone, look.faint), (undone, len(tree.heights), look.mark)):
        x, y = _brackets(tree, begin, end)
        figure.add_scatter(x=x, y=y, mode="lines", line={"color": colour, "width": 1.6}, hoverinfo="skip")
    shown = n_clusters <= len(tree.leaf_sizes)
    if shown:
        figure.add_hline(
            y=tree.between(n_clusters),
            line={"color": look.accent, "width": 2, "dash": "dot"},
            annotation={"text": f"{n_clusters} clusters", "font": {"color": look.accent}},
            annotation_position="top right",
        )
    alt = f"The last {len(tree.heights)} joins of {tree.n_samples:,} rows; "
    if not shown:
        return Drawn(figure, alt + f"the cut into {n_clusters} clusters is below what is shown.")
    return Drawn(figure, alt + f"the cut undoes the last {undone}, which leaves {n_clusters} clusters.")


def _brackets(tree: Dendrogram, begin: int, end: int) -> tuple[list[float | None], list[float | None]]:
    x: list[float | None] = []
    y: list[float | None] = []
    for join in range(begin, end):
        (left, right), (low, other), top = tree.sides[join], tree.bottoms[join], tree.heights[join]
        x += [left, left, right, right, None]
        y += [low, top, top, other, None]
    return x, y


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
