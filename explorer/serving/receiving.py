"""What every route that takes bytes from a person shares: who sends, in what pieces, and what is answered."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import re
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from explorer.errors import AccessDenied, ExplorerError, InputError, LimitError, SourceError
from explorer.serving.addresses import Addresses, visitor_of
from explorer.serving.services import Services

TOKEN_HEADER = "X-Explorer-Token"  # noqa: S105
PIECE_BYTES = 1 << 20  # handled at once: a thread hop for each packet would cost more than the writing
STALL_SECONDS = 120.0  # a connection that has gone silent is gone, whatever TCP believes
DRAIN_SECONDS = 5.0
DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
NAME_LENGTH = 200

Body = AsyncGenerator[bytes, None]
Keep = Callable[[str, Body], Awaitable[dict[str, object]]]

_log = logging.getLogger(__name__)


async def receive(request: Request, services: Services, keep: Keep) -> Response:
    """Take what is sent, and answer in JSON or with a sentence to show.

    Parameters
    ----------
    request : Request
    services : Services
    keep : callable
        From the visitor and the body to the answer. What it raises leaves nothing behind.

    Returns
    -------
    Response
        Of what `keep` answered; or a sentence with 403 (not from a page of this visitor), 413 (too large), 415
        (not a format that is read), 400 (not what was agreed), 408 (gone silent) or 507 (disk full).
    """
    body = request.stream()
    try:
        return JSONResponse(await keep(_visitor(request, services.addresses), body))
    except ClientDisconnect:
        _log.info("An upload was broken off; nothing of it is kept.")
        return Response(status_code=400)  # to nobody
    except TimeoutError:
        return PlainTextResponse("The upload stopped half-way, so nothing was kept. Try again.", 408)
    except (ExplorerError, OSError) as problem:
        status, sentence = _explain(problem)
        await _drain(body)
        return PlainTextResponse(sentence, status)


async def pieces(body: Body) -> AsyncIterator[bytes]:
    """The body in pieces of `PIECE_BYTES` or little more, the last one smaller.

    Raises
    ------
    TimeoutError
        When nothing comes any more.
    """
    waiting, more = bytearray(), True
    while more:
        async with asyncio.timeout(STALL_SECONDS):
            packet = await anext(body, None)
        more = packet is not None
        waiting += packet or b""
        if waiting and (len(waiting) >= PIECE_BYTES or not more):
            yield bytes(waiting)
            waiting.clear()


def file_name(request: Request) -> str:
    """The last part of the name in the address, without what can't be printed.

    Raises
    ------
    InputError
        When there is none.
    """
    last = re.split(r"[/\\]", request.query_params.get("name", ""))[-1]
    name = "".join(letter for letter in last if letter.isprintable()).strip()[-NAME_LENGTH:]
    if not name:
        raise InputError("The upload has no file name; add ?name=… to the address.")
    return name


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
