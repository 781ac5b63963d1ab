"""Long fits: seen, cancelled, survived; two people's at the same time."""

import os
import re
import signal
import time

import psutil
import pytest
from playwright.sync_api import expect

from tests.browser.dashboard import FIT_MS, Dashboard
from tests.browser.server import processes_of

SLOWLY = {"method": "UMAP", "More parameters": True, "negative_sample_rate": 100}  # on the digits: 80 rounds a second
LONG = {**SLOWLY, "n_epochs": 10_000}  # minutes


def cpu_seconds(pid: int) -> float | None:
    """What a process has used of the processor; None once it has ended."""
    try:
        used = psutil.Process(pid).cpu_times()
    except psutil.NoSuchProcess:
        return None
    return used.user + used.system


def busiest(home) -> int:
    """The worker process that used the most of the processor within half a second."""
    workers = [process for process in processes_of(home) if "multiprocessing.spawn" in " ".join(process.cmdline())]
    before = {worker.pid: cpu_seconds(worker.pid) or 0.0 for worker in workers}
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        grown = {pid: (cpu_seconds(pid) or 0.0) - used for pid, used in before.items()}
        pid = max(grown, key=lambda pid: grown[pid])
        if grown[pid] > 0.5:
            return pid
        time.sleep(0.05)
    raise AssertionError("no worker is busy")


def arrived(page):
    """On the digits, with nothing running."""
    dashboard = Dashboard(page).open()
    dashboard.map.ready()
    dashboard.nothing_runs()
    return dashboard


@pytest.fixture
def dashboard(page):
    return arrived(page)


def begin_a_long_fit(dashboard, seed):
    dashboard.new_map(**LONG, random_state=seed)
    bar = dashboard.bar()
    expect(bar).to_contain_text("layout", timeout=FIT_MS)
    return bar


def test_a_fit_is_followed_and_cancel_ends_its_process_and_keeps_what_was_drawn(dashboard, server):
    root = dashboard.map.root
    bar = begin_a_long_fit(dashboard, seed=101)
    first = bar.text_content()
    expect(bar).not_to_have_text(first)  # it goes on
    expect(bar).to_contain_text(" s")
    expect(root.locator(".ee-status")).to_have_text(re.compile(r"UMAP.*: round \d+ of 10000, about \d+ s left"))
    drawn = root.get_attribute("data-ee-growing")
    expect(root).not_to_have_attribute("data-ee-growing", drawn)
    worker = busiest(server.home)
    dashboard.page.get_by_role("button", name="Cancel").click()
    began = time.monotonic()
    while cpu_seconds(worker) is not None and time.monotonic() - began < 1:
        time.sleep(0.02)
    at_one_second = cpu_seconds(worker)
    expect(dashboard.main.get_by_text("UMAP was cancelled.")).to_be_visible()
    expect(dashboard.page.get_by_role("button", name="Try again")).to_be_visible()
    assert cpu_seconds(worker) in (None, at_one_second)
    expect(dashboard.page.get_by_role("button", name="Cancel")).to_have_count(0)
    expect(dashboard.map.caption()).to_contain_text("stop_after")
    expect(dashboard.chosen("Map")).to_have_value(re.compile(r"UMAP.*, \d+ of 10000 rounds"))
    expect(root).not_to_have_attribute("data-ee-growing", re.compile("."))
    expect(root.locator(".ee-status")).to_be_hidden()
    # Another worker takes its place.
    dashboard.new_map(n_epochs=11)
    expect(dashboard.map.caption()).to_contain_text("n_epochs 11", timeout=FIT_MS)


def test_a_map_goes_on_from_another_one_and_a_flat_one_grows_into_the_third_dimension(dashboard):
    form = dashboard.expander("New map")
    dashboard.choose("Method", "UMAP", form)
    dashboard.choose("Start from", "the map “UMAP”", form)
    dashboard.new_map(**SLOWLY, n_epochs=700, n_components=3, random_state=103)
    expect(dashboard.map.root).to_have_attribute("data-ee-growing", re.compile("/700"), timeout=FIT_MS)
    expect(dashboard.map.root.locator(".ee-axis-z")).to_have_text("UMAP 3")
    expect(dashboard.map.caption()).to_contain_text("started from a map (UMAP)")
    expect(dashboard.map.root).not_to_have_attribute("data-ee-growing", re.compile("."), timeout=FIT_MS)
    dashboard.nothing_runs()
    expect(dashboard.map.caption()).to_contain_text("started from a map (UMAP)")


def test_a_worker_killed_in_the_middle_is_told_and_trying_again_works(dashboard, server):
    dashboard.new_map(**SLOWLY, n_epochs=700, random_state=102)
    expect(dashboard.bar()).to_contain_text("layout", timeout=FIT_MS)
    os.kill(busiest(server.home), signal.SIGKILL)
    expect(dashboard.main.get_by_text("The process that computed this ended in the middle")).to_be_visible(
        timeout=FIT_MS
    )
    assert dashboard.page.request.get(f"{server.url}/_stcore/health").ok
    dashboard.press("Try again")
    expect(dashboard.map.caption()).to_contain_text("n_epochs 700", timeout=FIT_MS)
    expect(dashboard.page.get_by_role("button", name="Try again")).to_have_count(0)


def test_two_people_fit_at_the_same_time_and_one_finds_the_map_after_closing_the_tab(dashboard, visitor):
    other = arrived(visitor())
    for seed, one in ((103, dashboard), (104, other)):
        one.new_map(method="UMAP", **{"More parameters": True}, n_epochs=100, random_state=seed)
    context = other.page.context
    other.page.close()
    expect(dashboard.map.caption()).to_contain_text("random_state 103", timeout=FIT_MS)
    returned = Dashboard(context.new_page(), dashboard.page.url.rstrip("/")).open()
    expect(returned.map.caption()).to_contain_text("random_state 104", timeout=FIT_MS)
    assert returned.map.view() != dashboard.map.view()
