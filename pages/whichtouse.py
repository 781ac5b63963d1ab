"""Which of the groupings to use, with what speaks for each."""

import streamlit as st

from explorer.ui import panels
from explorer.ui.progress import progress
from explorer.ui.state import visit
from explorer.ui.which import which

here = visit()
st.markdown("### Which to use")
dataset, data = panels.need_dataset(here)
panels.need_runs(here, dataset, data)
which(here, dataset, data)
runs = here.workspace.runs_of(dataset.id)
with st.container(key="running"):
    progress(here, [*here.named, *((run.name, run.recipe) for run in runs)], "runs")
