"""Identities under the lens: how well each holds together, whom it is like, what the groupings make of it."""

import streamlit as st

from explorer.ui import panels
from explorer.ui.people.lens import lens
from explorer.ui.progress import progress
from explorer.ui.state import visit

here = visit()
st.markdown("### Identities")
dataset, data = panels.need_dataset(here)
lens(here, dataset, data)
progress(here, here.named, "identities")
