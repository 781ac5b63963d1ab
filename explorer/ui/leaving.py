"""Rows that were left out, and why: listed, as a file, and what to do with those that only have gaps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from explorer.dataset import Dataset
from explorer.exports import csv_text
from explorer.sources.impute import LEAVE_OUT, MEAN, MEDIAN
from explorer.ui.rereading import again_button, begun, explained, options_of
from explorer.ui.roles import READ
from explorer.ui.state import Visit
from explorer.ui.words import as_markdown
from explorer.workspace import OpenedDataset, slug

MOST_ROWS = 100
ROWS_AT_ONCE, HEIGHT = 6, 300  # more of them are scrolled in so many pixels
GAPS = {
    LEAVE_OUT: "leave the row out",
    MEAN: "fill it with the mean of its column",
    MEDIAN: "fill it with the median of its column",
}


def left_out(visit: Visit, dataset: OpenedDataset, facts: Mapping[str, Any]) -> None:
    """The rows left out; nothing where there are none and none were filled."""
    again = dataset.recipe.step == READ and facts["n_features"] is not None
    gaps = options_of(dataset)["bad_values"] if again else LEAVE_OUT
    if not facts["n_left_out"] and gaps == LEAVE_OUT:
        return
    with st.expander(f"Left out: {facts['n_left_out']:,} of the file's rows", expanded=True):
        if facts["n_left_out"]:
            _listed(visit, dataset, facts)
        if again:
            options, key = begun(visit, dataset)
            picked = st.selectbox(
                "A number that is missing or infinite in a vector",
                list(GAPS),
                index=list(GAPS).index(options["bad_values"]),
                format_func=GAPS.__getitem__,
                help="Rows that can't be read, or have no number at all, are left out in any case.",
                key=f"gaps-{key}",
            )
            with explained():
                again_button(visit, dataset, "Read again like that", bad_values=picked)


def as_csv(found: Dataset) -> bytes:
    """The rows left out as a CSV file: their numbers, and why."""
    rows = (csv_text.header([str(row), why]) for row, why in found.left_out)
    return csv_text.header(["row", "why"]) + b"".join(rows)


def _listed(visit: Visit, dataset: OpenedDataset, facts: Mapping[str, Any]) -> None:
    rows = [(str(row), as_markdown(why)) for row, why in facts["left_out"][:MOST_ROWS]]
    # a table whose lines wrap: of a reason that is cut off the remedy is what is lost
    frame = pd.DataFrame(rows, columns=["row", "why"])
    st.table(frame, hide_index=True, height="content" if len(rows) <= ROWS_AT_ONCE else HEIGHT)
    if facts["n_left_out"] > len(rows):
        st.caption(f"The first {len(rows):,} are listed here, all of them in the file.")
    # at once, and not when it is asked for: that has another address in each script run, and the last one's is gone
    st.download_button(
        "Save the list as CSV",
        as_csv(visit.read(dataset.recipe, Dataset)),
        file_name=f"{slug(dataset.title)}-left-out.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=f"left-out-{dataset.id}",
    )
