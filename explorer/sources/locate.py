"""Where the bytes of what a person named are (a sample, a file, a folder), and how they get into the store."""

from __future__ import annotations

from pathlib import Path

from explorer.errors import SourceError
from explorer.params import unknown
from explorer.settings import Settings
from explorer.sources import orders
from explorer.sources.detect import HEAD_BYTES, SAMPLES, Sample, detect
from explorer.sources.pack import files_in, pack_files
from explorer.store import Store

SAMPLE = "sample:"
FOLDER_FORMAT = "images"
FILES = {f"{SAMPLE}{name}": sample for name, sample in SAMPLES.items()}


def locate(name: str, folder: Path) -> tuple[Sample, str]:
    """Find a data set by its name.

    Parameters
    ----------
    name : str
        A path of a file, or of a folder of images; or ``"sample:NAME"``, with choices ``"sample:lfw?color=true"``.
    folder : Path
        Where a relative path starts; where nothing is found there, the current folder.

    Returns
    -------
    Sample
        Its title and the file or folder.
    str
        Its format, as `detect` gives it.

    Raises
    ------
    SourceError
        When there is no such sample or file, or it is of no format that can be read.
    """
    if name.startswith(SAMPLE) and name not in FILES:
        return _ordered(name.removeprefix(SAMPLE))
    try:
        found = _named(name, folder)
        if found.path.is_dir():
            return Sample(found.path.resolve().name, found.path), FOLDER_FORMAT
        with found.path.open("rb") as handle:
            head = handle.read(HEAD_BYTES)
    except OSError as problem:
        raise SourceError(f"{name!r} can't be opened: {problem.strerror or problem}.") from problem
    except (ValueError, RuntimeError) as problem:  # no path on this system: a NUL in it, or the home of nobody
        raise SourceError(f"{name!r} can't be opened: {problem}.") from problem
    return found, detect(found.path.name, head)


def _ordered(text: str) -> tuple[Sample, str]:
    name, _, choices = text.partition("?")
    if name not in orders.ORDERS:
        raise SourceError(f"sample {unknown(text, [*SAMPLES, *orders.ORDERS])}")
    what, params = orders.ORDERS[name], orders.parse(name, choices)
    return Sample(what.title, Path(name), what.about, orders.order(name, params)), name


def _named(name: str, folder: Path) -> Sample:
    if name in FILES:
        return FILES[name]
    path = Path(name).expanduser()
    path = path if path.is_absolute() or not (folder / path).exists() else folder / path
    return Sample(path.stem, path)


def keep(found: Sample, store: Store, settings: Settings) -> tuple[str, int]:
    """Copy a file into the store, or pack a folder's files into it: what is there later may change or go.

    Parameters
    ----------
    found : Sample
        What `locate` found.
    store : Store
    settings : Settings

    Returns
    -------
    str
        The fingerprint of the bytes kept.
    int
        How many those are.

    Raises
    ------
    SourceError
        When a folder holds no images, a file went meanwhile, or the disk is full.
    LimitError
        When it is too large.
    """
    path = found.path
    try:
        if found.order:
            with store.writer() as writer:
                writer.write(found.order)
                return writer.commit(), len(found.order)
        if path.is_dir():
            files = files_in(path)
            with store.writer() as writer:
                pack_files(files, writer, settings)
                size = writer.size
                return writer.commit(), size
        size = path.stat().st_size
        settings.check("max_upload_bytes", size)
        return store.copy(path), size
    except OSError as problem:
        raise SourceError(f"{path.name!r} can't be kept: {problem.strerror or problem}. Nothing was kept.") from problem
