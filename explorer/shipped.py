"""Results that come with the project: what the first page shows, so that it waits for no worker on a new machine.

A zip of manifests and of the blobs they name. It is a cache like any other: a result is found by its recipe, so what an
older version of a step made is never shown; ``python -m explorer ship`` makes the file again.
"""

from __future__ import annotations

import logging
import zipfile
from collections.abc import Sequence
from pathlib import Path

from explorer.errors import DamagedArtifact
from explorer.recipe import Recipe
from explorer.store import Store

FILE = Path(__file__).parent.parent / "data" / "digits.zip"

log = logging.getLogger(__name__)

_MANIFESTS, _BLOBS = "manifests/", "blobs/"


def pack(path: Path, recipes: Sequence[Recipe], store: Store) -> None:
    """Write results to a file, each once.

    Parameters
    ----------
    path : Path
    recipes : sequence of Recipe
        They and all that they are made from; each has a result in the store.
    store : Store

    Raises
    ------
    DamagedArtifact
        When one of them has none.
    """
    made = {part.digest: part for recipe in recipes for part in recipe.lineage()}
    contents: dict[str, Path] = {}
    for digest, recipe in made.items():
        manifest = store.manifest(recipe)
        if manifest is None:
            raise DamagedArtifact(f"{recipe.step} has no stored result")
        contents |= {f"{_BLOBS}{blob}": store.blob(blob) for blob in manifest.blobs()}
        contents[f"{_MANIFESTS}{digest}"] = store.manifest_path(digest)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name in sorted(contents):
            file.writestr(zipfile.ZipInfo(name), contents[name].read_bytes(), zipfile.ZIP_DEFLATED)


def unpack(path: Path, store: Store) -> int:
    """Take the results of a file into the store, unless they are there; without the file nothing happens.

    Parameters
    ----------
    path : Path
    store : Store

    Returns
    -------
    int
        How many were taken in.
    """
    try:
        with zipfile.ZipFile(path) as file:
            names = [name for name in file.namelist() if name.startswith(_MANIFESTS)]
            missing = [
                name for name in names if not store.manifest_path(name.removeprefix(_MANIFESTS)).exists()
            ]
            if not missing:
                return 0
            for name in file.namelist():
                if name.startswith(_BLOBS):
                    store.put(file.read(name))
            for name in missing:
                store.take_in(file.read(name))
            return len(missing)
    except FileNotFoundError:
        return 0
    except (OSError, ValueError, zipfile.BadZipFile, DamagedArtifact):
        # They are computed instead, only later.
        log.exception("the results that came with the project can't be used: %s", path)
        return 0
