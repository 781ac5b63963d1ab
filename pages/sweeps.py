"""One method over a range of its parameter: where it matters, where it doesn't, and which grouping to take."""

import streamlit as st

from explorer.ui import panels
from explorer.ui.progress import progress
from explorer.ui.state import visit
from explorer.ui.sweep_form import sweep_form
from explorer.ui.sweeps import sweeps

here = visit()
st.markdown("### Sweeps")
dataset, data = panels.need_dataset(here)
panels.need_runs(here, dataset, data)
left, right = st.columns([2, 5], gap="large")
with left:
    st.markdown("**New sweep**")
    sweep_form(here, dataset, data)
with right:
    waiting = sweeps(here, dataset, data)
    with st.container(key="running"):
        progress(here, waiting, "sweeps")
