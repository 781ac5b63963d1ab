"""Reading what strangers bring, with real workers: too long, too much memory, a crash of a decoder: each a message."""

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import feather

from explorer import plan, settings
from explorer.dataset import Dataset
from explorer.engine import Engine
from explorer.engine.job import Job
from explorer.errors import ExplorerError, JobTimeout, SourceError, WorkerDied
from explorer.recipe import Recipe
from explorer.store import Store
from tests.engine.test_engine import PATIENCE, finish, running_pid, until
from tests.sources.photos import encoded, zip_of

WORKER_BYTES = 900_000_000
FEW_SECONDS = 3


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("limits") / "home"


@pytest.fixture(scope="module")
def engine(home) -> Iterator[Engine]:
    limits = settings.read({"EXPLORER_HOME": str(home), "EXPLORER_WORKER_MEMORY_BYTES": str(WORKER_BYTES)})
    with pytest.MonkeyPatch.context() as patch:  # the workers read it from their environment
        patch.setenv("EXPLORER_WORKER_MEMORY_BYTES", str(WORKER_BYTES))
        started = Engine(replace(limits, max_read_seconds=FEW_SECONDS), Store(home))
        started.start()
        until(lambda: started.state == "ready", "the workers start")
    yield started
    started.close()


def brought(home: Path, path: Path, form: str) -> Recipe:
    return plan.dataset(Store(home).copy(path), form, path.stem)


def slow(path: Path) -> Path:
    """A zip of a few hundred kB whose images take a minute to decode."""
    large = encoded(np.zeros((6000, 6000), np.uint8))
    return zip_of(path, {f"{number:03d}.png": large for number in range(600)})


def small(home: Path, path: Path) -> Recipe:
    np.save(path, np.arange(12, dtype="f4").reshape(4, 3))
    return brought(home, path, "npy")


def ended(engine: Engine, recipe: Recipe) -> Job:
    engine.ask(recipe, "a")
    job = until(lambda: (job := engine.job(recipe)) and not job.live and job, "it ends", PATIENCE)
    assert isinstance(job, Job)
    return job


def test_what_never_ends_is_stopped_and_its_worker_reads_on(engine, home, tmp_path):
    job = ended(engine, brought(home, slow(tmp_path / "slow.zip"), "images"))
    assert isinstance(job.error, JobTimeout)
    assert f"took longer than that may take here ({FEW_SECONDS} s)" in job.error.message
    assert "EXPLORER_MAX_READ_SECONDS" in job.error.message
    assert finish(engine, small(home, tmp_path / "a.npy")).state == "done"


def test_what_unpacks_to_more_than_a_worker_has_is_refused_and_the_worker_lives(engine, home, tmp_path):
    """A file of 0.1 MB with a column of 1.6 GB."""
    n_rows, width = 200_000, 1_000
    values = pa.array(np.zeros(n_rows * width))
    table = pa.table({"embedding": pa.FixedSizeListArray.from_arrays(values, width)})
    path = tmp_path / "bomb.feather"
    feather.write_feather(table, path, compression="zstd", chunksize=n_rows)
    del table, values
    assert path.stat().st_size < 1_000_000
    first = small(home, tmp_path / "b.npy")
    assert finish(engine, first).state == "done"

    job = ended(engine, brought(home, path, "arrow"))

    assert isinstance(job.error, SourceError), job.error
    assert "unpacks to more than a worker's memory here" in job.error.message
    assert "EXPLORER_WORKER_MEMORY_BYTES" in job.error.message
    assert Store(home).read(first, Dataset).n_samples == 4


def test_a_decoder_that_crashes_is_a_message_and_nothing_else_is_lost(engine, home, tmp_path):
    recipe = brought(home, slow(tmp_path / "other.zip"), "images")
    engine.ask(recipe, "a")
    os.kill(running_pid(engine, recipe), signal.SIGSEGV)
    job = ended(engine, recipe)
    assert isinstance(job.error, WorkerDied), job.error
    assert "damaged in a way that its decoder doesn't survive" in job.error.message
    assert isinstance(job.error, ExplorerError)
    np.save(tmp_path / "c.npy", np.eye(3, dtype="f4"))
    assert finish(engine, brought(home, tmp_path / "c.npy", "npy")).state == "done"
