"""A folder of 5,000 small JPEGs: seconds from choosing it until it is there in full; ours against Streamlit's uploader.

Theirs is a page of nothing but ``st.file_uploader(accept_multiple_files="directory")`` and the number of files it got.

On x86_64, 2 cores, 25 GB, Python 3.11.7, beside other work: 1,000 images 1.9 s against 58.1 s in the same run (ratio
31). 5,000 images: 3.7 s in a run of ours alone; 15.8 s while the machine was five times overbooked, and in that run
theirs were not there after eight minutes.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

from benchmarks.machine import machine
from tests.browser import chromium
from tests.browser.pictures import picture
from tests.browser.server import AppServer, free_port

PATIENCE_MS = 600_000
PLAIN = """
import streamlit as st
files = st.file_uploader("folder", accept_multiple_files="directory", type=["jpg"])
st.write(f"got {len(files)}")
"""


def make_folder(root: Path, images: int) -> Path:
    """Images of 28 x 28 in 50 sub-folders, all different."""
    for number in range(images):
        path = root / f"person {number % 50}" / f"{number}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(picture(number))
    return root


def seconds(page: Page, choose: str, folder: Path, there: Callable[[], None]) -> float:
    """How long it takes from the choice to the last file."""
    field = page.locator(choose)
    field.wait_for(state="attached", timeout=PATIENCE_MS)
    began = time.perf_counter()
    field.set_input_files(folder, timeout=PATIENCE_MS)
    there()
    return time.perf_counter() - began


def ours(browser: Browser, scratch: Path, folder: Path) -> float:
    """The Data page of the app, until the row says that it is uploaded."""
    server = AppServer(scratch / "home", scratch / "numba")
    try:
        with chromium.watched(browser, [], server.url, **chromium.DESKTOP) as context:
            page = context.new_page()
            page.goto("/data")
            page.locator(".ee-upload[data-ee-ready=true]").wait_for(timeout=PATIENCE_MS)
            row = page.locator(".ee-upload-row[data-ee-state=done]")
            return seconds(page, ".ee-upload-folder", folder, lambda: row.wait_for(timeout=PATIENCE_MS))
    finally:
        server.stop()


def plain(browser: Browser, scratch: Path, folder: Path, images: int) -> float:
    """The plain page, until it says that it has all."""
    (scratch / "plain.py").write_text(PLAIN, encoding="utf-8")
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(scratch / "plain.py"), "--server.headless", "true"]
    command += ["--server.address", "127.0.0.1", "--server.port", str(port), "--browser.gatherUsageStats", "false"]
    server = subprocess.Popen(command, cwd=scratch, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        page = browser.new_page()
        _reach(page, f"http://127.0.0.1:{port}")
        said = page.get_by_text(f"got {images}", exact=True)
        return seconds(page, "input[type=file]", folder, lambda: expect(said).to_be_visible(timeout=PATIENCE_MS))
    finally:
        server.terminate()
        server.wait()


def _reach(page: Page, url: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            page.goto(url)
            return
        except Error:  # refused while it starts
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def main() -> None:
    """Both in one run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=int, default=5000)
    images = parser.parse_args().images
    print(machine())
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = make_folder(Path(name) / "people", images)
        browser = chromium.launch(playwright)
        here = ours(browser, Path(name), folder)
        print(f"{images:,} images: ours {here:.1f} s", flush=True)
        there = plain(browser, Path(name), folder, images)
        browser.close()
    print(f"{images:,} images: st.file_uploader {there:.1f} s, ratio {there / here:.0f}")


if __name__ == "__main__":
    main()
