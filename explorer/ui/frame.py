"""The frame around every page: title, navigation, the data set on screen. Runs on every script run, before the page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from explorer.ui.opening import open_sample
from explorer.ui.parts import in_words
from explorer.ui.places import menus
from explorer.ui.state import Visit, pressed, visit

ICON = Path(__file__).with_name("icon.svg")  # a named icon would be fetched from outside
ABOUT = "**Embedding Explorer**: maps of embeddings, and which groupings of them to believe."
STYLE = Path(__file__).with_name("frame.css")


def main() -> None:
    """Draw the frame, then the page."""
    # With an entry of its own the menu is there, and in it the switch between light and dark.
    st.set_page_config(
        page_title="Embedding Explorer",
        page_icon=str(ICON),
        layout="wide",
        menu_items={"About": ABOUT},
    )
    st.html(STYLE)
    page = st.navigation(menus(), position="top")
    _phone_navigation(page)
    here = visit()
    here.services.workspaces.touch(here.visitor)
    if not here.workspace.datasets and here.choice("frame", "greeted") is None:
        open_sample(here)
        here.change(lambda workspace: workspace.with_choices("frame", "", greeted=True))
    _notices(here)
    _run(page)


def _phone_navigation(page: StreamlitPage) -> None:
    """One button with all pages; seen on a narrow screen alone, where Streamlit folds its own navigation away."""
    with (
        st.container(key="phone-navigation"),
        st.popover(page.title, icon=":material/menu:", width="stretch", key=f"pages-{page.url_path}"),
    ):
        for menu, pages in menus().items():
            if menu:
                st.caption(menu)
            with st.container(horizontal=True):
                for other in pages:
                    st.page_link(other)


def _run(page: StreamlitPage) -> None:
    with in_words():
        page.run()


def _notices(here: Visit) -> None:
    with st.container():  # empty or not, what comes after stays in its place
        if here.workspace.notice:
            st.warning(here.workspace.notice)
            if pressed("Understood"):
                here.change(lambda workspace: workspace.without_notice())
                st.rerun()


main()
