"""``python -m explorer.sources.hdf5 FILE``: reads a file and keeps nothing; see `rehearsal`."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

from explorer.errors import ExplorerError
from explorer.settings import current
from explorer.sources.choose import choose
from explorer.sources.hdf5.read import decided

with contextlib.suppress(ExplorerError):  # who reads it for good is told
    decided(Path(sys.argv[1]), current(), choose)
