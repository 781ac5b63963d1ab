"""A map on its way over HTTP: to whom it belongs, only what is new, never from a cache."""

import numpy as np
import pytest

from explorer.frames import Frames
from explorer.serving.addresses import new_visitor

DIGEST = "d" * 40
Y = np.ones((4, 2), dtype=np.float32)


@pytest.fixture
def frames(live):
    shown = Frames(live.services.store.root, DIGEST)
    yield shown
    shown.clear()


@pytest.fixture
def path(live, visitor):
    return live.services.addresses.sign(visitor, DIGEST, "frame")


def test_the_last_frame_is_sent_once(client, frames, path):
    assert client.get(path).status_code == 204
    frames(Y, 3, 9)
    answer = client.get(path, params={"after": 0})
    assert (answer.status_code, answer.content) == (200, frames.newer(0))
    assert answer.headers["cache-control"] == "no-store"
    assert client.get(path, params={"after": 3}).status_code == 204


def test_words_for_a_number_are_none_seen(client, frames, path):
    frames(Y, 3, 9)
    assert client.get(path, params={"after": "all"}).status_code == 200


def test_a_stranger_and_another_digest_are_refused(live, client, frames, path):
    frames(Y, 3, 9)
    assert client.get(live.services.addresses.sign(new_visitor(), DIGEST, "frame")).status_code == 403
    assert client.get(path.replace(DIGEST, "e" * 40)).status_code == 403


def test_a_digest_that_is_none_is_not_looked_for(live, client, visitor):
    assert client.get(live.services.addresses.sign(visitor, "secret", "frame")).status_code == 404
