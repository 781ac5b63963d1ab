"""The same rows mapped with and without the names, side by side."""

import streamlit as st

from explorer.ui import panels
from explorer.ui.people.supervised import side_by_side
from explorer.ui.progress import progress
from explorer.ui.state import visit

here = visit()
st.markdown("### With and without names")
dataset, data = panels.need_dataset(here)
side_by_side(here, dataset, data)
progress(here, here.named, "supervised")
