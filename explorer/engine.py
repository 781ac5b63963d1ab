"""Runs recipes in workers: one run a digest, progress, cancel; the same client for local workers and a remote scheduler.

The process that serves pages never computes. It asks for a recipe on behalf of an owner (a visitor), and looks at the
job from time to time. Asking twice for the same recipe runs it once; it is cancelled when the last owner lets go, and
then the worker's process is killed, since hiding a result isn't cancelling.
"""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import signal
import threading
import time
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from distributed import Client, Future, fire_and_forget, get_worker

from explorer.errors import EngineUnavailable, ExplorerError, JobCancelled, JobError, JobTimeout, WorkerDied
from explorer.jobs import execute, marker, warm_up
from explorer.pipeline import STEPS
from explorer.recipe import Recipe
from explorer.settings import Settings
from explorer.store import Store
from explorer.workers import HEAVY, LocalWorkers

log = logging.getLogger(__name__)

TOPIC = "explorer-progress"
WATCH_SECONDS = 0.25
START_SECONDS = 60.0
State = Literal["waiting", "running", "done", "failed", "cancelled"]


@dataclass(frozen=True)
class Job:
    """One recipe's run, as it stands.

    Attributes
    ----------
    recipe : Recipe
    state : {"waiting", "running", "done", "failed", "cancelled"}
    stage : str
        What it is doing, in a word or two.
    share : float or None
        Share done of that stage, in 0..1, where it is known.
    seconds : float
        Since it began to run; while waiting, since it was asked for.
    ahead : int
        While waiting: how many other jobs are running or were asked for earlier.
    error : ExplorerError or None
        Why it failed or was cancelled.
    """

    recipe: Recipe
    state: State
    stage: str = ""
    share: float | None = None
    seconds: float = 0.0
    ahead: int = 0
    error: ExplorerError | None = None

    @property
    def live(self) -> bool:
        """Whether a result may still come."""
        return self.state in ("waiting", "running")


@dataclass
class _Entry:
    recipe: Recipe
    token: str = field(default_factory=lambda: secrets.token_hex(8))
    owners: set[str] = field(default_factory=set)
    state: State = "waiting"
    stage: str = ""
    share: float | None = None
    asked: float = field(default_factory=time.monotonic)
    began: float = 0.0
    ended: float = 0.0
    future: Future | None = None
    address: str = ""
    pid: int = 0
    error: ExplorerError | None = None

    @property
    def live(self) -> bool:
        return self.state in ("waiting", "running")


class Engine:
    """The one engine of a process.

    Parameters
    ----------
    settings : Settings
    store : Store
        The same folder that the workers see.
    """

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings, self._store = settings, store
        self._lock = threading.RLock()
        self._entries: dict[str, _Entry] = {}
        self._client: Client | None = None
        self._local: LocalWorkers | None = None
        self._has_heavy = False
        self._dead: set[str] = set()
        self._strays: deque[tuple[str, int, str, str]] = deque()
        self._closing = threading.Event()
        self._trouble = ""
        self._watcher: threading.Thread | None = None

    # --- life ------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start in the background and return at once; `state` tells when it is up. Starting twice is starting once."""
        with self._lock:
            if self._watcher is None:
                self._watcher = threading.Thread(target=self._watch, name="explorer-engine", daemon=True)
                self._watcher.start()

    def close(self) -> None:
        """Stop, and take the local workers along."""
        self._closing.set()
        if self._watcher is not None:
            self._watcher.join(timeout=15)
        self._disconnect()

    @property
    def state(self) -> Literal["starting", "ready"]:
        """Whether jobs run yet. While it starts they wait."""
        return "ready" if self._client is not None else "starting"

    @property
    def trouble(self) -> str:
        """Why it isn't up, where something went wrong; empty otherwise."""
        return self._trouble

    # --- jobs ------------------------------------------------------------------------------------------------

    def ask(self, recipe: Recipe, owner: str) -> Job:
        """Have a recipe run on behalf of an owner; returns at once.

        A recipe that failed or was cancelled runs again when asked again after `forget`.
        """
        with self._lock:
            entry = self._entries.get(recipe.digest)
            if entry is None:
                if self._store.manifest(recipe) is not None:
                    return Job(recipe, "done")
                entry = self._enter(recipe)
            entry.owners.add(owner)
            self._submit_waiting()
            return self._job(entry)

    def job(self, recipe: Recipe) -> Job | None:
        """The recipe's run as it stands, or None where nobody asked and there is no result."""
        with self._lock:
            entry = self._entries.get(recipe.digest)
            if entry is not None:
                return self._job(entry)
        return Job(recipe, "done") if self._store.manifest(recipe) is not None else None

    def release(self, recipe: Recipe, owner: str) -> None:
        """Stop asking on behalf of an owner. What nobody asks for any more is cancelled, its worker's process killed."""
        with self._lock:
            entry = self._entries.get(recipe.digest)
            if entry is None or not entry.live:
                return
            entry.owners.discard(owner)
            wanted = {part.digest for top in self._entries.values() if top.live and top.owners for part in top.recipe.lineage()}
            victims = [other for digest, other in self._entries.items() if other.live and digest not in wanted]
            for victim in victims:
                self._end(victim, "cancelled", JobCancelled(f"{STEPS[victim.recipe.step].title} was cancelled."))
        self._stop(victims)

    def forget(self, recipe: Recipe) -> None:
        """Drop a failed or cancelled run, and failed inputs, so that asking again tries again."""
        with self._lock:
            for part in recipe.lineage():
                entry = self._entries.get(part.digest)
                if entry is not None and entry.state in ("failed", "cancelled"):
                    del self._entries[part.digest]

    def live_jobs(self) -> list[Job]:
        """All jobs that are waiting or running, in the order they were asked for."""
        with self._lock:
            return [self._job(entry) for entry in self._entries.values() if entry.live]

    def wait(self, recipe: Recipe, owner: str, timeout: float | None = None) -> Iterable[Job]:
        """Ask, and yield the job whenever it changed, until it has ended. For scripts.

        Raises
        ------
        JobError
            When it didn't end with a result.
        """
        job, began = self.ask(recipe, owner), time.monotonic()
        while job.live:
            yield job
            if timeout is not None and time.monotonic() - began > timeout:
                raise JobTimeout(f"waited {timeout:.0f} s")
            time.sleep(0.05)
            job = self.job(recipe) or self.ask(recipe, owner)
        if job.error is not None:
            raise job.error
        yield job

    # --- inside: making and ending jobs ----------------------------------------------------------------------

    def _enter(self, recipe: Recipe) -> _Entry:
        for part in recipe.lineage():
            known = self._entries.get(part.digest)
            if known is not None and known.live:
                continue
            if self._store.manifest(part) is None:
                self._entries[part.digest] = _Entry(part)
        return self._entries[recipe.digest]

    def _job(self, entry: _Entry) -> Job:
        now = time.monotonic()
        since = entry.began or entry.asked
        ahead = 0
        if entry.state == "waiting":
            own = {part.digest for part in entry.recipe.lineage()}
            ahead = sum(e.live and e.asked < entry.asked and d not in own for d, e in self._entries.items())
        stage, share = entry.stage, entry.share
        if entry.state == "waiting":
            stage, share = self._waiting_for(entry)
        return Job(entry.recipe, entry.state, stage, share, (entry.ended or now) - since, ahead, entry.error)

    def _waiting_for(self, entry: _Entry) -> tuple[str, float | None]:
        """What a waiting job waits for: the stage of the input that runs, or a free worker."""
        if self._client is None:
            return self._trouble or "the engine is starting", None
        for part in entry.recipe.lineage():
            other = self._entries.get(part.digest)
            if other is not None and other.state == "running":
                return other.stage, other.share
        return "waiting for a free worker", None

    def _submit_waiting(self) -> None:
        client = self._client
        if client is None:
            return
        for entry in list(self._entries.values()):
            if entry.state == "waiting" and entry.future is None:
                self._submit(client, entry)

    def _submit(self, client: Client, entry: _Entry) -> None:
        inputs = [self._entries[child.digest].future for child in entry.recipe.inputs.values() if self._pending(child)]
        heavy = self._is_heavy(entry.recipe)
        entry.future = client.submit(
            _run_job,
            entry.recipe.to_json(),
            entry.token,
            *inputs,
            key=f"{entry.recipe.step}-{entry.recipe.digest}-{entry.token}",
            priority=0 if heavy else 10,
            resources={HEAVY: 1} if heavy and self._has_heavy else None,
        )
        digest = entry.recipe.digest
        entry.future.add_done_callback(lambda future: self._finished(digest, future))

    def _pending(self, recipe: Recipe) -> bool:
        entry = self._entries.get(recipe.digest)
        return entry is not None and entry.live and entry.future is not None

    def _is_heavy(self, recipe: Recipe) -> bool:
        step = STEPS[recipe.step]
        manifest = self._store.manifest(recipe.source())
        return step.heavy and (manifest is None or int(manifest.values.get("n_samples", 0)) >= step.heavy_from)

    def _finished(self, digest: str, future: Future) -> None:
        error: ExplorerError | None = None
        if future.status == "error":
            problem = future.exception()
            if not isinstance(problem, ExplorerError):
                log.error("a job ended without a result: %r", problem)
                problem = WorkerDied("The process that computed this ended in the middle. Ask again, or use fewer rows.")
            error = problem
        with self._lock:
            entry = self._entries.get(digest)
            if entry is None or entry.future is not future or not entry.live or future.status == "cancelled":
                return
            if error is None:
                del self._entries[digest]  # from now on the store answers for it
            else:
                self._end(entry, "failed", error)

    def _end(self, entry: _Entry, state: State, error: ExplorerError) -> None:
        entry.state, entry.error, entry.ended = state, error, time.monotonic()
        self._dead.add(entry.token)

    def _stop(self, victims: list[_Entry]) -> None:
        for victim in victims:
            if victim.future is not None:
                victim.future.cancel()  # first, so that its death isn't taken for an accident
            if victim.address:
                self._kill_worker(victim.address, victim.pid, victim.recipe.digest, victim.token)

    def _kill_worker(self, address: str, pid: int, digest: str, token: str) -> None:
        if self._client is not None:
            path = str(marker(self._store.root, digest, token))
            with contextlib.suppress(OSError, ValueError):  # the worker is gone already
                self._client.run(_kill, pid, path, nanny=True, workers=[address], on_error="ignore")

    # --- inside: the watching thread -------------------------------------------------------------------------

    def _watch(self) -> None:
        while not self._closing.wait(WATCH_SECONDS):
            try:
                if self._client is None:
                    self._connect()
                elif self._lost():
                    self._fail_all(WorkerDied("The engine stopped in the middle of this. It was started again: ask again."))
                    self._disconnect()
                else:
                    self._check_time()
                    while self._strays:
                        self._kill_worker(*self._strays.popleft())
            except (OSError, TimeoutError, EngineUnavailable, ValueError) as problem:
                self._trouble = f"the engine can't be reached: {problem}"
                log.warning("%s", self._trouble)
                self._disconnect()
                self._closing.wait(2.0)

    def _connect(self) -> None:
        if not self._settings.scheduler:
            self._local = LocalWorkers(self._settings)
        address = self._local.address if self._local is not None else self._settings.scheduler
        client = Client(address, timeout=10, set_as_default=False, name="explorer")
        client.subscribe_topic(TOPIC, self._told)
        with self._lock:
            self._client, self._trouble = client, ""
            self._has_heavy = self._any_heavy(client)
            self._submit_waiting()
        self._warm(client)

    def _any_heavy(self, client: Client) -> bool:
        workers: Mapping[str, Any] = client.scheduler_info(n_workers=-1)["workers"]
        return not self._settings.scheduler or any(HEAVY in worker["resources"] for worker in workers.values())

    def _warm(self, client: Client) -> None:
        for number in range(2 if not self._settings.scheduler else 0):
            resources = {HEAVY: 1} if number == 0 and self._has_heavy else None
            fire_and_forget(client.submit(warm_up, number == 0, resources=resources, priority=-100, pure=False))

    def _lost(self) -> bool:
        client = self._client
        cut_off = client is not None and client.status not in ("running", "connecting")
        return cut_off or (self._local is not None and not self._local.alive)

    def _check_time(self) -> None:
        limit = self._settings.max_job_seconds
        now = time.monotonic()
        with self._lock:
            late = [e for e in self._entries.values() if e.state == "running" and now - e.began > limit]
            for entry in late:
                self._end(entry, "failed", _too_long(entry.recipe, limit))
        self._stop(late)

    def _fail_all(self, error: JobError) -> None:
        with self._lock:
            for entry in self._entries.values():
                if entry.live and entry.future is not None:
                    self._end(entry, "failed", error)

    def _disconnect(self) -> None:
        client, self._client = self._client, None
        local, self._local = self._local, None
        if client is not None:
            with contextlib.suppress(OSError, TimeoutError, RuntimeError):
                client.close(timeout=2)
        if local is not None:
            local.close()

    def _told(self, event: tuple[float, Mapping[str, Any]]) -> None:
        message = event[1]
        with self._lock:
            if message["token"] in self._dead and "pid" in message:  # it began just when it was cancelled
                self._strays.append((message["address"], message["pid"], message["digest"], message["token"]))
            entry = self._entries.get(message["digest"])
            if entry is None or entry.token != message["token"] or not entry.live:
                return
            if entry.state == "waiting":
                entry.state, entry.began = "running", time.monotonic()
            entry.address, entry.pid = message["address"], message.get("pid", entry.pid)
            entry.stage, entry.share = message["stage"], message["done"]


def _too_long(recipe: Recipe, limit: int) -> JobTimeout:
    return JobTimeout(
        f"{STEPS[recipe.step].title} took longer than a job may here ({limit:,} s). Use fewer rows, or start the server "
        "with a larger EXPLORER_MAX_JOB_SECONDS."
    )


def _run_job(body: Mapping[str, Any], token: str, *_inputs: str) -> str:
    worker = get_worker()

    def tell(message: dict[str, Any]) -> None:
        worker.log_event(TOPIC, {**message, "token": token, "address": worker.address})

    return execute(body, token, tell)


def _kill(pid: int, path: str) -> None:
    """Run by the nanny: end its worker if that is still at the job the marker stands for; the nanny starts another."""
    try:
        Path(path).unlink()
    except FileNotFoundError:
        return  # it finished in the meantime
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
