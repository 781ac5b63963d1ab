"""Every limit and default as one table: name, default, unit, environment variable, help.

Defaults are scaled to the memory that the process may use: they are safe at 2 GB, and Fashion-MNIST (70,000 x 784)
goes through at 4 GB and above (also where the system keeps a tenth of that to itself).
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from explorer.errors import InputError, LimitError

GB = 1_000_000_000
WORKER_BYTES = 1_500_000_000  # what a worker needs to fit 70,000 x 784 beside its own imports
MOST_WORKERS = 8


def usable_memory() -> int:
    """Bytes of memory this process may use: the machine's, or its control group's (its container's) if less."""
    least = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for path in _limit_files():
        with contextlib.suppress(OSError):
            text = path.read_text(encoding="ascii").strip()
            least = min(least, int(text) if text.isdigit() else least)
    return least


def _limit_files() -> Iterator[Path]:
    """Where Linux may say how much memory this process's control groups have, versions 2 and 1, from its own up."""
    try:
        lines = Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines()
    except OSError:  # not Linux
        return
    for _, controllers, group in (line.split(":", 2) for line in lines):
        if controllers and "memory" not in controllers.split(","):
            continue
        root = Path("/sys/fs/cgroup/memory" if controllers else "/sys/fs/cgroup")
        own = root / group.lstrip("/")
        name = "memory.limit_in_bytes" if controllers else "memory.max"
        yield from (folder / name for folder in (own, *own.parents) if folder.is_relative_to(root))


def usable_cores() -> int:
    """CPU cores this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)


@dataclass(frozen=True)
class Setting:
    """One row of the table.

    Attributes
    ----------
    name : str
        Attribute name; the environment variable is ``EXPLORER_`` and the name in capitals.
    default : callable
        From the memory in bytes to the default value.
    unit, help : str
        For people: what is counted, and what it means.
    """

    name: str
    default: Callable[[int], int | str]
    unit: str
    help: str

    @property
    def variable(self) -> str:
        """The environment variable that overrides the default."""
        return f"EXPLORER_{self.name.upper()}"


def _scaled(per_gb: int, most: int) -> Callable[[int], int]:
    return lambda memory: min(most, int(per_gb * memory / GB))


def _fixed(value: int | str) -> Callable[[int], int | str]:
    return lambda _memory: value


def _worker_share(memory: int) -> int:
    # What is left after the web process and the operating system, for each of the worker processes.
    return int(memory * 0.8) // worker_count(memory)


TABLE: tuple[Setting, ...] = (
    Setting(
        "home",
        _fixed(str(Path.home() / ".embedding-explorer")),
        "path",
        "where uploads, results and workspaces are kept",
    ),
    Setting("max_rows", _scaled(25_000, 2_000_000), "rows", "rows of one data set"),
    Setting("max_dimensions", _fixed(20_000), "dimensions", "length of one vector"),
    Setting("max_values", _scaled(16_000_000, 2_000_000_000), "values", "rows x dimensions of one data set"),
    Setting("max_upload_bytes", _scaled(500_000_000, 20 * GB), "bytes", "size of one uploaded file"),
    Setting("max_images", _scaled(25_000, 1_000_000), "images", "images of one data set"),
    Setting("max_takeaway_bytes", _scaled(500_000_000, 20 * GB), "bytes", "pictures that are taken away at once"),
    Setting("max_image_pixels", _scaled(10_000_000, 100_000_000), "pixels", "width x height of one image"),
    Setting("worker_memory_bytes", _worker_share, "bytes", "memory of one worker process; more than that ends the job"),
    Setting("max_job_seconds", _fixed(3600), "seconds", "time one job may take"),
    Setting("max_read_seconds", _fixed(1800), "seconds", "time that reading one file may take"),
    Setting("store_bytes", _fixed(20 * GB), "bytes", "disk for computed results; the least recently used go first"),
    Setting("workspace_days", _fixed(30), "days", "after this long without a visit a workspace is deleted"),
    Setting("local_paths", _fixed(0), "0 or 1", "1 lets visitors open files of the server by path"),
    Setting("scheduler", _fixed(""), "address", "tcp://host:port of a Dask scheduler to use instead of local workers"),
)


@dataclass(frozen=True)
class Settings:
    """The table's values, resolved once. Attribute help and units: `TABLE`."""

    home: str
    max_rows: int
    max_dimensions: int
    max_values: int
    max_upload_bytes: int
    max_images: int
    max_takeaway_bytes: int
    max_image_pixels: int
    worker_memory_bytes: int
    max_job_seconds: int
    max_read_seconds: int
    store_bytes: int
    workspace_days: int
    local_paths: int
    scheduler: str

    def check(self, name: str, value: int) -> None:
        """Raise `LimitError` when `value` is above the limit `name`.

        Parameters
        ----------
        name : str
            A limit of the table, e.g. ``"max_rows"``.
        value : int
            The value found, in the table's unit.

        Raises
        ------
        LimitError
            With the value, the limit, and the environment variable that raises it.
        """
        limit = getattr(self, name)
        if value > limit:
            setting = next(row for row in TABLE if row.name == name)
            raise LimitError(
                f"{setting.help}:",
                f"{value:,} {setting.unit}",
                f"{limit:,}",
                f"Bring less, or start the server with {setting.variable}={value} or more (and the memory for it).",
            )


def worker_count(memory: int | None = None) -> int:
    """Local worker processes: no more than cores and memory allow, a core being left to the web process.

    Two at the least, so that a long fit never stands in the way of a short job.

    Parameters
    ----------
    memory : int, optional
        Bytes of memory to share among them; measured when not given.
    """
    memory = usable_memory() if memory is None else memory
    return max(2, min(usable_cores() - 1, int(memory * 0.8) // WORKER_BYTES, MOST_WORKERS))


def read(environ: Mapping[str, str], memory: int | None = None) -> Settings:
    """The settings for an environment.

    Parameters
    ----------
    environ : mapping
        Environment variables; those named in the table override the defaults.
    memory : int, optional
        Bytes of memory to scale the defaults to; measured when not given.

    Raises
    ------
    InputError
        When a variable that must be a whole number from 0 isn't one.
    """
    memory = usable_memory() if memory is None else memory
    values: dict[str, int | str] = {}
    for row in TABLE:
        value = row.default(memory)
        given = environ.get(row.variable, "")
        if given:
            value = _whole(row, given) if isinstance(value, int) else given
        values[row.name] = value
    return Settings(**values)  # type: ignore[arg-type]


@cache
def current() -> Settings:
    """The settings of this process, read from its environment once."""
    return read(os.environ)


def _whole(row: Setting, given: str) -> int:
    try:
        number = int(given.replace("_", "").replace(",", ""))
    except ValueError as problem:
        raise InputError(f"{row.variable}={given!r} is not a whole number ({row.unit}: {row.help}).") from problem
    if number < 0:
        raise InputError(f"{row.variable}={given!r} is below 0 ({row.unit}: {row.help}).")
    return number
