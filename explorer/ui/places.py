"""The pages of the app: for the navigation, and to lead from one to another.

Streamlit looks paths up from the frame's folder, where no pages are; a `Page` of the same file is found anywhere.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.navigation.page import StreamlitPage

FOLDER = Path(__file__).parent.parent.parent / "pages"
FIRST = "map"
# By the menu they are in; those of the first stand in the bar itself.
_MENUS: Final = {
    "": {
        "map": ("Map", ":material/scatter_plot:"),
        "data": ("Data", ":material/dataset:"),
        "features": ("Features", ":material/tune:"),
    },
    "Clusters": {
        "clusters": ("Clusters", ":material/workspaces:"),
        "sweeps": ("Sweeps", ":material/stacked_line_chart:"),
        "inside": ("Inside", ":material/preview:"),
        "edits": ("Edits", ":material/edit:"),
        "cleanup": ("Clean-up", ":material/cleaning_services:"),
        "eigenimages": ("Eigenimages", ":material/face_retouching_natural:"),
    },
    "Compare": {
        "compare": ("Compare", ":material/compare_arrows:"),
        "flows": ("Flows", ":material/alt_route:"),
        "disputed": ("Disputed", ":material/crisis_alert:"),
        "consensus": ("Consensus", ":material/handshake:"),
        "whichtouse": ("Which to use", ":material/trophy:"),
        "stability": ("Stability", ":material/balance:"),
        "trust": ("Trust", ":material/verified:"),
        "wayback": ("Way back", ":material/undo:"),
    },
    "Identities": {
        "identities": ("Identities", ":material/groups:"),
        "strangers": ("Strangers", ":material/person_search:"),
        "lookalikes": ("Lookalikes", ":material/compare:"),
        "newrows": ("New rows", ":material/add_location_alt:"),
        "neighbours": ("Neighbours", ":material/near_me:"),
        "outliers": ("Outliers", ":material/explore_nearby:"),
        "supervised": ("Supervised", ":material/visibility:"),
        "palette": ("Palette", ":material/palette:"),
    },
    "Yours": {
        "runs": ("Runs", ":material/list_alt:"),
        "workspace": ("Workspace", ":material/folder_managed:"),
    },
}
_PAGES: Final = {name: page for pages in _MENUS.values() for name, page in pages.items()}


def menus() -> dict[str, list[StreamlitPage]]:
    """All pages by the menu they are in, in the order of the navigation."""
    return {menu: [place(name) for name in pages] for menu, pages in _MENUS.items()}


def place(name: str) -> StreamlitPage:
    """The page of that name, e.g. ``"map"``."""
    title, icon = _PAGES[name]
    return st.Page(FOLDER / f"{name}.py", title=title, icon=icon, default=name == FIRST)
