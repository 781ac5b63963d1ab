"""The ASGI app: what ``streamlit run streamlit_app.py`` finds."""

import streamlit as st

from explorer.serving.routes import middleware, routes
from explorer.serving.services import current
from explorer.ui.lifespan import lifespan

app = st.App(
    "explorer/ui/frame.py",
    lifespan=lifespan,
    routes=routes(current()),
    middleware=middleware(current()),
)
