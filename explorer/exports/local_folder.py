"""Pictures in folders of the server itself: nothing that was there is deleted or overwritten."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from explorer.blobs import Blobs
from explorer.clusterings.result import Clustering
from explorer.dataset import Dataset
from explorer.errors import InputError
from explorer.exports.carried import ENTRY_BYTES, MANIFEST, Carried, carried, check_size, manifest_lines
from explorer.exports.folders import pictures_of, wanted
from explorer.exports.params import LocalFolderParams
from explorer.exports.result import Written
from explorer.exports.safe_names import Distinct
from explorer.recipe import Report, silent
from explorer.settings import current

WRITING = ".writing-"  # how the name of what isn't whole yet begins
NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS)  # what file systems without links say


def write(
    params: LocalFolderParams, *, dataset: Dataset, grouping: Clustering, blobs: Blobs, report: Report = silent
) -> Written:
    """Copy the pictures, a folder for each cluster, and ``manifest.csv`` beside them.

    A file appears whole under its name or not at all. One that is there already with the same bytes is left, so what
    was cut short goes on where it was; one with other bytes keeps its name, and ours gets a number.

    Parameters
    ----------
    params : LocalFolderParams
    dataset : Dataset
    grouping : Clustering
    blobs : Blobs
    report : Report, optional

    Raises
    ------
    InputError
        When this server writes to no folders, the folder can't be used, or as for `explorer.exports.folders.zipped`.
    LimitError
        Before anything is written, when what isn't there yet is more than the disk has room for.
    """
    root = target(params.path, blobs.root)
    positions = wanted(params, dataset, grouping, blobs)
    existing = next(folder for folder in (root, *root.parents) if folder.exists())
    pictures = pictures_of(dataset)
    check_size(
        dataset,
        positions,
        current(),
        shutil.disk_usage(existing).free,
        lambda: _still(root, carried(dataset, grouping, positions, params.unplaced, pictures)),
    )
    first, line = manifest_lines(dataset, params.group)
    listed, folders, there, renamed = [first], set(), 0, 0
    try:
        for number, one in enumerate(carried(dataset, grouping, positions, params.unplaced, pictures)):
            report("copying", number / len(positions))
            name, new = _put(_folder(root, one.folder), one.name, one.content)
            there += not new
            renamed += name != one.name
            folders.add(one.folder)
            listed.append(line(Carried(one.position, one.group, one.folder, name, one.content)))
        _put(_folder(root, ""), MANIFEST, b"".join(listed))
    except OSError as problem:
        where = problem.filename or root
        raise InputError(
            f"{where} can't be written ({problem.strerror}). What was written before stays; ask again to go on."
        ) from problem
    return Written(str(root), len(listed) - 1, len(folders), there, renamed)


def target(path: str, home: Path) -> Path:
    """The folder that a person named.

    Raises
    ------
    InputError
        When this server writes to no folders, or not to that one.
    """
    if not current().local_paths:
        raise InputError("This server writes to no folders (EXPLORER_LOCAL_PATHS is 0). Take the zip instead.")
    named = Path(path.strip()).expanduser()
    if not path.strip() or not named.is_absolute():
        raise InputError(f"{path!r} is no full path of a folder, such as /data/sorted.")
    root = named.resolve()
    if root.exists() and not root.is_dir():
        raise InputError(f"{root} is a file. Name a folder.")
    if root.is_relative_to(home.resolve()):
        raise InputError(f"{root} is where this server keeps its own data. Name another folder.")
    return root


def _folder(root: Path, name: str) -> Path:
    """A folder below the root; a link that was there and leads out of it is not followed."""
    folder = root / name
    folder.mkdir(parents=True, exist_ok=True)
    if not folder.resolve().is_relative_to(root):
        raise InputError(f"{folder} is a link that leads elsewhere. Remove it, or name another folder.")
    return folder


def _still(root: Path, pictures: Iterable[Carried]) -> int:
    """Bytes of the pictures that aren't there yet, and of the list of all."""
    needed = 0
    for one in pictures:
        _, there = _place(root / one.folder, one.name, one.content)
        needed += ENTRY_BYTES + (0 if there else len(one.content))
    return needed


def _put(folder: Path, name: str, content: bytes) -> tuple[str, bool]:
    """Write a file under its name or the first free one after it; answers the name, and whether it is new there."""
    while True:
        free, there = _place(folder, name, content)
        if there or _created(folder / free, content):
            return free, not there


def _place(folder: Path, name: str, content: bytes) -> tuple[str, bool]:
    """Under which name a file is there already, or would be written; and whether it is there."""
    distinct = Distinct()
    while True:
        free = distinct(name)
        path = folder / free
        if _same(path, content):
            return free, True
        if not path.exists() and not path.is_symlink():
            return free, False


def _created(path: Path, content: bytes) -> bool:
    """Write a file that isn't there yet; False where it has come meanwhile, and stays."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=WRITING) as handle:
        handle.write(content)
        handle.flush()
        os.fchmod(handle.fileno(), 0o644)
        try:
            path.hardlink_to(handle.name)  # never replaces a file
        except FileExistsError:
            return False
        except OSError as problem:
            if problem.errno not in NO_LINKS:
                raise
            return _written(path, content)
    return True


def _written(path: Path, content: bytes) -> bool:
    """The same where there are no links: a file that can't be written to its end isn't left under its name."""
    try:
        plain = path.open("xb")
    except FileExistsError:
        return False
    try:
        with plain:
            plain.write(content)
    except OSError:
        path.unlink()  # it wasn't there before
        raise
    return True


def _same(path: Path, content: bytes) -> bool:
    if path.is_symlink() or not path.is_file() or path.stat().st_size != len(content):
        return False
    return path.read_bytes() == content
