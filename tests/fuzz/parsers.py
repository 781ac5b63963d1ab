"""What is fuzzed: each parser as a function of bytes that returns, or raises an `ExplorerError`, and nothing else."""

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
# HDF5 is left out: each of its files is read by a process of its own first, 20,000 of which take hours.
PARSERS = (
    "npy",
    "npz",
    "idx",
    "digits",
    "csv",
    "txt",
    "word2vec",
    "jsonl",
    "parquet",
    "arrow",
    "images",
    "tar",
    "picture",
)


def parser(name: str, path: Path) -> Callable[[bytes], bool]:
    """The parser of a format, or ``"picture"``: one image, checked and decoded. It answers whether it was read.

    `path` is where the bytes are put.
    """
    from explorer.errors import ExplorerError
    from explorer.sources.read import ReadParams, read

    def parse(data: bytes) -> bool:
        path.write_bytes(data)
        try:
            read(ReadParams(format=name), path=path)
        except ExplorerError as problem:
            return not problem.message
        return True

    def decode(data: bytes) -> bool:
        from explorer.sources.picture import check, shrunk

        try:
            kept = check(data, 1_000_000)
            assert kept.height * kept.width <= 1_000_000
            shrunk(kept.data, 1_000_000, 2.0)
        except ExplorerError as problem:
            return not problem.message
        return True

    return decode if name == "picture" else parse
