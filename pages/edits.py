"""A grouping edited by hand beside its map: name, merge, split by lasso, move rows; with undo."""

import streamlit as st

from explorer.ui import editing, marks, panels
from explorer.ui.state import visit

here = visit()
st.markdown("### Edits")
dataset, data = panels.need_dataset(here)
panels.need_runs(here, dataset, data)
shown = panels.shown_map(here, dataset)
key = f"edits-{dataset.id}"
marks.keep(here, dataset, data, key)  # first: what was selected just now can be moved
left, right = st.columns([3, 5], gap="large")
with left:
    edited = editing.choose(here, dataset, data)
    if edited is not None:
        editing.history(here, edited)
        st.markdown("**The selected rows**")
        editing.moving(here, dataset, edited)
        with st.expander("Put clusters together"):
            editing.merging(here, dataset, edited)
        with st.expander("Names and ticks", expanded=True):
            editing.clusters(here, dataset, edited)
with right:
    if shown is None:
        panels.no_map_yet(here, dataset)
    else:
        colour = edited.id if edited is not None else ""
        asked = panels.draw_map(
            here,
            data,
            shown,
            key,
            colour,
            pinned=here.choice("map", "pinned"),
            height=560,
            panel="full",
            **marks.told(here),
        )
        marks.tag(here, dataset, data, asked)
panels.running(here, here.workspace.runs_of(dataset.id))
