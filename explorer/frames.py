"""What a long fit has so far: left by its worker a few times a second, fetched by the page that draws it.

A frame is one file a recipe, replaced whole by the next one::

    n_samples, n_components, done, total, milliseconds    uint32 each
    axis 0, axis 1[, axis 2]                              float32, n_samples each

It goes when the fit ends. A fit that was cancelled leaves its last frame, so that what was drawn can be kept.
"""

from __future__ import annotations

import contextlib
import os
import struct
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

EVERY_SECONDS = 0.15
KEPT_SECONDS = 600.0  # how long the last frame of a fit that ended otherwise lies there
_HEADER = struct.Struct("<5I")


class Show(Protocol):
    """How a stage hands over what it has so far."""

    def __call__(self, Y: np.ndarray, done: int, total: int) -> None:
        """Hand over the places after ``done`` of ``total`` rounds; they are read at once and not kept."""


def unseen(Y: np.ndarray, done: int, total: int) -> None:
    """A `Show` that nobody looks at."""


@dataclass(frozen=True)
class Frame:
    """A map on its way.

    Attributes
    ----------
    Y : ndarray of shape (n_samples, 2 or 3), float32
    done, total : int
        Rounds.
    seconds : float
        Since the first round began.
    """

    Y: np.ndarray
    done: int
    total: int
    seconds: float


class Frames:
    """The frames of one recipe; calling it is a `Show`.

    Parameters
    ----------
    home : Path
        The server's folder, which its workers share.
    digest : str
        The recipe's.
    """

    def __init__(self, home: Path, digest: str) -> None:
        self.path = home / "frames" / digest
        self._began = self._last = 0.0

    def __call__(self, Y: np.ndarray, done: int, total: int) -> None:
        """Leave a frame, unless the last one is too young."""
        now = time.monotonic()
        self._began = self._began or now
        if now - self._last < EVERY_SECONDS:
            return
        self._last = now
        self.path.parent.mkdir(parents=True, exist_ok=True)
        header = _HEADER.pack(*Y.shape, done, total, round(1000 * (now - self._began)))
        handle, name = tempfile.mkstemp(dir=self.path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(header + np.ascontiguousarray(Y.T, dtype="<f4").tobytes())
        Path(name).replace(self.path)

    def newer(self, seen: int) -> bytes | None:
        """The last frame's bytes, unless there is none after more than `seen` rounds."""
        try:
            with self.path.open("rb") as file:
                head = file.read(_HEADER.size)
                return head + file.read() if _HEADER.unpack(head)[2] > seen else None
        except FileNotFoundError:
            return None

    def last(self) -> Frame | None:
        """The last frame, if there is one."""
        data = self.newer(0)
        if data is None:
            return None
        n_samples, n_components, done, total, milliseconds = _HEADER.unpack_from(data)
        axes = np.frombuffer(data, dtype="<f4", offset=_HEADER.size).reshape(n_components, n_samples)
        return Frame(np.ascontiguousarray(axes.T), done, total, milliseconds / 1000)

    def clear(self) -> None:
        """Remove the last frame."""
        self.path.unlink(missing_ok=True)


def drop_old(home: Path, grace: float = KEPT_SECONDS) -> None:
    """Remove the frames of fits that ended without removing theirs."""
    edge = time.time() - grace
    for path in (home / "frames").glob("*"):
        with contextlib.suppress(FileNotFoundError):  # its fit has just ended
            if path.stat().st_mtime < edge:
                path.unlink()
