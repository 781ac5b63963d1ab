"""Addresses that only the visitor they were made for can open.

An address holds a signature over the visitor's id, what is asked for, and the digest of the bytes served. The
id travels in the cookie and isn't part of the address: an address that is passed on opens nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from explorer.errors import AccessDenied, ExplorerError

COOKIE = "explorer_visitor"
SECRET_BYTES = 32
SIGNATURE_BYTES = 16
APART = "-apart"  # ends the digests of a pack of which only some pictures are meant
FILE_NAME_LENGTH = 60  # in UTF-8 at most 240 bytes: the ending still fits into the 255 of a file system

Kind = Literal["blob", "text", "thumb", "original", "file", "frame"]

_VISITOR = re.compile(r"[A-Za-z0-9_-]{32}")


def new_visitor() -> str:
    """An id nobody can guess: 192 random bits."""
    return secrets.token_urlsafe(24)


def visitor_of(cookies: Mapping[str, str]) -> str | None:
    """The id in a request's cookies (``st.context.cookies``, too), or None where there is no valid one."""
    value = cookies.get(COOKIE, "")
    return value if _VISITOR.fullmatch(value) else None


class Addresses:
    """Makes and checks signed addresses.

    Parameters
    ----------
    secret : bytes
        32 of them; see `read_secret`.
    """

    def __init__(self, secret: bytes) -> None:
        if len(secret) != SECRET_BYTES:
            raise ValueError(f"a secret has {SECRET_BYTES} bytes, not {len(secret)}")
        self._secret = secret

    def sign(self, visitor: str, digest: str, kind: Kind = "blob") -> str:
        """The path of stored bytes for one visitor.

        Parameters
        ----------
        visitor : str
        digest : str
            Digest of the bytes; for pictures see `thumbnails` and `originals`.
        kind : {"blob", "text", "thumb", "original", "frame"}
            ``"blob"`` is served as bytes, ``"text"`` as JSON; a ``"frame"``'s digest is that of its recipe.

        Returns
        -------
        str
            ``/x/<kind>/<signature>/<digest>``
        """
        return f"/x/{kind}/{self._signature(visitor, kind, digest)}/{digest}"

    def thumbnails(self, visitor: str, pack: str, offsets: str) -> str:
        """The path of a batch of thumbnails, from the digests of its pack and offsets.

        Picture i (counted in the batch, from 0) is that path + ``/<i>``.
        """
        return self.sign(visitor, f"{pack}-{offsets}", "thumb")

    def file(self, visitor: str, digest: str, name: str) -> str:
        """The path of stored bytes as a file to save under a name: ``/x/file/<signature>/<digest>/<name>``.

        Parameters
        ----------
        visitor : str
        digest : str
            Digest of the bytes.
        name : str
            What the browser calls the file; see `file_name`.
        """
        signature = self._signature(visitor, "file", f"{digest}/{name}")
        return f"/x/file/{signature}/{digest}/{quote(name, safe='')}"

    def originals(self, visitor: str, pack: str, offsets: str, apart: bool = False) -> str:
        """The path of the pictures as they were brought, from the digests of their pack and offsets.

        That of the row at position i is that path + ``/<i>``. They lie `apart` where the offsets are pairs; see
        `explorer.pictures.ImageFiles`.
        """
        return self.sign(visitor, f"{pack}-{offsets}{APART if apart else ''}", "original")

    def check(self, visitor: str | None, kind: Kind, digest: str, signature: str) -> None:
        """Refuse an address that wasn't made for this visitor.

        Raises
        ------
        AccessDenied
        """
        if visitor is None:
            raise AccessDenied("This address needs the cookie of the workspace it belongs to. Open the app first.")
        if not _same(self._signature(visitor, kind, digest), signature):
            raise AccessDenied("This address belongs to another workspace. Reload the page to get your own.")

    def token(self, visitor: str) -> str:
        """What a page of this visitor sends along with an upload, so that no other site can send one."""
        return self._signature(visitor, "upload")

    def check_token(self, visitor: str | None, token: str) -> None:
        """Refuse a token that wasn't made for this visitor.

        Raises
        ------
        AccessDenied
        """
        if visitor is None or not _same(self.token(visitor), token):
            raise AccessDenied(
                "This upload doesn't come from a page of your workspace. Reload the page, then try again."
            )

    def _signature(self, *parts: str) -> str:
        # Each part is preceded by its length: no two lists of parts are the same bytes.
        encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
        message = b"".join(len(part).to_bytes(8, "big") + part for part in encoded)
        return hashlib.blake2b(message, key=self._secret, digest_size=SIGNATURE_BYTES).hexdigest()


def file_name(words: str, ending: str) -> str:
    """Words from outside as the name of a file that any system can save.

    Parameters
    ----------
    words : str
        E.g. the title of a data set. Letters that no file name may have on some system become ``-``.
    ending : str
        E.g. ``".csv"``.
    """
    plain = "".join(letter if letter.isprintable() else " " for letter in words)
    stem = re.sub(r'[\\/:*?"<>|]+', "-", " ".join(plain.split()))[:FILE_NAME_LENGTH].strip(" .")
    return (stem or "rows") + ending


def read_secret(path: Path) -> bytes:
    """The server's secret; made on the first start, readable by its owner only.

    Parameters
    ----------
    path : Path
        ``HOME/secret``.

    Raises
    ------
    ExplorerError
        When the file holds something else.
    """
    if not path.exists():
        _make_secret(path)
    secret = path.read_bytes()
    if len(secret) != SECRET_BYTES:
        raise ExplorerError(
            f"{path} holds {len(secret)} bytes instead of {SECRET_BYTES}. Delete it and start again: a new "
            "one is made, and open pages must be reloaded."
        )
    return secret


def _make_secret(path: Path) -> None:
    # Written aside and then linked, which fails where another process was first: all read the same, whole.
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix="secret-") as handle:  # made with mode 0600
        handle.write(secrets.token_bytes(SECRET_BYTES))
        handle.flush()
        os.fsync(handle.fileno())
        try:
            path.hardlink_to(handle.name)
        except FileExistsError:
            return


def _same(ours: str, theirs: str) -> bool:
    return hmac.compare_digest(ours.encode(), theirs.encode("utf-8", "surrogatepass"))
