"""The ASGI app: what ``streamlit run streamlit_app.py`` finds."""

import streamlit as st

from explorer.serving.jobs import job_routes
from explorer.serving.routes import middleware, routes
from explorer.serving.services import current
from explorer.ui.lifespan import engine, lifespan

app = st.App(
    "explorer/ui/frame.py",
    lifespan=lifespan,
    routes=[*routes(current()), *job_routes(engine)],
    middleware=middleware(current()),
)
