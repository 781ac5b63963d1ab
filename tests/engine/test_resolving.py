"""Every run ends in one state or another, whoever cancels what, and whatever becomes of workers and scheduler."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from explorer import plan, settings
from explorer.engine import Engine
from explorer.engine import engine as books
from explorer.errors import JobTimeout, WorkerDied
from explorer.recipe import Recipe
from explorer.store import Store
from tests.engine.test_engine import endless, finish, kmeans, running_pid, until


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("resolving") / "home"


@pytest.fixture(scope="module")
def space(home) -> Recipe:
    path = home.parent / "rows.npy"
    np.save(path, np.random.default_rng(0).normal(size=(6000, 16)).astype("f4"))
    data = plan.dataset(Store(home).copy(path), "npy", "rows")
    return plan.features(data, plan.USES["given"].params())


@pytest.fixture(scope="module")
def engine(home):
    started = Engine(settings.read({"EXPLORER_HOME": str(home)}), Store(home))
    started.start()
    until(lambda: started.state == "ready", "the workers are up")
    yield started
    started.close()


def test_what_one_visitor_cancelled_is_computed_for_another(engine, space):
    recipe = endless(space, 1)
    engine.ask(recipe, "a")
    running_pid(engine, recipe)
    engine.release(recipe, "a")
    assert engine.ask(recipe, "a").state == "cancelled"
    assert engine.ask(recipe, "b").live
    assert engine.ask(recipe, "a").state == "cancelled", "to the one who cancelled it, it still is"
    engine.release(recipe, "b")
    assert not engine.job(recipe).live, "nobody asks for it"


def test_cancelling_an_input_ends_what_is_made_from_it(engine, space):
    slow = endless(space, 2)
    dependent = plan.agreement(slow, kmeans(space))
    engine.ask(dependent, "a")
    engine.ask(slow, "a")
    engine.ask(dependent, "b")
    running_pid(engine, slow)
    engine.release(slow, "a")
    assert engine.ask(dependent, "a").state == "cancelled"
    assert engine.ask(dependent, "b").live, "somebody else still asks"
    engine.release(slow, "b")
    assert engine.job(slow).state == engine.job(dependent).state == "cancelled"


def test_what_waits_for_an_input_over_its_time_ends_with_its_words(home, space):
    short = replace(settings.read({"EXPLORER_HOME": str(home)}), max_job_seconds=1)
    limited = Engine(short, Store(home))
    limited.start()
    try:
        with pytest.raises(JobTimeout, match="EXPLORER_MAX_JOB_SECONDS"):
            finish(limited, plan.agreement(endless(space, 3), kmeans(space)))
    finally:
        limited.close()


def test_others_runs_survive_many_cancelled_ones(engine):
    """Each cancel counts against all that waits at the killed worker; by default the fourth would end it."""
    client = engine._cluster._client
    assert client.run_on_scheduler(lambda dask_scheduler: dask_scheduler.allowed_failures) >= 100


def test_the_worker_to_kill_may_be_gone(engine, tmp_path):
    engine._cluster.kill("tcp://127.0.0.1:1", 1, tmp_path / "marker")


def test_what_the_scheduler_forgot_has_failed(engine, space):
    """As when a remote scheduler is started again within the time that the client tries to reach it."""
    running = endless(space, 40)
    engine.ask(running, "a")
    running_pid(engine, running)
    engine._entries[running.digest].future.cancel()
    until(lambda: not engine.job(running).live, "it is known to have failed")
    assert isinstance(engine.job(running).error, WorkerDied)
    assert engine.again(running, "a").live
    engine.release(running, "a")


def test_ended_runs_are_forgotten_in_the_end(engine, space, monkeypatch):
    monkeypatch.setattr(books, "KEPT_ENDED", 5)
    for seed in range(100, 110):
        engine.ask(endless(space, seed), "a")
        engine.release(endless(space, seed), "a")
    assert sum(not entry.live for entry in engine._entries.values()) <= 5
