"""The end of a page: what the page before it left behind is forgotten, so that none of it is drawn on this one.

Streamlit has no public way to do either, so both look into its script run; look at them when it is raised (1.67 now).
"""

from __future__ import annotations

from typing import NoReturn

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests, ScriptRequestType


def end_page() -> NoReturn:
    """Draw no more of this page; use it in place of ``st.stop``: where what the rest of it needs isn't there yet."""
    forget_earlier()
    st.stop()


def forget_earlier() -> None:
    """Forget the fragments of script runs before this one, and what timers of the page before have asked for.

    A fragment that runs every quarter of a second is asked for by the browser until that has been told of the new page.
    Such a request waits until the new page is drawn. Answered then, it names the page before, and the browser clears
    what it shows, as for any other page, or gives up with "Bad delta path index": the page is blank.
    """
    context = get_script_run_ctx()
    if context is None:
        return
    context.fragment_storage.clear(new_fragment_ids=context.shared.new_fragment_ids.snapshot())
    if context.script_requests is not None:
        _drop_timers(context.script_requests, context.page_script_hash)


def _drop_timers(requests: ScriptRequests, page: str) -> None:
    """Take back what waits to be run if only timers of another page have asked for it."""
    with requests._lock:  # noqa: SLF001
        asked = requests._rerun_data  # noqa: SLF001
        waits = requests._state is ScriptRequestType.RERUN  # noqa: SLF001
        if waits and asked.is_auto_rerun and asked.fragment_id_queue and asked.page_script_hash != page:
            requests._state = ScriptRequestType.CONTINUE  # noqa: SLF001
