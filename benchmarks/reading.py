"""Reading large files: peak memory of a fresh process beside what it makes, rows or files per second.

Each file is written first, then read by a process of its own, twice: a quarter of it, and all of it. What the peak
grows by between the two, in bytes a byte of output, is what reading holds of the data; the rest is a constant (imports,
blocks). Peak memory is private memory (RssAnon): pages of mapped files, which the system takes back when it needs them,
don't count, but are given beside it.

On x86_64, 2 cores, 25 GB, Python 3.11.7, beside other work: 400,000 rows of 128 dimensions (205 MB) from Parquet 196 MB
of private memory, as much as for a quarter of them; from CSV 148 MB, for a quarter 135 MB (0.09 bytes a byte made).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.machine import machine

WIDTH = 128


def vectors(rows: int) -> np.ndarray:
    return np.random.default_rng(0).normal(size=(rows, WIDTH)).astype(np.float32)


def write_npy(path: Path, rows: int) -> None:
    np.save(path, vectors(rows).astype(np.float64))  # not what it is kept as, so it is copied


def write_npz(path: Path, rows: int) -> None:
    np.savez_compressed(path, embedding=vectors(rows))


def write_csv(path: Path, rows: int) -> None:
    np.savetxt(path, vectors(rows), fmt="%.6g", delimiter=",")


def write_jsonl(path: Path, rows: int) -> None:
    with path.open("w") as file:
        for row in vectors(rows):
            file.write(json.dumps({"embedding": [round(float(value), 5) for value in row]}) + "\n")


def write_parquet(path: Path, rows: int) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    table = pa.table({"embedding": pa.FixedSizeListArray.from_arrays(pa.array(vectors(rows).reshape(-1)), WIDTH)})
    parquet.write_table(table, path)


def write_zip(path: Path, rows: int) -> None:
    """Photographs of 320 x 240, JPEG, about 30 kB each; a fiftieth as many as rows elsewhere."""
    import io

    from PIL import Image

    rng = np.random.default_rng(0)
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(max(20, rows // 50)):
            small = rng.integers(0, 256, (30, 40, 3), dtype=np.uint8)
            noise = rng.integers(0, 24, (240, 320, 3), dtype=np.uint8)
            large = np.asarray(Image.fromarray(small).resize((320, 240), Image.Resampling.BICUBIC)) // 2 + noise
            buffer = io.BytesIO()
            Image.fromarray(large).save(buffer, "JPEG", quality=90)
            archive.writestr(f"person {number % 50}/{number}.jpg", buffer.getvalue())


FORMATS: dict[str, tuple[str, Callable[[Path, int], None]]] = {
    "npy": ("npy", write_npy),
    "npz": ("npz", write_npz),
    "csv": ("csv", write_csv),
    "jsonl": ("jsonl", write_jsonl),
    "parquet": ("parquet", write_parquet),
    "zip": ("images", write_zip),
}


def memory(name: str) -> int:
    """Bytes of this process: ``"RssAnon"``, in memory and in no file now; ``"VmHWM"``, the most there ever were."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))


def read_one(form: str, path: Path) -> None:
    """In a process of its own: read, and say what it took."""
    from explorer.pictures import ImageFiles
    from explorer.sources.read import ReadParams, read

    most, done = memory("RssAnon"), threading.Event()

    def watch() -> None:
        nonlocal most
        while not done.wait(0.002):
            most = max(most, memory("RssAnon"))

    watcher = threading.Thread(target=watch)
    watcher.start()
    began = time.perf_counter()
    dataset = read(ReadParams(format=form), path=path)
    seconds = time.perf_counter() - began
    done.set()
    watcher.join()
    images = dataset.images.pack if isinstance(dataset.images, ImageFiles) else dataset.images
    n_bytes = sum(array.nbytes for array in (dataset.vectors, images) if array is not None)
    print(json.dumps([dataset.n_samples, n_bytes, most, memory("VmHWM"), seconds]))


def measured(form: str, path: Path) -> list[float]:
    command = [sys.executable, "-m", "benchmarks.reading", "--inside", form, str(path)]
    out = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, "OMP_NUM_THREADS": "1"}
    )
    found: list[float] = json.loads(out.stdout)
    return found


def main() -> None:
    """Write, read, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--formats", nargs="*", default=list(FORMATS))
    parser.add_argument("--inside", nargs=2)
    given = parser.parse_args()
    if given.inside:
        read_one(given.inside[0], Path(given.inside[1]))
        return
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        for name in given.formats:
            form, write = FORMATS[name]
            path = Path(folder) / f"large.{name}"
            write(path, given.rows // 4)
            _, few_bytes, few, _, _ = measured(form, path)
            write(path, given.rows)
            rows, n_bytes, most, peak, seconds = measured(form, path)
            grown = (most - few) / (n_bytes - few_bytes)
            print(
                f"{name:>8}: {rows:,.0f} rows, {n_bytes / 1e6:,.0f} MB from {path.stat().st_size / 1e6:,.0f} MB; peak "
                f"{most / 1e6:,.0f} MB private, {few / 1e6:,.0f} MB for a quarter ({grown:.2f} bytes a byte made), "
                f"{peak / 1e6:,.0f} MB with mapped files; {rows / seconds:,.0f} rows/s",
                flush=True,
            )
            path.unlink()


if __name__ == "__main__":
    main()
