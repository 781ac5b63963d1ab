"""The rows that the groupings argue about."""

import streamlit as st

from explorer.ui import panels
from explorer.ui.disputed import disputed
from explorer.ui.state import visit

here = visit()
st.markdown("### Disputed")
dataset, data = panels.need_dataset(here)
panels.need_runs(here, dataset, data)
disputed(here, dataset, data)
panels.running(here, here.workspace.runs_of(dataset.id))
