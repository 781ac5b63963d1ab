"""A dendrogram whose cut is dragged."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from explorer.clusterings.dendrogram import Dendrogram
from explorer.serving.assets import asset_url
from explorer.ui.scatter import BOOTSTRAP
from explorer.ui.state import component_state

_dendrogram = st.components.v2.component("explorer_dendrogram", js=BOOTSTRAP, isolate_styles=False)


def dendrogram(tree: Dendrogram, n_clusters: int, least: int, key: str, cut: Callable[[int], None]) -> None:
    """Show the last joins and the line that leaves so many clusters.

    Parameters
    ----------
    tree : Dendrogram
    n_clusters : int
        Of the grouping on screen.
    least : int
        How few can be chosen.
    key : str
        Constant for one place on one page.
    cut : callable
        Told how many clusters are left where the line was moved to, before the page is drawn again.
    """
    _dendrogram(
        key=key,
        data={
            "module": asset_url("scatter", "dendrogram.js"),
            "sides": tree.sides.tolist(),
            "bottoms": tree.bottoms.tolist(),
            "heights": tree.heights.tolist(),
            "leaf_sizes": tree.leaf_sizes.tolist(),
            "cuts": [tree.between(number + 1) for number in range(len(tree.leaf_sizes))],
            "n_clusters": n_clusters,
            "least": least,
        },
        on_cut_change=lambda: cut(int(component_state(key)["cut"])),
    )
    st.caption(said(tree, n_clusters))


def said(tree: Dendrogram, n_clusters: int) -> str:
    """What is seen, in a sentence."""
    joins = f"The last {len(tree.heights)} joins of {tree.n_samples:,} rows"
    if n_clusters > len(tree.leaf_sizes):
        return f"{joins}; the cut into {n_clusters:,} clusters is below what is shown."
    return (
        f"{joins}; the cut undoes {n_clusters - 1}, which leaves {n_clusters}. Drag the line to cut elsewhere."
    )
