"""Seconds from the command to a page, a first map and a UMAP in a real browser; first start against second."""

from __future__ import annotations

import re
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from benchmarks.machine import machine
from tests.browser import chromium
from tests.browser.server import AppServer

PATIENCE_MS = 300_000


def start(browser: Browser, home: Path, numba_cache: Path) -> tuple[float, float, float]:
    """One start: seconds until the server answers, a map is drawn, and that map is the UMAP."""
    began = time.perf_counter()
    server = AppServer(home, numba_cache)
    try:
        up = time.perf_counter() - began
        with chromium.watched(browser, [], server.url, **chromium.DESKTOP) as context:
            page = context.new_page()
            page.goto("/")
            page.locator(".ee-scatter[data-ee-ready=true]").wait_for(timeout=PATIENCE_MS)
            drawn = time.perf_counter() - began
            expect(page.locator(".ee-caption").first).to_contain_text(re.compile("UMAP"), timeout=PATIENCE_MS)
            return up, drawn, time.perf_counter() - began
    finally:
        server.stop()


def main() -> None:
    """Start twice with one data directory."""
    print(machine())
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        home, cache = Path(folder) / "home", Path(folder) / "numba"
        first = start(browser, home, cache)
        second = start(browser, home, cache)
        browser.close()
    for name, a, b in zip(("server answers", "first map drawn", "UMAP drawn"), first, second, strict=True):
        print(f"{name:16} first start {a:6.1f} s   second start {b:6.1f} s   ratio {a / b:.1f}")


if __name__ == "__main__":
    main()
