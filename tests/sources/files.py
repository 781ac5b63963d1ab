"""Files that tests write, ordinary and hostile, and how they are read."""

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from explorer.sources import ReadParams, detect
from explorer.sources.detect import HEAD_BYTES
from explorer.sources.read import read

SHARED = Path(__file__).parents[3] / "shared" / "datasets"


def opened(path: Path, **params: Any) -> Any:
    """Detect and read, as the pipeline does: a `Dataset`, its vectors or images known to be there."""
    with path.open("rb") as handle:
        head = handle.read(HEAD_BYTES)
    return read(ReadParams(format=detect(path.name, head), **params), path=path)


def npy_bytes(array: np.ndarray, *, allow_pickle: bool = False) -> bytes:
    """What np.save writes."""
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=allow_pickle)
    return buffer.getvalue()


def npy_with_header(text: str, data: bytes = b"", version: int = 1) -> bytes:
    """An .npy file with any header text at all."""
    width = 2 if version == 1 else 4
    body = text.encode("utf-8") + b"\n"
    return b"\x93NUMPY" + bytes([version, 0]) + len(body).to_bytes(width, "little") + body + data


def zipped(path: Path, members: list[tuple[str, bytes]], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    """An archive of any members."""
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return path
