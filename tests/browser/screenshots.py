"""The README's pictures, from the running app: ``make screenshots``.

Opens the sample, waits for its UMAP and for the agreement of its clusterings, and points at a row, in the light
and in the dark theme. The pictures go to data/.
"""

import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser import chromium
from tests.browser.server import ROOT, AppServer

FOLDER = ROOT / "data"
NUMBA_CACHE = ROOT / ".pytest_cache" / "d" / "numba"
FIT_MS = 180_000  # a first UMAP compiles for tens of seconds
POINTED_AT = 7  # a seven, whose card stands clear of the other digits


def settle(page: Page) -> None:
    """Wait until nothing on the map page is being computed any more."""
    page.goto("/")
    expect(page.locator(".ee-caption").first).to_contain_text(re.compile(r"\bUMAP\b"), timeout=FIT_MS)
    expect(page.get_by_text(re.compile(r"ARI -?\d")).first).to_be_visible(timeout=FIT_MS)
    expect(page.get_by_role("button", name="Cancel")).to_have_count(0, timeout=FIT_MS)
    expect(page.locator(".ee-scatter").first).to_have_attribute("data-ee-ready", "true", timeout=FIT_MS)


def point_at(page: Page, row: int) -> None:
    """Put the pointer on a row and wait for its card with the picture."""
    page.wait_for_timeout(1_500)  # the points glide from one map to the next; where they end is known after that
    place = page.locator(".ee-scatter").first.evaluate(f"root => root.eeLocate({row})")
    page.mouse.move(place["x"] - 40, place["y"] - 40)
    page.mouse.move(place["x"], place["y"], steps=5)
    page.locator(".ee-card img").first.wait_for()
    page.wait_for_timeout(300)


def take(browser: Browser, server: AppServer, scheme: str) -> Path:
    """One picture, 1440 x 900."""
    path = FOLDER / f"screenshot-{scheme}.png"
    with chromium.watched(browser, [], server.url, color_scheme=scheme, **chromium.DESKTOP) as context:
        page = context.new_page()
        settle(page)
        point_at(page, POINTED_AT)
        page.screenshot(path=path)
    return path


def main() -> None:
    """Start the app with an empty data directory, take the pictures, end it."""
    if chromium.executable() is None:
        sys.exit(chromium.MISSING)
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = AppServer(Path(folder) / "home", NUMBA_CACHE)
        try:
            browser = chromium.launch(playwright)
            for scheme in ("light", "dark"):
                print(take(browser, server, scheme).relative_to(ROOT))
            browser.close()
        except Exception:
            print(server.text(), file=sys.stderr)
            raise
        finally:
            server.stop()


if __name__ == "__main__":
    main()
