"""Rows that lie far out, found without names."""

import streamlit as st

from explorer.ui import panels
from explorer.ui.people.outlying import outliers
from explorer.ui.progress import progress
from explorer.ui.state import visit

here = visit()
st.markdown("### Outliers")
dataset, data = panels.need_dataset(here)
outliers(here, dataset, data)
progress(here, here.named, "outliers")
