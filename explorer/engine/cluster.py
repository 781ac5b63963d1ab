"""The connection to the workers: local ones in a child process, or those of a remote scheduler."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from distributed import Client, Future, get_worker

from explorer.engine.job import Entry
from explorer.jobs import LONG_NICENESS, SHORT_NICENESS, execute, warm_up
from explorer.settings import Settings, worker_count
from explorer.workers import HEAVY, LocalWorkers, heavy_count, name_of

TOPIC = "explorer-progress"


class Cluster:
    """A connection, made when constructed.

    Parameters
    ----------
    settings : Settings
        ``scheduler`` is the address of a remote one; empty: local workers are started.
    told : callable
        Receives ``(time, message)`` for each step of progress, in the client's own thread.
    warm : bool
        Have local workers import and compile ahead what the first fits need, once nobody waits for a short job;
        see `when_quiet`.

    Attributes
    ----------
    room_for_patient : int
        How many patient jobs may be under way: a worker is left to what somebody waits for, where there are two.
    room_for_long : int
        How many long fits may be under way: one for each worker that takes them.

    Raises
    ------
    EngineUnavailable, OSError, TimeoutError
        When there is nothing to connect to.
    """

    def __init__(self, settings: Settings, told: Callable[[tuple[float, Mapping[str, Any]]], None], warm: bool) -> None:
        self._local = None if settings.scheduler else LocalWorkers(settings)
        address = self._local.address if self._local is not None else settings.scheduler
        try:
            self._client = Client(address, timeout=10, set_as_default=False, name="explorer")
        except BaseException:
            self._close_local()
            raise
        self._client.subscribe_topic(TOPIC, told)
        if self._local is not None:
            workers, heavy = worker_count(), heavy_count()
        else:
            known = self._workers().values()
            workers, heavy = len(known), sum(int(worker["resources"].get(HEAVY, 0)) for worker in known)
        self._has_heavy = heavy > 0
        self.room_for_patient, self.room_for_long = max(1, workers - 1), heavy or max(1, workers)
        self._cold = {"long fits", "short jobs"} if warm and self._local is not None else set()
        self._warming: list[Future[None]] = []

    def submit(self, entry: Entry, inputs: Sequence[Future[str]]) -> Future[str]:
        """Have an entry's recipe run when its inputs are there; of the short ones those that are patient go last."""
        heavy = entry.heavy
        if heavy:
            self._warm("long fits", resources={HEAVY: 1})
        return self._client.submit(
            _run_job,
            entry.recipe.to_json(),
            entry.token,
            LONG_NICENESS if heavy else SHORT_NICENESS,
            *inputs,
            key=f"{entry.recipe.step}-{entry.recipe.digest}-{entry.token}",
            priority=0 if heavy else 5 if entry.patient else 10,
            resources={HEAVY: 1} if heavy and self._has_heavy else None,
        )

    def kill(self, address: str, pid: int, marker: Path) -> None:
        """End the worker process at an address if it still is at the job that the marker stands for."""
        with contextlib.suppress(OSError, ValueError, KeyError):  # the worker is gone already
            self._client.run(_kill, pid, str(marker), nanny=True, workers=[address], on_error="ignore")

    def when_quiet(self) -> None:
        """To be told when nobody waits for a short job: what the next ones need is got ready, once.

        Not before: a core, and the worker that the first map would come from, would be busy with it.
        """
        self._warm("short jobs", workers=[name_of(heavy_count())], allow_other_workers=True)
        self._warm("long fits", resources={HEAVY: 1})

    @property
    def warming(self) -> bool:
        """Whether a worker still imports and compiles what the first fits need."""
        return any(future.status == "pending" for future in self._warming)

    @property
    def lost(self) -> bool:
        """Whether it is of no use any more."""
        cut_off = self._client.status not in ("running", "connecting")
        return cut_off or (self._local is not None and not self._local.alive)

    def close(self) -> None:
        """Disconnect; local workers end."""
        with contextlib.suppress(OSError, TimeoutError, RuntimeError):
            self._client.close(timeout=2)
        self._close_local()

    def _close_local(self) -> None:
        if self._local is not None:
            self._local.close()

    def _workers(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self._client.scheduler_info(n_workers=-1)["workers"]
        return found

    def _warm(self, what: str, **where: Any) -> None:
        if what in self._cold:
            self._cold.remove(what)
            self._warming.append(
                self._client.submit(warm_up, what == "long fits", priority=-100, pure=False, **where)
            )


def _run_job(body: Mapping[str, Any], token: str, niceness: int, *_inputs: str) -> str:
    worker = get_worker()

    def tell(message: dict[str, Any]) -> None:
        worker.log_event(TOPIC, {**message, "token": token, "address": worker.address})

    return execute(body, token, tell, niceness)


def _kill(pid: int, path: str) -> None:
    """Run by the nanny: end its worker if that is still at the job the marker stands for; the nanny starts another."""
    try:
        Path(path).unlink()
    except FileNotFoundError:
        return  # it finished in the meantime
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
