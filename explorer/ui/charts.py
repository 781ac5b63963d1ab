"""Figures on a page, in the theme the person looks at."""

from __future__ import annotations

import streamlit as st

from explorer.figures import DARK, LIGHT, Drawn, Look


def look() -> Look:
    """The colours of the theme on screen."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def chart(drawn: Drawn, key: str) -> None:
    """Show a figure, and what it says for those who don't see it."""
    st.plotly_chart(drawn.figure, key=key, theme=None, config={"displayModeBar": False}, width="stretch")
    st.caption(drawn.alt)
