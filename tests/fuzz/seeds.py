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

import h5py
import numpy as np
import pyarrow as pa
from PIL import Image
from pyarrow import feather, parquet

from tests.fuzz.parsers import SEPARATOR

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


def _hdf5() -> list[bytes]:
    def plain(path: Path) -> None:
        with h5py.File(path, "w") as file:
            file["embedding"] = TABLE
            file.create_dataset("deep/name", data=np.array([b"ann", b"bob", b"ann", b"cem"]))
            file.create_dataset("deep/age", data=np.arange(4), chunks=(2,), compression="gzip", shuffle=True)

    def annotated(path: Path) -> None:
        with h5py.File(path, "w") as file:
            file.attrs.update({"encoding-type": "anndata", "encoding-version": "0.1.0"})
            X = file.create_group("X")
            X.attrs.update({"encoding-type": "csr_matrix", "encoding-version": "0.1.0", "shape": (4, 3)})
            X["data"], X["indices"] = np.ones(4, np.float32), np.array([0, 1, 2, 0], np.int32)
            X["indptr"] = np.arange(5, dtype=np.int32)
            file["obsm/X_umap"] = TABLE[:, :2]
            kind = file.create_group("obs/kind")
            kind.attrs.update({"encoding-type": "categorical", "encoding-version": "0.2.0", "ordered": False})
            kind["categories"], kind["codes"] = np.array(["a", "b"], "S1"), np.array([0, 1, 0, -1], np.int8)
            file["obs"].attrs.update({"encoding-type": "dataframe", "column-order": np.array(["kind"], "S4")})

    return [written(plain), written(annotated)]


def _projector() -> list[bytes]:
    entry = {"tensorPath": "tensors.tsv", "metadataPath": "metadata.tsv"}
    sprite = {"imagePath": "sprite.png", "singleImageDim": [2, 5]}
    config = json.dumps({"embeddings": [{**entry, "sprite": sprite}]}).encode()
    bytes_too = json.dumps({"embeddings": [{"tensorPath": "tensors.bytes", "tensorShape": [4, 3]}]}).encode()
    text = b'embeddings {\n tensor_name: "a"\n tensor_path: "tensors.tsv"\n sprite { single_image_dim: 2 } }\n'
    metadata, tensors = b"name\tage\nann\t3\nbob\t4\n", b"0.1\t0.2\n0.3\t0.4\n"
    alone = b"name\nann\nbob\ncem\ndan\n"
    return [
        SEPARATOR.join([config, metadata, tensors, b"", picture("PNG")]),
        SEPARATOR.join([text, metadata, tensors]),
        SEPARATOR.join([bytes_too, alone, b"", TABLE.tobytes()]),
        SEPARATOR.join([b"", alone[5:], b"", TABLE.tobytes()]),
    ]


def _joined() -> list[bytes]:
    """By a key, by the order of rows, with a map beside, with images by their paths, and by nothing at all."""
    vectors, people = b"id,f0,f1\na,1,2\nb,3,4\nc,5,6\nd,7,8\n", b"name;id\nann;b\nbob;a\ncem;x\n"
    ages, where = b'{"age": 3}\n{"age": 4}\n{"age": 5}\n{"age": 6}\n', npy(TABLE[:, :2])
    paths = b"photo,f0,f1\nann/1.png,1,2\n2.png,3,4\n"
    return [
        SEPARATOR.join([vectors, people, ages, where]),
        SEPARATOR.join([vectors.replace(b",", b"\t"), people, b'{"id": "d"}\n{"id": "a", "tags": [1]}\n']),
        SEPARATOR.join([paths, b"name\nann\nbob\n", b"", b"", picture("PNG"), picture("PNG")]),
        SEPARATOR.join([b"", people, b"", npy(TABLE[:3])]),
    ]


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
        "hdf5": _hdf5,
        "together": _joined,
        "projector": _projector,
        "picture": lambda: [*map(picture, PICTURES), picture("TIFF", compression="tiff_lzw"), animated],
    }
    return made[parser]()
