"""The dashboard as a person sees and uses it: its pages, forms and maps, in a page of a real browser."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import FloatRect, Locator, Page, WebSocket, expect
from playwright.sync_api import TimeoutError as TookTooLong
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

FIT_MS = 120_000  # the first fit of a server waits while its workers warm up
IDENTITIES = ("Identities", "Strangers", "Lookalikes", "Neighbours", "New rows", "Outliers", "Supervised", "Palette")
CLUSTERS = ("Clusters", "Sweeps", "Inside", "Edits", "Clean-up", "Eigenimages")
COMPARE = ("Compare", "Flows", "Disputed", "Consensus", "Which to use", "Stability", "Trust", "Way back")
PAGES = ("Map", "Data", "Features", *CLUSTERS, *COMPARE, *IDENTITIES, "Runs", "Workspace")
# pages that aren't in the bar itself -> their menu
MENUS = {
    **dict.fromkeys(CLUSTERS, "Clusters"),
    **dict.fromkeys(COMPARE, "Compare"),
    **dict.fromkeys(IDENTITIES, "Identities"),
    **dict.fromkeys(("Runs", "Workspace"), "Yours"),
}

ENDED_WELL = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
_JOB_ENDED = '"event":"ended"'
_TO_MEASURE = re.compile("^(Being measured|Measured as soon as)")
_LONELY = """(root, [rows, apart]) => {
    const spots = rows.map((row) => [row, root.eeLocate(row)]).filter(([, spot]) => spot?.inside);
    const box = root.querySelector(".ee-buttons").getBoundingClientRect();
    const free = ({ x, y }) => x < box.left - apart || y > box.bottom + apart;
    return spots
        .filter(([row, a]) => free(a)
            && spots.every(([other, b]) => other === row || Math.hypot(a.x - b.x, a.y - b.y) >= apart))
        .map(([row]) => row);
}"""
_STILL = """async (root) => {
    let last = "", same = 0;
    while (same < 10) {
        await new Promise(requestAnimationFrame);
        const now = JSON.stringify([0, 1, 2, 3].map(root.eeLocate));
        same = now === last ? same + 1 : 0;
        last = now;
    }
}"""
# Where a row is; the map is brought into the window first where it isn't there, which is up to the processor, too.
_SPOT = """(root, row) => {
  const { y } = root.eeLocate(row);
  if (y < 100 || y > innerHeight - 20) root.scrollIntoView({ block: "center" });
  return root.eeLocate(row);
}"""
_COLOURS = """(image) => {
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    return [...new Set(Array.from({ length: data.length / 4 }, (_, k) => [...data.slice(4 * k, 4 * k + 3)].join()))];
}"""


class Dashboard:
    """One tab on the dashboard.

    Parameters
    ----------
    page : Page
    url : str
        Of another server than the one the visitor was made for.
    """

    def __init__(self, page: Page, url: str = "") -> None:
        self.page, self.url = page, url
        self.main = page.get_by_test_id("stMain")
        self.maps = page.locator(".ee-scatter")
        self.map = self.map_number(0)
        self.socket: WebSocket | None = None
        self.told: dict[str, bytes] = {}  # what each widget said last
        page.on("websocket", self._connected)

    def map_number(self, number: int) -> "DrawnMap":
        """One of several maps on a page."""
        return DrawnMap(self.maps.nth(number))

    # --- going about -----------------------------------------------------------------------------------------

    def open(self, name: str = "Map") -> "Dashboard":
        """Type a page's address."""
        self.page.goto(f"{self.url}/{'' if name == 'Map' else _address(name)}")
        self.settled()
        return self

    def go(self, name: str) -> "Dashboard":
        """Follow the navigation to a page."""
        with self.rerun():
            self._link(name).click()
        expect(self.page).to_have_url(re.compile("/$" if name == "Map" else f"/{_address(name)}$"))
        return self

    def _link(self, name: str) -> Locator:
        """The link to a page in the bar, or in one of its menus, which is then open."""
        if name not in MENUS:
            link = self.page.get_by_role("link", name=name, exact=True)
            return link.and_(self.page.get_by_test_id("stTopNavLink"))
        text = self.page.get_by_text(name, exact=True)
        inside = self.page.get_by_test_id("stTopNavDropdownLink").filter(has=text)
        if not inside.is_visible():
            self.page.get_by_test_id("stTopNavSection").filter(has_text=MENUS[name]).click()
        return inside

    def settled(self) -> None:
        """Wait until the script has run to its end, without an error."""
        app = self.page.get_by_test_id("stApp")
        expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=FIT_MS)
        self.unbroken()

    @contextmanager
    def rerun(self) -> Iterator[None]:
        """Do something that makes the script run again, and wait until it has, all of it, to its end."""
        assert self.socket is not None
        answer = _Answer(self.told)
        self.socket.on("framesent", answer.asks)
        try:
            with self.socket.expect_event("framereceived", answer.ends, timeout=FIT_MS):
                yield
        finally:
            self.socket.remove_listener("framesent", answer.asks)
        self.settled()

    def _connected(self, socket: WebSocket) -> None:
        self.socket = socket
        socket.on("framesent", lambda frame: self.told.update(_told(frame)))

    def unbroken(self) -> None:
        """The page shows no traceback."""
        expect(self.page.get_by_test_id("stException")).to_have_count(0)

    def bar(self) -> Locator:
        """Of what is being computed: its name, its stage, its time."""
        return self.main.locator(".ee-job").filter(visible=True)

    # --- forms -----------------------------------------------------------------------------------------------

    def choose(self, label: str, option: str, within: Locator | None = None) -> None:
        """Pick an option of a select box."""
        box = (within or self.page).get_by_role("combobox", name=label, exact=True)
        if box.input_value() == option:
            return
        with self.rerun():
            self._pick(box, option)
        expect(box).to_have_value(option)

    def _pick(self, box: Locator, option: str) -> None:
        """Open the list and click; again where the list was drawn anew under the click, as a person would."""
        found = self.page.get_by_role("option", name=option, exact=True)
        for patience in (3_000, 5_000, 10_000, 30_000):
            if not found.is_visible():
                box.click()
            try:
                # as a screen reader clicks: the list is still opening, and moves
                found.evaluate("option => option.click()", timeout=patience)
                expect(box).to_have_value(option, timeout=patience)
            except (AssertionError, TookTooLong):
                continue
            return
        raise AssertionError(f"{option!r} can't be chosen")

    def chosen(self, label: str) -> Locator:
        """The select box of that label, to say what it should show."""
        return self.page.get_by_role("combobox", name=label, exact=True)

    def write(self, label: str, value: str, within: Locator | None = None) -> None:
        """Fill a field and leave it."""
        field = (within or self.page).get_by_label(label, exact=True).and_(self.page.locator("input"))
        if field.input_value() == value:
            return
        for _ in range(3):  # a form that is drawn anew in that moment forgets what was typed: a person types again
            field.fill(value)
            with self.rerun():
                field.press("Enter")
            if field.count() == 0 or field.input_value() == value:  # a name's own field may go by that name now
                return
        raise AssertionError(f"{label} doesn't keep {value!r}")

    def press(self, name: str, within: Locator | None = None) -> None:
        """Press a button."""
        with self.rerun():
            (within or self.page).get_by_role("button", name=name, exact=True).first.click()

    def expander(self, title: str) -> Locator:
        """An expander, opened; one of a page that is drawn anew stands beside the one it replaces."""
        self.settled()
        found = self.page.get_by_test_id("stExpander").filter(has=self.page.get_by_text(title, exact=True))
        if found.locator("details").get_attribute("open") is None:
            found.locator("summary").click()
        expect(found.locator("details")).to_have_attribute("open", "")
        return found

    # --- what a person does ----------------------------------------------------------------------------------

    def bring(self, *files: Path) -> None:
        """Upload files on the Data page and wait until each has arrived."""
        self.page.locator(".ee-upload-input").set_input_files(files)

    def brought(self, name: str) -> None:
        """Wait until a file was read and is on screen; a page drawn again has the old heading beside the new."""
        heading = self.main.get_by_role("heading", name=name, exact=True).filter(visible=True)
        expect(heading).to_have_count(1, timeout=FIT_MS)
        self.settled()  # what stands beside it is drawn anew until then

    def new_map(self, **params: object) -> None:
        """Make a map with the form: ``method="umap"`` and parameters."""
        form = self.expander("New map")
        self._fill(form, params)
        self.press("Make this map", form)

    def new_grouping(self, **params: object) -> None:
        """Group the rows with the form of the Clusters page: ``method="kmeans"`` and parameters."""
        self._fill(self.main, params)
        self.press("Group the rows", self.main)

    def _fill(self, form: Locator, params: dict[str, object]) -> None:
        for name, value in params.items():
            if name == "method":
                self.choose("Method", str(value), form)
            elif value is True:
                with self.rerun():
                    form.get_by_text(name, exact=True).click()
            else:
                self.write(name, str(value), form)

    def nothing_runs(self) -> None:
        """Wait until nothing that this page follows is being computed any more."""
        expect(self.page.get_by_role("button", name="Cancel")).to_have_count(0, timeout=FIT_MS)
        expect(self.page.locator(".st-key-trust").get_by_text(_TO_MEASURE)).to_have_count(0, timeout=FIT_MS)
        self.settled()


def _address(page: str) -> str:
    return page.lower().replace("-", "").replace(" ", "")


def box_of(element: Locator) -> FloatRect:
    """Where an element is in the window: x, y, width, height."""
    found = element.bounding_box()
    assert found is not None, f"{element} is not visible"
    return found


def _compact(state: WidgetState) -> str:
    return state.json_trigger_value.replace(" ", "")


def _pulled(said: bytes) -> bool:
    """Whether it is a trigger, as a button is: those are told of once."""
    return "trigger" in (WidgetState.FromString(said).WhichOneof("value") or "")


def _told(frame: str | bytes) -> dict[str, bytes]:
    """What each widget says in what the browser sent."""
    message = BackMsg.FromString(frame) if isinstance(frame, bytes) else BackMsg()
    return {state.id: state.SerializeToString() for state in message.rerun_script.widget_states.widgets}


class _Answer:
    """The script run that answers what a person did: the end of one that was under way isn't its end.

    Parameters
    ----------
    before : dict
        What each widget said last.
    """

    def __init__(self, before: dict[str, bytes]) -> None:
        self.before = dict(before)
        self.asked = self.began = False

    def asks(self, frame: str | bytes) -> None:
        """The browser has sent something: what tells the page that a job has ended is no person, if it comes alone."""
        message = BackMsg.FromString(frame) if isinstance(frame, bytes) else BackMsg()
        if message.WhichOneof("type") != "rerun_script":
            return
        ended = {state.id for state in message.rerun_script.widget_states.widgets if _JOB_ENDED in _compact(state)}
        known = {name: said for name, said in _told(frame).items() if name not in ended}
        changed = any(said != self.before.get(name, said) or _pulled(said) for name, said in known.items())
        self.before |= known
        self.asked |= changed or not ended

    def ends(self, frame: str | bytes) -> bool:
        """Whether Streamlit's server says with it that the script, or a part of the page, has run to its end."""
        message = ForwardMsg.FromString(frame) if isinstance(frame, bytes) else ForwardMsg()
        said = message.WhichOneof("type")
        self.began |= self.asked and said == "new_session"
        return self.began and said == "script_finished" and message.script_finished in ENDED_WELL


class DrawnMap:
    """A map on a page."""

    def __init__(self, root: Locator) -> None:
        self.root, self.page = root, root.page
        self.card = root.locator(".ee-card")

    def ready(self, patience_ms: int = FIT_MS) -> "DrawnMap":
        """Wait until it is drawn."""
        expect(self.root).to_have_attribute("data-ee-ready", "true", timeout=patience_ms)
        return self

    def view(self) -> str:
        """The digest of the projection on screen."""
        return self.ready().root.get_attribute("data-ee-view") or ""

    def caption(self) -> Locator:
        """What the map was made with."""
        return self.root.locator(".ee-caption")

    def still(self) -> "DrawnMap":
        """Wait until the points no longer move."""
        self.ready().root.evaluate(_STILL)
        return self

    def lonely(self, rows: range, apart: float = 18) -> list[int]:
        """Those of some rows that lie in the window, `apart` px or more from all others."""
        found: list[int] = self.still().root.evaluate(_LONELY, [list(rows), apart])
        return found

    def spot(self, row: int) -> tuple[float, float]:
        """Where a row is in the window."""
        found = self.ready().root.evaluate(_SPOT, row)
        return found["x"], found["y"]

    def hover(self, row: int) -> Locator:
        """Put the pointer on a row; answers its card."""
        self.page.mouse.move(*self.spot(row))
        expect(self.card).to_have_attribute("data-ee-row", str(row))
        return self.card

    def colours(self, row: int) -> list[str]:
        """All colours of the picture on the card of a row, as "r,g,b"."""
        shown = self.root.locator(f".ee-card[data-ee-row='{row}'] .ee-card-picture[data-ee-picture='shown'] img")
        shown.wait_for()
        found: list[str] = shown.evaluate(_COLOURS)
        return found
