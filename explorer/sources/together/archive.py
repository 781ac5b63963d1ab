"""An archive -> `Records`: images, or several files that belong together."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np

from explorer.errors import ParamsError, SourceError
from explorer.recipe import Report
from explorer.settings import Settings
from explorer.sources.archive import read_member
from explorer.sources.arrays_by_hand import MAP_AXES
from explorer.sources.by_hand import OPEN, VECTOR, RoleParams
from explorer.sources.images import most_bytes, read_images
from explorer.sources.members import Member, Members, members_of, opened
from explorer.sources.pack import IN_WORDS
from explorer.sources.records import Records
from explorer.sources.together.join import LEFT_OUT, ROW_ORDER, Part, first, join, left_out, parse
from explorer.sources.together.parts import File, is_text, mains
from explorer.sources.together.sprite import pictures
from explorer.sources.together.unpacked import Unpacked, unpacked

IMAGES = "images"  # what all image files together are called
_FEW = 5
_ARCHIVES = (".zip", ".tar", ".tgz", ".tar.gz", ".7z", ".rar")


def read_archive(
    path: Path,
    limits: Settings,
    pattern: str,
    directions: Sequence[str],
    report: Report,
    hand: RoleParams = OPEN,
) -> Records:
    """Read an archive of images, or of files that belong together.

    Parameters
    ----------
    path : Path
    limits : Settings
    pattern : str
        What the images' paths say, e.g. ``{identity}_{expression}.jpg``; empty: nothing.
    directions : sequence of str
        How files are joined: ``"FILE: row order"``, ``"FILE: COLUMN = COLUMN"`` or ``"FILE: left out"``; or which of
        them the vectors and so the rows come from: ``"FILE: has the rows"``. What isn't said is found out.
    report : Report
    hand : RoleParams
        What a person says of the files' columns; the vector's are those of the file that has the rows.

    Raises
    ------
    SourceError
        When there is nothing in it that can be read, or what is in it doesn't fit together.
    LimitError
        When a limit of this server is hit.
    ParamsError
        When the pattern makes no sense or matches no file, or the directions or roles name a column that isn't there.
    """
    with opened(path, limits) as archive:
        members = members_of(archive)
        if not members.images and not members.tables:
            raise SourceError(_nothing(members.others))
        if members.tables:
            with unpacked(archive, members, path, limits) as files:
                several = _Several(archive, members, files, limits, pattern, directions, hand.of_one(), report)
                found = several.read(path)
                members.others.extend(several.notes)
        else:
            found = read_images(archive, members.images, limits, pattern, path, report)
    return replace(found, notes=(*_ignored(members.others), *found.notes))


class _Several:
    """Files that belong together, being read."""

    def __init__(
        self,
        archive: zipfile.ZipFile,
        members: Members,
        found: Unpacked,
        limits: Settings,
        pattern: str,
        directions: Sequence[str],
        hand: RoleParams,
        report: Report,
    ) -> None:
        self.archive, self.members, self.limits = archive, members, limits
        self.pattern, self.directions, self.hand, self.report = pattern, directions, hand, report
        self.files, self.config, self.inner = found.files, found.config, found.archive
        self.unread = [part for part in found.unread if not is_text(part.name)]
        self.notes = [part.name for part in found.unread if is_text(part.name)]  # files that were written for people

    def read(self, near: Path) -> Records:
        """All of them, joined; their large arrays go to the disk where `near` lies."""
        mains, sprite = self._mains(), self._sprite()
        images = self._images(near)
        if not mains and images is None:
            raise SourceError(self._no_vectors())
        notes = list(self.notes)
        problems: list[SourceError | ParamsError] = []
        candidates: list[File | None] = [*mains] or [None]
        for main in candidates:
            try:
                self.notes = list(notes)
                return self._put_together(main, images, sprite, near)
            except (SourceError, ParamsError) as problem:  # another one may be what the rest goes with
                if isinstance(problem, ParamsError) and problem.field != VECTOR:
                    raise
                problems.append(problem)
        raise problems[0]

    def _put_together(self, main: File | None, images: Part | None, sprite: Member | None, near: Path) -> Records:
        if main is not None:
            base = first(Part(main.name, main.whole(self.report, self._lengths(main), self.hand)))
        else:
            assert images is not None
            base, images = first(images), None
        base = self._with_tables(base, [file for file in self.files if file is not main], near)
        if sprite is not None:
            base = self._with_sprite(base, sprite, near)
        if images is not None:
            base = join(base, images, parse(self.directions, IMAGES), near)
        for part in self.unread:
            base = left_out(base, part, part.why)
        if len(base.joins) < 2:
            return replace(base, joins=())
        able = {file.name for file in self.files if file.promise[0]}
        return replace(base, joins=tuple(replace(said, able=said.file in able) for said in base.joins))

    def _with_tables(self, base: Records, files: Sequence[File], near: Path) -> Records:
        """Join what stands beside; what goes with none of those before it may go with a column of a later one."""
        while files:
            late: list[File] = []
            problems: list[SourceError | ParamsError] = []
            for file in files:
                try:
                    base = self._joined(base, file, near)
                except (SourceError, ParamsError) as problem:
                    late.append(file)
                    problems.append(problem)
            if len(late) == len(files):
                raise problems[0]
            files = late
        return base

    def _mains(self) -> list[File]:
        pictures = bool(self.members.images) or self.inner is not None
        return mains(self.files, pictures, self.directions)

    def _lengths(self, main: File) -> Iterator[int]:
        """How many rows the other files have."""
        for file in self.files:
            if file is not main:
                with suppress(SourceError):
                    yield file.beside(self.report).n_samples

    def _sprite(self) -> Member | None:
        """The image with the pictures of all rows, if one is said to be, or is called so and is the only one."""
        images = self.members.images
        alone = len(images) == 1 and "sprite" in images[0].name.lower()
        found = next((one for one in images if one.name == self.config.sprite or alone), None)
        if found is not None:
            images.remove(found)
        return found

    def _with_sprite(self, base: Records, sprite: Member, near: Path) -> Records:
        try:
            data = read_member(self.archive, sprite.info, most_bytes(self.limits))
            found = pictures(data, base.n_samples, self.config.picture, self.limits)
        except SourceError as problem:
            return left_out(base, Part(sprite.path, Records()), problem.message)
        said = f"The pictures of {sprite.path!r} were taken to have {found.shape[2]} x {found.shape[1]} pixels each."
        part = Part(sprite.path, Records(images=found, notes=() if self.config.picture else (said,)))
        return join(base, part, parse(self.directions, sprite.path) or ROW_ORDER, near)

    def _images(self, near: Path) -> Part | None:
        if self.inner is not None:
            with opened(self.inner, self.limits) as archive:
                inner = members_of(archive).images
                if not inner:
                    raise SourceError(f"There are no images in the .zip that came along. Read are {IN_WORDS}.")
                return Part(IMAGES, read_images(archive, inner, self.limits, self.pattern, near, self.report))
        if not self.members.images:
            shown = next((file for file in self.files if file.shows), None) if not self._mains() else None
            if shown is None:
                return None
            self.files.remove(shown)
            return Part(shown.name, shown.whole(self.report, hand=self.hand))
        found = read_images(self.archive, self.members.images, self.limits, self.pattern, near, self.report)
        return Part(IMAGES, found)

    def _joined(self, base: Records, file: File, near: Path) -> Records:
        wanted = parse(self.directions, file.name)
        if not wanted and self.config.metadata == file.name.rpartition("/")[2]:
            wanted = ROW_ORDER
        part = Part(file.name, Records())
        try:
            part = _places(Part(file.name, file.beside(self.report, base.n_samples)), base)
            if part.records.vectors is not None and wanted != LEFT_OUT:
                return left_out(base, part, "it has vectors of its own, and a data set has one vector a row.")
            return join(base, part, wanted, near)
        except SourceError as problem:
            # What can't be read, or stands beside images that do without it, is no reason to lose the rest.
            if wanted or (part.records.columns and base.vectors is not None and not is_text(file.name)):
                raise
            if is_text(file.name):
                self.notes.append(file.name)
                return base
            return left_out(base, part, problem.message)

    def _no_vectors(self) -> str:
        if all(is_text(file.name) for file in self.files) and not self.unread:
            return _nothing([*self.members.others, *self.notes, *(file.name for file in self.files)])
        there = ", ".join(repr(file.name) for file in self.files[:_FEW]) or "none that can be read"
        why = "".join(f" {part.name!r}: {part.why.rstrip('.')}." for part in self.unread[:_FEW])
        return (
            f"There are neither vectors nor images in these files: {there}.{why} One of them must have a vector in "
            "each row: columns of numbers, one column of lists, or an array of rows x dimensions."
        )


def _places(part: Part, base: Records) -> Part:
    """A table of two or three numbers a row beside longer vectors is a map of them: a column an axis."""
    found = part.records.vectors
    if found is None or base.vectors is None or len(found) != base.n_samples:
        return part
    if found.shape[1] not in MAP_AXES or base.vectors.shape[1] <= max(MAP_AXES):
        return part
    stem = part.name.rpartition("/")[2].partition(".")[0]
    axes = {f"{stem} {axis + 1}": np.array(found[:, axis]) for axis in range(found.shape[1])}
    return replace(part, records=replace(part.records, vectors=None, columns=axes | dict(part.records.columns)))


def _ignored(ignored: Sequence[str]) -> list[str]:
    if not ignored:
        return []
    some = ", ".join(ignored[:_FEW]) + (", …" if len(ignored) > _FEW else "")
    what = "1 file that is no image was" if len(ignored) == 1 else f"{len(ignored):,} files that are no images were"
    return [f"{what} ignored: {some}.{_inside(ignored)}"]


def _inside(ignored: Sequence[str]) -> str:
    """What to do about archives in the archive."""
    if not any(label.lower().endswith(_ARCHIVES) for label in ignored):
        return ""
    return " An archive inside another isn't opened: unpack it, and bring the folder."


def _nothing(ignored: Sequence[str]) -> str:
    there = f" Found: {', '.join(ignored[:_FEW])}{', …' * (len(ignored) > _FEW)}." if ignored else " It is empty."
    return (
        f"There are no images in the archive.{there}{_inside(ignored)} Read are {IN_WORDS}, in any "
        "folders; and vectors in .npy, .csv, .parquet and the like, with what stands beside them."
    )
