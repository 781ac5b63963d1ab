"""Frames of a map on its way: the last one whole, young ones left out, gone when the fit ends."""

import os
import struct
import time

import numpy as np
import pytest

from explorer import frames
from explorer.frames import Frames, drop_old

Y = np.arange(6, dtype=np.float32).reshape(3, 2)


@pytest.fixture
def shown(tmp_path, monkeypatch):
    monkeypatch.setattr(frames, "EVERY_SECONDS", 0.0)
    return Frames(tmp_path, "a" * 40)


def test_there_is_none_at_first(shown):
    assert shown.last() is None
    assert shown.newer(0) is None
    shown.clear()


@pytest.mark.parametrize("n_components", [2, 3])
def test_the_last_one_is_read_back(shown, n_components):
    places = np.random.default_rng(0).normal(size=(5, n_components)).astype(np.float32)
    shown(places + 1, 1, 9)
    shown(places, 4, 9)
    last = shown.last()
    assert np.array_equal(last.Y, places)
    assert last.Y.dtype == np.float32
    assert (last.done, last.total) == (4, 9)
    assert 0 <= last.seconds < 60


def test_its_bytes_are_a_header_and_then_the_axes(shown):
    shown(Y, 2, 7)
    data = shown.newer(0)
    assert struct.unpack("<4I", data[:16]) == (3, 2, 2, 7)
    assert data[20:] == np.array([0, 2, 4, 1, 3, 5], dtype="<f4").tobytes()


def test_what_was_seen_is_not_sent_again(shown):
    shown(Y, 2, 7)
    assert shown.newer(2) is None
    assert shown.newer(1) is not None


def test_a_young_one_is_not_followed(tmp_path):
    show = Frames(tmp_path, "b" * 40)
    show(Y, 1, 9)
    show(Y + 1, 2, 9)
    last = show.last()
    assert last is not None
    assert last.done == 1


def test_places_written_to_later_stay_as_they_were(shown):
    places = Y.copy()
    shown(places, 1, 2)
    places[:] = 7
    assert np.array_equal(shown.last().Y, Y)


def test_nothing_but_the_frame_is_left(shown):
    for number in range(1, 5):
        shown(Y, number, 9)
    assert [path.name for path in shown.path.parent.iterdir()] == ["a" * 40]
    shown.clear()
    assert shown.last() is None


def test_only_old_ones_are_dropped(shown, tmp_path):
    drop_old(tmp_path / "nothing there")
    shown(Y, 1, 9)
    old = Frames(tmp_path, "c" * 40)
    old(Y, 1, 9)
    past = time.time() - 3600
    os.utime(old.path, (past, past))
    drop_old(tmp_path)
    assert old.last() is None
    assert shown.last() is not None
