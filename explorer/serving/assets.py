"""The components' JavaScript and CSS, and plotly.js: public, under a digest of their content."""

from __future__ import annotations

import gzip
import importlib.util
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from explorer.recipe import digest_of
from explorer.serving.answers import accepts_gzip

IMMUTABLE = "public, max-age=31536000, immutable"
COMPONENTS = Path(__file__).parent.parent / "ui" / "components"
PLOTLY = "plotly"
COMPRESS_BYTES = 1400  # what fits one packet isn't worth it
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}

Mark = tuple[tuple[str, int, int], ...]


class Assets:
    """Folders of files, each under the digest of its content.

    A folder is held in memory as it was when its address was given out: a page that is open while files
    change still gets all of its modules from one state of the folder.

    Parameters
    ----------
    components : Path
        A folder with a folder for each component.
    """

    def __init__(self, components: Path = COMPONENTS) -> None:
        self.components = components
        self._folders: dict[str, Mapping[str, bytes]] = {}
        self._known: dict[str, tuple[Mark, str]] = {}
        self._compressed: dict[tuple[str, str], bytes] = {}
        self._lock = threading.Lock()

    def url(self, component: str, file: str) -> str:
        """The address of a component's file, or of ``plotly.min.js`` of the component ``"plotly"``.

        Raises
        ------
        FileNotFoundError
            When the component has no such file.
        """
        with self._lock:
            digest = self._digest(component)
        if file not in self._folders[digest]:
            raise FileNotFoundError(f"the component {component} has no file {file}")
        return f"/x/asset/{digest}/{file}"

    def find(self, digest: str, file: str) -> bytes | None:
        """A file's content. Only what a folder held when it was read is found: a path leads nowhere else."""
        return self._folders.get(digest, {}).get(file)

    def compressed(self, digest: str, file: str) -> bytes:
        """A file that `find` finds, as gzip; compressed when first asked for."""
        with self._lock:
            if (digest, file) not in self._compressed:
                self._compressed[digest, file] = gzip.compress(self._folders[digest][file], 6, mtime=0)
            return self._compressed[digest, file]

    def warm(self) -> None:
        """Read and compress plotly.js, which takes a quarter of a second, before anybody waits for it."""
        digest, file = self.url(PLOTLY, "plotly.min.js").split("/")[-2:]
        self.compressed(digest, file)

    def _digest(self, component: str) -> str:
        paths = _plotly() if component == PLOTLY else _files(self.components / component)
        mark = tuple((path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in paths)
        known = self._known.get(component)
        if known and known[0] == mark:
            return known[1]
        contents = {path.name: path.read_bytes() for path in paths}
        digest = digest_of("".join(f"{name} {digest_of(contents[name])}\n" for name in contents).encode())
        self._folders[digest] = contents
        self._known[component] = (mark, digest)
        return digest


@cache
def installed() -> Assets:
    """The components of this package."""
    return Assets()


def asset_url(component: str, file: str) -> str:
    """The address of a file of ``explorer/ui/components/<component>/``; ``"plotly"`` has ``plotly.min.js``.

    Raises
    ------
    FileNotFoundError
        When there is no such file.
    """
    return installed().url(component, file)


def asset_routes(assets: Assets) -> list[Route]:
    """The route of the components' files."""

    async def asset(request: Request) -> Response:
        digest, file = request.path_params["digest"], request.path_params["file"]
        content = assets.find(digest, file)
        if content is None:
            return PlainTextResponse("There is no such file. Reload the page: the app was updated.", 404)
        headers = {"Cache-Control": IMMUTABLE, "ETag": f'"{digest}"', "Vary": "Accept-Encoding"}
        if headers["ETag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if len(content) > COMPRESS_BYTES and accepts_gzip(request):
            content = await run_in_threadpool(assets.compressed, digest, file)
            headers["Content-Encoding"] = "gzip"
        return Response(content, headers=headers, media_type=TYPES[Path(file).suffix])

    return [Route("/x/asset/{digest}/{file}", asset)]


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise FileNotFoundError(f"there is no component {folder.name}")
    return sorted(path for path in folder.iterdir() if path.suffix in TYPES and path.is_file())


def _plotly() -> list[Path]:
    # Found without being imported: the web process draws in the browser.
    spec = importlib.util.find_spec("plotly")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("the plotly package is not installed")
    return [Path(spec.submodule_search_locations[0]) / "package_data" / "plotly.min.js"]
