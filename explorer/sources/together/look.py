"""A look at the files of an archive that belong together: what stands in each, and which of them has the rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from explorer.errors import SourceError
from explorer.settings import Settings
from explorer.sources.members import members_of, opened
from explorer.sources.preview import FileSeen, Seen
from explorer.sources.together.parts import mains
from explorer.sources.together.unpacked import unpacked

Look = Callable[[str, Path], tuple[Seen, ...]]


def files_in(path: Path, limits: Settings, look: Look) -> tuple[FileSeen, ...]:
    """The tables and arrays of an archive, in their order.

    Parameters
    ----------
    path : Path
    limits : Settings
    look : callable
        Format and path of a file -> its columns.

    Raises
    ------
    SourceError
        When the archive is damaged.
    LimitError
        When a limit of this server is hit.
    """
    with opened(path, limits) as archive:
        members = members_of(archive)
        if not members.tables:
            return ()
        with unpacked(archive, members, path, limits) as found:
            pictures = bool(members.images) or found.archive is not None
            first = mains(found.files, pictures)[:1]
            seen = ((file.name, _columns(look, file.form, file.path), file in first) for file in found.files)
            return tuple(FileSeen(*each) for each in seen)


def _columns(look: Look, form: str, path: Path) -> tuple[Seen, ...]:
    """Nothing where a file can't be taken apart: reading it says why."""
    try:
        return look(form, path)
    except SourceError:
        return ()
