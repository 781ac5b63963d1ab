"""Files to begin with: for each parser a few small ones, written by the format's own library."""

import gzip
import io
import json
import struct
import tarfile
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa
from PIL import Image
from pyarrow import feather, parquet

TABLE = np.arange(12, dtype="<f4").reshape(4, 3) / 7
SHADES = (np.arange(2 * 5 * 4 * 3) % 251).astype(np.uint8).reshape(2, 5, 4, 3)
PICTURES = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")


def picture(form: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(SHADES[0]).save(buffer, form, **options)
    return buffer.getvalue()


def written(write: Callable[[Path], object]) -> bytes:
    """What a library writes to a path."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        write(path)
        return path.read_bytes()


def npy(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def npz(**arrays: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def archive(files: dict[str, bytes]) -> bytes:
    """Stored, so that what is changed inside is seen by the parser of the member; checksums are another matter."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as into:
        for name, data in files.items():
            into.writestr(name, data)
    return buffer.getvalue()


def _columns() -> pa.Table:
    return pa.table(
        {
            "embedding": pa.array([[0.5, 1.5], [2.5, None], None, [1.0, 2.0]]),
            "name": pa.array(["ann", "bob", None, "ann"]).dictionary_encode(),
            "age": [1, 2, 3, 4],
            "born": pa.array([0, 1, 2, None], pa.timestamp("s")),
        }
    )


def _image_column() -> pa.Table:
    pictures = [{"bytes": picture("PNG"), "path": "a.png"}, {"bytes": None, "path": "b.png"}]
    return pa.table({"image": pictures, "label": [0, 1]})


def _csv() -> list[bytes]:
    rows = "\n".join(",".join(f"{value:.3f}" for value in row) + f",p{number % 2}" for number, row in enumerate(TABLE))
    table = f"f0,f1,f2,person\n{rows}\n"
    german = table.replace(",", ";").replace(".", ",")
    return [
        table.encode(),
        german.encode("latin-1"),
        b"\xef\xbb\xbf" + table.encode(),
        table.replace("p1", "花子").encode("cp932"),
        b'name,embedding\n"a, b","[0.1, 0.2]"\nc,"[0.3, nan]"\n',
        table.replace(",", "\t").encode("utf-16"),
        gzip.compress(table.encode(), mtime=0),
    ]


def _jsonl() -> list[bytes]:
    lines = [{"embedding": [0.5, 1.5], "name": "ann", "age": 3}, {"embedding": [1, None], "deep": {"a": [1]}}, {"x": 1}]
    text = "\n".join(json.dumps(line) for line in lines).encode()
    numbers = b'{"f0": 1, "f1": 2.5}\n{"f0": 3, "f1": NaN}\n'
    return [text, b"[1, 2, 3]\n[4, 5, 6]\n", numbers, gzip.compress(text, mtime=0)]


def _idx() -> list[bytes]:
    images = struct.pack(">4B3I", 0, 0, 8, 3, 2, 3, 2) + bytes(range(12))
    vectors = struct.pack(">4B2I", 0, 0, 13, 2, 2, 2) + np.arange(4, dtype=">f4").tobytes()
    return [images, vectors, gzip.compress(images, mtime=0)]


def _together() -> list[bytes]:
    table, metadata = npy(TABLE), b"id,person\n0,ann\n1,bob\n2,ann\n3,cem\n"
    config = {"embeddings": [{"tensorPath": "tensors.tsv", "metadataPath": "metadata.tsv"}]}
    projector = {
        "tensors.tsv": b"0.1\t0.2\n0.3\t0.4\n",
        "metadata.tsv": b"name\tage\nann\t3\nbob\t4\n",
        "config.json": json.dumps(config).encode(),
    }
    pictures = {f"ann/{form.lower()}.{form.lower()}": picture(form) for form in PICTURES}
    return [
        archive(pictures),
        archive({"faces.npy": table, "metadata.csv": metadata}),
        archive(projector),
        archive({"a.csv": _csv()[0], "b.jsonl": b'{"x": 1}\n' * 4, **dict.fromkeys("1234", picture("PNG"))}),
    ]


def _tar(mode: Literal["w", "w:gz"]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as into:
        for name, data in (
            ("ann/1.png", picture("PNG")),
            ("bob/2.jpg", picture("JPEG")),
            ("ids.csv", b"file,age\n1.png,3\n"),
        ):
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            into.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()


def seeds(parser: str) -> list[bytes]:
    """Files for a parser: a format of `explorer.sources.read`, or ``"picture"``."""
    frames = [Image.fromarray(SHADES[0]), Image.fromarray(SHADES[1])]
    animated = written(lambda path: frames[0].save(path, "GIF", save_all=True, append_images=frames[1:]))
    structured = np.zeros(3, [("id", "U4"), ("embedding", "<f2", 4)])
    made: dict[str, Callable[[], list[bytes]]] = {
        "npy": lambda: [npy(TABLE), npy(np.asfortranarray(TABLE)), npy(SHADES), npy(structured)],
        "npz": lambda: [npz(embedding=TABLE, name=np.array(list("abcd"))), npz(images=SHADES, y=np.arange(2))],
        "idx": _idx,
        "digits": lambda: [gzip.compress(b"\n".join([b",".join([b"1"] * 64 + [b"7"])] * 3), mtime=0)],
        "csv": _csv,
        "txt": lambda: [*_csv()[:2], b"ann 0.1 0.2 0.3\nbob 0.4 0.5 0.6\n", b"0.1 0.2\n0.3 0.4\n"],
        "word2vec": lambda: [b"2 3\nann 0.1 0.2 0.3\nbob 0.4 0.5 0.6\n", b"ann 0.1 0.2\nbob 0.4 0.5\n"],
        "jsonl": _jsonl,
        "parquet": lambda: [
            written(lambda path: parquet.write_table(_columns(), path)),
            written(lambda path: parquet.write_table(_image_column(), path, compression="none")),
        ],
        "arrow": lambda: [
            written(lambda path: feather.write_feather(_columns(), path, compression="uncompressed")),
            written(lambda path: feather.write_feather(_image_column(), path, compression="lz4")),
        ],
        "images": _together,
        "tar": lambda: [_tar("w"), _tar("w:gz")],
        "picture": lambda: [*map(picture, PICTURES), picture("TIFF", compression="tiff_lzw"), animated],
    }
    return made[parser]()
