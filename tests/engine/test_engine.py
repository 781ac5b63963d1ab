"""The engine with real workers: one run a digest, cancel that really ends the work, one try, nothing left behind."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import pytest

from explorer import plan, settings
from explorer.clusterings.result import Clustering
from explorer.engine import Engine
from explorer.engine.job import Job
from explorer.errors import JobCancelled, JobFailed, JobTimeout, ParamsError, WorkerDied
from explorer.params import build
from explorer.pipeline import STEPS
from explorer.recipe import Recipe
from explorer.store import Store
from explorer.workers import HEAVY

PATIENCE = 60.0


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("engine") / "home"


@pytest.fixture(scope="module")
def engine(home) -> Iterator[Engine]:
    started = Engine(settings.read({"EXPLORER_HOME": str(home)}), Store(home))
    started.start()
    yield started
    started.close()


def kept_space(home: Path, seed: int = 0) -> Recipe:
    """A feature space of 6,000 rows in 16 dimensions, in the store as an upload would be."""
    path = home.parent / "rows.npy"
    np.save(path, np.random.default_rng(seed).normal(size=(6000, 16)).astype("f4"))
    data = plan.dataset(Store(home).copy(path), "npy", "rows")
    return plan.features(data, plan.USES["given"].params())


@pytest.fixture(scope="module")
def space(home) -> Recipe:
    return kept_space(home)


def kmeans(space: Recipe, n_clusters: int = 3, **params: object) -> Recipe:
    values = {"n_clusters": n_clusters, "random_state": 0, **params}
    return plan.clustering(space, build(plan.CLUSTERINGS["kmeans"].params, values))


def endless(space: Recipe, seed: int) -> Recipe:
    """A run that takes many minutes."""
    return kmeans(space, 300, n_init=1000, max_iter=10_000, tol=0.0, random_state=seed)


def until(done, what: str, patience: float = PATIENCE):
    """The first true answer of `done`."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        answer = done()
        if answer:
            return answer
        threading.Event().wait(0.05)
    pytest.fail(f"not within {patience:.0f} s: {what}")


def finish(engine: Engine, recipe: Recipe, owner: str = "a") -> Job:
    *_, last = engine.wait(recipe, owner, timeout=PATIENCE)
    return last


def running_pid(engine: Engine, recipe: Recipe) -> int:
    """Process of the worker that is at the recipe."""
    until(lambda: (job := engine.job(recipe)) and job.state == "running", "the run starts")
    return engine._entries[recipe.digest].pid


def test_a_recipe_and_its_inputs_run_and_the_result_is_that_of_the_library(engine, home, space):
    recipe = kmeans(space)
    assert finish(engine, recipe).state == "done"
    result = Store(home).read(recipe, Clustering)
    # imported here: the web process, and most tests, never need it
    from sklearn.cluster import KMeans

    rows = np.load(home.parent / "rows.npy")
    direct = KMeans(3, random_state=0).fit(rows).labels_
    assert len(set(zip(result.labels.tolist(), direct.tolist(), strict=True))) == 3


def test_asking_twice_at_once_runs_once(engine, home, space):
    recipe = kmeans(space, 5, n_init=50)
    before = len((home / "timings.jsonl").read_text().splitlines())
    for owner in ("a", "b", "a"):
        engine.ask(recipe, owner)
    finish(engine, recipe)
    assert len((home / "timings.jsonl").read_text().splitlines()) == before + 1


def test_cancel_ends_the_workers_process_and_the_next_run_goes_through(engine, space):
    recipe = endless(space, 1)
    engine.ask(recipe, "a")
    process = psutil.Process(running_pid(engine, recipe))
    engine.release(recipe, "a")
    began = time.monotonic()
    until(lambda: not process.is_running() or process.status() == psutil.STATUS_ZOMBIE, "its CPU time stops", 1.0)
    job = engine.job(recipe)
    assert job is not None
    assert job.state == "cancelled"
    assert isinstance(job.error, JobCancelled)
    assert finish(engine, kmeans(space, 4)).state == "done"
    assert time.monotonic() - began < PATIENCE


def test_what_somebody_else_still_asks_for_goes_on(engine, space):
    recipe = endless(space, 2)
    engine.ask(recipe, "a")
    engine.ask(recipe, "b")
    process = psutil.Process(running_pid(engine, recipe))
    engine.release(recipe, "a")
    assert engine.ask(recipe, "a").state == "cancelled", "to the one who cancelled it, it is"
    assert engine.ask(recipe, "b").state == "running"
    assert process.is_running()
    assert engine.again(recipe, "a").state == "running", "asked again, it is the same run"
    engine.release(recipe, "a")
    engine.release(recipe, "b")
    until(lambda: not process.is_running() or process.status() == psutil.STATUS_ZOMBIE, "the last one ends it", 3.0)


def test_other_runs_on_a_killed_worker_are_done_all_the_same(engine, space):
    first, others = endless(space, 3), [kmeans(space, k, random_state=77) for k in range(6, 12)]
    second = endless(space, 4)
    for recipe in (first, second, *others):
        engine.ask(recipe, "a")
    running_pid(engine, first)
    running_pid(engine, second)
    engine.release(first, "a")
    engine.release(second, "a")
    assert [finish(engine, recipe).state for recipe in others] == ["done"] * len(others)


def test_a_map_comes_before_long_fits_that_were_asked_for_after_it(engine, home):
    """They began as soon as its graph was there: a UMAP stood behind minutes of HDBSCAN."""
    given = kept_space(home, seed=1)
    pca = build(plan.PREPROCESS["pca"].params, {"n_components": 8})
    space = plan.features(plan.dataset_of(given), plan.USES["given"].params(), [pca])
    step = STEPS["neighbors.graph"]
    graphs = [step.recipe(build(step.params, {"n_neighbors": k}), features=space) for k in (9, 4, 12)]
    umap = build(plan.PROJECTIONS["umap"].params, {"n_epochs": 20, "random_state": 0})
    wanted = [plan.projection(space, umap), *graphs]
    for recipe in wanted:
        engine.ask(recipe, "a")
    for recipe in wanted:
        finish(engine, recipe)
    steps = [json.loads(line)[0] for line in (home / "timings.jsonl").read_text().splitlines()]
    assert steps[-5:] == ["neighbors.graph", "projections.umap", *["neighbors.graph"] * 3]


def test_what_waits_here_for_an_input_that_fails_says_why(engine, space):
    step = STEPS["neighbors.graph"]
    good = step.recipe(build(step.params, {"n_neighbors": 8}), features=space)
    broken = Recipe(good.step, good.version + 1, good.params, good.inputs)
    umap = build(plan.PROJECTIONS["umap"].params, {"n_neighbors": 9, "random_state": 0})
    whole = plan.projection(space, umap)
    recipe = Recipe(whole.step, whole.version, whole.params, {**whole.inputs, "graph": broken})
    with pytest.raises(JobFailed, match="version"):
        finish(engine, recipe)
    assert engine.again(recipe, "a").live, "it is tried again, and so is the input"
    engine.release(recipe, "a")


def test_a_run_whose_worker_dies_is_not_tried_again(engine, home, space):
    recipe = endless(space, 5)
    engine.ask(recipe, "a")
    os.kill(running_pid(engine, recipe), signal.SIGKILL)
    job = until(lambda: (job := engine.job(recipe)) and not job.live and job, "it is known to have failed")
    assert job.state == "failed"
    assert isinstance(job.error, WorkerDied)
    assert "memory" in job.error.message
    assert list((home / "running").iterdir()) == []
    assert engine.ask(recipe, "a").state == "failed", "asking alone doesn't try again"
    assert engine.again(recipe, "a").live
    engine.release(recipe, "a")


def test_a_worker_that_is_slow_to_start_again_comes_back(tmp_path, monkeypatch):
    """No start is as quick as this limit: nannies were closed over it, and on a busy machine over its 15 s."""
    monkeypatch.setenv("DASK_DISTRIBUTED__DEPLOY__LOST-WORKER-TIMEOUT", "500ms")
    home = tmp_path / "home"
    space = kept_space(home)
    killed = Engine(settings.read({"EXPLORER_HOME": str(home)}), Store(home))
    killed.start()
    try:
        for kill in range(settings.worker_count() + 1):
            long = endless(space, kill)
            killed.ask(long, "a")
            os.kill(running_pid(killed, long), signal.SIGKILL)
            job = until(lambda: (job := killed.job(long)) and not job.live and job, "a worker is there")  # noqa: B023
            assert isinstance(job.error, WorkerDied)
    finally:
        killed.close()


def test_what_a_stage_refuses_comes_back_in_its_words(engine, space):
    recipe = kmeans(space, 6001)
    with pytest.raises(ParamsError, match=r"6,?001"):
        finish(engine, recipe)


def test_a_bug_in_a_stage_is_a_sentence(engine, space):
    recipe = kmeans(space, 3, random_state=8)
    broken = Recipe(recipe.step, recipe.version + 1, recipe.params, recipe.inputs)
    with pytest.raises(JobFailed, match="version"):
        finish(engine, broken)


def test_a_damaged_result_is_computed_again(engine, home, space):
    recipe = kmeans(space, 3, random_state=9)
    finish(engine, recipe)
    manifest = Store(home).manifest(recipe)
    assert manifest is not None
    blob = home / "blobs" / manifest.address("codes")[:2] / manifest.address("codes")
    whole = blob.read_bytes()
    blob.write_bytes(whole[:-1])
    dependent = plan.agreement(recipe, kmeans(space))
    assert finish(engine, dependent).state == "done", "an input found damaged is made again"
    assert blob.read_bytes() == whole


def test_a_job_over_its_time_is_ended(home, space):
    short = replace(settings.read({"EXPLORER_HOME": str(home)}), max_job_seconds=1)
    limited = Engine(short, Store(home))
    limited.start()
    try:
        with pytest.raises(JobTimeout, match="EXPLORER_MAX_JOB_SECONDS"):
            finish(limited, endless(space, 6))
    finally:
        limited.close()


def test_jobs_asked_for_before_the_workers_are_up_wait_and_run(tmp_path):
    path = tmp_path / "rows.npy"
    np.save(path, np.eye(40, dtype="f4"))
    store = Store(tmp_path / "home")
    young = Engine(settings.read({"EXPLORER_HOME": str(tmp_path / "home")}), store)
    recipe = plan.dataset(store.copy(path), "npy", "rows")
    assert young.ask(recipe, "a").stage == "the engine is starting"
    young.start()
    try:
        assert finish(young, recipe).state == "done"
    finally:
        young.close()


ORPHANS = """
import signal, sys, time
from pathlib import Path
from explorer import settings
from explorer.engine import Engine
from explorer.store import Store
home = sys.argv[1]
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where the tests themselves run in the background
engine = Engine(settings.read({"EXPLORER_HOME": home}), Store(Path(home)))
engine.start()
while engine.state != "ready":
    time.sleep(0.05)
print("ready", flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda how: how.name)
def test_no_worker_outlives_its_parent(tmp_path, how):
    parent = subprocess.Popen([sys.executable, "-c", ORPHANS, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with parent, parent.stdout:
        assert parent.stdout.readline() == "ready\n"
        family = psutil.Process(parent.pid).children(recursive=True)
        assert len(family) >= 3
        parent.send_signal(how)
        parent.wait(timeout=20)
    _, alive = psutil.wait_procs(family, timeout=20)
    assert alive == []


def test_a_remote_scheduler_runs_the_same_code(tmp_path):
    """A scheduler and a worker started by hand, as on two machines with a shared folder."""
    home = tmp_path / "home"
    environment = {**os.environ, "EXPLORER_HOME": str(home)}
    address_file = tmp_path / "scheduler.json"
    dask = [sys.executable, "-m", "dask"]
    arguments = ["--scheduler-file", str(address_file), "--no-dashboard"]
    scheduler = subprocess.Popen(
        [*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", *arguments], env=environment
    )
    until(address_file.exists, "the scheduler is up")
    worker = subprocess.Popen(
        [*dask, "worker", *arguments, "--nthreads", "1", "--host", "127.0.0.1"],
        env=environment,
        cwd=Path(__file__).parent.parent.parent,
    )
    import json

    chosen = settings.read(
        {"EXPLORER_HOME": str(home), "EXPLORER_SCHEDULER": json.loads(address_file.read_text())["address"]}
    )
    remote = Engine(chosen, Store(home))
    remote.start()
    try:
        space = kept_space(home, seed=1)
        assert finish(remote, kmeans(space)).state == "done"
        long = endless(space, 1)
        remote.ask(long, "a")
        process = psutil.Process(running_pid(remote, long))
        remote.release(long, "a")
        until(
            lambda: not process.is_running() or process.status() == psutil.STATUS_ZOMBIE, "cancel works there too", 3.0
        )
        assert finish(remote, kmeans(space, 4)).state == "done"
    finally:
        remote.close()
        for process in (worker, scheduler):
            process.terminate()
            process.wait(timeout=20)


def test_workers_are_got_ready_when_nobody_waits_for_a_short_job(home, space):
    warming = Engine(settings.read({"EXPLORER_HOME": str(home)}), Store(home), warm=True)
    recipe = plan.features(space.source(), plan.USES["given"].params(), [build(plan.PREPROCESS["l2"].params, {})])

    def is_warming() -> bool:
        return warming._cluster is not None and warming._cluster.warming

    try:
        warming.ask(recipe, "a")
        warming.start()
        until(is_warming, "the workers warm up")
        assert Store(home).manifest(recipe) is not None, "the job came first"
        cluster = warming._cluster
        assert cluster is not None
        short = [address for address, worker in cluster._workers().items() if HEAVY not in worker["resources"]]
        assert len(short) == 1

        def is_ready() -> bool:
            return all(cluster._client.run(lambda: "sklearn.cluster" in sys.modules, workers=short).values())

        until(is_ready, "the worker of short jobs is ready, and not the other one twice")
    finally:
        warming.close()


def test_a_map_goes_before_pictures_that_were_asked_for_earlier(engine, home):
    path, rng = home.parent / "pictures.npz", np.random.default_rng(0)
    images = rng.integers(0, 256, (6000, 64, 64, 3), dtype=np.uint8)
    np.savez(path, embedding=rng.normal(size=(6000, 8)).astype("f4"), images=images)
    data = plan.dataset(Store(home).copy(path), "npz", "pictures")
    finish(engine, data)
    batches = plan.thumbnails(data, 6000, 600)
    for recipe in batches:
        engine.ask(recipe, "a")
    space = plan.features(data, plan.USES["given"].params())
    finish(engine, plan.projection(space, build(plan.PROJECTIONS["pca"].params, {"random_state": 0})))

    waiting = [recipe for recipe in batches if (job := engine.job(recipe)) is None or job.live]
    assert len(waiting) >= 4
    assert [finish(engine, recipe).state for recipe in waiting] == ["done"] * len(waiting)


def test_pictures_leave_a_worker_to_what_somebody_waits_for(engine, home):
    path, rng = home.parent / "more pictures.npz", np.random.default_rng(1)
    np.savez(path, images=rng.integers(0, 256, (3000, 64, 64, 3), dtype=np.uint8))
    data = plan.dataset(Store(home).copy(path), "npz", "more pictures")
    finish(engine, data)
    batches = plan.thumbnails(data, 3000, 300)
    most = 0
    while jobs := [job for recipe in batches if (job := engine.ask(recipe, "a")).live]:
        most = max(most, sum(job.state == "running" for job in jobs))
        time.sleep(0.01)
    assert most == settings.worker_count() - 1
    assert all(Store(home).manifest(recipe) is not None for recipe in batches)


def test_looking_at_many_that_wait_reads_nothing(tmp_path, monkeypatch):
    store = Store(tmp_path)
    waiting = Engine(settings.read({"EXPLORER_HOME": str(tmp_path)}), store)  # never started
    batches = plan.thumbnails(plan.dataset("0" * 64, "npz", "pictures"), 100_000, 1000)
    for recipe in batches:
        waiting.ask(recipe, "a")
    monkeypatch.setattr(store, "manifest", None)  # each look at it took the disk, for each job before it
    assert [waiting.ask(recipe, "a").ahead for recipe in batches] == list(range(100))
