"""``POST /x/upload?name=…``: a file streams from the browser to disk, and is never held whole."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from explorer.blobs import BlobWriter
from explorer.serving.receiving import Body, file_name, pieces, receive
from explorer.serving.services import Services
from explorer.sources.detect import HEAD_BYTES, detect

URL = "/x/upload"


def upload_routes(services: Services) -> list[Route]:
    """The route that takes a file.

    It answers ``{"fingerprint", "name", "bytes"}``, and the file is then in the visitor's workspace; or a
    sentence to show (see `receiving.receive`).
    """

    async def upload(request: Request) -> Response:
        async def keep(visitor: str, body: Body) -> dict[str, object]:
            name = file_name(request)
            fingerprint, size = await _keep(services, name, body, request.headers.get("content-length", ""))
            await run_in_threadpool(
                services.workspaces.change, visitor, lambda now: now.with_upload(fingerprint, name, size)
            )
            return {"fingerprint": fingerprint, "name": name, "bytes": size}

        return await receive(request, services, keep)

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
    async for piece in pieces(body):
        services.settings.check("max_upload_bytes", writer.size + len(piece))
        if not writer.size:
            detect(name, piece[:HEAD_BYTES])
        await run_in_threadpool(writer.write, piece)
    if not writer.size:
        detect(name, b"")
