"""A fence around memory: work that wants more is refused it, and fails, instead of taking its whole process along.

What strangers bring may say that it is small and unpack to anything. Beyond the fence an allocation is a `MemoryError`
in the place that asked; the worker lives. (Without it, the worker's nanny ends the process when it notices.)
"""

from __future__ import annotations

import contextlib
import re
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

_STATUS = Path("/proc/self/status")
_SHARE = 0.9  # of what a worker may have: before its nanny ends it, at 0.95


@contextlib.contextmanager
def fenced(n_bytes: int) -> Iterator[None]:
    """Let this process take no more memory than `n_bytes` in all, as far as the system can see to that (Linux can).

    Files that are mapped and not written to don't count.

    Parameters
    ----------
    n_bytes : int
        What the process may have; a tenth is kept back.
    """
    if sys.platform != "linux":
        yield
        return
    before, most = resource.getrlimit(resource.RLIMIT_DATA)
    used = _kilobytes("VmData") - min(_kilobytes("VmRSS"), _kilobytes("VmData"))  # reserved, but never touched
    limit = 1024 * used + int(_SHARE * n_bytes)
    if most not in (resource.RLIM_INFINITY, -1):
        limit = min(limit, most)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (before, most))


def _kilobytes(name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB", _STATUS.read_text(encoding="ascii"), re.MULTILINE)
    return int(found[1]) if found else 0
