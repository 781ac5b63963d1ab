"""Reading a data set again with other options: what is refused is said on the page, and nothing is sent twice."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from typing import Any

import streamlit as st

from explorer.errors import ExplorerError
from explorer.sources import ReadOptions
from explorer.ui.opening import read_again
from explorer.ui.refused import refused_files
from explorer.ui.state import Visit, pressed
from explorer.ui.words import as_markdown
from explorer.workspace import OpenedDataset

log = logging.getLogger(__name__)


@contextlib.contextmanager
def explained() -> Iterator[None]:
    """What goes wrong inside is said on the page; the traceback goes to the log."""
    try:
        yield
    except ExplorerError as problem:
        log.info("refused: %s", problem, exc_info=True)
        st.error(as_markdown(problem.message))


def options_of(dataset: OpenedDataset) -> dict[str, Any]:
    """How a data set was read; an option that came later than it has its default."""
    options = ReadOptions().as_dict()
    return {name: dataset.recipe.params.get(name, default) for name, default in options.items()}


def begun(visit: Visit, dataset: OpenedDataset) -> tuple[dict[str, Any], str]:
    """What the forms of a data set begin with, and a key for them.

    Where its bytes were just read in another way, in vain, that is what was asked for then: it can be put right. The
    key is a new one then, since a browser that draws a form anew shows its beginning, whatever Streamlit has kept.
    """
    bytes_of = dataset.recipe.params.get("fingerprint")
    tried = next((file for file in refused_files(visit) if file.recipe.params.get("fingerprint") == bytes_of), None)
    if tried is None:
        return options_of(dataset), dataset.id
    return options_of(tried), f"{dataset.id}-{tried.id}"


def again_button(visit: Visit, dataset: OpenedDataset, label: str, **options: Any) -> None:
    """A button that reads the file again with other options; it waits until they are others."""
    before = options_of(dataset)
    unchanged = all(before[name] == value for name, value in options.items())
    if pressed(label, disabled=unchanged, icon=":material/refresh:", key=f"{label}-{dataset.id}"):
        apply(visit, dataset, **options)


def apply(visit: Visit, dataset: OpenedDataset, **options: Any) -> None:
    """Read again with other options, if they are others."""
    if read_again(visit, dataset, **options):
        st.rerun()
