"""The real routes and middleware behind a real server, in a thread of the test's own process."""

import socket
import threading
from collections.abc import Sequence
from pathlib import Path

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from explorer import settings
from explorer.serving import services as shared
from explorer.serving.addresses import COOKIE, new_visitor
from explorer.serving.routes import routes
from explorer.serving.visitor import middleware


class Live:
    """A server on a port of its own.

    Parameters
    ----------
    home : Path
        Its data directory.
    more : sequence of routes
        Pages of the test.
    wrap : callable
        Around the whole app, from ASGI app to ASGI app.
    **environment
        Settings, such as ``max_upload_bytes=1000``.
    """

    def __init__(self, home: Path, more: Sequence[BaseRoute] = (), wrap=lambda app: app, **environment: object):
        variables = {f"EXPLORER_{name.upper()}": str(value) for name, value in environment.items()}
        self.services = shared.make(settings.read({"EXPLORER_HOME": str(home), **variables}))
        app = Starlette(routes=[*routes(self.services), *more], middleware=middleware(self.services.settings))
        # Connections queue from here on, so nobody has to wait for the thread.
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(wrap(app), log_level="critical", ws="none", lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]})
        self._thread.start()

    def client(self, visitor: str | None = None) -> httpx.Client:
        """A visitor's browser, without the browser."""
        cookies = {COOKIE: visitor or new_visitor()}
        return httpx.Client(base_url=self.url, cookies=cookies, timeout=60, trust_env=False)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(20)
        assert not self._thread.is_alive()
