"""Routes that are made while the server answers already: what they import takes longer than all of Streamlit's start.

In that time the browser is busy with Streamlit's own files; nothing of ours is asked for before it is done with them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from starlette.concurrency import run_in_threadpool
from starlette.routing import BaseRoute, Route, Router
from starlette.types import Receive, Scope, Send

Routes = Sequence[BaseRoute]


class Late:
    """An ASGI app that is made when it is first asked, or before by `make`.

    Parameters
    ----------
    build : callable
        Answers the routes; called once, in a thread.
    """

    def __init__(self, build: Callable[[], Routes]) -> None:
        self._build = build
        self._making = threading.Lock()
        self._router: Router | None = None

    def make(self) -> Router:
        """The routes, as an app; whoever comes while they are made waits."""
        with self._making:
            if self._router is None:
                self._router = Router(self._build())
            return self._router

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if self._router is None:
            await run_in_threadpool(self.make)
        await self.make()(scope, receive, send)


def late_routes(late: Late) -> list[Route]:
    """Everything below ``/x/``."""
    return [Route("/x/{rest:path}", late)]
