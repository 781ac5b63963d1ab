"""The feature space: what is mapped, clustered and measured in."""

import streamlit as st

from explorer.ui import panels
from explorer.ui.features import choose_features, explained_variance
from explorer.ui.state import visit

here = visit()
st.markdown("### Features")
dataset, data = panels.need_dataset(here)
left, right = st.columns([2, 3], gap="large")
with left:
    space = choose_features(here, dataset, data)
with right:
    explained_variance(here, space)
