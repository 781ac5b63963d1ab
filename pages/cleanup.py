"""Copies, clusters to keep or drop, a data set of what is kept, and folders to take away."""

import streamlit as st

from explorer.ui import editing, panels
from explorer.ui.duplicates import duplicates
from explorer.ui.kept import what_is_kept
from explorer.ui.progress import progress
from explorer.ui.state import visit
from explorer.ui.taking import take_away

PARTS = ("Copies", "Clusters", "Take away")

here = visit()
st.markdown("### Clean-up")
dataset, data = panels.need_dataset(here)
kept_part = here.choice("cleanup", "part", PARTS[0])
part = st.segmented_control(
    "Part", PARTS, default=kept_part, key=f"cleanup-part-{dataset.id}", label_visibility="collapsed", required=True
)
here.choose("cleanup", part=part)
if part == "Copies":
    duplicates(here, dataset, data)
elif part == "Clusters":
    editing.ticking(here, dataset, data)
else:
    take_away(here, dataset, data)
if part != "Take away":
    st.divider()
    what_is_kept(here, dataset, data)
progress(here, [], "cleanup")
