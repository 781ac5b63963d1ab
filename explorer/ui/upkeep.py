"""What runs beside the pages as long as the server does: the engine, and a thread that keeps the disk tidy."""

from __future__ import annotations

import gc
import logging
import threading
from functools import cache

from explorer import shipped
from explorer.engine import Engine
from explorer.errors import ExplorerError
from explorer.frames import drop_old
from explorer.serving.assets import installed
from explorer.serving.jobs import job_routes
from explorer.serving.late import Routes
from explorer.serving.routes import routes
from explorer.serving.services import Services, current
from explorer.ui.ahead import first_map

log = logging.getLogger(__name__)

TIDY_SECONDS = 300.0
FIRST_PAGE_SECONDS = 1.25  # until the workers start: the sample's first map needs none, but a core to be drawn with
OWNER = "the server"  # of what is computed before anybody asks; no visitor's id has a space


@cache
def engine() -> Engine:
    """The engine of this process, started in the background when first asked for."""
    services = current()
    made = Engine(services.settings, services.store, warm=True, after=FIRST_PAGE_SECONDS)
    made.start()
    return made


def all_routes() -> Routes:
    """Everything below ``/x/``."""
    return [*routes(current()), *job_routes(engine)]


def start(stop: threading.Event) -> None:
    """Begin with what must not wait for a visitor.

    Parameters
    ----------
    stop : Event
        Ends the tidying.
    """
    _ask_ahead(current())
    threading.Thread(target=_tidy, args=(current(), stop), name="explorer-tidy", daemon=True).start()
    threading.Thread(target=installed().warm, name="explorer-assets", daemon=True).start()
    # Streamlit collects garbage after each script run. What is loaded by now never becomes any, and looking through it
    # took a tenth of a second, each time.
    gc.freeze()


def _ask_ahead(services: Services) -> None:
    """Have the first page's map there, shipped or made; without it the page only waits longer: it stops no server."""
    try:
        shipped.unpack(shipped.FILE, services.store)
        engine().ask(first_map(services), OWNER)
    except (OSError, ExplorerError):
        log.exception("the first map can't be made ahead; the first page asks for it")


def _tidy(services: Services, stop: threading.Event) -> None:
    """From time to time: expire workspaces, then evict what nobody needs. What people brought stays."""
    while not stop.wait(TIDY_SECONDS):
        try:
            services.workspaces.expire()
            drop_old(services.store.root)
            kept = services.workspaces.sources()
            services.store.drop_orphans(kept)
            services.store.evict(services.settings.store_bytes, kept)
        except OSError:
            log.exception("tidying failed; it is tried again")
