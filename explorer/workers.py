"""`python -m explorer.workers`: the local cluster, in a child process that ends when its standard input closes.

One worker takes the long fits and another never does, so a click that needs a moment's work is never behind somebody's
UMAP. The parent reads the scheduler's address from the first line of standard output. When the parent ends, however it
ends, the pipe closes, and this process takes its workers with it.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import subprocess
import sys
from pathlib import Path

import dask
from distributed import Nanny, Scheduler, SpecCluster

from explorer import jobs
from explorer.errors import EngineUnavailable
from explorer.settings import Settings, current, usable_cores, worker_count

HEAVY = "heavy"  # the resource a long fit asks for


def environment(settings: Settings) -> dict[str, str]:
    """Environment variables for the cluster's process and its workers: threads, caches, manners."""
    threads = str(max(1, usable_cores() - 1))  # a core stays with the process that serves pages
    return {
        "OMP_NUM_THREADS": threads,
        "OPENBLAS_NUM_THREADS": threads,
        "MKL_NUM_THREADS": threads,
        "NUMBA_NUM_THREADS": threads,
        "OMP_WAIT_POLICY": "passive",  # threads that spin while idle cost more than the work on a shared host
        "NUMBA_CACHE_DIR": os.environ.get("NUMBA_CACHE_DIR", str(Path(settings.home) / "numba")),
        "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",  # idle workers should idle
        "DASK_DISTRIBUTED__ADMIN__TICK__INTERVAL": "500ms",
        "DASK_LOGGING__DISTRIBUTED": "critical",  # what a stage raises is told to the person, and logged by the job
        "PYTHONWARNINGS": "ignore",
        "MALLOC_TRIM_THRESHOLD_": "65536",
    }


class LocalWorkers:
    """The child process with the local cluster, seen from its parent.

    Parameters
    ----------
    settings : Settings

    Raises
    ------
    EngineUnavailable
        When it ends before it gave its address.
    """

    def __init__(self, settings: Settings) -> None:
        Path(settings.home).mkdir(parents=True, exist_ok=True)
        self._child = subprocess.Popen(
            [sys.executable, "-m", "explorer.workers"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **environment(settings), "EXPLORER_HOME": settings.home},
            cwd=Path(__file__).parent.parent,
            start_new_session=True,  # Ctrl-C in the terminal reaches the parent alone
        )
        assert self._child.stdout is not None
        self.address = self._child.stdout.readline().decode().strip()
        if not self.address:
            raise EngineUnavailable("the worker processes didn't start; the log says why")

    @property
    def alive(self) -> bool:
        """Whether the child process runs."""
        return self._child.poll() is None

    def close(self) -> None:
        """End it, and its workers with it."""
        assert self._child.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._child.stdin.close()
        try:
            self._child.wait(timeout=8)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        assert self._child.stdout is not None
        self._child.stdout.close()


def compile_ahead(settings: Settings) -> int:
    """Compile what the first map needs into the workers' cache; the exit code of the process that does it."""
    Path(settings.home).mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "explorer.projections.warm"]
    return subprocess.run(
        command, env={**os.environ, **environment(settings)}, cwd=Path(__file__).parent.parent, check=False
    ).returncode


def heavy_count() -> int:
    """How many of the local workers take long fits: all but the last."""
    return max(1, worker_count() - 1)


def name_of(number: int) -> str:
    """What a local worker is called."""
    return f"worker-{number}"


def start(settings: Settings) -> SpecCluster:
    """The cluster: a scheduler and `worker_count` worker processes on this machine, each with one thread for jobs."""
    dask.config.set(
        {
            "distributed.worker.memory.target": False,
            "distributed.worker.memory.spill": False,
            "distributed.worker.memory.pause": False,
            "distributed.worker.memory.terminate": 0.95,
            "distributed.worker.multiprocessing-method": "spawn",
            "distributed.scheduler.work-stealing": True,
            # Each cancel kills a worker, and counts against everything that waits there. What ends its worker itself
            # is found by its marker.
            "distributed.scheduler.allowed-failures": 1000,
            # A killed worker is started again by its nanny. On a busy machine that takes longer than the 15 s after
            # which the nanny itself would be closed, and nothing would ever run there again.
            "distributed.deploy.lost-worker-timeout": "1000 hours",
        }
    )
    local = Path(settings.home) / "scratch"
    local.mkdir(parents=True, exist_ok=True)
    shared = {
        "nthreads": 1,
        "memory_limit": settings.worker_memory_bytes,
        "local_directory": str(local),
        "dashboard": False,
        "silence_logs": logging.ERROR,
        "host": "127.0.0.1",
    }
    workers = {
        name_of(number): {
            "cls": Nanny,
            "options": {**shared, "resources": {HEAVY: 1} if number < heavy_count() else {}},
        }
        for number in range(worker_count())
    }
    scheduler = {"cls": Scheduler, "options": {"host": "127.0.0.1", "port": 0, "dashboard": False}}
    return SpecCluster(workers=workers, scheduler=scheduler, silence_logs=logging.ERROR)


def main() -> None:
    """Start, print the address, wait for the end of standard input, stop."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent; the closed pipe tells us
    jobs.yield_to_others(jobs.SHORT_NICENESS)  # and so its workers: the first page is made at the same time
    out = os.dup(1)
    os.dup2(2, 1)  # nothing else may write to the line the parent reads
    with start(current()) as cluster:
        os.write(out, f"{cluster.scheduler_address}\n".encode())
        while sys.stdin.buffer.read(4096):
            pass
        # Results are renamed into place whole, so nothing is lost by not waiting for a fit that nobody will see.
        os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()
