"""The engine: who asks for what, what runs, what ended how.

The process that serves pages never computes. It asks for a recipe on behalf of an owner (a visitor), and looks at the
job from time to time. Asking twice for the same recipe runs it once; it is cancelled when the last owner lets go, and
then the worker's process is killed, since hiding a result isn't cancelling.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from distributed import Future
from distributed.client import ClosedClientError

from explorer import plan
from explorer.engine.cluster import Cluster
from explorer.engine.ended import cancelled, too_long
from explorer.engine.job import Entry, Job, State
from explorer.engine.turns import due, in_vain
from explorer.errors import EngineUnavailable, ExplorerError, JobError, JobFailed, JobTimeout, WorkerDied
from explorer.jobs import marker
from explorer.pipeline import STEPS
from explorer.recipe import Recipe
from explorer.settings import Settings
from explorer.store import Store

log = logging.getLogger(__name__)

WATCH_SECONDS = 0.25
KEPT_ENDED = 1000  # runs that failed or were cancelled; older ones are forgotten
ENGINE_STOPPED = "The engine stopped in the middle of this. It was started again: ask again."


class Engine:
    """The one engine of a process.

    Parameters
    ----------
    settings : Settings
    store : Store
        The same folder that the workers see.
    warm : bool
        Have the workers import and compile ahead what first fits need; for a server, not for one spec.
    after : float
        Seconds that the workers' start is put off: on two cores it would take a share of them from the first page.
    """

    def __init__(self, settings: Settings, store: Store, warm: bool = False, after: float = 0.0) -> None:
        self._settings, self._store, self._warm, self._after = settings, store, warm, after
        self._lock = threading.RLock()
        self._entries: dict[str, Entry] = {}
        self._cluster: Cluster | None = None
        self._dead: deque[str] = deque(maxlen=KEPT_ENDED)
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
        return "ready" if self._cluster is not None else "starting"

    @property
    def trouble(self) -> str:
        """Why it isn't up, where something went wrong; empty otherwise."""
        return self._trouble

    # --- jobs ------------------------------------------------------------------------------------------------

    def ask(self, recipe: Recipe, owner: str) -> Job:
        """Have a recipe run on behalf of an owner; returns at once.

        What failed, or was cancelled by this owner, stays so until `again`.
        """
        with self._lock:
            entry = self._entries.get(recipe.digest)
            if entry is None or (entry.state == "cancelled" and owner not in entry.declined):
                entry = self._enter(recipe)
            if entry is None:
                return Job(recipe, "done")
            if entry.live and owner in entry.declined:
                return Job(recipe, "cancelled", error=cancelled(recipe))
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
        """Stop asking on behalf of an owner, also for what is made from it; what nobody asks for any more ends.

        Its worker's process ends with it.
        """
        with self._lock:
            entry = self._entries.get(recipe.digest)
            if entry is None or not entry.live:
                return
            for other in self._entries.values():
                if other is entry or (other.live and owner in other.owners and recipe in other.recipe.lineage()):
                    other.owners.discard(owner)
                    other.declined.add(owner)
            wanted = {
                part.digest
                for top in self._entries.values()
                if top.live and top.owners
                for part in top.recipe.lineage()
            }
            victims = [other for digest, other in self._entries.items() if other.live and digest not in wanted]
            for victim in victims:
                self._end(victim, "cancelled", cancelled(victim.recipe))
            self._submit_waiting()
        self._stop(victims)

    def again(self, recipe: Recipe, owner: str) -> Job:
        """Ask anew for what failed or was cancelled, its failed inputs included."""
        with self._lock:
            for part in recipe.lineage():
                if part.digest in self._entries:
                    self._entries[part.digest].declined.discard(owner)
            entry = self._entries.get(recipe.digest)
            if entry is not None and not entry.live:
                self._enter(recipe)
            return self.ask(recipe, owner)

    def live_jobs(self) -> list[Job]:
        """All jobs that are waiting or running, in the order they were asked for."""
        with self._lock:
            return [self._job(entry) for entry in self._entries.values() if entry.live]

    def asked_by(self, owner: str) -> list[Recipe]:
        """What an owner has asked for that isn't there yet, in the order it was asked for."""
        with self._lock:
            return [entry.recipe for entry in self._entries.values() if entry.live and owner in entry.owners]

    def is_made(self, recipe: Recipe) -> bool:
        """Whether its result is there."""
        return self._store.manifest(recipe) is not None

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

    def _enter(self, recipe: Recipe) -> Entry | None:
        """A new entry for the recipe and for whatever of its inputs is missing; None where its result is there."""
        if self._store.manifest(recipe) is not None:
            self._entries.pop(recipe.digest, None)
            return None
        for part in recipe.lineage():
            known = self._entries.get(part.digest)
            if known is not None and known.live:
                continue
            self._entries.pop(part.digest, None)  # its place is behind its inputs: they are submitted first
            if part == recipe or self._store.manifest(part) is None:
                declined = known.declined if known is not None else set()
                self._entries[part.digest] = Entry(part, heavy=self._is_heavy(part), declined=declined)
        return self._entries[recipe.digest]

    def _job(self, entry: Entry) -> Job:
        now = time.monotonic()
        since = entry.began or entry.asked
        ahead = 0
        if entry.state == "waiting":
            own = {part.digest for part in entry.recipe.lineage()}
            others = [e for d, e in self._entries.items() if e.live and e.owners and d not in own]
            ahead = sum(e.asked < entry.asked and e.heavy == entry.heavy for e in others)
        stage, share = entry.stage, entry.share
        if entry.state == "waiting":
            stage, share = self._waiting_for(entry)
        return Job(entry.recipe, entry.state, stage, share, (entry.ended or now) - since, ahead, entry.error)

    def _waiting_for(self, entry: Entry) -> tuple[str, float | None]:
        """What a waiting job waits for: the stage of the input that runs, or a free worker."""
        if self._cluster is None:
            return self._trouble or "the engine is starting", None
        for part in entry.recipe.lineage():
            other = self._entries.get(part.digest)
            if other is not None and other.state == "running":
                return f"first: {STEPS[part.step].title}", other.share
        if self._cluster.warming:
            return "the worker is warming up (it compiles on a first start)", None
        return "waiting for a free worker", None

    def _submit_waiting(self) -> None:
        """Hand to the workers what waits and whose turn it is; what waits in vain ends."""
        cluster = self._cluster
        if cluster is None or not any(entry.kept for entry in self._entries.values()):
            return
        for entry, problem in in_vain(self._entries):
            self._end(entry, "failed", problem)
        for entry in due(self._entries, cluster.room_for_patient, cluster.room_for_long):
            try:
                self._submit(cluster, entry)
            except ClosedClientError:
                return  # the watching thread connects anew, and submits then

    def _submit(self, cluster: Cluster, entry: Entry) -> None:
        children = [self._entries[child.digest] for child in entry.recipe.inputs.values() if self._pending(child)]
        inputs = [child.future for child in children if child.future is not None]
        digest = entry.recipe.digest
        entry.future = cluster.submit(entry, inputs)
        entry.future.add_done_callback(lambda future: self._finished(digest, future))

    def _pending(self, recipe: Recipe) -> bool:
        entry = self._entries.get(recipe.digest)
        return entry is not None and entry.live and entry.future is not None

    def _is_heavy(self, recipe: Recipe) -> bool:
        step = STEPS[recipe.step]
        manifest = self._store.manifest(plan.dataset_of(recipe)) if step.heavy else None
        return step.heavy and (manifest is None or int(manifest.values.get("n_samples", 0)) >= step.heavy_from)

    def _finished(self, digest: str, future: Future[str]) -> None:
        error: ExplorerError | None = None
        if future.status == "error":
            problem = future.exception()
            if not isinstance(problem, ExplorerError):
                log.error("a job ended without a result: %r", problem)
                problem = WorkerDied(
                    "The process that computed this ended in the middle. Ask again, or use fewer rows."
                )
            error = problem
        with self._lock:
            entry = self._entries.get(digest)
            if entry is None or entry.future is not future or not entry.live:
                return
            if future.status == "cancelled":  # not by us: what we cancel isn't live any more
                error = self._why_given_up(entry)
            elif error is None and self._store.manifest(entry.recipe) is None:
                # Asking again would run it again, for ever.
                error = JobFailed(
                    "It was computed, but its result can't be found here. The workers must use the same EXPLORER_HOME "
                    "folder as this server."
                )
            if error is None:
                del self._entries[digest]  # from now on the store answers for it
            else:
                self._end(entry, "failed", error)
            self._submit_waiting()

    def _why_given_up(self, entry: Entry) -> ExplorerError:
        """Why the scheduler gave up a run: an input of it was ended, or the scheduler itself was."""
        inputs = (self._entries.get(part.digest) for part in entry.recipe.lineage())
        errors = (other.error for other in inputs if other is not None and other.error is not None)
        return next(errors, WorkerDied(ENGINE_STOPPED))

    def _end(self, entry: Entry, state: State, error: ExplorerError) -> None:
        entry.state, entry.error, entry.ended = state, error, time.monotonic()
        self._dead.append(entry.token)
        ended = [other for other in self._entries.values() if not other.live]
        for other in sorted(ended, key=lambda other: other.ended)[:-KEPT_ENDED]:
            del self._entries[other.recipe.digest]

    def _stop(self, victims: list[Entry]) -> None:
        for victim in victims:
            if victim.future is not None:
                victim.future.cancel()  # first, so that its death isn't taken for an accident
            if victim.address:
                self._kill_worker(victim.address, victim.pid, victim.recipe.digest, victim.token)

    def _kill_worker(self, address: str, pid: int, digest: str, token: str) -> None:
        if self._cluster is not None:
            self._cluster.kill(address, pid, marker(self._store.root, digest, token))

    # --- inside: the watching thread -------------------------------------------------------------------------

    def _watch(self) -> None:
        self._closing.wait(self._after)
        while not self._closing.is_set():
            try:
                if self._cluster is None:
                    self._connect()
                elif self._cluster.lost:
                    self._fail_all(WorkerDied(ENGINE_STOPPED))
                    self._disconnect()
                else:
                    self._check_time()
                    self._warm_when_quiet(self._cluster)
                    while self._strays:
                        self._kill_worker(*self._strays.popleft())
            except Exception as problem:  # whatever it is: without this thread nothing runs any more
                self._trouble = f"the engine can't be reached: {problem}"
                log.warning("%s", self._trouble, exc_info=not isinstance(problem, (OSError, EngineUnavailable)))
                self._fail_all(WorkerDied(ENGINE_STOPPED))
                self._disconnect()
                self._closing.wait(2.0)
            self._closing.wait(WATCH_SECONDS)

    def _warm_when_quiet(self, cluster: Cluster) -> None:
        with self._lock:
            if not any(entry.live and not entry.heavy for entry in self._entries.values()):
                cluster.when_quiet()

    def _connect(self) -> None:
        cluster = Cluster(self._settings, self._told, self._warm)
        with self._lock:
            self._cluster, self._trouble = cluster, ""
            self._submit_waiting()

    def _check_time(self) -> None:
        now = time.monotonic()
        with self._lock:
            running = [entry for entry in self._entries.values() if entry.state == "running"]
            late = [entry for entry in running if now - entry.began > self._limit(entry.recipe)]
            for entry in late:
                self._end(entry, "failed", too_long(entry.recipe, self._limit(entry.recipe)))
            if late:
                self._submit_waiting()
        self._stop(late)

    def _limit(self, recipe: Recipe) -> int:
        """Seconds that a run of the recipe may take."""
        return self._settings.max_read_seconds if STEPS[recipe.step].parses else self._settings.max_job_seconds

    def _fail_all(self, error: JobError) -> None:
        with self._lock:
            for entry in self._entries.values():
                if entry.live and entry.future is not None:
                    self._end(entry, "failed", error)

    def _disconnect(self) -> None:
        cluster, self._cluster = self._cluster, None
        if cluster is not None:
            cluster.close()

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
