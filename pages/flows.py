"""Where the rows of each cluster go from one grouping to the next."""

import streamlit as st

from explorer.ui import panels
from explorer.ui.flows import flows
from explorer.ui.state import visit

here = visit()
st.markdown("### Flows")
dataset, data = panels.need_dataset(here)
panels.need_runs(here, dataset, data)
flows(here, dataset, data)
panels.running(here, here.workspace.runs_of(dataset.id))
