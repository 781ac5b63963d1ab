"""What is fuzzed: each parser as a function of bytes that returns, or raises an `ExplorerError`, and nothing else."""

import zipfile
from collections.abc import Callable
from contextlib import suppress
from itertools import zip_longest
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
    "hdf5",
    "projector",
    "together",
)
# In the library, which may crash or never end on a damaged file: explorer.sources.hdf5.rehearsal is there for that.
CRASHES_OUTSIDE = ("hdf5",)
SEPARATOR = b"\0----\0"
# Of what comes as several files: what they are called, so that it is their text that is fuzzed and no archive's.
FILES = {
    "projector": ("config.json", "metadata.tsv", "tensors.tsv", "tensors.bytes", "sprite.png"),
    "together": ("faces.csv", "people.csv", "ages.jsonl", "places.npy", "ann/1.png", "bob/2.png"),
}


def parser(name: str, path: Path) -> Callable[[bytes], bool]:
    """The parser of a format, of ``"picture"`` (one image, checked and decoded) or of several files.

    Those are TensorFlow Projector's, or vectors and what is joined with them, one after the other with a separator
    between. It answers whether it was read. `path` is where the bytes are put.
    """
    from explorer.errors import ExplorerError
    from explorer.settings import current
    from explorer.sources.choose import choose
    from explorer.sources.glance import glance
    from explorer.sources.hdf5.read import decided
    from explorer.sources.picture import check, shrunk
    from explorer.sources.preview import PreviewParams
    from explorer.sources.read import ReadParams, read

    def parse(data: bytes) -> None:
        path.write_bytes(data)
        with suppress(ExplorerError):  # the preview that comes before, which may be refused where the file is read
            glance(PreviewParams(format=name), path=path)
        read(ReadParams(format=name), path=path)

    def decode(data: bytes) -> None:
        kept = check(data, 1_000_000)
        assert kept.height * kept.width <= 1_000_000
        shrunk(kept.data, 1_000_000, 2.0)

    def look_inside(data: bytes) -> None:
        """In this process: one for each of 20,000 files would take hours."""
        path.write_bytes(data)
        decided(path, current(), choose)

    def take_apart(data: bytes) -> None:
        names = FILES[name]
        with zipfile.ZipFile(path, "w") as archive:
            for label, part in zip_longest(names, data.split(SEPARATOR)[: len(names)], fillvalue=b""):
                if part:
                    archive.writestr(str(label), part)
        read(ReadParams(format="images"), path=path)

    body = {"picture": decode, "hdf5": look_inside, **dict.fromkeys(FILES, take_apart)}.get(name, parse)

    def tried(data: bytes) -> bool:
        try:
            body(data)
        except ExplorerError as problem:
            return not problem.message
        return True

    return tried
