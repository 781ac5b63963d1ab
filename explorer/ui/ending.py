"""Ending a page before its end: where what the rest of it needs isn't there yet."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx


def end_page() -> NoReturn:
    """Draw no more of this page; use it in place of ``st.stop``.

    After ``st.stop`` Streamlit still knows the fragments of the script run before. A timer of the browser that had
    asked for one of them a moment ago is then answered with elements for a place that isn't on the page any more, and
    the browser gives up with "Bad delta path index". A script run that reaches its end forgets them; so does this.
    """
    context = get_script_run_ctx()
    if context is not None:
        context.fragment_storage.clear(new_fragment_ids=context.shared.new_fragment_ids.snapshot())
    st.stop()
