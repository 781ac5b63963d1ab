"""A file read once in a process of its own first: damaged ones can keep the HDF5 library busy forever, or crash it.

Both happen inside the library, where nothing can interrupt it, and would take the worker along.
"""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

from explorer.errors import SourceError

_SECONDS = 60.0
_BYTES_A_SECOND = 2_000_000  # slower than any disk, and than unpacking
_ROOT = Path(__file__).parents[3]
_AGAIN = "Copy or download it again, or write it again with h5py."


def rehearse(path: Path) -> None:
    """Read a file and throw away what was read. The process ends with this one, and by itself when its time is over.

    Raises
    ------
    SourceError
        When that never ends, or ends the process.
    """
    seconds = _SECONDS + path.stat().st_size / _BYTES_A_SECOND
    command = [sys.executable, "-m", "explorer.sources.hdf5", str(path.resolve()), str(math.ceil(seconds))]
    try:
        done = subprocess.run(command, cwd=_ROOT, timeout=seconds, capture_output=True, check=False)
    except subprocess.TimeoutExpired as problem:
        raise SourceError(f"The file is damaged: reading it doesn't end within {seconds:,.0f} s. {_AGAIN}") from problem
    if done.returncode < 0:
        raise SourceError(f"The file is damaged in a way that the HDF5 library doesn't survive. {_AGAIN}")
