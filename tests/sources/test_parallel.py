import threading
import time

import pytest

from explorer import settings
from explorer.sources import parallel
from explorer.sources.parallel import ahead


def test_results_come_in_order_however_long_each_takes():
    def slow(number):
        time.sleep(0.01 if number % 3 == 0 else 0)
        return number * 2

    assert list(ahead(range(50), slow, lambda _: 1)) == list(range(0, 100, 2))


def test_nothing_gives_nothing():
    assert list(ahead([], str, len)) == []


def test_no_more_is_taken_than_weighs_what_is_allowed(monkeypatch):
    monkeypatch.setattr(parallel, "MOST_BYTES", 100)
    taken, most = [], 0

    def items():
        for number in range(20):
            taken.append(number)
            yield number

    for done, _ in enumerate(ahead(items(), lambda number: number, lambda _: 40), start=1):
        most = max(most, len(taken) - done)

    assert most <= 3  # two under way and the one that waits for room
    assert len(taken) == 20


@pytest.mark.parametrize(("memory", "most"), [("100_000_000", 1), ("800_000_000", 4), ("80_000_000_000", 8)])
def test_threads_are_as_many_as_have_room(monkeypatch, memory, most):
    monkeypatch.setattr(parallel, "usable_cores", lambda: 16)
    monkeypatch.setattr(parallel, "current", lambda: settings.read({"EXPLORER_WORKER_MEMORY_BYTES": memory}))
    at_once, peak, lock = 0, 0, threading.Lock()

    def work(number):
        nonlocal at_once, peak
        with lock:
            at_once += 1
            peak = max(peak, at_once)
        time.sleep(0.01)
        with lock:
            at_once -= 1
        return number

    assert list(ahead(range(64), work, lambda _: 1)) == list(range(64))
    assert peak == most


def test_one_that_is_heavier_than_all_that_is_allowed_goes_alone():
    assert list(ahead(["a", "b"], str.upper, lambda _: parallel.MOST_BYTES * 2)) == ["A", "B"]


def test_what_goes_wrong_arrives_where_it_is_asked_for_and_leaves_no_thread():
    def fail(number):
        if number == 3:
            raise KeyError(number)
        return number

    results = ahead(range(1000), fail, lambda _: 1)

    assert [next(results) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(KeyError):
        next(results)
    assert not [thread for thread in threading.enumerate() if "ThreadPoolExecutor" in thread.name]
