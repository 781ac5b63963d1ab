"""Rows that don't seem to belong to their identity."""

import streamlit as st

from explorer.ui import panels
from explorer.ui.people.strangers import strangers
from explorer.ui.progress import progress
from explorer.ui.state import visit

here = visit()
st.markdown("### Strangers")
dataset, data = panels.need_dataset(here)
strangers(here, dataset, data)
progress(here, here.named, "strangers")
