"""A look at the files of an archive that belong together: what stands in each, and which of them has the rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from explorer.errors import SourceError
from explorer.settings import Settings
from explorer.sources.members import members_of, opened
from explorer.sources.preview import FileSeen, Preview
from explorer.sources.together.parts import File, mains
from explorer.sources.together.unpacked import unpacked

Look = Callable[[str, Path, bool], Preview]


def files_in(path: Path, limits: Settings, look: Look, directions: Sequence[str] = ()) -> tuple[FileSeen, ...]:
    """The tables and arrays of an archive, in their order.

    Parameters
    ----------
    path : Path
    limits : Settings
    look : callable
        Format and path of a file, and whether it has the rows -> what stands in it.
    directions : sequence of str
        What a person says of the files; see `archive.read_archive`.

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
            first = mains(found.files, pictures, directions)[:1]
            return tuple(_seen(look, file, file in first) for file in found.files)


def _seen(look: Look, file: File, first: bool) -> FileSeen:
    """No columns where a file can't be taken apart: reading it says why."""
    try:
        found = look(file.form, file.path, first)
    except SourceError:
        found = Preview()
    return FileSeen(file.name, found.columns, first, found.names)
