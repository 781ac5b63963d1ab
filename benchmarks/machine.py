"""The machine a figure was measured on, in a line."""

from __future__ import annotations

import platform

from explorer.settings import usable_cores, usable_memory


def machine() -> str:
    """Processor, cores, memory, Python."""
    memory = usable_memory() / 1e9
    return f"{platform.machine()}, {usable_cores()} cores, {memory:.0f} GB, Python {platform.python_version()}"
