"""Whether the maps can be believed."""

import streamlit as st

from explorer.ui import panels
from explorer.ui.believing.page import believe
from explorer.ui.state import visit

here = visit()
st.markdown("### Trust in maps")
dataset, data = panels.need_dataset(here)
panels.need_runs(here, dataset, data)
believe(here, dataset, data)
panels.running(here, here.workspace.runs_of(dataset.id))
