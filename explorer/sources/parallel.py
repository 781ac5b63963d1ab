"""Many small pieces of work in threads, their results in order, never many at a time: images are decoded so."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from explorer.settings import current, usable_cores

MOST_THREADS = 8
THREAD_BYTES = 200_000_000  # an image of 16 megapixels with transparency, twice, and what is made of it
MOST_BYTES = 64_000_000
AHEAD = 4  # pieces a thread: enough that none waits

T = TypeVar("T")
R = TypeVar("R")


def ahead(items: Iterable[T], work: Callable[[T], R], weigh: Callable[[T], int]) -> Iterator[R]:
    """What `work` gives for each item, in the items' order.

    Parameters
    ----------
    items : iterable
        Taken one by one in the caller's thread, only while those under way weigh less than `MOST_BYTES`.
    work : callable
        Runs in threads; good where it spends its time outside Python, as Pillow does.
    weigh : callable
        Bytes that an item holds.
    """
    threads = min(usable_cores(), MOST_THREADS, max(1, current().worker_memory_bytes // THREAD_BYTES))
    under_way: deque[tuple[Future[R], int]] = deque()
    weight = 0
    pool = ThreadPoolExecutor(threads)
    try:
        for item in items:
            own = weigh(item)
            while under_way and (weight + own > MOST_BYTES or len(under_way) >= AHEAD * threads):
                future, done = under_way.popleft()
                weight -= done
                yield future.result()
            under_way.append((pool.submit(work, item), own))
            weight += own
        while under_way:
            yield under_way.popleft()[0].result()
    finally:
        pool.shutdown(cancel_futures=True)
