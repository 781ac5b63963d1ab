"""``python -m explorer.sources.hdf5 FILE SECONDS``: reads a file and keeps nothing; see `rehearsal`.

A library that never returns hears of no signal that Python would answer. So the system is to end the process: where
the one that started it is gone, as a cancelled worker is (Linux), and a little after the seconds in any case.
"""

from __future__ import annotations

import contextlib
import ctypes
import signal
import sys
from pathlib import Path

from explorer.errors import ExplorerError
from explorer.settings import current
from explorer.sources.choose import choose
from explorer.sources.hdf5.read import decided

_DEATH_OF_PARENT = 1  # PR_SET_PDEATHSIG, in linux/prctl.h
_GRACE = 5  # seconds

if sys.platform == "linux":
    ctypes.CDLL(None).prctl(_DEATH_OF_PARENT, signal.SIGKILL)
if hasattr(signal, "alarm"):
    signal.alarm(int(sys.argv[2]) + _GRACE)
with contextlib.suppress(ExplorerError):  # who reads it for good is told
    decided(Path(sys.argv[1]), current(), choose)
