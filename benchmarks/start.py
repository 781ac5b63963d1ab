"""Seconds from the command to a page, a first map, its first move towards the UMAP and that UMAP, in a real browser.

Three starts: nothing kept and nothing compiled; nothing kept and all compiled ahead, as `make run` has it the first
time; and once more with what the second one kept, where the UMAP is the first map. The ratio is the first start's
against the last one's.

On x86_64, 2 cores, 25 GB, Python 3.11.7, nothing else running: the server answers after 1.2, 1.2 and 0.9 s, a map is
drawn after 9.0, 7.4 and 7.0 s (5.7 in an hour when the machine was quicker), it moves 12 s later where nothing is
compiled, 1.6 s later where all is (1.5 to 2.0 in four more starts), and the UMAP is done after 23, 11.7 and 7.1 s.
Before the workers started earlier, with the sample's neighbour graph there and nothing imported that the UMAP doesn't
need, the map moved 5 to 7 s after it was drawn.
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
# When a map is there first, and when its rows begin to lie otherwise than then, in ms since 1970.
_WATCH = """
window.firstMap = new Promise((resolve) => {
  const look = () => {
    const map = document.querySelector(".ee-scatter[data-ee-ready=true]");
    if (map) resolve({ map, when: Date.now() });
    else setTimeout(look, 20);
  };
  look();
});
window.firstMove = window.firstMap.then(({ map }) => new Promise((resolve) => {
  const shape = () => { // of a triangle of rows: neither a larger window nor a scrolled one changes it much
    const [a, b, c] = [0, 1, 2].map((row) => map.eeLocate(row));
    if (!a || !b || !c) return began; // nothing is drawn at the moment
    return Math.hypot(a.x - b.x, a.y - b.y) / Math.hypot(a.x - c.x, a.y - c.y);
  };
  let began = NaN;
  began = shape();
  const look = () => {
    if (Math.abs(shape() / began - 1) > 0.05) resolve(Date.now());
    else setTimeout(look, 20);
  };
  look();
}));
"""


def start(browser: Browser, home: Path, numba_cache: Path, moves: bool = True) -> list[float]:
    """One start: seconds until the server answers, a map is drawn, it moves, and it is the UMAP that is done."""
    began = time.time()
    server = AppServer(home, numba_cache)
    try:
        up = time.time() - began
        with chromium.watched(browser, [], server.url, **chromium.DESKTOP) as context:
            context.add_init_script(_WATCH)
            page = context.new_page()
            page.goto("/")
            page.locator(".ee-scatter[data-ee-ready=true]").wait_for(timeout=PATIENCE_MS)
            done = page.locator(".ee-scatter[data-ee-ready=true]:not([data-ee-growing])").locator(".ee-caption")
            expect(done.first).to_contain_text(re.compile("UMAP"), timeout=PATIENCE_MS)
            umap = time.time() - began
            drawn = page.evaluate("window.firstMap.then(({ when }) => when)") / 1000 - began
            moved = page.evaluate("window.firstMove") / 1000 - began if moves else drawn
            return [up, drawn, moved, umap]
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
        again = start(browser, scratch / "home", compiled, moves=False)
        browser.close()
    moments = "server answers", "first map drawn", "map moves", "UMAP done"
    for name, *seconds in zip(moments, bare, fresh, again, strict=True):
        starts = zip(("nothing compiled", "compiled ahead", "once more"), seconds, strict=True)
        columns = "   ".join(f"{start} {one:5.1f} s" for start, one in starts)
        print(f"{name:16} {columns}   ratio {seconds[0] / seconds[-1]:.1f}", flush=True)


if __name__ == "__main__":
    main()
