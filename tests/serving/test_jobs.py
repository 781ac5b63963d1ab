"""What a visitor is told of what runs for them, by a real engine that has no worker yet."""

from collections.abc import Iterator

import httpx
import pytest

from explorer import plan, settings
from explorer.clusterings import KMeansParams
from explorer.engine import Engine
from explorer.engine.job import Job
from explorer.serving.addresses import new_visitor
from explorer.serving.jobs import URL, job_id, job_routes, told_of
from explorer.store import Store
from tests.serving.live import Live

SPACE = plan.features(plan.dataset("ab" * 20, "npy", "faces"), plan.USES["given"].params())
RUN = plan.clustering(SPACE, KMeansParams(n_clusters=3, random_state=0))
OTHER = plan.clustering(SPACE, KMeansParams(n_clusters=4, random_state=0))


@pytest.fixture(scope="module")
def engine(tmp_path_factory) -> Engine:
    """One that was never started: what is asked of it waits."""
    home = tmp_path_factory.mktemp("engine")
    return Engine(settings.read({"EXPLORER_HOME": str(home)}), Store(home))


@pytest.fixture(scope="module")
def live(tmp_path_factory, engine) -> Iterator[Live]:
    started = Live(tmp_path_factory.mktemp("live") / "home", more=job_routes(lambda: engine))
    yield started
    started.stop()


def test_a_visitor_is_told_of_their_own_jobs_and_in_detail_of_those_named(client, engine, visitor):
    engine.ask(RUN, visitor)
    engine.ask(OTHER, new_visitor())
    answer = client.get(URL, params={"named": f"{job_id(RUN)},{job_id(OTHER)},nonsense"})
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["live"] == [job_id(RUN)]
    [told] = answer.json()["named"].values()
    assert (told["stage"], told["waits"], told["share"]) == ("the engine is starting", True, None)
    assert client.get(URL).json() == {"live": [job_id(RUN)], "named": {}}


def test_what_was_let_go_is_not_told_of(client, engine, visitor):
    engine.ask(RUN, visitor)
    engine.release(RUN, visitor)
    assert client.get(URL, params={"named": job_id(RUN)}).json() == {"live": [], "named": {}}


def test_without_a_cookie_there_is_nothing_to_tell(live):
    assert httpx.get(f"{live.url}{URL}", trust_env=False).status_code == 403


def test_what_waits_for_many_others_counts_those_that_are_there(engine):
    whole = plan.stability(RUN, 1000, 5)
    told = told_of(engine, Job(whole, "waiting", "first: K-Means"))
    assert (told["made"], told["of"], told["share"]) == (0, 6, 0.0)
    told = told_of(engine, Job(whole, "running", share=0.25))
    assert (told["of"], told["share"]) == (0, 0.25)
    assert told_of(engine, Job(RUN, "waiting"))["of"] == 0  # few inputs: their own progress is told
