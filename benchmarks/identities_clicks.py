"""From the click on a page about identities to its answer, in the app: vectors of many people, a structured ``.npy``.

The data is read, and its map, a grouping and its neighbours are there; everything else is asked for by the click. A
page is timed from the click on its name in the menu until what it is about is on screen: the first time, when a worker
computes it, and once more, when it is kept. Seconds by the clock, the browser's part included::

    .venv/bin/python -m benchmarks.identities_clicks
    .venv/bin/python -m benchmarks.identities_clicks --rows 70000 --dimensions 128

On x86_64, 2 cores, 25 GB, Python 3.11.7, quiet, first and again, seconds; each page says meanwhile how far it is:

================= ========== ========= ========== ========== ======== =======
people            Identities Strangers Lookalikes Neighbours Outliers Palette
================= ========== ========= ========== ========== ======== =======
5,000 x 512       1.6, 0.8   1.1, 0.4  2.2, 1.5   0.8, 0.5   1.6, 0.3 0.7, 0.5
70,000 x 128      3.4, 0.8   1.1, 0.5  3.1, 1.7   1.6, 1.1   1.1, 0.4 0.8, 0.5
================= ========== ========= ========== ========== ======== =======

Of the computing itself Identities takes 1.4 s of processor time at 70,000 rows, each other one less than 0.5.
"""

from __future__ import annotations

import argparse
import os
import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from playwright.sync_api import Locator, Page, sync_playwright

from benchmarks.machine import machine
from benchmarks.prepared import Prepared, workspace
from explorer import plan
from explorer.jobs import materialise
from explorer.recipe import silent
from explorer.ui.opening import first_features
from tests.browser import chromium
from tests.browser.dashboard import Dashboard
from tests.browser.server import AppServer

PATIENCE_MS = 600_000
# What is waited for on each page.
ANSWERS: dict[str, Callable[[Page], Locator]] = {
    "Identities": lambda page: page.get_by_text("on every map, and by cluster in every grouping"),
    "Strangers": lambda page: page.get_by_text(re.compile("swapped and .* outsiders? flagged")),
    "Lookalikes": lambda page: page.locator(".ee-strip[data-ee-group^='pair-']"),
    "Neighbours": lambda page: page.locator("[data-ee-group='near'] [data-ee-row]"),
    "Outliers": lambda page: page.get_by_text(re.compile("(row is|rows are) far out by all")),
    "Palette": lambda page: page.get_by_text(re.compile("Least difference of two of")),
}


def people(path: Path, n_rows: int, n_features: int, n_people: int) -> None:
    """Rows near a direction for each person, in float16."""
    random = np.random.default_rng(0)
    rows = np.zeros(n_rows, dtype=[("id", "<u4"), ("embedding", "<f2", (n_features,))])
    rows["id"] = np.arange(n_rows) % n_people
    centres = random.normal(size=(n_people, n_features)).astype(np.float32)
    for start in range(0, n_rows, 10_000):
        some = rows[start : start + 10_000]
        noise = random.normal(size=some["embedding"].shape).astype(np.float32)
        some["embedding"] = centres[some["id"]] + 0.8 * noise
    np.save(path, rows)


def prepare(home: Path, path: Path) -> Prepared:
    """The data set, a PCA map, a grouping; and the neighbours that outliers are read from."""
    made = workspace(home, path)
    made.with_pca()
    made.with_kmeans()
    store = made.services.store
    data, n_samples = store.manifest(made.data), len(np.load(path, mmap_mode="r"))
    assert data is not None
    space = first_features(made.data, data.values)  # as the page has it
    recipe, _ = plan.outliers(space, (n_samples, 1))
    materialise(recipe.inputs["graph"], store, silent)
    return made


def clicks(dashboard: Dashboard) -> None:
    """A line a page."""
    for name, answer in ANSWERS.items():
        took = []
        for _ in range(2):
            dashboard.go("Runs")
            began = time.perf_counter()
            dashboard.go(name)
            answer(dashboard.page).first.wait_for(timeout=PATIENCE_MS)
            took.append(time.perf_counter() - began)
        print(f"    {name:12} {took[0]:6.1f} s, again {took[1]:5.1f} s", flush=True)


def main() -> None:
    """All pages, one after the other, for one visitor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=5_000)
    parser.add_argument("--dimensions", type=int, default=512)
    parser.add_argument("--people", type=int, default=1_000)
    chosen = parser.parse_args()
    print(f"{machine()}, load {os.getloadavg()[0]:.1f}")
    print(f"{chosen.rows:,} x {chosen.dimensions:,}, {chosen.people:,} people", flush=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        scratch = Path(name)
        people(scratch / "people.npy", chosen.rows, chosen.dimensions, chosen.people)
        made = prepare(scratch / "home", scratch / "people.npy")
        server = AppServer(scratch / "home", Path(os.environ.get("NUMBA_CACHE_DIR", scratch / "numba")))
        browser = chromium.launch(playwright)
        try:
            with chromium.watched(browser, [], server.url, **chromium.DESKTOP) as context:
                made.sign_in(context, server.url)
                dashboard = Dashboard(context.new_page()).open()
                dashboard.map.ready()
                dashboard.nothing_runs()
                clicks(dashboard)
        finally:
            browser.close()
            server.stop()


if __name__ == "__main__":
    main()
