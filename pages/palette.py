"""The colours of all identities, and how well they can be told apart."""

import streamlit as st

from explorer.ui import panels
from explorer.ui.people.colours import colours
from explorer.ui.progress import progress
from explorer.ui.state import visit

here = visit()
st.markdown("### Palette")
dataset, data = panels.need_dataset(here)
colours(here, dataset, data)
progress(here, here.named, "palette")
