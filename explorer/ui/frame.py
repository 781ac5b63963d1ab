"""The frame around every page: title, navigation, the data set on screen. Runs on every script run, before the page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from explorer.ui.opening import open_sample
from explorer.ui.state import Visit, visit

PAGES = Path(__file__).parent.parent.parent / "pages"
ICON = Path(__file__).with_name("icon.svg")  # a named icon would be fetched from outside
STYLE = Path(__file__).with_name("frame.css")


def main() -> None:
    """Draw the frame, then the page."""
    st.set_page_config(page_title="Embedding Explorer", page_icon=str(ICON), layout="wide")
    st.html(STYLE)
    page = st.navigation(
        [
            st.Page(PAGES / "map.py", title="Map", icon=":material/scatter_plot:", default=True),
            st.Page(PAGES / "data.py", title="Data", icon=":material/dataset:"),
            st.Page(PAGES / "features.py", title="Features", icon=":material/tune:"),
            st.Page(PAGES / "clusters.py", title="Clusters", icon=":material/workspaces:"),
            st.Page(PAGES / "compare.py", title="Compare", icon=":material/compare_arrows:"),
            st.Page(PAGES / "workspace.py", title="Workspace", icon=":material/folder_managed:"),
        ],
        position="top",
    )
    here = visit()
    here.services.workspaces.touch(here.visitor)
    if not here.workspace.datasets and here.choice("frame", "greeted") is None:
        open_sample(here)
        here.change(lambda workspace: workspace.with_choices("frame", "", greeted=True))
    _notices(here)
    page.run()


def _notices(here: Visit) -> None:
    if here.workspace.notice:
        st.warning(here.workspace.notice)
        if st.button("Understood"):
            here.change(lambda workspace: workspace.without_notice())
            st.rerun()


main()
