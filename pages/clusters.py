"""The groupings: parameters, sizes, noise, time; and a form for another."""

import streamlit as st

from explorer.ui import panels
from explorer.ui.removing import undo_line
from explorer.ui.runs import clustering_card
from explorer.ui.state import visit

here = visit()
st.markdown("### Clusters")
dataset, data = panels.need_dataset(here)
panels.need_runs(here, dataset, data)
left, right = st.columns([2, 5], gap="large")
with left:
    st.markdown("**New grouping**")
    panels.new_clustering(here, dataset, data)
with right:
    undo_line(here)
    runs = here.workspace.runs_of(dataset.id, "clustering")
    panels.running(here, runs)
    if not runs:
        st.info("No grouping yet: choose a method on the left.")
    for run in reversed(runs):
        clustering_card(here, run, data)
