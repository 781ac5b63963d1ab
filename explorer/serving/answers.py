"""Answers that several routes give: a sentence in place of what was asked for, and who may not have it."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from explorer.errors import AccessDenied
from explorer.serving.addresses import Kind, visitor_of
from explorer.serving.services import Services

DIGEST = re.compile(r"[0-9a-f]{40}")
NOT_KEPT = {"Cache-Control": "no-store"}


def refusal(request: Request, services: Services, kind: Kind, digest: str) -> Response | None:
    """The answer to an address that wasn't signed for this visitor; None where it was."""
    try:
        services.addresses.check(visitor_of(request.cookies), kind, digest, request.path_params["signature"])
    except AccessDenied as problem:
        return sentence(403, problem.message)
    return None


def accepts_gzip(request: Request, header: str = "accept-encoding") -> bool:
    """Whether the answer may come compressed."""
    offers = [offer.replace(" ", "") for offer in request.headers.get(header, "").lower().split(",")]
    return any(offer.split(";")[0] == "gzip" and not offer.endswith((";q=0", ";q=0.0")) for offer in offers)


def sentence(status: int, text: str) -> Response:
    """A sentence for a person, which the browser doesn't keep."""
    return PlainTextResponse(text, status, headers=NOT_KEPT)
