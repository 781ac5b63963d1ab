"""All groupings against each other, then two of them: how far they agree, on maps side by side, and in words."""

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
