"""Coverage-guided fuzzing of the parsers: ``python -m tests.fuzz csv --runs 20000``, or all of them without a name.

An input that raises anything but an `ExplorerError` (or takes more than 20 s, or 3 GB) is a finding: each place in our
code is reported once, its input kept in ``tests/fuzz/found/``, where tests/sources/test_found_cases.py reads it for
ever. Guided by Atheris (libFuzzer), which counts the branches of explorer.sources that an input reaches; see
requirements-fuzz.txt. The HDF5 library crashes on some inputs, or never ends: then it goes on with the next, and how
often is said, for in use each file is first read in a process of its own. A file's preview is fuzzed before its
reading: since then 20,000 inputs each of csv, txt, word2vec, jsonl, npy, npz, parquet, arrow, idx, images and tar had
six findings, all mended (dates that Python doesn't know, characters that don't exist, a table without columns). The
last run of all parsers was before that.
"""

import argparse
import hashlib
import mmap
import os
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

from tests.fuzz.parsers import CRASHES_OUTSIDE, LIMITS, PARSERS, parser
from tests.fuzz.seeds import seeds

FOUND = Path(__file__).parent / "found"
MOST_BYTES = 20_000
COUNTER_BYTES = 8


def place(problem: BaseException) -> str:
    """What was raised, and by which line of ours."""
    ours = [frame for frame in traceback.extract_tb(problem.__traceback__) if "/explorer/" in frame.filename]
    last = ours[-1] if ours else traceback.extract_tb(problem.__traceback__)[-1]
    return f"{type(problem).__name__} at {Path(last.filename).name}:{last.lineno}"


def fuzz(name: str, runs: int, folder: Path) -> None:
    """Fuzz one parser in this process, which ends with it; inputs are counted in a file, whatever becomes of it."""
    import atheris

    os.environ.update(LIMITS)  # before the first setting is read

    with atheris.instrument_imports(include=["explorer.sources"], enable_loader_override=False):
        parse = parser(name, folder.parent / "input")
        parse(seeds(name)[0])
    known: set[str] = set()
    FOUND.mkdir(exist_ok=True)
    counter = _counter(folder)
    tried = int.from_bytes(counter)

    def one(data: bytes) -> None:
        nonlocal tried
        tried += 1
        counter[:] = tried.to_bytes(COUNTER_BYTES)
        try:
            parse(data)
        except Exception as problem:  # noqa: BLE001 - that is what is looked for
            where = place(problem)
            if where not in known:
                known.add(where)
                (FOUND / f"{name}-{hashlib.sha256(data).hexdigest()[:12]}").write_bytes(data)
                print(f"{name}: {where}: {problem}", flush=True)

    outside = name in CRASHES_OUTSIDE
    options = [f"-runs={runs}", f"-max_len={MOST_BYTES}", "-rss_limit_mb=3000", f"-seed={1 + tried}"]
    options += [f"-timeout={5 if outside else 20}", "-verbosity=0", "-print_final_stats=1"]
    options += [f"-artifact_prefix={folder.parent if outside else FOUND}/{name}-"]
    atheris.Setup(["fuzz", *options, str(folder)], one)
    atheris.Fuzz()


def _counter(folder: Path) -> mmap.mmap:
    """How many inputs were tried, in a file that outlives a crash."""
    path = folder.parent / "count"
    path.touch()
    os.truncate(path, COUNTER_BYTES)
    with path.open("r+b") as file:
        return mmap.mmap(file.fileno(), COUNTER_BYTES)


def go_through(name: str, runs: int, folder: Path) -> tuple[int, int, int]:
    """Fuzz a parser in processes of its own; answers the inputs tried, the last exit status, and the crashes."""
    crashes, counter = -1, _counter(folder)
    while True:
        before = int.from_bytes(counter)
        left = str(runs - before)
        command = [sys.executable, "-m", "tests.fuzz", name, "--runs", left, "--inside", str(folder)]
        status = subprocess.run(command, check=False).returncode
        crashes, tried = crashes + 1, int.from_bytes(counter)
        if not status or name not in CRASHES_OUTSIDE or tried >= runs or tried == before:
            return tried, status, crashes


def main() -> None:
    """Fuzz the parsers named, each in a process of its own."""
    arguments = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    arguments.add_argument("parsers", nargs="*", help=f"of {', '.join(PARSERS)}; none: all")
    arguments.add_argument("--runs", type=int, default=20_000, help="inputs a parser")
    arguments.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.inside:
        fuzz(given.parsers[0], given.runs, given.inside)
        return
    for name in given.parsers or PARSERS:
        scratch = Path(tempfile.mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
        folder = scratch / "corpus"
        folder.mkdir()
        for number, data in enumerate(seeds(name)):
            (folder / str(number)).write_bytes(data)
        before, began = set(FOUND.glob(f"{name}-*")), time.perf_counter()
        tried, status, crashes = go_through(name, given.runs, folder)
        found, seconds = set(FOUND.glob(f"{name}-*")) - before, time.perf_counter() - began
        kept = len(list(folder.iterdir()))
        print(
            f"{name}: {tried:,} inputs in {seconds:.0f} s, {kept} that reach something new, {len(found)} findings"
            + f", {crashes} crashes of the library" * bool(crashes)
            + f", ended with {status}" * bool(status),
            flush=True,
        )
        shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
