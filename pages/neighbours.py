"""What is nearest to a row, to a selection's middle, or to something brought."""

import streamlit as st

from explorer.ui import panels
from explorer.ui.nearby.page import neighbours
from explorer.ui.progress import progress
from explorer.ui.state import visit

here = visit()
st.markdown("### Neighbours")
dataset, data = panels.need_dataset(here)
neighbours(here, dataset, data)
progress(here, here.named, "neighbours")
