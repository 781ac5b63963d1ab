"""What is fuzzed: each parser as a function of bytes that returns, or raises an `ExplorerError`, and nothing else."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

# Small, so that no input takes long: it is the parsers that are tried, not the machine.
LIMITS = {
    "EXPLORER_MAX_ROWS": "5000",
    "EXPLORER_MAX_DIMENSIONS": "1000",
    "EXPLORER_MAX_VALUES": "200000",
    "EXPLORER_MAX_IMAGES": "100",
    "EXPLORER_MAX_IMAGE_PIXELS": "1000000",
    "EXPLORER_MAX_UPLOAD_BYTES": "5000000",
}
PARSERS = ("npy", "npz", "idx", "digits", "csv", "txt", "word2vec", "jsonl", "parquet", "arrow", "images", "picture")


def parser(name: str) -> Callable[[bytes], None]:
    """The parser of a format, or ``"picture"``: one image, checked and decoded."""
    os.environ.update(LIMITS)
    from explorer.errors import ExplorerError
    from explorer.settings import current
    from explorer.sources.read import ReadParams, read

    current.cache_clear()
    folder = tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None)
    path = Path(folder.name) / "file"

    def parse(data: bytes) -> None:
        path.write_bytes(data)
        try:
            read(ReadParams(format=name), path=path)
        except ExplorerError as problem:
            assert problem.message  # noqa: PT017 - either outcome is right

    def decode(data: bytes) -> None:
        from explorer.sources.picture import check, shrunk

        try:
            kept = check(data, 1_000_000)
            assert kept.height * kept.width <= 1_000_000
            shrunk(kept.data, 1_000_000, 2.0)
        except ExplorerError as problem:
            assert problem.message  # noqa: PT017 - either outcome is right

    parse.folder = folder  # type: ignore[attr-defined]  # lives as long as the function
    return decode if name == "picture" else parse
