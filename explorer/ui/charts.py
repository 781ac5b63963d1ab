"""Figures on a page, in the theme the person looks at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from explorer.figures import DARK, LIGHT, Drawn, Look
from explorer.ui.state import point_picked


def look() -> Look:
    """The colours of the theme on screen."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def chart(drawn: Drawn, key: str, picked: Callable[[int], None] | None = None) -> None:
    """Show a figure, and what it says for those who don't see it.

    Parameters
    ----------
    drawn : Drawn
    key : str
        Of the widget.
    picked : callable, optional
        Told the number that a clicked point carries as its custom data, before the page is drawn again.
    """
    shown: dict[str, Any] = {"key": key, "theme": None, "config": {"displayModeBar": False}, "width": "stretch"}
    if picked is not None:
        shown |= {"on_select": point_picked(key, picked), "selection_mode": "points"}
    st.plotly_chart(drawn.figure, **shown)
    st.caption(drawn.alt)
