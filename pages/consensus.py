"""What the groupings agree on, and how sure each row is."""

import streamlit as st

from explorer.ui import panels
from explorer.ui.consensus import consensus
from explorer.ui.progress import progress
from explorer.ui.state import visit

here = visit()
st.markdown("### Consensus")
dataset, data = panels.need_dataset(here)
panels.need_runs(here, dataset, data)
consensus(here, dataset, data)
runs = here.workspace.runs_of(dataset.id)
with st.container(key="running"):
    progress(here, [*here.named, *((run.name, run.recipe) for run in runs)], "runs")
