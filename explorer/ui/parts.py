"""Parts of a page that are drawn again by themselves, and what goes wrong in a page or a part, in words."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec

import streamlit as st

from explorer.errors import DamagedArtifact, ExplorerError
from explorer.ui.words import as_markdown

log = logging.getLogger(__name__)
P = ParamSpec("P")


@contextmanager
def in_words() -> Iterator[None]:
    """What goes wrong in a page, or a part of one, is said in words; the traceback goes to the log."""
    try:
        yield
    except DamagedArtifact:
        log.warning("a result was found damaged; the page asks for it again", exc_info=True)
        st.rerun()
    except ExplorerError as problem:
        log.info("refused: %s", problem, exc_info=True)
        st.error(as_markdown(problem.message))


def part(draw: Callable[P, None]) -> Callable[P, None]:
    """Make a function one that draws a part of a page.

    What a person does in the part runs that function alone, not the page: the navigation, the forms and the charts
    around it are neither computed nor drawn again, in the browser neither. So it follows what it waits for itself.
    """

    @st.fragment
    @functools.wraps(draw)
    def alone(*args: P.args, **more: P.kwargs) -> None:
        with in_words():
            draw(*args, **more)

    return alone
