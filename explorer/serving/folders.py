"""``POST /x/folder?name=…&images=…``: a folder of images, or files that belong together, stream into one zip on disk.

The body is, for each file, a line of JSON, ``["anna/1.jpg", 4711]``: its path in the folder and its bytes; and then
those bytes. A request a file would take minutes for thousands of files; one request has nothing to give up later: what
is broken off leaves nothing, as with a single file.
"""

from __future__ import annotations

import json
import re

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from explorer.errors import InputError, SourceError
from explorer.serving.receiving import Body, file_name, pieces, receive
from explorer.serving.services import Services
from explorer.settings import Settings
from explorer.sources.pack import ARCHIVE, IN_WORDS, NAMED_ENDINGS, Pack, is_image, is_table

URL = "/x/folder"
HEAD_BYTES = 8192  # of the line before an image; no system has longer paths
_WRONG = "What was sent isn't a folder of images as this app's pages send it. Reload the page, then try again."


def folder_routes(services: Services) -> list[Route]:
    """The route that takes folders of images.

    It answers ``{"fingerprint", "name", "bytes", "images"}``, and the zip is then in the visitor's workspace like a
    file that was brought; or a sentence to show (see `receiving.receive`).
    """

    async def folder(request: Request) -> Response:
        async def keep(visitor: str, body: Body) -> dict[str, object]:
            name, images = _zip_name(request), _declared(request)
            fingerprint, size = await _keep(services, images, body)
            await run_in_threadpool(
                services.workspaces.change, visitor, lambda now: now.with_upload(fingerprint, name, size)
            )
            return {"fingerprint": fingerprint, "name": name, "bytes": size, "images": images}

        return await receive(request, services, keep)

    return [Route(URL, folder, methods=["POST"])]


class Frames:
    """Takes the body apart as it comes, and packs it.

    Parameters
    ----------
    pack : Pack
    settings : Settings
        For the limits on images and on the sum of their bytes.
    """

    def __init__(self, pack: Pack, settings: Settings) -> None:
        self._pack = pack
        self._settings = settings
        self._head = bytearray()
        self._missing = 0  # bytes of the image begun last
        self._total = 0

    def feed(self, piece: bytes) -> None:
        """Take the next bytes of the body, however they are cut.

        Raises
        ------
        InputError
            When they aren't lines and images in turn.
        SourceError
            When a name isn't an image's.
        LimitError
            When it becomes too much.
        """
        at = 0
        while at < len(piece):
            if self._missing:
                part = memoryview(piece)[at : at + self._missing]
                self._pack.write(part)
                self._missing -= len(part)
                at += len(part)
                continue
            end = piece.find(b"\n", at)
            self._head += piece[at : end if end >= 0 else len(piece)]
            if len(self._head) > HEAD_BYTES:
                raise InputError(_WRONG)
            if end < 0:
                return
            at = end + 1
            self._begin()

    def finish(self, images: int) -> None:
        """The body has ended.

        Raises
        ------
        InputError
            When it ended within an image, or isn't as many images as were announced.
        """
        whole = self._pack.files - bool(self._missing)
        if whole != images or self._head:
            raise InputError(f"Of {images:,} images {whole:,} arrived, so nothing was kept. Try again.")
        self._pack.finish()

    def _begin(self) -> None:
        name, size = _parsed(bytes(self._head))
        self._head.clear()
        if not is_image(name) and not is_table(name, (*NAMED_ENDINGS, ARCHIVE)):
            raise SourceError(f"{name!r} is no image; accepted are {IN_WORDS}, and tables and arrays beside them.")
        self._total += size
        self._settings.check("max_images", self._pack.files + 1)
        self._settings.check("max_upload_bytes", self._total)
        self._pack.begin(name, size)
        self._missing = size


async def _keep(services: Services, images: int, body: Body) -> tuple[str, int]:
    """Stream the body into a zip in the store; its fingerprint and size."""
    services.settings.check("max_images", images)
    with await run_in_threadpool(services.store.writer) as writer, Pack(writer) as pack:
        frames = Frames(pack, services.settings)
        async for piece in pieces(body):
            await run_in_threadpool(frames.feed, piece)
        await run_in_threadpool(frames.finish, images)
        size = writer.size
        return await run_in_threadpool(writer.commit), size


def _parsed(line: bytes) -> tuple[str, int]:
    try:
        name, size = json.loads(line)
    except (ValueError, TypeError, RecursionError) as problem:
        raise InputError(_WRONG) from problem
    if type(name) is not str or type(size) is not int or size < 0:
        raise InputError(_WRONG)
    return name, size


def _zip_name(request: Request) -> str:
    name = file_name(request)
    return name if name.lower().endswith(".zip") else f"{name}.zip"


def _declared(request: Request) -> int:
    images = request.query_params.get("images", "")
    if not re.fullmatch(r"[1-9][0-9]{0,9}", images):
        raise InputError("The upload has no number of images; add &images=… to the address.")
    return int(images)
