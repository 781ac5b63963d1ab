"""All routes of what people see and bring."""

from __future__ import annotations

from starlette.routing import Route

from explorer.serving.assets import asset_routes, installed
from explorer.serving.columns import column_routes
from explorer.serving.folders import folder_routes
from explorer.serving.frames import frame_routes
from explorer.serving.services import Services
from explorer.serving.uploads import upload_routes


def routes(services: Services) -> list[Route]:
    """Everything below ``/x/``."""
    own = (column_routes, frame_routes, upload_routes, folder_routes)
    return [*(route for make in own for route in make(services)), *asset_routes(installed())]
