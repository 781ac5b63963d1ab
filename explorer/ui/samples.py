"""Opening a data set without bringing one: the samples, and what scikit-learn fetches."""

from __future__ import annotations

import streamlit as st

from explorer.sources.detect import SAMPLES
from explorer.sources.orders import ORDERS, spelled
from explorer.ui.controls import params_form
from explorer.ui.opening import open_sample
from explorer.ui.state import Visit, pressed


def samples(visit: Visit) -> None:
    """A button for each sample; those from the internet behind a choice, with what can be chosen of them."""
    offered = {name: (sample.title, sample.about) for name, sample in SAMPLES.items()}
    offered |= {name: (order.title, order.about) for name, order in ORDERS.items() if not order.fetched}
    st.markdown("##### Open a sample")
    with st.container(horizontal=True):
        for name, (title, about) in offered.items():
            if pressed(title, icon=":material/grain:", help=about, key=f"sample-{name}"):
                open_sample(visit, name)
                st.rerun()
    with st.expander("Faces from the internet", icon=":material/cloud_download:"):
        _fetched(visit)


def _fetched(visit: Visit) -> None:
    fetched = {name: order for name, order in ORDERS.items() if order.fetched}
    name = st.radio("Data set", list(fetched), format_func=lambda name: fetched[name].title, key="fetch")
    st.caption(fetched[name].about)
    params = params_form(fetched[name], f"fetch-{name}")
    if pressed("Fetch and open", disabled=params is None) and params is not None:
        open_sample(visit, spelled(name, params))
        st.rerun()
