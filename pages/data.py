"""Bring data, and see what was read before anything is computed."""

import streamlit as st

from explorer.ui import panels
from explorer.ui.data import being_read, bring, correct, what_was_read
from explorer.ui.progress import progress
from explorer.ui.refused import why_refused
from explorer.ui.state import visit

here = visit()
st.markdown("### Data")
left, right = st.columns([2, 3], gap="large")
with left:
    problem = st.container()  # over the drop zone, where the person looks
    bring(here)
    with problem:
        why_refused(here)
        correct(here)
    panels.dataset_choice(here)
with right:
    reading = st.container()
    with st.container():
        shown = being_read(here)
    with reading:
        dataset, data = panels.need_dataset(here)
    if shown:  # it was read in the meantime
        st.rerun()
    what_was_read(here, dataset, data)
    progress(here, [], "data")
