"""What a page of the browser does, watched from inside: when a map is painted, and what travels."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page, WebSocket

# The first moment at which plotly's canvas holds anything but transparent pixels, in ms since 1970.
_FIRST_INK = """
window.firstInk = new Promise((resolve) => {
  const sketch = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const inked = (canvas) => {
    if (canvas.width < 50 || canvas.height < 50) return false;
    Object.assign(sketch.canvas, { width: canvas.width, height: canvas.height });
    sketch.drawImage(canvas, 0, 0);
    return sketch.getImageData(0, 0, canvas.width, canvas.height).data.some((value, k) => k % 4 === 3 && value > 0);
  };
  const look = () => {
    if ([...document.querySelectorAll("canvas.gl-canvas")].some(inked)) resolve(Date.now());
    else setTimeout(look, 25);
  };
  look();
});
"""


def watch_for_ink(context: BrowserContext) -> None:
    """Have every page of a context look out for its first painted map; see `first_ink`."""
    context.add_init_script(_FIRST_INK)


def first_ink(page: Page) -> float:
    """When the first map was painted, in seconds since 1970; waits for it."""
    return float(page.evaluate("window.firstInk")) / 1000


@dataclass
class Traffic:
    """Bytes that a page sent and received: frames of WebSockets, and bodies over HTTP as they travelled.

    What the browser still had is not counted, for it did not travel. To be made before the page is opened.
    """

    up: int = 0
    down: int = 0
    http: int = 0

    @classmethod
    def of(cls, page: Page) -> Traffic:
        """Count from now on."""
        traffic = cls()
        page.on("websocket", traffic._connected)
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", traffic._loaded)
        return traffic

    def _connected(self, socket: WebSocket) -> None:
        socket.on("framesent", self._sent)
        socket.on("framereceived", self._received)

    def _sent(self, frame: str | bytes) -> None:
        self.up += len(frame)

    def _received(self, frame: str | bytes) -> None:
        self.down += len(frame)

    def _loaded(self, event: dict[str, float]) -> None:
        self.http += int(event["encodedDataLength"])

    def reset(self) -> None:
        """Begin again from 0."""
        self.up = self.down = self.http = 0

    @property
    def total(self) -> int:
        """All of it."""
        return self.up + self.down + self.http
