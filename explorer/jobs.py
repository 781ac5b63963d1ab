"""What a worker does with a recipe: find or make its inputs, run the stage, keep the result; one try a job."""

from __future__ import annotations

import importlib
import logging
import os
import platform
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from explorer import __version__
from explorer.errors import DamagedArtifact, ExplorerError, JobFailed, SourceError, WorkerDied
from explorer.estimates import Timing, record
from explorer.fence import fenced
from explorer.frames import Frames
from explorer.pictures import ImageFiles
from explorer.pipeline import STEPS
from explorer.recipe import Recipe, Report, Step, params_of
from explorer.settings import current, usable_cores
from explorer.store import Manifest, Store

log = logging.getLogger(__name__)

REPORT_SECONDS = 0.1
# The page's own process goes first, then what somebody waits a moment for, then what takes long anyway.
SHORT_NICENESS, LONG_NICENESS = 5, 10
RECORDED = (
    "numpy",
    "scipy",
    "scikit-learn",
    "umap-learn",
    "openTSNE",
    "hdbscan",
    "graspologic-native",
    "pynndescent",
    "numba",
    "pillow",
)


def marker(home: Path, digest: str, token: str) -> Path:
    """The file that exists while one job of one recipe runs; a second try of the same job finds it."""
    return home / "running" / f"{digest}-{token}"


def execute(
    body: Mapping[str, Any], token: str, tell: Callable[[dict[str, Any]], None], niceness: int = SHORT_NICENESS
) -> str:
    """Run one recipe in this process.

    Parameters
    ----------
    body : mapping
        The recipe as `Recipe.to_json` gives it.
    token : str
        Names this one job. A job whose worker died isn't tried again: the second try finds the marker of the first.
    tell : callable
        Receives progress as small plain dicts.
    niceness : int
        How far this thread yields to others; what it did before is kept where that was farther.

    Returns
    -------
    str
        The recipe's digest; the result is in the store.

    Raises
    ------
    ExplorerError
        In words for the person at the screen. Anything else that a stage raises becomes `JobFailed`.
    """
    recipe = Recipe.from_json(body)
    store = Store(Path(current().home))
    yield_to_others(niceness)
    with _only_try(marker(store.root, recipe.digest, token), STEPS[recipe.step]):
        report = _Throttled(recipe.digest, tell)
        tell({"digest": recipe.digest, "pid": os.getpid(), "stage": "starting", "done": None})
        try:
            with store.lease([recipe]):
                materialise(recipe, store, report)
        except ExplorerError:
            raise
        except MemoryError as problem:
            log.exception("%s ran out of memory", recipe.step)
            raise JobFailed(_out_of_memory(STEPS[recipe.step])) from problem
        except Exception as problem:
            log.exception("%s failed", recipe.step)
            raise JobFailed(f"{STEPS[recipe.step].title} failed: {type(problem).__name__}: {problem}") from problem
    return recipe.digest


def materialise(recipe: Recipe, store: Store, report: Report) -> Manifest:
    """Find the recipe's result, or make it (and whatever of its inputs is missing or damaged).

    Raises
    ------
    SourceError
        When the bytes that everything is made from are gone.
    JobFailed
        When the recipe is of another version of the step.
    """
    manifest = store.manifest(recipe)
    if manifest is not None:
        return manifest
    step = STEPS[recipe.step]
    if step.version != recipe.version:
        raise JobFailed(
            f"{step.title} was made by version {recipe.version} of the step; this is version {step.version}."
        )
    inputs: dict[str, Any] = {name: _read(child, store, report) for name, child in recipe.inputs.items()}
    if not inputs:
        inputs["path"] = _source(recipe, store)
    if step.uses_blobs:
        inputs["blobs"] = store
    if step.shows:
        inputs["show"] = frames = Frames(store.root, recipe.digest)
        frames.clear()  # those of a try that was cancelled
    report(step.title)
    began = time.perf_counter()
    with fenced(current().worker_memory_bytes) if step.parses else nullcontext():
        result = step.resolve()(params_of(step, recipe), report=report, **inputs)
    seconds = time.perf_counter() - began
    n_samples, n_features = _size(inputs, result)
    each, variant = seconds / step.tries(recipe.params), step.variant(recipe.params)
    record(store.root, Timing(recipe.step, n_samples, n_features, each, variant))
    report("keeping the result")
    manifest = store.write(
        recipe,
        result,
        seconds,
        size=[n_samples, n_features],
        threads=_threads(),
        versions=versions(),
    )
    if step.shows:
        frames.clear()
    return manifest


@cache
def versions() -> dict[str, str]:
    """Versions of Python, of this program, and of the libraries that results depend on."""
    own = {"python": platform.python_version(), "explorer": __version__}
    return own | {name: version(name) for name in RECORDED}


def warm_up(long_fits: bool) -> None:
    """Import in this worker what the first jobs need, so that nobody waits for it: a UMAP for long fits, compiled.

    And no more, for the first of them waits until this is done: scikit-learn's import would hold up a UMAP for seconds.
    """
    yield_to_others(LONG_NICENESS if long_fits else SHORT_NICENESS)
    if long_fits:
        importlib.import_module("explorer.projections.warm").warm_up()
    else:
        for name in ("PIL.Image", "sklearn.decomposition", "sklearn.cluster"):
            importlib.import_module(name)


def yield_to_others(niceness: int) -> None:
    """Let this thread, and the threads it starts, go after the process that serves pages.

    Only ever farther: coming nearer again is not allowed to everybody.
    """
    if hasattr(os, "setpriority"):
        # On Linux this is the calling thread alone: the worker's own event loop stays quick.
        os.setpriority(os.PRIO_PROCESS, 0, max(niceness, os.getpriority(os.PRIO_PROCESS, 0)))


def _read(recipe: Recipe, store: Store, report: Report) -> Any:
    kind = STEPS[recipe.step].result
    try:
        return store.read(recipe, kind)
    except DamagedArtifact as problem:
        log.info("computing an input: %s", problem)
        materialise(recipe, store, report)
        return store.read(recipe, kind)


def _source(recipe: Recipe, store: Store) -> Path:
    try:
        return store.blob(str(recipe.params["fingerprint"]))
    except DamagedArtifact as problem:
        raise SourceError(
            f"The file of {str(recipe.params.get('title', ''))!r} is no longer on this server, or was damaged there "
            f"({problem}). Bring it again."
        ) from problem


def _threads() -> int:
    given = os.environ.get("OMP_NUM_THREADS", "")
    return (int(given) if given.isdecimal() else 0) or usable_cores()


def _size(inputs: Mapping[str, Any], result: Any) -> tuple[int, int]:
    for holder in (*inputs.values(), result):
        for name in ("X", "vectors", "images", "Y"):
            array = getattr(holder, name, None)
            if isinstance(array, ImageFiles):
                return len(array), array.mean_pixels
            if array is not None:
                return int(array.shape[0]), int(array[:1].size)
    compared = [getattr(holder, "labels", getattr(holder, "codes", None)) for holder in inputs.values()]
    rows = [len(part) for part in compared if part is not None]
    return (sum(rows), 1) if len(rows) == len(compared) else (0, 0)


@contextmanager
def _only_try(path: Path, step: Step) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        path.open("x").close()
    except FileExistsError as problem:
        path.unlink(missing_ok=True)
        raise WorkerDied(_died(step)) from problem
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def _out_of_memory(step: Step) -> str:
    if step.parses:
        return (
            f"Reading this file takes more memory than a worker has here ({_worker_memory()}). If the file is small, "
            "it is damaged, or made so that it unpacks to that much. Bring fewer rows, or start the server with a "
            "larger EXPLORER_WORKER_MEMORY_BYTES."
        )
    return f"{step.title} ran out of memory. Use fewer rows, or reduce the dimensions first (PCA)."


def _died(step: Step) -> str:
    if step.parses:
        return (
            "The process that read this file ended in the middle: the file is damaged in a way that its decoder "
            f"doesn't survive, or it takes more memory than a worker has ({_worker_memory()}). Nothing else was lost; "
            "it is not tried again by itself. Write the file again, or in another format; or start the server with a "
            "larger EXPLORER_WORKER_MEMORY_BYTES."
        )
    return (
        "The process that computed this ended in the middle, most often because it ran out of memory "
        f"(limit {_worker_memory()} a worker). It is not tried again by itself. "
        "Use fewer rows, reduce the dimensions first (PCA), or give the server more memory."
    )


def _worker_memory() -> str:
    return f"{current().worker_memory_bytes / 1e9:.1f} GB"


class _Throttled:
    """A `Report` that tells at most every tenth of a second, but always a new stage."""

    def __init__(self, digest: str, tell: Callable[[dict[str, Any]], None]) -> None:
        self._digest, self._tell = digest, tell
        self._last, self._stage = 0.0, ""
        self._lock = threading.Lock()

    def __call__(self, stage: str, done: float | None = None) -> None:
        with self._lock:
            now = time.monotonic()
            if stage == self._stage and now - self._last < REPORT_SECONDS:
                return
            self._last, self._stage = now, stage
        self._tell({"digest": self._digest, "stage": stage, "done": done})
