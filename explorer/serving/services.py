"""What the routes and the pages share in one process."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from explorer import settings
from explorer.serving.addresses import Addresses, read_secret
from explorer.settings import Settings
from explorer.store import Store
from explorer.workspaces import Workspaces

_making = threading.Lock()


@dataclass(frozen=True)
class Services:
    """What the routes and the pages share.

    Attributes
    ----------
    settings : Settings
    store : Store
    workspaces : Workspaces
    addresses : Addresses
    """

    settings: Settings
    store: Store
    workspaces: Workspaces
    addresses: Addresses


def make(chosen: Settings) -> Services:
    """The services for these settings, on disk below their ``home``.

    Raises
    ------
    ExplorerError
        When the secret there is damaged.
    """
    home = Path(chosen.home)
    return Services(
        settings=chosen,
        store=Store(home),
        workspaces=Workspaces(home / "workspaces", chosen.workspace_days),
        addresses=Addresses(read_secret(home / "secret")),
    )


def current() -> Services:
    """The services of this process, made when first asked for."""
    with _making:  # a cache alone would let two threads make one each
        return _made()


@cache
def _made() -> Services:
    return make(settings.current())
