"""Who looks like whom."""

import streamlit as st

from explorer.ui import panels
from explorer.ui.people.lookalikes import lookalikes
from explorer.ui.progress import progress
from explorer.ui.state import visit

here = visit()
st.markdown("### Lookalikes")
dataset, data = panels.need_dataset(here)
lookalikes(here, dataset, data)
progress(here, here.named, "lookalikes")
