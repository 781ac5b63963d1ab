"""The frame around every page: title, navigation, the data set on screen. Runs on every script run, before the page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from explorer.ui.opening import open_sample
from explorer.ui.places import places
from explorer.ui.state import Visit, visit

ICON = Path(__file__).with_name("icon.svg")  # a named icon would be fetched from outside
STYLE = Path(__file__).with_name("frame.css")


def main() -> None:
    """Draw the frame, then the page."""
    st.set_page_config(page_title="Embedding Explorer", page_icon=str(ICON), layout="wide")
    st.html(STYLE)
    page = st.navigation(places(), position="top")
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
