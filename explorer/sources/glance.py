"""A look at a file's beginning, or at an archive's list of files: what stands in it, before all of it is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from explorer.recipe import Report, silent
from explorer.settings import Settings, current
from explorer.sources.members import paths_in
from explorer.sources.preview import Preview, PreviewParams

MOST_PATHS = 5_000


def glance(params: PreviewParams, *, path: Path, report: Report = silent) -> Preview:
    """Look at a file.

    Parameters
    ----------
    params : PreviewParams
    path : Path
        Where the bytes are.
    report : Report

    Returns
    -------
    Preview
        Empty for a format that leaves nothing to choose.

    Raises
    ------
    SourceError
        When it can't be read as what it is said to be.
    LimitError
        When a limit of this server is hit.
    """
    report("looking at the file")
    look = _LOOKS.get(params.format)
    return Preview() if look is None else look(path, current())


def _images(path: Path, limits: Settings) -> Preview:
    paths = paths_in(path, limits)
    return Preview(tuple(paths[:MOST_PATHS]), len(paths))


_LOOKS: dict[str, Callable[[Path, Settings], Preview]] = {"images": _images}
