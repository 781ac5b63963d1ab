"""New rows on an old map, and what each is nearest to."""

import streamlit as st

from explorer.ui import panels
from explorer.ui.people.newcomers import new_rows
from explorer.ui.progress import progress
from explorer.ui.state import visit

here = visit()
st.markdown("### New rows")
dataset, data = panels.need_dataset(here)
panels.need_runs(here, dataset, data)
new_rows(here, dataset, data)
progress(here, here.named, "newrows")
