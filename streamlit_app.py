"""The ASGI app: what ``streamlit run streamlit_app.py`` finds."""

import streamlit as st

from explorer import settings
from explorer.serving.late import late_routes
from explorer.serving.visitor import middleware
from explorer.ui.lifespan import lifespan, ours

app = st.App(
    "explorer/ui/frame.py",
    lifespan=lifespan,
    routes=late_routes(ours),
    middleware=middleware(settings.current()),
)
