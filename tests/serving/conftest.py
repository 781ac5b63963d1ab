"""A running server for the tests of the routes."""

import pytest

from explorer.serving.addresses import new_visitor
from tests.serving.live import Live


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    started = Live(tmp_path_factory.mktemp("live") / "home", max_upload_bytes=600_000_000)
    yield started
    started.stop()


@pytest.fixture
def visitor() -> str:
    return new_visitor()


@pytest.fixture
def client(live, visitor):
    with live.client(visitor) as opened:
        yield opened
