"""Images in an archive -> `Records`: each as it came, with its path, folder and size as columns."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from explorer.errors import SourceError
from explorer.pictures import ImageFiles
from explorer.recipe import Report
from explorer.settings import Settings
from explorer.sources import names
from explorer.sources.archive import check_unpacked, read_member
from explorer.sources.identity import IDENTITY_NAMES
from explorer.sources.members import UNREAD, Member
from explorer.sources.pace import Pace
from explorer.sources.pack import IN_WORDS
from explorer.sources.parallel import ahead
from explorer.sources.pattern import parse
from explorer.sources.records import Records
from explorer.sources.spool import spool_bytes

_BYTES_A_PIXEL = 4
_FEW = 5


def read_images(
    archive: zipfile.ZipFile, members: Sequence[Member], limits: Settings, pattern: str, near: Path, report: Report
) -> Records:
    """Read an archive's images.

    Parameters
    ----------
    archive : ZipFile
    members : sequence of Member
        Those that should be images; one at the least.
    limits : Settings
    pattern : str
        What the files' paths say, e.g. ``{identity}_{expression}.jpg``; empty: nothing.
    near : Path
        The disk to put them on.
    report : Report

    Raises
    ------
    SourceError
        When none of them can be read.
    LimitError
        When a limit of this server is hit.
    ParamsError
        When the pattern makes no sense or matches no file.
    """
    _check_limits(members, limits)
    paths = [member.path for member in members]
    columns, notes, identity = _from_paths(paths, pattern)
    files = Files(len(members))
    encoded = (_read(archive, member, limits) for member in members)
    images = files.read(encoded, lambda row: repr(paths[row]), limits, near, report)
    if len(files.left_out) == len(members):
        some = "; ".join(list(files.left_out.values())[:_FEW])
        none = "The image can't" if len(members) == 1 else f"None of the {len(members):,} images can"
        raise SourceError(f"{none} be read: {some}. Read are {IN_WORDS}.")
    sizes = {"width": images.widths.astype(np.float32), "height": images.heights.astype(np.float32)}
    return Records(
        images=images,
        columns={**columns, **sizes},
        notes=(*files.notes(), *notes),
        identity=identity,
        left_out=files.left_out,
    )


class Files:
    """Many images as they are read: what each is, and which are left out and why."""

    def __init__(self, count: int) -> None:
        self.ends = np.zeros(count + 1, dtype=np.uint64)
        self.heights, self.widths = np.zeros(count, dtype=np.uint32), np.zeros(count, dtype=np.uint32)
        self.channels = np.ones(count, dtype=np.uint8)
        self.left_out: dict[int, str] = {}
        self._changed: Counter[str] = Counter()
        self._deep = 0

    def read(
        self,
        encoded: Iterable[bytes | SourceError],
        name: Callable[[int], str],
        limits: Settings,
        near: Path,
        report: Report,
    ) -> ImageFiles:
        """Check all of them and keep them on disk; one that is left out is empty, and of no size.

        Parameters
        ----------
        encoded : iterable of bytes or SourceError
            The files, or why one can't be had.
        name : callable
            What to call the image of a row where it is left out.
        limits : Settings
        near : Path
            The disk to put them on.
        report : Report
        """
        pack = spool_bytes(self._pieces(encoded, name, limits, report), near)
        return ImageFiles(pack, self.ends, self.heights, self.widths, self.channels)

    def notes(self) -> list[str]:
        """What was changed on the way."""
        said = [
            f"{_counted(count)} kept as PNG, since browsers don't show {form}; of several pages the first."
            for form, count in self._changed.items()
        ]
        if self._deep:
            said.append(f"{_counted(self._deep)} shown and read with 8 bits a value, of more in the file.")
        return said

    def _pieces(
        self, encoded: Iterable[bytes | SourceError], name: Callable[[int], str], limits: Settings, report: Report
    ) -> Iterator[bytes]:
        from explorer.sources.picture import Checked, check

        def work(found: bytes | SourceError) -> Checked | SourceError:
            try:
                return found if isinstance(found, SourceError) else check(found, limits.max_image_pixels)
            except SourceError as problem:
                return problem

        done = ahead(encoded, work, lambda found: len(found) if isinstance(found, bytes) else 0)
        end = 0
        pace = Pace(report, "checking", "images", len(self.heights))
        for row, checked in enumerate(done):
            pace(row)
            if isinstance(checked, SourceError):
                self.left_out[row] = f"{name(row)}: {checked.message}"
            else:
                end += len(checked.data)
                _check_unpacked(end, limits)
                self.heights[row], self.widths[row] = checked.height, checked.width
                self.channels[row] = checked.channels
                self._changed.update([checked.changed] if checked.changed else [])
                self._deep += checked.deep
                yield checked.data
            self.ends[row + 1] = end


def most_bytes(limits: Settings) -> int:
    """How large one encoded image may be."""
    return _BYTES_A_PIXEL * limits.max_image_pixels + 1_000_000


def _read(archive: zipfile.ZipFile, member: Member, limits: Settings) -> bytes | SourceError:
    if member.path.lower().endswith(".svg"):
        return SourceError("it is a drawing (SVG), which has no pixels; save it as PNG")
    if member.path.lower().endswith(UNREAD):
        return SourceError(f"its format isn't read; read are {IN_WORDS}")
    try:
        return read_member(archive, member.info, most_bytes(limits))
    except SourceError as problem:
        return problem


def _check_limits(members: Sequence[Member], limits: Settings) -> None:
    limits.check("max_rows", len(members))
    limits.check("max_images", len(members))
    most = most_bytes(limits)  # larger ones are left out
    _check_unpacked(sum(member.info.file_size for member in members if member.info.file_size <= most), limits)


def _check_unpacked(n_bytes: int, limits: Settings) -> None:
    check_unpacked("images", n_bytes, limits.max_upload_bytes, "Bring fewer or smaller images")


def _from_paths(paths: Sequence[str], pattern: str) -> tuple[dict[str, np.ndarray], list[str], str | None]:
    """Columns, notes, and which of the columns is the identity, as far as the paths tell."""
    notes: list[str] = []
    shown = names.without_common_folders(paths)
    columns = {"file": _texts(shown)}
    folders = names.folders(shown)
    if len(set(folders)) > 1:
        columns["folder"] = _texts(folders)
    identity = "folder" if len(set(folders) - {""}) > 1 else None
    if pattern:
        named = parse(pattern, paths[0]).columns(paths)
        columns |= {name: _texts(values) for name, values in named.items()}
        missing = [path for path, *values in zip(shown, *named.values(), strict=True) if not any(values)]
        if missing:
            some = ", ".join(missing[:_FEW]) + ", …" * (len(missing) > _FEW)
            said = f"doesn't match {len(missing):,} of {len(paths):,} files, which have no values there: {some}."
            notes.append(f"The pattern {pattern!r} {said}")
        ranked = [name for guess in IDENTITY_NAMES for name in named if name.lower() == guess]
        identity = ranked[0] if ranked else identity
    return columns, notes, identity


def _counted(count: int) -> str:
    return "1 image is" if count == 1 else f"{count:,} images are"


def _texts(values: Sequence[str]) -> np.ndarray:
    # Not NumPy's own text, which gives every value the room of the longest.
    return np.array(values, dtype=object)
