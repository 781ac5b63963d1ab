"""Inside the clusters of a grouping: a card each, from its centre to its edge; and where the wanted rows are."""

import streamlit as st

from explorer.ui import panels
from explorer.ui.inside import inside
from explorer.ui.state import visit

here = visit()
st.markdown("### Inside")
dataset, data = panels.need_dataset(here)
panels.need_runs(here, dataset, data)
inside(here, dataset, data)
panels.running(here, here.workspace.runs_of(dataset.id))
