"""Two groupings against each other: how far they agree, side by side on the map, and their overlap."""

import streamlit as st

from explorer.ui import panels
from explorer.ui.compare import compare
from explorer.ui.state import visit

here = visit()
st.markdown("### Compare")
dataset, data = panels.need_dataset(here)
panels.need_runs(here, dataset, data)
compare(here, dataset, data)
panels.running(here, here.workspace.runs_of(dataset.id))
