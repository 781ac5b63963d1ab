"""From an empty place on the map back to a vector, and how good that is."""

import streamlit as st

from explorer.ui import panels
from explorer.ui.progress import progress
from explorer.ui.state import visit
from explorer.ui.wayback import way_back

here = visit()
st.markdown("### The way back")
dataset, data = panels.need_dataset(here)
panels.need_runs(here, dataset, data)
way_back(here, dataset, data)
progress(here, here.named, "wayback")
