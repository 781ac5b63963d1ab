"""Fashion-MNIST (70,000 x 784) from the upload to the picture under the pointer: seconds, and memory of all processes.

The server gets the settings that a machine of 4 GB would have. Memory is the proportional set size (PSS) of all its
processes, summed, sampled twice a second; the peak is printed. Beside it, in the same run:
``umap.UMAP(random_state=0).fit_transform`` of the same vectors, with nothing reduced before (ours reduces to 50
dimensions by PCA first, as the page does by itself).

The images are those of Debian's package ``dataset-fashion-mnist``.

On x86_64, 2 cores, 25 GB, Python 3.11.7, a fresh server, nothing else running: upload and reading 1.2 s, first map
(PCA) 11 s after the click, UMAP 25 s after it (umap-learn alone, compiled before: 94 s, ratio 0.27), HDBSCAN on that
map 20 s (two of them: the page begins with one), the picture under the pointer 2.2 s; at most 1.19 GB in all.
Before long fits took turns the UMAP stood behind an HDBSCAN of the 50 features: 138 s.
"""

from __future__ import annotations

import argparse
import gzip
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import psutil
from playwright.sync_api import Page, expect, sync_playwright

from benchmarks.machine import machine
from explorer import settings
from tests.browser import chromium
from tests.browser.dashboard import Dashboard, box_of
from tests.browser.server import AppServer, processes_of

PACKAGE = Path("/usr/share/datasets/fashion-mnist")
NAMES = ("T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")
PATIENCE_MS = 3_600_000
SAMPLE_SECONDS = 0.5
# The row whose point is nearest to a place in the window, of the first 5,000.
NEAREST = """(root, [x, y]) => {
  const far = (row) => { const spot = root.eeLocate(row); return Math.hypot(spot.x - x, spot.y - y); };
  const rows = Array.from({ length: Math.min(5000, Number(root.dataset.eeN)) }, (_, row) => row);
  return rows.reduce((best, row) => (far(row) < far(best) ? row : best), 0);
}"""
PLAIN = """
import sys, time
import numpy as np
import umap
images = np.load(sys.argv[1])["images"]
X = images.reshape(len(images), -1).astype(np.float32)
umap.UMAP(random_state=0, n_epochs=2).fit_transform(X[:500])  # compiles
began = time.perf_counter()
umap.UMAP(random_state=0).fit_transform(X)
print(time.perf_counter() - began)
"""


def read_idx(path: Path) -> np.ndarray:
    """An array in the IDX format: four bytes whose last is the number of axes, the lengths, the values."""
    with gzip.open(path) as handle:
        content = handle.read()
    axes = content[3]
    shape = np.frombuffer(content, ">u4", axes, 4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * axes).reshape(shape)


def write_npz(folder: Path, path: Path, n_samples: int) -> None:
    """All images, those of the test set last, with what each shows as its identity."""
    images, labels = (
        np.concatenate([read_idx(folder / f"{part}-{what}-ubyte.gz") for part in ("train", "t10k")])[:n_samples]
        for what in ("images-idx3", "labels-idx1")
    )
    np.savez(path, images=images, identity=np.array(NAMES)[labels])


class Memory(threading.Thread):
    """Summed PSS of all processes of a server, sampled while it runs."""

    def __init__(self, home: Path) -> None:
        super().__init__(daemon=True)
        self.home, self.peak, self.now = home, 0, ""
        self.peaks: dict[str, int] = {}
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.wait(SAMPLE_SECONDS):
            total = sum(_pss(process) for process in processes_of(self.home))
            self.peak = max(self.peak, total)
            self.peaks[self.now] = max(self.peaks.get(self.now, 0), total)


def _pss(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.Error:  # ended meanwhile
        return 0


def go_through(page: Page, path: Path, memory: Memory) -> dict[str, float]:
    """Upload, map, cluster, picture; seconds of each."""
    dashboard, took = Dashboard(page), {}
    began = time.monotonic()

    def lap(name: str) -> None:
        nonlocal began
        now = time.monotonic()
        took[name], began = now - began, now
        print(f"  {name}: {took[name]:.1f} s, peak so far {memory.peak / 1e9:.2f} GB", flush=True)

    memory.now = "upload"
    dashboard.open("Data")
    page.locator(".ee-upload[data-ee-ready=true]").wait_for()
    began = time.monotonic()
    dashboard.bring(path)
    expect(dashboard.main.get_by_role("heading", name=path.stem, exact=True)).to_be_visible(timeout=PATIENCE_MS)
    lap("upload and reading")
    memory.now = "umap"
    dashboard.go("Map")
    dashboard.press("Show the map")
    expect(dashboard.map.caption()).to_contain_text("PCA", timeout=PATIENCE_MS)
    lap("first map (PCA)")
    expect(dashboard.map.caption()).to_contain_text("UMAP", timeout=PATIENCE_MS)
    lap("UMAP")
    memory.now = "hdbscan"
    dashboard.go("Clusters")
    dashboard.choose("Where", "on the map “UMAP”", dashboard.main)
    dashboard.new_grouping(method="HDBSCAN", min_cluster_size=100)
    dashboard.nothing_runs()
    lap("HDBSCAN on the map")
    memory.now = "pictures"
    dashboard.go("Map")
    dashboard.map.ready()
    spot = box_of(dashboard.map.root.locator(".ee-plot"))
    row = dashboard.map.root.evaluate(NEAREST, [spot["x"] + spot["width"] / 2, spot["y"] + spot["height"] / 2])
    page.mouse.move(*dashboard.map.spot(row))
    shown = dashboard.map.card.locator(".ee-card-picture[data-ee-picture=shown] img")
    shown.wait_for(timeout=PATIENCE_MS)
    lap("picture under the pointer")
    return took


def plain(path: Path, numba_cache: Path) -> float:
    """Seconds of umap-learn by itself."""
    command = [sys.executable, "-c", PLAIN, str(path)]
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(numba_cache)}
    return float(subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout)


def four_gb() -> dict[str, str]:
    """The environment of a server whose limits are those of a machine of 4 GB."""
    small = settings.read({}, memory=4 * settings.GB)
    numbers = ((row.variable, getattr(small, row.name)) for row in settings.TABLE)
    return {variable: str(value) for variable, value in numbers if isinstance(value, int)}


def main() -> None:
    """Ours, then umap-learn by itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=PACKAGE, help="the folder of the four files ending in -ubyte.gz")
    parser.add_argument("--n", type=int, default=70_000)
    asked = parser.parse_args()
    print(f"{machine()}, load {os.getloadavg()[0]:.1f}, {asked.n:,} images")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        scratch = Path(name)
        path = scratch / "fashion.npz"
        write_npz(asked.data, path, asked.n)
        memory = Memory(scratch / "home")
        server = AppServer(scratch / "home", scratch / "numba", four_gb())
        memory.start()
        browser = chromium.launch(playwright)
        try:
            with chromium.watched(browser, [], server.url, **chromium.DESKTOP) as context:
                took = go_through(context.new_page(), path, memory)
        finally:
            memory.ended.set()
            browser.close()
            server.stop()
        alone = plain(path, scratch / "numba")
    phases = ", ".join(f"{phase or 'start'} {peak / 1e9:.2f}" for phase, peak in memory.peaks.items())
    print(f"peak of summed PSS {memory.peak / 1e9:.2f} GB ({phases})")
    ours = took["first map (PCA)"] + took["UMAP"]
    print(f"UMAP {ours:.0f} s after the click, umap-learn alone {alone:.0f} s, ratio {ours / alone:.2f}")


if __name__ == "__main__":
    main()
