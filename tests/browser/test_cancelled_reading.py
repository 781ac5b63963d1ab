"""A reading that takes long: seen going on, cancelled by a click, tried again; its worker's process really ends."""

import re
import time

from playwright.sync_api import expect

from tests.browser.dashboard import FIT_MS, Dashboard
from tests.browser.server import wait_until
from tests.browser.test_running import busiest, cpu_seconds
from tests.engine.test_reading_limits import slow

SECONDS = 10.0
NOT_OPENED = re.compile(r"slow\.zip wasn't opened\. Its reading was cancelled\. It needn't be sent again\.")


def test_a_long_reading_is_cancelled_and_tried_again_and_cancelled_from_another_page(page, server, tmp_path):
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "/upload" in request.url else None)
    dashboard = Dashboard(page).open("Data")
    dashboard.brought("Handwritten digits")
    dashboard.bring(slow(tmp_path / "slow.zip"))
    expect(dashboard.bar()).to_contain_text(re.compile(r"\d+ of 600 .*a second, .* left"), timeout=FIT_MS)
    n_sent = len(sent)
    worker = busiest(server.home)

    began = time.monotonic()
    page.get_by_role("button", name="Cancel").click()
    wait_until(lambda: cpu_seconds(worker) is None, SECONDS, "the worker that read it has ended")
    said = dashboard.main.get_by_test_id("stAlert").filter(has_text=NOT_OPENED)
    expect(said).to_be_visible()
    assert time.monotonic() - began < 2 * SECONDS
    dashboard.brought("Handwritten digits")
    expect(dashboard.main.get_by_text("Is being read")).to_have_count(0)

    dashboard.press("Try again")
    expect(dashboard.bar()).to_contain_text("of 600", timeout=FIT_MS)
    expect(said).to_have_count(0)
    dashboard.go("Map")
    expect(dashboard.bar()).to_contain_text("of 600", timeout=FIT_MS)
    page.get_by_role("button", name="Cancel").click()
    expect(page).to_have_url(re.compile("/data$"), timeout=FIT_MS)
    expect(said).to_be_visible()
    dashboard.brought("Handwritten digits")
    assert len(sent) == n_sent
    dashboard.unbroken()
