"""All routes and the middleware: ``st.App(…, routes=routes(services), middleware=middleware(services))``."""

from __future__ import annotations

from starlette.middleware import Middleware
from starlette.routing import Route

from explorer.serving.assets import asset_routes, installed
from explorer.serving.columns import column_routes
from explorer.serving.folders import folder_routes
from explorer.serving.frames import frame_routes
from explorer.serving.services import Services
from explorer.serving.uploads import upload_routes
from explorer.serving.visitor import VisitorMiddleware


def routes(services: Services) -> list[Route]:
    """Everything below ``/x/``."""
    own = (column_routes, frame_routes, upload_routes, folder_routes)
    return [*(route for make in own for route in make(services)), *asset_routes(installed())]


def middleware(services: Services) -> list[Middleware]:
    """What stands around our routes and Streamlit's."""
    return [Middleware(VisitorMiddleware, days=services.settings.workspace_days)]
