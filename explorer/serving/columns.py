"""Stored bytes under signed addresses: columns, lists of texts, thumbnails, pictures, files to save.

An address holds the digest of what it serves, so what it serves never changes: browsers keep it for a year.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Route

from explorer.errors import DamagedArtifact
from explorer.serving.addresses import APART, Kind
from explorer.serving.answers import DIGEST, accepts_gzip, refusal, sentence
from explorer.serving.services import Services
from explorer.serving.visitor import KEPT_ENCODING
from explorer.store import Store

IMMUTABLE = "private, max-age=31536000, immutable"
FILE_TYPES = {".csv": "text/csv; charset=utf-8", ".parquet": "application/vnd.apache.parquet"}
OFFSET_BYTES, WIDE_OFFSET_BYTES = 4, 8  # offsets are uint32 in a batch, uint64 in a data set; little-endian
PIECE_BYTES = 1 << 20
PACKED_BYTES = 2_000, 64_000_000  # what is less or more is sent as it is
GZIP = 31  # what zlib calls that format, with the widest window
TRIED_BYTES, WORTH = 1 << 16, 0.7  # so much of it is compressed first, and that must become so much smaller
# How a picture begins -> what it is. Nothing else that was brought is shown: a browser runs what is in SVG or HTML.
_PICTURES = (
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"BM"), "image/bmp"),
    (re.compile(rb"....ftypavi[fs]", re.DOTALL), "image/avif"),
)

_PAIR = re.compile(rf"([0-9a-f]{{40}})-([0-9a-f]{{40}})({APART})?")
_GONE = "This was removed to make room. Reload the page to have it made again."


def column_routes(services: Services) -> list[Route]:
    """The routes of columns, texts, thumbnails, pictures as they were brought, and files to save."""

    async def blob(request: Request) -> Response:
        return await _stored(request, services, "blob", "application/octet-stream")

    async def text(request: Request) -> Response:
        return await _stored(request, services, "text", "application/json")

    async def thumbnail(request: Request) -> Response:
        return await _thumbnail(request, services)

    async def original(request: Request) -> Response:
        return await _original(request, services)

    async def file(request: Request) -> Response:
        return await _file(request, services)

    return [
        Route("/x/blob/{signature}/{digest}", blob),
        Route("/x/text/{signature}/{digest}", text),
        Route("/x/thumb/{signature}/{digest}/{index}", thumbnail),
        Route("/x/original/{signature}/{digest}/{index}", original),
        Route("/x/file/{signature}/{digest}/{name}", file),
    ]


async def _stored(request: Request, services: Services, kind: Kind, media_type: str) -> Response:
    digest = request.path_params["digest"]
    refused = refusal(request, services, kind, digest)
    if refused:
        return refused
    if not DIGEST.fullmatch(digest):
        return sentence(404, _GONE)
    headers = {"Cache-Control": IMMUTABLE, "ETag": f'"{digest}"', "Vary": "Accept-Encoding"}
    if _has(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    try:
        path, stat = await run_in_threadpool(_find, services.store, digest)
        takes = accepts_gzip(request, KEPT_ENCODING.decode())
        packed = await run_in_threadpool(_packed, path, stat.st_size) if takes else None
    except (DamagedArtifact, FileNotFoundError):
        return sentence(404, _GONE)
    if packed is not None:
        return Response(packed, headers=headers | {"Content-Encoding": "gzip"}, media_type=media_type)
    return FileResponse(path, headers=headers, media_type=media_type, stat_result=stat)


def _packed(path: Path, size: int) -> bytes | None:
    """A file as gzip where that spares a good part, of codes or texts; None where it does not, of coordinates."""
    least, most = PACKED_BYTES
    if not least <= size <= most:
        return None
    packer = zlib.compressobj(1, wbits=GZIP)
    with path.open("rb") as handle:
        head = handle.read(TRIED_BYTES)
        packed = packer.compress(head) + packer.flush(zlib.Z_SYNC_FLUSH)
        if len(packed) > WORTH * len(head):
            return None
        return packed + packer.compress(handle.read()) + packer.flush()


async def _thumbnail(request: Request, services: Services) -> Response:
    found = await _slice(request, services, "thumb", OFFSET_BYTES)
    if isinstance(found, Response):
        return found
    picture = await run_in_threadpool(lambda: b"".join(found.pieces()))
    return Response(picture, headers=found.headers, media_type="image/webp")


async def _original(request: Request, services: Services) -> Response:
    found = await _slice(request, services, "original", WIDE_OFFSET_BYTES)
    if isinstance(found, Response):
        return found
    head = await run_in_threadpool(lambda: next(found.pieces(), b""))
    kind = next((kind for begins, kind in _PICTURES if begins.match(head)), None)
    if kind is None:
        return sentence(404, "There is no picture to show.")
    headers = found.headers | {"Content-Length": str(found.stop - found.start)}
    return StreamingResponse(found.pieces(), headers=headers, media_type=kind)


async def _file(request: Request, services: Services) -> Response:
    digest, name = request.path_params["digest"], request.path_params["name"]
    refused = refusal(request, services, "file", f"{digest}/{name}")
    if refused:
        return refused
    try:
        path, stat = await run_in_threadpool(_find, services.store, digest)
    except (DamagedArtifact, FileNotFoundError):
        return sentence(404, _GONE)
    headers = {"Cache-Control": "private, no-cache", "ETag": f'"{digest}"', "Content-Disposition": _attached(name)}
    media_type = FILE_TYPES.get(Path(name).suffix, "application/octet-stream")
    return FileResponse(path, headers=headers, media_type=media_type, stat_result=stat)


def _attached(name: str) -> str:
    """To be saved under that name (RFC 6266); as RFC 5987 spells it, and in ASCII for what can't read that."""
    plain = re.sub(r'[^ -~]|["\\%]', "_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _find(store: Store, digest: str) -> tuple[Path, os.stat_result]:
    path = store.blob(digest)  # reads and checks all of it when it is first asked for
    return path, path.stat()


@dataclass(frozen=True)
class _Slice:
    """Bytes ``start`` to ``stop`` of a file, and the headers to send with them."""

    path: Path
    start: int
    stop: int
    headers: dict[str, str]

    def pieces(self) -> Iterator[bytes]:
        """The bytes, never many at a time."""
        with self.path.open("rb") as handle:
            handle.seek(self.start)
            for at in range(self.start, self.stop, PIECE_BYTES):
                yield handle.read(min(PIECE_BYTES, self.stop - at))


async def _slice(request: Request, services: Services, kind: Kind, width: int) -> _Slice | Response:
    """Where picture ``index`` of a pack is, or the answer that there is none; offsets have `width` bytes."""
    digest, index = request.path_params["digest"], request.path_params["index"]
    refused = refusal(request, services, kind, digest)
    if refused:
        return refused
    pair = _PAIR.fullmatch(digest)
    if not pair or not re.fullmatch(r"[0-9]{1,9}", index):
        return sentence(404, "There is no such picture.")
    headers = {"Cache-Control": IMMUTABLE, "ETag": f'"{digest}-{int(index)}"'}
    if _has(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    try:
        step = 2 * width if pair[3] else width
        ends = await run_in_threadpool(_ends, services.store, pair[2], int(index) * step, width)
        path = await run_in_threadpool(services.store.blob, pair[1])
    except (DamagedArtifact, FileNotFoundError):
        return sentence(404, _GONE)
    return _Slice(path, *ends, headers) if ends else sentence(404, "There is no such picture.")


def _ends(store: Store, offsets: str, at: int, width: int) -> tuple[int, int] | None:
    with store.blob(offsets).open("rb") as handle:
        handle.seek(at)
        ends = handle.read(2 * width)
    if len(ends) < 2 * width:
        return None
    return int.from_bytes(ends[:width], "little"), int.from_bytes(ends[width:], "little")


def _has(request: Request, etag: str) -> bool:
    return etag in request.headers.get("if-none-match", "")
