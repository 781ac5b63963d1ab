"""Where the bytes of what a person named are: a sample, or a file by its path."""

from __future__ import annotations

from pathlib import Path

from explorer.errors import SourceError
from explorer.params import unknown
from explorer.sources.detect import HEAD_BYTES, SAMPLES, Sample, detect

SAMPLE = "sample:"


def locate(name: str, folder: Path) -> tuple[Sample, str]:
    """Find a data set by its name.

    Parameters
    ----------
    name : str
        A path, or ``"sample:NAME"``.
    folder : Path
        Where a relative path starts; where nothing is found there, the current folder.

    Returns
    -------
    Sample
        Its title and the file.
    str
        Its format, as `detect` gives it.

    Raises
    ------
    SourceError
        When there is no such sample or file, or it is of no format that can be read.
    """
    if name.startswith(SAMPLE):
        sample = name.removeprefix(SAMPLE)
        if sample not in SAMPLES:
            raise SourceError(f"sample {unknown(sample, list(SAMPLES))}")
        found = SAMPLES[sample]
    else:
        path = Path(name).expanduser()
        path = path if path.is_absolute() or not (folder / path).exists() else folder / path
        found = Sample(path.stem, path)
    try:
        with found.path.open("rb") as handle:
            head = handle.read(HEAD_BYTES)
    except OSError as problem:
        raise SourceError(f"{name!r} can't be opened: {problem.strerror or problem}.") from problem
    return found, detect(found.path.name, head)
