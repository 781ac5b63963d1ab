"""Eigen-images: the directions in which the images differ most, and any image rebuilt from them."""

import streamlit as st

from explorer.ui import panels
from explorer.ui.eigenimages import eigenimages
from explorer.ui.state import visit

here = visit()
st.markdown("### Eigenimages")
dataset, data = panels.need_dataset(here)
eigenimages(here, dataset, data)
