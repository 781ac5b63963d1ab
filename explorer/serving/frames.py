"""``GET /x/frame/{signature}/{digest}?after=N``: a map on its way, while its worker lays it out."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from explorer.frames import Frames
from explorer.serving.answers import DIGEST, NOT_KEPT, refusal, sentence
from explorer.serving.services import Services


def frame_routes(services: Services) -> list[Route]:
    """The route of frames: the last one's bytes, or 204 where there is none after so many rounds."""

    async def frame(request: Request) -> Response:
        digest = request.path_params["digest"]
        refused = refusal(request, services, "frame", digest)
        if refused:
            return refused
        if not DIGEST.fullmatch(digest):
            return sentence(404, "There is no such map.")
        seen = request.query_params.get("after", "0")
        frames = Frames(services.store.root, digest)
        data = await run_in_threadpool(frames.newer, int(seen) if seen.isdecimal() else 0)
        if data is None:
            return Response(status_code=204, headers=NOT_KEPT)
        return Response(data, media_type="application/octet-stream", headers=NOT_KEPT)

    return [Route("/x/frame/{signature}/{digest}", frame)]
