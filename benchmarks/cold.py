"""Seconds from ``streamlit run`` to the first painted map of the sample, nothing cached, against a static chart.

Theirs is a page of one ``go.Scattergl`` of the same 1,797 points. "Nothing cached": every start has an empty data
directory, an empty cache of compiled code and a browser without a cache. Painted: the first moment at which the map's
canvas holds a coloured pixel. The page is opened as soon as the server answers.

On x86_64, 2 cores, 25 GB, Python 3.11.7, otherwise idle, medians of 5: 6.1 against 4.7 s, ratio 1.30 (another day 8.2
against 5.6 s, 1.46), with the sample's first map coming along (`explorer.shipped`), our modules imported while the
browser loads Streamlit, and the workers started after that, 4 s after the server. With the workers started at once the
ratio was 1.65; with all imported before the server answers, too, 1.74. With the workers started 1.25 s after the
server, so that the map soon moves (`benchmarks.start`): 7.8 against 5.6 s, 1.40; 1 s after it: 8.7 against 5.9, 1.48.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA

from benchmarks.machine import machine
from benchmarks.plain import chart
from benchmarks.watching import first_ink, watch_for_ink
from tests.browser import chromium
from tests.browser.server import AppServer

# What the page fetched and when: name, start, end in ms since 1970.
_FETCHED = """() => performance.getEntriesByType("resource").map(({ name, startTime, responseEnd }) =>
  [name, performance.timeOrigin + startTime, performance.timeOrigin + responseEnd])"""


def ours(browser: Browser, scratch: Path, told: Callable[[str], None]) -> float:
    """One start of the app; tells where its time goes."""
    began = time.time()
    home = scratch / "home"
    server = AppServer(home, scratch / "numba")
    try:
        told(f"  {time.time() - began:5.2f}  the server answers")
        with chromium.watched(browser, [], server.url, **chromium.DESKTOP) as context:
            watch_for_ink(context)
            page = context.new_page()
            page.goto("/", wait_until="commit")
            seconds = first_ink(page) - began
            for when, what in sorted(_events(page, home)):
                told(f"  {when - began:5.2f}  {what}")
            told(f"  {seconds:5.2f}  the map is painted")
            return seconds
    finally:
        server.stop()


def _events(page: Page, home: Path) -> list[tuple[float, str]]:
    """What is known of the start: results by when they were written, files by when the browser had them."""
    found = [(path.stat().st_mtime, f"result {path.parent.name}") for path in home.glob("manifests/**/*.json")]
    found += [(path.stat().st_ctime, "the workers' folder") for path in home.glob("scratch/*")]
    fetched = page.evaluate(_FETCHED)
    modules = [(start, end) for name, start, end in fetched if "/x/asset/" in name and name.endswith(".js")]
    if modules:
        found.append((min(start for start, _ in modules) / 1000, f"first of {len(modules)} modules asked for"))
        found.append((max(end for _, end in modules) / 1000, "last module there"))
    return found + [(end / 1000, f"{name.split('/')[-1][:40]} there") for name, _, end in fetched if _telling(name)]


def _telling(name: str) -> bool:
    return "plotly" in name or "/x/blob/" in name


def theirs(browser: Browser, scratch: Path, points: np.ndarray, codes: np.ndarray) -> float:
    """One start of the plain page."""
    began = time.time()
    server = chart(scratch / "plain", points, codes, 7, 0.92)
    try:
        with chromium.watched(browser, [".*"], server.url, **chromium.DESKTOP) as context:
            watch_for_ink(context)
            page = context.new_page()
            page.goto("/", wait_until="commit")
            return first_ink(page) - began
    finally:
        server.stop()


def main() -> None:
    """Both in turn, several times; medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--breakdown", action="store_true", help="say what happened when in each start of ours")
    asked = parser.parse_args()
    X, y = load_digits(return_X_y=True)
    points = PCA(2).fit_transform(X).astype(np.float32)
    codes = y[None].astype(np.uint8)
    print(f"{machine()}, load {os.getloadavg()[0]:.1f}")
    times: list[tuple[float, float]] = []
    told = print if asked.breakdown else lambda _: None
    with sync_playwright() as playwright:
        runs = {
            "ours": lambda browser, scratch: ours(browser, scratch, told),
            "theirs": lambda browser, scratch: theirs(browser, scratch, points, codes),
        }
        for number in range(asked.repeats):
            order = ("ours", "theirs") if number % 2 else ("theirs", "ours")
            got = {}
            for name in order:
                with tempfile.TemporaryDirectory() as folder:
                    browser = chromium.launch(playwright)  # a new one each time: no code of it is compiled yet
                    got[name] = runs[name](browser, Path(folder))
                    browser.close()
            times.append((got["ours"], got["theirs"]))
            print(f"ours {got['ours']:.2f} s   plain {got['theirs']:.2f} s", flush=True)
    here, there = (statistics.median(column) for column in zip(*times, strict=True))
    print(f"medians of {asked.repeats}: ours {here:.2f} s   plain {there:.2f} s   ratio {here / there:.2f}")


if __name__ == "__main__":
    main()
