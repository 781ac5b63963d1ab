import resource
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.fence import fenced

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts what a process may have")
MORE = """
import numpy as np
from explorer.fence import fenced
before = np.ones(10_000_000)
with fenced(600_000_000):
    fits = np.ones(20_000_000)
    try:
        np.ones(100_000_000)
    except MemoryError:
        print("refused")
    mapped = np.memmap("large", np.uint8, mode="r")
    print(int(mapped[-1]))
print(len(np.ones(100_000_000)))
"""


@linux
def test_more_is_refused_inside_and_there_again_outside(tmp_path):
    with (tmp_path / "large").open("wb") as file:
        file.truncate(2_000_000_000)  # mapped files don't count
    out = subprocess.run(
        [sys.executable, "-c", MORE],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).parents[1]), "OPENBLAS_NUM_THREADS": "1"},
    ).stdout
    assert out.split() == ["refused", "0", "100000000"]


@linux
def test_the_limit_of_before_holds_again_also_after_a_failure():
    before = resource.getrlimit(resource.RLIMIT_DATA)
    inside = []

    def fail() -> None:
        with fenced(8_000_000_000):
            inside.append(resource.getrlimit(resource.RLIMIT_DATA))
            raise ValueError("on purpose")

    with pytest.raises(ValueError, match="on purpose"):
        fail()
    assert inside != [before]
    assert resource.getrlimit(resource.RLIMIT_DATA) == before
