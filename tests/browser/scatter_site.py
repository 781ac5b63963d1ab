"""A small static site that serves the scatter map's modules, plotly.js, columns and thumbnails to a real browser."""

import io
import json
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import plotly
from PIL import Image

ROOT = Path(__file__).parent.parent.parent
MODULES = ROOT / "explorer" / "ui" / "components" / "scatter"
PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
TYPES = {".js": "text/javascript", ".css": "text/css"}
BATCH = 64  # thumbnails a batch

PAGE = """<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<style>
  body { margin: 0; padding: 16px; background: var(--st-background-color, #fff) }
  #maps { display: flex; gap: 16px } #maps > div { flex: 1; min-width: 0 }
</style>
<div id="maps"><div id="a"></div></div>
<script type="module">
  import mount from "/ui/index.js";
  const states = (window.states = []);
  const triggers = (window.triggers = []);
  const ends = (window.ends = {});
  window.show = (id, data) => {
    const setStateValue = (name, value) => states.push([id, name, value]);
    const parentElement = document.getElementById(id);
    const setTriggerValue = (name, value) => triggers.push([name, value]);
    ends[id] = mount({ data, key: id, name: "scatter", parentElement, setStateValue, setTriggerValue });
  };
  // A page that loads plotly once serves many tests.
  window.clear = () => {
    for (const [id, end] of Object.entries(ends)) {
      document.getElementById(id)?.remove();
      end();
      delete ends[id];
    }
    states.length = triggers.length = 0;
    document.documentElement.removeAttribute("style");
    document.getElementById("maps").innerHTML = '<div id="a"></div>';
  };
  performance.setResourceTimingBufferSize(10000); // tests look up what was fetched
  window.loaded = true;
</script>"""


STRIPS_PAGE = """<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<div id="strips"></div>
<script type="module">
  import mount from "/ui/strips.js";
  window.told = [];
  window.hovered = [];
  document.addEventListener("explorer:hover", ({ detail }) => hovered.push(detail.row));
  window.show = (data) => mount({
    data, key: "strips", name: "strips", parentElement: document.getElementById("strips"),
    setTriggerValue: (name, value) => told.push([name, value]),
  });
  window.loaded = true;
</script>"""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that closes hangs up in the middle of a request: no news."""


class Site:
    """Serves what it is given and remembers what was asked for.

    Attributes
    ----------
    url : str
    folder : str
        What addresses begin with. A new one makes every column new to the browser.
    requests : list of str
        Paths in this folder, in the order in which they were asked for.
    refused : set of str
        Paths in this folder that are answered with 403.
    """

    def __init__(self) -> None:
        self.folder = ""
        self.files: dict[str, tuple[str, bytes]] = {}
        self.earlier: dict[str, tuple[str, bytes]] = {}
        self.clear("")
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                path = unquote(self.path)
                within = path.removeprefix(site.folder)
                if within != path or not site.folder:
                    site.requests.append(within)
                kind, body = ("", b"") if within in site.refused else site.find(path, within)
                self.send_response(403 if within in site.refused else 200 if kind else 404)
                self.send_header("Content-Type", kind or "text/plain")
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Cache-Control", "private, max-age=31536000, immutable" if kind else "no-store")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """The list of requests is the log."""

        self.server = _Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def clear(self, folder: str) -> None:
        """Put new columns and pictures elsewhere. The old ones stay: a map that is gone may still be fetching some."""
        self.earlier |= {f"{self.folder}{path}": file for path, file in self.files.items()}
        self.folder = folder
        self.files = {}
        self.requests: list[str] = []
        self.refused: set[str] = set()

    def find(self, path: str, within: str) -> tuple[str, bytes]:
        """Type and bytes of a file; no type when there is none."""
        if path == "/":
            return "text/html", PAGE.encode()
        if path == "/strips":
            return "text/html", STRIPS_PAGE.encode()
        if path == "/plotly.js":
            return "text/javascript", PLOTLY.read_bytes()
        if path.startswith("/ui/"):
            file = MODULES / path.removeprefix("/ui/")
            return (TYPES[file.suffix], file.read_bytes()) if file.is_file() else ("", b"")
        return self.files.get(within) or self.earlier.get(path, ("", b""))

    def column(self, name: str, values: Sequence[float] | np.ndarray, dtype: str) -> str:
        """The address of a little-endian column."""
        self.files[f"/{name}"] = "application/octet-stream", np.asarray(values).astype(f"<{dtype}").tobytes()
        return f"{self.folder}/{name}"

    def texts(self, name: str, texts: Sequence[str]) -> str:
        """The address of a list of texts."""
        self.files[f"/{name}"] = "application/json", json.dumps(list(texts)).encode()
        return f"{self.folder}/{name}"

    def view(self, name: str, coordinates: np.ndarray, **more: object) -> dict[str, object]:
        """What `data.view` holds for an array (n, 2 or 3)."""
        axes = [self.column(f"{name}-{axis}", column, "f4") for axis, column in enumerate(coordinates.T)]
        titles = [f"{name} {axis + 1}" for axis in range(len(axes))]
        return {"id": name, "dims": len(axes), "axes": axes, "titles": titles, "caption": f"map {name}", **more}

    def category(
        self, name: str, codes: np.ndarray, names: list[str], role: str = "clustering", grey: int | None = None
    ) -> dict[str, object]:
        """One of `data.fields`."""
        listed = self.texts(f"{name}-names", names)
        column = self.column(f"{name}-codes", codes, "u2")
        more = {"codes": column, "dtype": "u2", "names": listed, "grey": grey}
        return {"name": name, "role": role, "kind": "category", **more}

    def number(self, name: str, values: np.ndarray, role: str = "column") -> dict[str, object]:
        return {"name": name, "role": role, "kind": "number", "values": self.column(f"{name}-values", values, "f4")}

    def thumbs(self, n: int) -> dict[str, object]:
        """Pictures of one colour each, `colour_of` their row."""
        for i in range(n):
            picture = io.BytesIO()
            Image.new("RGB", (24, 24), colour_of(i)).save(picture, "webp", lossless=True)
            self.files[f"/thumbs/{i // BATCH}/{i % BATCH}"] = "image/webp", picture.getvalue()
        return {"size": BATCH, "batches": [f"{self.folder}/thumbs/{batch}" for batch in range((n - 1) // BATCH + 1)]}


def colour_of(i: int) -> tuple[int, int, int]:
    """A colour that no other row has."""
    return (i >> 8, i & 255, 77)
