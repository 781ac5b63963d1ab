"""Something brought only to be asked about: a picture, a file of vectors, or numbers; as a data set of its own."""

from __future__ import annotations

import io
import math
import re
from pathlib import Path

import numpy as np

from explorer import plan
from explorer.blobs import Blobs
from explorer.errors import SourceError
from explorer.recipe import Recipe
from explorer.settings import Settings
from explorer.sources import pack
from explorer.sources.detect import HEAD_BYTES, detect
from explorer.sources.header import MAGIC, read_header

MOST_MEGABYTES = 50
ENDINGS = (".npy", ".npz", ".csv", ".tsv", ".parquet")  # of files of vectors that are asked for; others are read too
_BETWEEN = re.compile(r"[\s,;|]+")
_BRACKETS = re.compile(r"[\[\](){}]|array|dtype=\w+")


def from_file(name: str, content: bytes, store: Blobs, settings: Settings) -> Recipe:
    """A file as a data set: pictures as such, any other as on the Data page. It is read by a worker.

    Parameters
    ----------
    name : str
    content : bytes
    store : Blobs
        Where the bytes are kept until it is tidied up.
    settings : Settings

    Raises
    ------
    SourceError
        When it is of no format that is read.
    LimitError
        When it is larger than what may be brought.
    """
    settings.check("max_upload_bytes", len(content))
    title = Path(name).stem
    if not pack.is_image(name):
        content = _as_table(content)
        return plan.dataset(store.put(content), detect(name, content[:HEAD_BYTES]), title)
    if not content:
        raise SourceError(f"{name!r} is empty. Bring a picture: {pack.IN_WORDS}.")
    with store.writer() as writer, pack.Pack(writer) as folder:
        folder.begin(name, len(content))
        folder.write(content)
        folder.finish()
        return plan.dataset(writer.commit(), "images", title)


def from_numbers(text: str, n_features: int | None, store: Blobs) -> Recipe:
    """Numbers that were written or pasted, as a data set of one vector.

    Parameters
    ----------
    text : str
        With commas, semicolons or spaces between; brackets don't count.
    n_features : int or None
        How many there should be; None: it isn't known yet.
    store : Blobs

    Raises
    ------
    SourceError
        When something in it is no finite number, or there are more or fewer.
    """
    words = [word for word in _BETWEEN.split(_BRACKETS.sub(" ", text)) if word]
    values = [_number(word, place) for place, word in enumerate(words, start=1)]
    if n_features is not None and len(values) != n_features:
        raise SourceError(
            f"There are {len(values):,} numbers; a vector has {n_features:,} here. Paste one whole vector, made by the "
            "same model as the data's."
        )
    vector = io.BytesIO()
    np.save(vector, np.array([values], dtype=np.float32))
    return plan.dataset(store.put(vector.getvalue()), "npy", "numbers")


def _number(word: str, place: int) -> float:
    try:
        value = float(word)
    except ValueError as problem:
        said = f"{word[:40]!r}, number {place:,} of them, is no number. Write numbers with a point, and commas between."
        raise SourceError(said) from problem
    if not math.isfinite(value) or abs(value) > float(np.finfo(np.float32).max):
        raise SourceError(
            f"{word[:40]!r}, number {place:,} of them, isn't finite, or beyond float32. Every number must be known."
        )
    return value


def _as_table(content: bytes) -> bytes:
    """A ``.npy`` of a single vector as a table of one row; anything else as it is."""
    if not content.startswith(MAGIC):
        return content
    try:
        header = read_header(io.BytesIO(content), "the file")
    except SourceError:
        return content  # whoever reads it says what is wrong
    whole = header.nbytes == len(content) - header.size  # of a hostile length nothing is allocated
    if len(header.shape) != 1 or header.dtype.kind not in "fiu" or not whole:
        return content
    table = io.BytesIO()
    np.save(table, np.frombuffer(content, header.dtype, offset=header.size)[None])
    return table.getvalue()
