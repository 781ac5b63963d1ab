"""``GET /x/frame/{signature}/{digest}?after=N``: a map on its way, while its worker lays it out."""

from __future__ import annotations

import re

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from explorer.errors import AccessDenied
from explorer.frames import Frames
from explorer.serving.addresses import visitor_of
from explorer.serving.services import Services

_DIGEST = re.compile(r"[0-9a-f]{40}")
_FRESH = {"Cache-Control": "no-store"}


def frame_routes(services: Services) -> list[Route]:
    """The route of frames: the last one's bytes, or 204 where there is none after so many rounds."""

    async def frame(request: Request) -> Response:
        digest = request.path_params["digest"]
        try:
            services.addresses.check(
                visitor_of(request.cookies), "frame", digest, request.path_params["signature"]
            )
        except AccessDenied as problem:
            return PlainTextResponse(problem.message, 403, headers=_FRESH)
        if not _DIGEST.fullmatch(digest):
            return PlainTextResponse("There is no such map.", 404, headers=_FRESH)
        seen = request.query_params.get("after", "0")
        frames = Frames(services.store.root, digest)
        data = await run_in_threadpool(frames.newer, int(seen) if seen.isdecimal() else 0)
        if data is None:
            return Response(status_code=204, headers=_FRESH)
        return Response(data, media_type="application/octet-stream", headers=_FRESH)

    return [Route("/x/frame/{signature}/{digest}", frame)]
