"""Stored bytes under signed addresses: columns, lists of texts, thumbnails.

An address holds the digest of what it serves, so what it serves never changes: browsers keep it for a year.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from explorer.errors import AccessDenied, DamagedArtifact
from explorer.serving.addresses import Kind, visitor_of
from explorer.serving.services import Services
from explorer.store import Store

IMMUTABLE = "private, max-age=31536000, immutable"
OFFSET_BYTES = 4  # offsets are uint32, little-endian

_DIGEST = re.compile(r"[0-9a-f]{40}")
_PAIR = re.compile(r"([0-9a-f]{40})-([0-9a-f]{40})")
_GONE = "This was removed to make room. Reload the page to have it made again."


def column_routes(services: Services) -> list[Route]:
    """The routes of columns (``/x/blob``), lists of texts (``/x/text``) and thumbnails (``/x/thumb``)."""

    async def blob(request: Request) -> Response:
        return await _stored(request, services, "blob", "application/octet-stream")

    async def text(request: Request) -> Response:
        return await _stored(request, services, "text", "application/json")

    async def thumbnail(request: Request) -> Response:
        return await _thumbnail(request, services)

    return [
        Route("/x/blob/{signature}/{digest}", blob),
        Route("/x/text/{signature}/{digest}", text),
        Route("/x/thumb/{signature}/{digest}/{index}", thumbnail),
    ]


async def _stored(request: Request, services: Services, kind: Kind, media_type: str) -> Response:
    digest = request.path_params["digest"]
    refused = _refuse(request, services, kind, digest)
    if refused:
        return refused
    if not _DIGEST.fullmatch(digest):
        return _sentence(404, _GONE)
    headers = {"Cache-Control": IMMUTABLE, "ETag": f'"{digest}"'}
    if _has(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    try:
        path, stat = await run_in_threadpool(_find, services.store, digest)
    except (DamagedArtifact, FileNotFoundError):
        return _sentence(404, _GONE)
    return FileResponse(path, headers=headers, media_type=media_type, stat_result=stat)


async def _thumbnail(request: Request, services: Services) -> Response:
    digest, index = request.path_params["digest"], request.path_params["index"]
    refused = _refuse(request, services, "thumb", digest)
    if refused:
        return refused
    pair = _PAIR.fullmatch(digest)
    if not pair or not re.fullmatch(r"[0-9]{1,9}", index):
        return _sentence(404, "There is no such picture.")
    headers = {"Cache-Control": IMMUTABLE, "ETag": f'"{digest}-{int(index)}"'}
    if _has(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    try:
        picture = await run_in_threadpool(_picture, services.store, pair[1], pair[2], int(index))
    except (DamagedArtifact, FileNotFoundError):
        return _sentence(404, _GONE)
    if picture is None:
        return _sentence(404, "There is no such picture.")
    return Response(picture, headers=headers, media_type="image/webp")


def _refuse(request: Request, services: Services, kind: Kind, digest: str) -> Response | None:
    try:
        services.addresses.check(visitor_of(request.cookies), kind, digest, request.path_params["signature"])
    except AccessDenied as problem:
        return _sentence(403, problem.message)
    return None


def _find(store: Store, digest: str) -> tuple[Path, os.stat_result]:
    path = store.blob(digest)  # reads and checks all of it when it is first asked for
    return path, path.stat()


def _picture(store: Store, pack: str, offsets: str, index: int) -> bytes | None:
    with store.blob(offsets).open("rb") as handle:
        handle.seek(index * OFFSET_BYTES)
        ends = handle.read(2 * OFFSET_BYTES)
    if len(ends) < 2 * OFFSET_BYTES:
        return None
    start = int.from_bytes(ends[:OFFSET_BYTES], "little")
    stop = int.from_bytes(ends[OFFSET_BYTES:], "little")
    with store.blob(pack).open("rb") as handle:
        handle.seek(start)
        return handle.read(stop - start)


def _has(request: Request, etag: str) -> bool:
    return etag in request.headers.get("if-none-match", "")


def _sentence(status: int, text: str) -> Response:
    return PlainTextResponse(text, status, headers={"Cache-Control": "no-store"})
