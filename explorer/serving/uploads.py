"""``POST /x/upload?name=…``: a file streams from the browser to disk, and is never held whole."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import re
from collections.abc import AsyncGenerator
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from explorer.blobs import BlobWriter
from explorer.errors import AccessDenied, ExplorerError, InputError, LimitError, SourceError
from explorer.serving.addresses import Addresses, visitor_of
from explorer.serving.services import Services
from explorer.sources.detect import detect

URL = "/x/upload"
TOKEN_HEADER = "X-Explorer-Token"  # noqa: S105
HEAD_BYTES = 4096  # enough to tell what a file is
PIECE_BYTES = 1 << 20  # written at once: a thread hop for each packet would cost more than the writing
STALL_SECONDS = 120.0  # a connection that has gone silent is gone, whatever TCP believes
DRAIN_SECONDS = 5.0
DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
NAME_LENGTH = 200

Body = AsyncGenerator[bytes, None]

_log = logging.getLogger(__name__)


def upload_routes(services: Services) -> list[Route]:
    """The route that takes uploads.

    It answers ``{"fingerprint", "name", "bytes"}``, and the file is then in the visitor's workspace; or a
    sentence to show, with 403 (not from a page of this visitor), 413 (too large), 415 (not a format that is
    read), 400 (no name), 408 (gone silent) or 507 (disk full).
    """

    async def upload(request: Request) -> Response:
        body = request.stream()
        try:
            visitor = _visitor(request, services.addresses)
            name = _name(request)
            fingerprint, size = await _keep(services, name, body, request.headers.get("content-length", ""))
            await run_in_threadpool(
                services.workspaces.change, visitor, lambda now: now.with_upload(fingerprint, name, size)
            )
        except ClientDisconnect:
            _log.info("An upload was broken off; nothing of it is kept.")
            return Response(status_code=400)  # to nobody
        except TimeoutError:
            return PlainTextResponse("The upload stopped half-way, so nothing was kept. Try again.", 408)
        except (ExplorerError, OSError) as problem:
            status, sentence = _explain(problem)
            await _drain(body)
            return PlainTextResponse(sentence, status)
        return JSONResponse({"fingerprint": fingerprint, "name": name, "bytes": size})

    return [Route(URL, upload, methods=["POST"])]


async def _keep(services: Services, name: str, body: Body, declared: str) -> tuple[str, int]:
    """Stream the body into the store; its fingerprint and size."""
    if declared.isdecimal():
        services.settings.check("max_upload_bytes", int(declared))
    with await run_in_threadpool(services.store.writer) as writer:
        await _stream(services, name, body, writer)
        size = writer.size
        return await run_in_threadpool(writer.commit), size


async def _stream(services: Services, name: str, body: Body, writer: BlobWriter) -> None:
    waiting, known, more = bytearray(), False, True
    while more:
        async with asyncio.timeout(STALL_SECONDS):
            piece = await anext(body, None)
        more = piece is not None
        waiting += piece or b""
        services.settings.check("max_upload_bytes", writer.size + len(waiting))
        if not known and (len(waiting) >= HEAD_BYTES or not more):
            detect(name, bytes(waiting[:HEAD_BYTES]))
            known = True
        if waiting and (len(waiting) >= PIECE_BYTES or not more):
            await run_in_threadpool(writer.write, bytes(waiting))
            waiting.clear()


def _visitor(request: Request, addresses: Addresses) -> str:
    """The visitor, where the request comes from a page of theirs on this host."""
    visitor = visitor_of(request.cookies)
    addresses.check_token(visitor, request.headers.get(TOKEN_HEADER, ""))
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    hosts = {request.headers.get("host"), request.headers.get("x-forwarded-host")} - {None}
    foreign = (site is not None and site != "same-origin") or (
        origin is not None and urlsplit(origin).netloc not in hosts
    )
    if visitor is None or foreign or (site is None and origin is None):
        raise AccessDenied("Uploads are taken from this app's own pages only. Open the app, then try again there.")
    return visitor


def _name(request: Request) -> str:
    last = re.split(r"[/\\]", request.query_params.get("name", ""))[-1]
    name = "".join(letter for letter in last if letter.isprintable()).strip()[-NAME_LENGTH:]
    if not name:
        raise InputError("The upload has no file name; add ?name=… to the address.")
    return name


def _explain(problem: Exception) -> tuple[int, str]:
    if isinstance(problem, OSError):
        if problem.errno not in DISK_FULL:
            raise problem
        return 507, "This server's disk is full, so nothing was kept. Whoever runs it must make room first."
    statuses: tuple[tuple[type[Exception], int], ...] = (
        (AccessDenied, 403),
        (LimitError, 413),
        (SourceError, 415),
    )
    status = next((status for kind, status in statuses if isinstance(problem, kind)), 400)
    return status, getattr(problem, "message", "")


async def _drain(body: Body) -> None:
    # An answer sent while the browser is still sending is lost with the connection on some systems, and the
    # sentence with it. So the rest is read and thrown away, for as long as that is quick.
    with contextlib.suppress(ClientDisconnect, TimeoutError):
        async with asyncio.timeout(DRAIN_SECONDS):
            async for _ in body:
                pass
