"""Every map and grouping of the data set: rename, show, copy as a spec, delete and undo."""

import streamlit as st

from explorer.ui import panels
from explorer.ui.removing import undo_line
from explorer.ui.runlist import run_list
from explorer.ui.state import visit
from explorer.ui.words import as_markdown

here = visit()
st.markdown("### Runs")
dataset, data = panels.need_dataset(here)
panels.dataset_choice(here)
st.caption(f"All maps and groupings of {as_markdown(dataset.title)}. A name is changed where it stands.")
undo_line(here)
run_list(here, dataset, data)
