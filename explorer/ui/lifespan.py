"""From the server's start to its end. It answers at once; what takes a second to import is imported meanwhile.

Only light modules may be imported at its top: each tenth of a second counts for whoever waits for the first page.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import threading
from collections.abc import AsyncIterator

from explorer.errors import ExplorerError
from explorer.serving.late import Late, Routes

log = logging.getLogger(__name__)


def _routes() -> Routes:
    from explorer.ui.upkeep import all_routes

    return all_routes()


ours = Late(_routes)


@contextlib.asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[dict[str, object]]:
    """Start with the server, end with the server."""
    started, stop = threading.Event(), threading.Event()
    starting = threading.Thread(target=_start, args=(started, stop), name="explorer-start", daemon=True)
    starting.start()
    try:
        yield {}
    finally:
        stop.set()
        await asyncio.to_thread(_end, starting, started)


def _start(started: threading.Event, stop: threading.Event) -> None:
    try:
        ours.make()
        from explorer.ui import upkeep

        upkeep.start(stop)
        started.set()
    except ExplorerError as problem:
        log.critical("the app can't start: %s", problem.message)
        os.kill(os.getpid(), signal.SIGTERM)  # a server that only answers with errors is of no use


def _end(starting: threading.Thread, started: threading.Event) -> None:
    starting.join()
    if started.is_set():
        from explorer.ui.upkeep import engine

        engine().close()
