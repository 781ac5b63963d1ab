"""Damaged files: the same ones in each run."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from explorer.errors import ExplorerError

_SIGNS = b"\0\xff\"',;\t\n\r {}[]-.:0123456789eNaP"


def damaged(good: bytes, count: int, seed: int = 0) -> Iterator[bytes]:
    """Copies with bytes changed, cut, doubled or taken away."""
    rng = random.Random(seed)
    for _ in range(count):
        data = bytearray(good)
        for _ in range(rng.choice((1, 1, 2, 5))):
            at = rng.randrange(len(data) + 1)
            kind = rng.randrange(5)
            if kind == 0:
                data[at : at + 1] = bytes([rng.randrange(256)])
            elif kind == 1:
                data[at:at] = bytes(rng.choice(_SIGNS) for _ in range(rng.randrange(1, 4)))
            elif kind == 2:
                del data[at : at + rng.randrange(1, 40)]
            elif kind == 3:
                data[at:at] = data[at : at + rng.randrange(1, 60)]
            else:
                data = data[: max(1, at)]
        yield bytes(data)


def survives(read: Callable[[Path], Any], good: bytes, path: Path, count: int = 300) -> int:
    """Read damaged copies: each gives a result or words, never another exception. How many gave a result."""
    read_all = 0
    for data in damaged(good, count):
        path.write_bytes(data)
        try:
            read(path)
        except ExplorerError as problem:
            assert problem.message  # noqa: PT017 - either outcome is right, a third one isn't
        else:
            read_all += 1
    return read_all
