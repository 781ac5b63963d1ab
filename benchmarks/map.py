"""Working with a map of many points: recolouring, box, lasso, panning; against one ``go.Scattergl`` in plain Streamlit.

Both show the same points at the same size and opacity, in the same browser, in turns. Theirs gets its
colours as numbers on a scale (a byte a point) and answers selections with ``on_select="rerun"``. Times are taken inside
the page: recolouring from the click on the choice to the frame that shows it; selecting from the mouse button's release
to the frame that shows the selection (ours) or to the end of the rerun (theirs); panning is the median time between
two frames while the mouse is dragged. Bytes are frames of the WebSocket plus HTTP bodies.

On x86_64, 2 cores, 25 GB, Python 3.11.7, ours and plain. 70,000 points: medians of 3 beside a little other work.
1,000,000: one repeat, the two sides on two days.

========= =================== ============== ==================== ==================== ================
points    recolour, s         moving, MB     box, s (kB up)       lasso, s (kB up)     lasso and gesture
========= =================== ============== ==================== ==================== ================
70,000    0.54 / 4.0          0.062 / 0.91   0.39 / 1.28          0.40 / 1.25          1.3 / 23 s
                                             (9.6 / 1,939)        (9.8 / 2,043)
1,000,000 3.1 / 24            0.52 / 13.5    2.4 / -              2.5 / -              2.6 s / -
          3.1 / 21            0.52 / 13.5    (153 / 50,238)       (154 / -)
========= =================== ============== ==================== ==================== ================

Box with its gesture 0.45 against 2.7 s. Panning at 70,000: a frame takes 16.8 ms (median; p95 317) against 16.8 (500).

At 1,000,000 points (``--moves 8``, the two sides in runs of their own, ``--side``) plain Streamlit sends 50 MB for a
box, a minute after the mouse was let go, and never answers.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.machine import machine
from benchmarks.plain import chart
from benchmarks.prepared import Prepared, blobs, workspace
from benchmarks.watching import Traffic
from tests.browser import chromium
from tests.browser.dashboard import box_of
from tests.browser.server import AppServer

PATIENCE_MS = 600_000
QUIET_SECONDS = 1.0

# A clock that a user's event starts and a condition, looked at in every frame, stops one frame after it holds.
CLOCK = """
window.clock = (type, holds) => {
  const state = (window.clocked = { start: null, press: null, end: null, frames: [] });
  addEventListener("pointerdown", (event) => (state.press ??= event.timeStamp), { capture: true, once: true });
  addEventListener(type, (event) => (state.start ??= event.timeStamp), { capture: true, once: true });
  const look = (now) => {
    state.frames.push(now);
    if (state.start !== null && holds()) requestAnimationFrame(() => (state.end = performance.now()));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
};
"""

Figures = dict[str, float]


class Side:
    """What both pages have in common.

    Attributes
    ----------
    name : str
    surface : str
        What the mouse is dragged over.
    state : str
        A JavaScript function that says what is on screen; null: nothing yet.
    recoloured, selected : str
        JavaScript functions that are given what was there before, and say whether it is another.
    """

    name = surface = state = recoloured = selected = ""

    def __init__(self, page: Page, traffic: Traffic, moves: int) -> None:
        self.page, self.traffic, self.moves = page, traffic, moves

    def open(self) -> None:
        """Open the page and wait until the map is there and nothing moves."""
        self.page.goto("/")
        self.page.locator(self.surface).first.wait_for(timeout=PATIENCE_MS)
        self.page.wait_for_function(f"() => ({self.state})() !== null", timeout=PATIENCE_MS)
        self.rest()

    def take_tool(self, tool: str) -> None:
        """Pan, box or lasso."""
        raise NotImplementedError

    def rest(self) -> None:
        """Wait until no script runs and nothing travels any more."""
        seen, since = -1, time.monotonic()
        while time.monotonic() - since < QUIET_SECONDS:
            self.page.wait_for_timeout(100)
            running = self.page.locator("[data-testid=stApp][data-test-script-state=running]").count()
            if running or self.traffic.total != seen:
                seen, since = self.traffic.total, time.monotonic()

    def recolour(self, field: str) -> Figures:
        """Choose a field in the select box."""
        box = self.page.get_by_role("combobox", name="Colour by", exact=True)
        box.click()
        option = self.page.get_by_role("option", name=field, exact=True)
        option.wait_for()
        with_clock = self._timed("click", self.recoloured)
        next(with_clock)
        option.evaluate("option => option.click()")
        return next(with_clock)

    def select(self, tool: str, corners: Sequence[tuple[float, float]]) -> Figures:
        """Drag the mouse along corners, given as shares of the map's width and height."""
        self.take_tool(tool)
        with_clock = self._timed("pointerup", self.selected)
        next(with_clock)
        self._drag(corners)
        return next(with_clock)

    def pan(self) -> Figures:
        """Drag the view to and fro."""
        self.take_tool("pan")
        self.page.evaluate("() => clock('pointerup', () => true)")
        turns = [step * 7.5 / self.moves for step in range(self.moves)]
        self._drag([(0.5 + 0.2 * math.sin(turn), 0.5 + 0.1 * math.cos(turn)) for turn in turns])
        self.page.wait_for_function("clocked.end !== null", timeout=PATIENCE_MS)
        self.rest()
        clocked = self.page.evaluate("clocked")
        frames = np.array([at for at in clocked["frames"] if clocked["press"] <= at <= clocked["start"]])
        steps = np.diff(frames)
        return {"frame ms": float(np.median(steps)), "frame p95 ms": float(np.quantile(steps, 0.95))}

    def _drag(self, corners: Sequence[tuple[float, float]]) -> None:
        box = box_of(self.page.locator(self.surface).first)
        spots = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in corners]
        mouse = self.page.mouse
        mouse.move(*spots[0])
        mouse.down()
        for spot in spots[1:]:
            mouse.move(*spot)
        mouse.up()

    def _timed(self, event: str, is_other: str) -> Iterator[Figures]:
        """Start the clock; at the second step, what it shows and what travelled."""
        self.rest()
        self.traffic.reset()
        begin = f"(type) => {{ const old = ({self.state})(); clock(type, () => ({is_other})(old)); }}"
        self.page.evaluate(begin, event)
        yield {}
        self.page.wait_for_function("clocked.end !== null", timeout=PATIENCE_MS)
        self.rest()
        clocked = self.page.evaluate("clocked")
        gesture = clocked["end"] - (clocked["press"] or clocked["start"])
        yield {
            "s": (clocked["end"] - clocked["start"]) / 1000,
            "s with the gesture": gesture / 1000,
            "kB up": self.traffic.up / 1000,
            "kB in all": self.traffic.total / 1000,
        }


class Ours(Side):
    """The app."""

    name, surface = "ours", ".ee-plot"
    state = """() => {
      const { eeReady, eeColour, eeSelected } = document.querySelector(".ee-scatter")?.dataset ?? {};
      return eeReady === "true" ? { colour: eeColour, selected: eeSelected } : null;
    }"""
    recoloured = f"(old) => {{ const now = ({state})(); return now && now.colour !== old.colour; }}"
    selected = f"(old) => {{ const now = ({state})(); return now && now.selected !== old.selected; }}"

    def take_tool(self, tool: str) -> None:
        label = {"pan": "Move the view", "box": "Select with a box", "lasso": "Select with a lasso"}[tool]
        self.page.get_by_role("button", name=label, exact=True).click()


class Theirs(Side):
    """The plain page."""

    name, surface = "plain", ".js-plotly-plot .nsewdrag"
    state = """() => {
      const plot = document.querySelector(".js-plotly-plot");
      const lines = [...document.querySelectorAll("[data-testid=stMarkdown]")];
      const said = lines.find((line) => line.textContent.endsWith(" selected"));
      if (!plot?.calcdata || !said) return null;
      const { testScriptState } = document.querySelector("[data-testid=stApp]").dataset;
      return { colour: plot.calcdata[0][0].trace.marker.color, said: said.textContent, testScriptState };
    }"""
    recoloured = f"(old) => {{ const now = ({state})(); return now && now.colour !== old.colour; }}"
    selected = f"""(old) => {{
      const now = ({state})();
      return now && now.said !== old.said && now.testScriptState === "notRunning";
    }}"""

    def take_tool(self, tool: str) -> None:
        mode = {"pan": "pan", "box": "select", "lasso": "lasso"}[tool]
        self.page.locator(f".modebar-btn[data-attr=dragmode][data-val={mode}]").evaluate("button => button.click()")


def session(side: Side, number: int) -> Iterator[tuple[str, Figures]]:
    """All that is measured, once."""
    side.open()
    turns = [step * 6.125 / (side.moves - 1) for step in range(side.moves)]
    circle = [(0.5 + 0.22 * math.cos(turn), 0.5 + 0.3 * math.sin(turn)) for turn in turns]
    fields = [f"field {(number + step) % 4}" for step in range(1, 4)]
    yield "recolour", side.recolour(fields[0])
    yield "recolour back", side.recolour(fields[2])
    yield "pan", side.pan()
    yield "box", side.select("box", [(0.3, 0.3), (0.5, 0.5), (0.7, 0.7)])
    yield "lasso", side.select("lasso", circle)


def run(
    browser: Browser, side: type[Side], url: str, ready: Prepared, number: int, moves: int
) -> Iterator[tuple[str, Figures]]:
    """One side in a fresh browser context."""
    with chromium.watched(browser, [".*"], url, **chromium.DESKTOP) as context:
        ready.sign_in(context, url)
        context.add_init_script(CLOCK)
        page = context.new_page()
        yield from session(side(page, Traffic.of(page), moves), number)


def report(taken: dict[tuple[str, str, str], list[float]], repeats: int) -> None:
    """Medians of both sides beside each other."""
    print(f"medians of {repeats}:")
    for (action, what, name), values in taken.items():
        other = taken.get((action, what, Theirs.name))
        if name != Ours.name or other is None:
            continue
        here, there = statistics.median(values), statistics.median(other)
        ratio = f"{there / here:.1f} x" if here else "nothing travelled"
        print(f"  {action:14} {what:19} ours {here:10.2f}   plain {there:10.2f}   {ratio}")


def main() -> None:
    """Both in turn, several times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=70_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--moves", type=int, default=50, help="of the mouse, in a lasso and in panning")
    parser.add_argument("--side", choices=[Ours.name, Theirs.name], help="only this one")
    asked = parser.parse_args()
    print(f"{machine()}, load {os.getloadavg()[0]:.1f}, {asked.n:,} points")
    os.environ["EXPLORER_MAX_ROWS"] = os.environ["EXPLORER_MAX_IMAGES"] = "2000000"
    taken: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        scratch = Path(name)
        codes = blobs(scratch / "blobs.npz", asked.n, 8)
        os.environ["EXPLORER_HOME"] = str(scratch / "home")
        ready = workspace(scratch / "home", scratch / "blobs.npz")
        points = ready.with_pca()
        size = max(2.0, min(10.0, 29 * asked.n**-0.19))  # as ours
        opacity = max(0.5, min(0.92, 0.92 - 0.14 * math.log10(asked.n / 4000)))
        plain = chart(scratch / "plain", points, codes, size, opacity)
        app = AppServer(scratch / "home", scratch / "numba", {"EXPLORER_MAX_ROWS": "2000000"})
        browser = chromium.launch(playwright)
        try:
            both: list[tuple[type[Side], str]] = [(Ours, app.url), (Theirs, plain.url)]
            sides = [(side, url) for side, url in both if asked.side in (None, side.name)]
            for number in range(asked.repeats):
                for side, url in sides[:: 1 if number % 2 else -1]:
                    for action, figures in run(browser, side, url, ready, number, asked.moves):
                        said = ", ".join(f"{value:.2f} {what}" for what, value in figures.items())
                        print(f"{side.name:5} {action:14} {said}", flush=True)
                        for what, value in figures.items():
                            taken[action, what, side.name].append(value)
        finally:
            browser.close()
            app.stop()
            plain.stop()
    report(taken, asked.repeats)


if __name__ == "__main__":
    main()
