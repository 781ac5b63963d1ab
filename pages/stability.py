"""Whether a grouping comes again: on other rows, with other seeds, on data without structure."""

import streamlit as st

from explorer.ui import panels
from explorer.ui.progress import progress
from explorer.ui.stability.page import stability
from explorer.ui.state import visit

here = visit()
st.markdown("### Stability")
dataset, data = panels.need_dataset(here)
panels.need_runs(here, dataset, data)
stability(here, dataset, data)
with st.container(key="running"):
    progress(here, here.named, "stability")
