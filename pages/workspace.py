"""What is kept for this visitor, for how long, and how to delete it."""

import streamlit as st

from explorer.ui.keeping import data_sets, delete_everything
from explorer.ui.places import place
from explorer.ui.state import visit

here = visit()
st.markdown("### Workspace")
days = here.services.settings.workspace_days
st.markdown(
    f"Everything here belongs to this browser: a secret in a cookie is the key. It is kept on the server and deleted "
    f"**{days} days** after your last visit. Closing the tab ends nothing: a running fit is there when you return."
)
data_sets(here)
st.page_link(place("runs"), label="Runs: the maps and groupings of the data set on screen")
delete_everything(here)
