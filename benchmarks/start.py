"""Seconds from the command to a page, a first map and a UMAP of it in a real browser.

Three starts: nothing kept and nothing compiled; nothing kept and all compiled ahead, as `make run` has it the first
time; and once more with what the second one kept. The ratio is the first start's against the last one's.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
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
    """Start three times."""
    print(machine())
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        scratch = Path(folder)
        bare = start(browser, scratch / "bare", scratch / "empty")
        compiled = scratch / "compiled"
        subprocess.run(
            [sys.executable, "-m", "explorer", "compile"],
            check=True,
            env={**os.environ, "NUMBA_CACHE_DIR": str(compiled), "EXPLORER_HOME": str(scratch / "compiling")},
        )
        fresh = start(browser, scratch / "home", compiled)
        again = start(browser, scratch / "home", compiled)
        browser.close()
    for name, *seconds in zip(("server answers", "first map drawn", "UMAP drawn"), bare, fresh, again, strict=True):
        starts = zip(("nothing compiled", "compiled ahead", "once more"), seconds, strict=True)
        columns = "   ".join(f"{start} {one:5.1f} s" for start, one in starts)
        print(f"{name:16} {columns}   ratio {seconds[0] / seconds[-1]:.1f}", flush=True)


if __name__ == "__main__":
    main()
