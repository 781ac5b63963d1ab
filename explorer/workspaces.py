"""All workspaces on disk, read and written by any number of threads and processes.

::

    HOME/workspaces/<BLAKE2b of the visitor's id>/workspace.json    the id is a key, and never on disk
    HOME/workspaces/<…>/damaged-<time>.json                         what couldn't be read, set aside
    HOME/workspaces/.locks/<first two digits>                       held by whoever writes

`Workspaces.change` applies a change to what is on disk at that moment, under a lock: two tabs and an upload
that write at once lose nothing.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import logging
import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from explorer.blobs import write_json
from explorer.workspace import Workspace

DAY = 86_400.0
TOUCH_SECONDS = 3600.0  # a visit is written down at most this often

_log = logging.getLogger(__name__)
_FINGERPRINT = re.compile(rb'"(?:fingerprint|names)":"([0-9a-f]+)"')


class Workspaces:
    """All workspaces of a server, safe for any number of threads and processes.

    Parameters
    ----------
    root : Path
        The folder; made when missing.
    days : float
        A workspace that nobody opened for so long is deleted by `expire`.
    """

    def __init__(self, root: Path, days: float) -> None:
        self.root = root
        self.days = days
        (root / ".locks").mkdir(parents=True, exist_ok=True)

    def open(self, visitor: str) -> Workspace:
        """The visitor's workspace as it is now; an empty one where there is none yet."""
        folder = self._folder(visitor)
        try:
            return _read(folder) or _empty()
        except _Damaged:
            with self._locked(folder):
                return self._read_or_mend(folder)

    def change(self, visitor: str, function: Callable[[Workspace], Workspace]) -> Workspace:
        """Read, change and write the visitor's workspace while nobody else writes it.

        Parameters
        ----------
        visitor : str
        function : callable
            From the workspace as it is on disk to the changed one, e.g. ``lambda w: w.with_active(id)``.
            It must be quick: others wait for it. What it raises reaches the caller; nothing is written then.

        Returns
        -------
        Workspace
            What is on disk now.
        """
        folder = self._folder(visitor)
        with self._locked(folder):
            before = self._read_or_mend(folder)
            after = function(before)
            stale = time.time() - before.touched > TOUCH_SECONDS
            if after != before or stale or not _path(folder).exists():
                after = replace(after, touched=time.time())
                write_json(_path(folder), after.to_json())
            return after

    def touch(self, visitor: str) -> None:
        """The visitor was here: the workspace's time to live starts again. Makes none where there is none."""
        workspace = self.open(visitor)
        if time.time() - workspace.touched > TOUCH_SECONDS:
            self.change(visitor, lambda same: same)

    def delete(self, visitor: str) -> None:
        """Delete all that is kept for the visitor. Uploads that nobody else has go at the next eviction."""
        folder = self._folder(visitor)
        with self._locked(folder):
            shutil.rmtree(folder, ignore_errors=True)

    def expire(self) -> int:
        """Delete the workspaces that nobody opened for `days`; answers how many those were."""
        edge = time.time() - self.days * DAY
        old = [folder for folder in self._folders() if _touched(folder) < edge]
        removed = 0
        for folder in old:
            with self._locked(folder):
                if _touched(folder) < edge:  # it may have been opened since
                    shutil.rmtree(folder, ignore_errors=True)
                    removed += 1
        return removed

    def sources(self) -> set[str]:
        """Digests of all bytes that a workspace names: never to be evicted. Damaged ones count too.

        They are the files that were brought, selected rows, and tags: their rows and what those are called.
        """
        found: set[str] = set()
        for folder in self._folders():
            for path in folder.glob("*.json"):
                with contextlib.suppress(FileNotFoundError):  # deleted meanwhile
                    found.update(match.decode() for match in _FINGERPRINT.findall(path.read_bytes()))
        return found

    # --- inside ---

    def _folder(self, visitor: str) -> Path:
        return self.root / hashlib.blake2b(visitor.encode(), digest_size=32).hexdigest()

    def _folders(self) -> list[Path]:
        return [path for path in self.root.iterdir() if path.name != ".locks"]

    @contextlib.contextmanager
    def _locked(self, folder: Path) -> Iterator[None]:
        # The lock is no file of the workspace itself: one deleted together with its workspace could be held
        # by somebody while the next one makes and locks another of the same name.
        with (self.root / ".locks" / folder.name[:2]).open("a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _read_or_mend(self, folder: Path) -> Workspace:
        try:
            return _read(folder) or _empty()
        except _Damaged as problem:
            aside = folder / f"damaged-{time.time_ns()}.json"
            _path(folder).rename(aside)
            _log.warning("A workspace can't be read (%s); it is kept as %s", problem, aside)
            notice = (
                "Your workspace on this server could not be read, so it starts empty. The damaged file was "
                f"not deleted: whoever runs the server finds it as {aside.name}. Uploaded files are kept."
            )
            fresh = replace(_empty(), notice=notice)
            write_json(_path(folder), fresh.to_json())
            return fresh


class _Damaged(Exception):
    """A workspace file that isn't what was written."""


def _empty() -> Workspace:
    now = time.time()
    return Workspace(now, now)


def _path(folder: Path) -> Path:
    return folder / "workspace.json"


def _touched(folder: Path) -> float:
    try:
        workspace = _read(folder)
    except _Damaged:
        workspace = None
    if workspace:
        return workspace.touched
    with contextlib.suppress(FileNotFoundError):
        return folder.stat().st_mtime
    return time.time()


def _read(folder: Path) -> Workspace | None:
    try:
        return Workspace.from_json(json.loads(_path(folder).read_bytes()))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise _Damaged(f"{type(problem).__name__}: {problem}") from problem
