"""TensorFlow Projector's format: which files are which, vectors as bytes, and one sprite image with a picture a row.

As TensorBoard's documentation of the projector and the projector itself (projector.tensorflow.org) have it: a table of
tab-separated numbers without names, or 32-bit floats, the smallest byte first; ``metadata.tsv`` with names on top
unless it has one column; a configuration as JSON or, in a log folder, as a protocol buffer's text; and one image with
all pictures in rows of a grid, from the top left.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from explorer.errors import SourceError
from explorer.settings import Settings
from explorer.sources.records import Records

_MOST_CONFIG_BYTES = 1_000_000
_TOKEN = re.compile(r'\s*(?:(\w+)\s*:?\s*\{|(\w+)\s*:\s*("(?:[^"\\]|\\.)*"|[\w.+-]+)|(\}))\s*,?;?')
_BROKEN = (ValueError, TypeError, KeyError, AttributeError, RecursionError)


@dataclass(frozen=True)
class Config:
    """What a configuration says of one embedding.

    Attributes
    ----------
    tensors, metadata, sprite : str
        Names of files, without folders; empty where it says nothing.
    shape : tuple of int or None
        Rows and dimensions of the tensors.
    picture : tuple of int or None
        Width and height of one picture of the sprite.
    """

    tensors: str = ""
    metadata: str = ""
    sprite: str = ""
    shape: tuple[int, int] | None = None
    picture: tuple[int, int] | None = None


NO_CONFIG = Config()


def read_config(path: Path, names: Sequence[str]) -> Config:
    """Read a configuration, and choose its first embedding whose tensors are among the files.

    Parameters
    ----------
    path : Path
    names : sequence of str
        Of the files that are there, without folders.

    Raises
    ------
    SourceError
        When it is none, or speaks of other files only; to follow its name.
    """
    if path.stat().st_size > _MOST_CONFIG_BYTES:
        raise SourceError("it is too large for a configuration of TensorFlow's Projector")
    text = path.read_text("utf-8", "replace")
    try:
        body = json.loads(text) if text.lstrip().startswith("{") else _protocol_text(text)
        found = [_config(entry) for entry in body["embeddings"]]
    except _BROKEN as problem:
        raise SourceError("it is no configuration of TensorFlow's Projector, which lists 'embeddings'") from problem
    for config in found:
        if config.tensors in names:
            return config
    asked = ", ".join(repr(config.tensors) for config in found if config.tensors) or "none"
    raise SourceError(f"it speaks of other files ({asked}); bring the one of the vectors with it")


def read_bytes(path: Path, shape: tuple[int, int] | None, rows: Iterable[int], limits: Settings) -> Records:
    """Read vectors as bytes: 32-bit floats, row after row.

    Parameters
    ----------
    path : Path
    shape : tuple of int or None
        Rows and dimensions, where a configuration says so.
    rows : iterable of int
        How many rows there may be, where none does: as many as another file has.
    limits : Settings

    Raises
    ------
    SourceError
        When the number of bytes doesn't go with any of that.
    LimitError
        When a limit of this server is hit.
    """
    n_bytes = path.stat().st_size
    shape = shape or next(
        ((count, n_bytes // 4 // count) for count in rows if count and n_bytes and n_bytes % (4 * count) == 0), None
    )
    if shape is None:
        raise SourceError(
            f"The {n_bytes:,} bytes of {path.name!r} don't say how many vectors they are. Bring the configuration "
            "(config.json, with tensorShape) or metadata.tsv with as many rows along."
        )
    n_rows, n_features = shape
    if n_rows < 1 or n_features < 1 or n_bytes != 4 * math.prod(shape):
        raise SourceError(
            f"The configuration says {n_rows:,} x {n_features:,} numbers of 32 bits, that is {4 * math.prod(shape):,} "
            f"bytes; the file of the vectors has {n_bytes:,}. Export both again."
        )
    limits.check("max_rows", n_rows)
    limits.check("max_dimensions", n_features)
    limits.check("max_values", n_rows * n_features)
    return Records(vectors=np.memmap(path, "<f4", mode="r", shape=shape))


def _config(entry: Mapping[str, Any]) -> Config:
    plain = {name.replace("_", "").lower(): value for name, value in entry.items()}
    sprite = {name.replace("_", "").lower(): value for name, value in (plain.get("sprite") or {}).items()}
    return Config(
        _last(plain.get("tensorpath", "")),
        _last(plain.get("metadatapath", "")),
        _last(sprite.get("imagepath", "")),
        _pair(plain.get("tensorshape")),
        _pair(sprite.get("singleimagedim")),
    )


def _last(path: str) -> str:
    return re.split(r"[/\\]", path)[-1]


def _pair(values: Any) -> tuple[int, int] | None:
    if not values:
        return None
    first, second = map(int, values)
    return first, second


def _protocol_text(text: str) -> dict[str, Any]:
    """A protocol buffer's text as dicts; ``embeddings``, ``single_image_dim`` and ``tensor_shape`` are lists."""
    top: dict[str, Any] = {}
    inside, at = [top], 0
    while at < len(text.rstrip()):
        token = _TOKEN.match(text, at)
        if token is None:
            raise ValueError("not the text of a protocol buffer")
        at = token.end()
        opened, name, value, closed = token.groups()
        if closed:
            inside.pop()
        elif opened:
            inner: dict[str, Any] = {}
            _put(inside[-1], opened, inner)
            inside.append(inner)
        else:
            _put(inside[-1], name, json.loads(value) if value.startswith('"') else value)
        if not inside:
            raise ValueError("more is closed than was opened")
    return top


def _put(body: dict[str, Any], name: str, value: Any) -> None:
    if name in ("embeddings", "single_image_dim", "tensor_shape"):
        body.setdefault(name, []).append(value)
    else:
        body[name] = value
