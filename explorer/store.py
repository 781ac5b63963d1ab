"""Results on disk: manifests named by their recipe, which say what blobs hold the result.

::

    HOME/blobs/ab/abcdef…        raw bytes, named by their BLAKE2b: an upload, one array, one list of texts
    HOME/manifests/ab/abcdef….json    what a recipe made: the recipe, which blobs, shapes, seconds, versions, threads
    HOME/leases/                 one file a running job; what it names is not evicted while its process holds the lock

A blob's name is its checksum and also the address a browser fetches it by; a manifest carries its own. A blob that
doesn't match its name is dropped together with the manifest that asked for it, and computed again.
"""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import json
import logging
import mmap
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, Self, cast

import numpy as np

from explorer.blobs import WRITING, Blobs, whole_files, write_json
from explorer.errors import DamagedArtifact
from explorer.recipe import Recipe, canonical, digest_of

log = logging.getLogger(__name__)

BLOCK_BYTES = 8_000_000
GRACE_SECONDS = 900.0  # what was touched this recently is on somebody's screen


@dataclass(frozen=True)
class Parts:
    """A result taken apart for keeping.

    Attributes
    ----------
    arrays : mapping
        Name -> array of numbers; kept as little-endian, C-ordered bytes.
    texts : mapping
        Name -> list of texts; kept as a JSON list.
    values : mapping
        Name -> small plain JSON value; kept in the manifest.
    """

    arrays: Mapping[str, np.ndarray] = field(default_factory=dict)
    texts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)


class Result(Protocol):
    """What the store can keep: a frozen dataclass that can be taken apart and put together again."""

    def to_parts(self) -> Parts:
        """Take apart."""

    @classmethod
    def from_parts(cls, parts: Parts) -> Self:
        """Put together; checks shapes."""


class FieldResult:
    """Base of a frozen dataclass whose arrays and small values are kept field by field."""

    def to_parts(self) -> Parts:
        """Take apart: arrays by field, everything else as JSON values."""
        fields = {entry.name: getattr(self, entry.name) for entry in dataclasses.fields(cast(Any, self))}
        arrays = {name: value for name, value in fields.items() if isinstance(value, np.ndarray)}
        return Parts(arrays, {}, {name: value for name, value in fields.items() if name not in arrays})

    @classmethod
    def from_parts(cls, parts: Parts) -> Self:
        """Put together again what `to_parts` took apart."""
        values = {name: tuple(value) if isinstance(value, list) else value for name, value in parts.values.items()}
        return cls(**parts.arrays, **values)


class Manifest:
    """What a recipe made: which blobs, and how.

    Attributes
    ----------
    recipe : Recipe
    body : mapping
        ``arrays`` (name -> blob, dtype, shape), ``texts`` (name -> blob), ``values``, ``seconds``, ``finished``
        (seconds since 1970), and what the writer added: ``versions``, ``threads``.
    """

    def __init__(self, body: Mapping[str, Any]) -> None:
        self.body = body
        self.recipe = Recipe.from_json(body["recipe"])

    @property
    def values(self) -> Mapping[str, Any]:
        """The small values of the result."""
        return dict(self.body["values"])

    @property
    def seconds(self) -> float:
        """How long the stage took, in seconds."""
        return float(self.body["seconds"])

    def address(self, name: str) -> str:
        """Digest of the blob that holds the array or list of texts `name`."""
        entry = self.body["arrays"].get(name) or self.body["texts"][name]
        return str(entry["blob"])

    def blobs(self) -> set[str]:
        """The digests of all blobs."""
        return {entry["blob"] for kind in ("arrays", "texts") for entry in self.body[kind].values()}


class Store(Blobs):
    """Blobs and manifests below one folder, shared by all processes (and machines) of a server.

    Parameters
    ----------
    root : Path
        The folder; made when missing.
    """

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        for name in ("manifests", "leases"):
            (root / name).mkdir(parents=True, exist_ok=True)

    # --- results ---------------------------------------------------------------------------------------------

    def write(self, recipe: Recipe, result: Result, seconds: float, **how: Any) -> Manifest:
        """Keep a result under its recipe.

        Parameters
        ----------
        recipe : Recipe
        result : Result
        seconds : float
            How long the stage took.
        **how
            More plain JSON values for the manifest: threads, versions.
        """
        parts = result.to_parts()
        body = {
            "recipe": recipe.to_json(),
            "arrays": {name: self._put_array(array) for name, array in parts.arrays.items()},
            "texts": {name: {"blob": self.put_texts(texts)} for name, texts in parts.texts.items()},
            "values": dict(parts.values),
            "seconds": seconds,
            "finished": time.time(),
            **how,
        }
        write_json(self.manifest_path(recipe.digest), {"checksum": digest_of(canonical(body)), "body": body})
        return Manifest(body)

    def take_in(self, data: bytes) -> Manifest:
        """Keep a manifest that another store wrote; its blobs are here already.

        Raises
        ------
        ValueError
            When it is no manifest, or doesn't match its checksum.
        DamagedArtifact
            When a blob is missing.
        """
        manifest = _parsed(data)
        for blob in manifest.blobs():
            self.blob(blob)
        write_json(self.manifest_path(manifest.recipe.digest), json.loads(data))
        return manifest

    def manifest(self, recipe: Recipe) -> Manifest | None:
        """What the recipe made, or None where it has no (whole) result yet."""
        path = self.manifest_path(recipe.digest)
        try:
            manifest = _parsed(path.read_bytes())
            os.utime(path)  # used just now: the last to be evicted
        except FileNotFoundError:
            return None
        except ValueError as problem:
            log.warning("the manifest of %s is damaged: %s", recipe.step, problem)
            self.drop(recipe)
            return None
        if not all(self._blob_path(blob).exists() for blob in manifest.blobs()):
            self.drop(recipe)
            return None
        return manifest

    def read(self, recipe: Recipe, kind: type[Any]) -> Any:
        """The recipe's result, its arrays memory-mapped and read-only.

        Parameters
        ----------
        recipe : Recipe
        kind : type
            The class of the result.

        Raises
        ------
        DamagedArtifact
            When there is none or it doesn't match its checksums; it is dropped, so that asking again computes it.
        """
        manifest = self.manifest(recipe)
        if manifest is None:
            raise DamagedArtifact(f"{recipe.step} has no stored result")
        try:
            arrays = {name: self._array(entry) for name, entry in manifest.body["arrays"].items()}
            texts = {name: self.texts(entry["blob"]) for name, entry in manifest.body["texts"].items()}
            return kind.from_parts(Parts(arrays, texts, manifest.values))
        except (DamagedArtifact, FileNotFoundError, ValueError, TypeError, KeyError) as problem:
            self.drop(recipe)
            raise DamagedArtifact(f"the stored result of {recipe.step} is damaged: {problem}") from problem

    def manifest_path(self, digest: str) -> Path:
        """Where the manifest of the recipe of that digest is, once there is one."""
        return self.root / "manifests" / digest[:2] / f"{digest}.json"

    def drop(self, recipe: Recipe) -> None:
        """Forget the recipe's result. Its blobs go at the next eviction unless something else uses them."""
        self.manifest_path(recipe.digest).unlink(missing_ok=True)

    # --- room ------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def lease(self, recipes: Sequence[Recipe]) -> Iterator[None]:
        """While inside, nothing that these recipes made or are made from is evicted; a dead process holds nothing."""
        names = {recipe.digest for top in recipes for recipe in top.lineage()}
        names |= {str(top.source().params.get("fingerprint", "")) for top in recipes}
        with tempfile.NamedTemporaryFile("w", dir=self.root / "leases", prefix=WRITING, delete=False) as handle:
            written = Path(handle.name)
            lease = written.with_name(written.name.removeprefix(WRITING))
            try:
                # Locked and whole before it has the name it is looked for by.
                fcntl.flock(handle, fcntl.LOCK_EX)
                json.dump(sorted(names), handle)
                handle.flush()
                written.rename(lease)
                yield
            finally:
                written.unlink(missing_ok=True)
                lease.unlink(missing_ok=True)

    def drop_orphans(self, keep: set[str], grace: float = GRACE_SECONDS) -> None:
        """Forget what was made from files that nobody keeps any more: a deleted workspace leaves nothing behind.

        Parameters
        ----------
        keep : set of str
            Digests of the files that are kept.
        grace : float
            Seconds; what was used this recently stays.
        """
        edge = time.time() - grace
        leased = self._leased(edge)
        for path in (self.root / "manifests").glob("*/*.json"):
            with contextlib.suppress(OSError, ValueError):  # gone meanwhile, or damaged: `evict` removes it
                made = _parsed(path.read_bytes()).recipe.source()
                used = path.stat().st_mtime
                if made.params.get("fingerprint") not in keep and used < edge and path.stem not in leased:
                    path.unlink(missing_ok=True)

    def evict(self, most_bytes: int, keep: set[str], grace: float = GRACE_SECONDS) -> int:
        """Remove the least recently used results until the rest fits, then blobs that nothing refers to.

        Parameters
        ----------
        most_bytes : int
            Room for computed results.
        keep : set of str
            Digests of blobs that stay whatever happens: what people brought.
        grace : float
            Seconds; what was used this recently stays.

        Returns
        -------
        int
            Bytes removed.
        """
        edge = time.time() - grace
        leased = self._leased(edge)
        living = self._living(edge)
        uses = Counter(blob for _, _, blobs in living for blob in blobs)
        sizes = {blob: _size(self._blob_path(blob)) for blob in uses}
        total = sum(sizes.values())
        for used, path, blobs in sorted(living, key=lambda entry: entry[0]):
            if total <= most_bytes:
                break
            if used > edge or path.stem in leased:
                continue
            path.unlink(missing_ok=True)
            uses.subtract(blobs)
            total -= sum(sizes[blob] for blob in blobs if not uses[blob])
        wanted = {blob for blob, count in uses.items() if count} | keep | leased
        return self._remove_blobs(wanted, edge)

    # --- inside ----------------------------------------------------------------------------------------------

    def _put_array(self, array: np.ndarray) -> dict[str, Any]:
        dtype = array.dtype.newbyteorder("<")
        rows = array.reshape(1) if not array.ndim else array
        blob = self.mapped(array)
        if blob is None:
            with self.writer() as writer:
                for start, stop in row_blocks(rows):
                    block = np.ascontiguousarray(rows[start:stop], dtype=dtype)
                    writer.write(block.reshape(-1).view(np.uint8).data)
                blob = writer.commit()
        return {"blob": blob, "dtype": dtype.str, "shape": list(array.shape)}

    def _array(self, entry: Mapping[str, Any]) -> np.ndarray:
        path, shape = self.blob(entry["blob"]), tuple(entry["shape"])
        if 0 in shape:
            empty = np.empty(shape, dtype=entry["dtype"])
            empty.flags.writeable = False
            return empty
        return np.memmap(path, dtype=entry["dtype"], mode="r", shape=shape)

    def _leased(self, edge: float) -> set[str]:
        """Digests that living processes hold; the leases of dead ones are removed."""
        names: set[str] = set()
        for path in whole_files(self.root / "leases", edge):
            with contextlib.suppress(FileNotFoundError), path.open() as handle:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    names.update(json.load(handle))
                else:
                    path.unlink(missing_ok=True)  # its process is gone
        return names

    def _living(self, edge: float) -> list[tuple[float, Path, set[str]]]:
        """For each manifest: when it was last used, its path, its blobs. What can't be read is removed."""
        living = []
        for path in whole_files(self.root / "manifests", edge):
            with contextlib.suppress(FileNotFoundError):
                try:
                    living.append((path.stat().st_mtime, path, _parsed(path.read_bytes()).blobs()))
                except ValueError:
                    path.unlink(missing_ok=True)
        return living

    def _remove_blobs(self, wanted: set[str], edge: float) -> int:
        removed = 0
        for path in (self.root / "blobs").glob("**/*"):
            with contextlib.suppress(FileNotFoundError):
                stat = path.stat()
                if path.is_file() and path.name not in wanted and stat.st_mtime < edge:
                    path.unlink()
                    removed += stat.st_size
        return removed


def row_blocks(array: np.ndarray) -> Iterator[tuple[int, int]]:
    """Ranges of rows of about 8 MB each, to go through an array that may be larger than the memory.

    After each range the pages read of a memory-mapped array are let go: until then they count as this process's
    memory, by which a worker is ended.
    """
    step = max(1, BLOCK_BYTES // max(1, array[:1].nbytes))
    for start in range(0, len(array), step):
        yield start, min(len(array), start + step)
        let_go(array)


def let_go(array: np.ndarray) -> None:
    """Give back the pages read of a memory-mapped array: they are read again when they are needed."""
    whole: Any = array
    while isinstance(whole.base, np.ndarray):
        whole = whole.base
    # Only where the file is all there is: a private copy's changes would be lost.
    mapped = isinstance(whole.base, mmap.mmap) and getattr(whole, "mode", "") == "r"
    if mapped and hasattr(mmap, "MADV_DONTNEED"):
        whole.base.madvise(mmap.MADV_DONTNEED)


def _parsed(data: bytes) -> Manifest:
    """The manifest that `Store.write` wrote; ValueError for anything else."""
    try:
        file = json.loads(data)
        sound = digest_of(canonical(file["body"])) == file["checksum"]
    except (KeyError, TypeError) as problem:
        raise ValueError("not a manifest") from problem
    if not sound:
        raise ValueError("it doesn't match its checksum")
    return Manifest(file["body"])


def _size(path: Path) -> int:
    with contextlib.suppress(FileNotFoundError):
        return path.stat().st_size
    return 0
