"""The middleware around everything, Streamlit included: who asks, and what browsers may do."""

from __future__ import annotations

from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explorer.serving.addresses import COOKIE, new_visitor, visitor_of
from explorer.settings import Settings

DAY = 86_400
OURS = "/x/"
KEPT_ENCODING = b"x-kept-accept-encoding"
STORED = ("/x/blob/", "/x/text/", "/x/thumb/", "/x/file/", "/x/frame/")
# The document of a page or of a frame that shows one; not the small documents that components bring.
DOCUMENTS = frozenset({"", "document", "iframe", "frame", "embed", "object"})


def middleware(settings: Settings) -> list[Middleware]:
    """What stands around our routes and Streamlit's."""
    return [Middleware(VisitorMiddleware, days=settings.workspace_days)]


class VisitorMiddleware:
    """Gives every browser that opens a page an unguessable id in a cookie.

    The cookie is set again whenever a page is opened, so that it expires after the last visit, not the
    first. Nobody may store such an answer: a proxy that did would hand one visitor's id to the next.

    Parameters
    ----------
    app : ASGI application
    days : int
        How long the cookie lives after the last visit.
    """

    def __init__(self, app: ASGIApp, days: int) -> None:
        self.app = app
        self.days = days

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["path"].startswith(OURS):
            await self.app(_as_stored(scope), receive, _with(send, _protect))
        elif scope["method"] == "GET":
            await self._serve_page(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _serve_page(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        known = visitor_of(cookie_parser(headers.get("cookie", "")))
        document = headers.get("sec-fetch-dest", "") in DOCUMENTS
        if not known and document:
            # "Not modified" has no document to hang the cookie on.
            scope = _without(scope, b"if-none-match", b"if-modified-since")
        cookie = self._cookie(known or new_visitor(), _is_https(scope, headers))

        def sign_in(answer: MutableHeaders) -> None:
            if document and answer.get("content-type", "").startswith("text/html"):
                answer.append("Set-Cookie", cookie)
                answer["Cache-Control"] = "no-store"
                answer["Referrer-Policy"] = "same-origin"
                answer["X-Content-Type-Options"] = "nosniff"

        await self.app(scope, receive, _with(send, sign_in))

    def _cookie(self, visitor: str, https: bool) -> str:
        secure = "; Secure" if https else ""
        return f"{COOKIE}={visitor}; Path=/; Max-Age={self.days * DAY}; HttpOnly; SameSite=Lax{secure}"


def _protect(answer: MutableHeaders) -> None:
    # What people brought is served from here: it is never a document, a script, or another site's picture.
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    answer["Referrer-Policy"] = "same-origin"
    answer.setdefault("Cache-Control", "no-store")


def _as_stored(scope: Scope) -> Scope:
    # Streamlit's middleware would compress whatever it is, coordinates too, at a cost far above what that saves. The
    # route decides itself, by the header under another name.
    if not scope["path"].startswith(STORED):
        return scope
    takes = [(KEPT_ENCODING, value) for name, value in scope["headers"] if name == b"accept-encoding"]
    kept = _without(scope, b"accept-encoding", KEPT_ENCODING)
    return {**kept, "headers": [*kept["headers"], *takes]}


def _without(scope: Scope, *names: bytes) -> Scope:
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name not in names]}


def _is_https(scope: Scope, headers: Headers) -> bool:
    forwarded = headers.get("x-forwarded-proto", "").split(",")[0].strip().lower()
    return (forwarded or scope.get("scheme", "http")) == "https"


def _with(send: Send, change: Callable[[MutableHeaders], None]) -> Send:
    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            change(MutableHeaders(scope=message))
        await send(message)

    return sender
