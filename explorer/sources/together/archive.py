"""An archive -> `Records`: images, or several files that belong together."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath

from explorer.blobs import WRITING
from explorer.errors import SourceError
from explorer.recipe import Report
from explorer.settings import Settings
from explorer.sources import names
from explorer.sources.detect import HEAD_BYTES, detect
from explorer.sources.images import read_images
from explorer.sources.members import Member, Members, members_of, opened, unpack
from explorer.sources.pack import IN_WORDS
from explorer.sources.records import Records
from explorer.sources.together.join import Part, first, join, left_out, parse
from explorer.sources.together.parts import File, is_text

IMAGES = "images"  # what all image files together are called
_FEW = 5


def read_archive(path: Path, limits: Settings, pattern: str, directions: Sequence[str], report: Report) -> Records:
    """Read an archive of images, or of files that belong together.

    Parameters
    ----------
    path : Path
    limits : Settings
    pattern : str
        What the images' paths say, e.g. ``{identity}_{expression}.jpg``; empty: nothing.
    directions : sequence of str
        How files are joined: ``"FILE: row order"``, ``"FILE: COLUMN = COLUMN"`` or ``"FILE: left out"``. What isn't
        said is found out.
    report : Report

    Raises
    ------
    SourceError
        When there is nothing in it that can be read, or what is in it doesn't fit together.
    LimitError
        When a limit of this server is hit.
    ParamsError
        When the pattern makes no sense or matches no file, or the directions name a column that isn't there.
    """
    with opened(path, limits) as archive:
        members = members_of(archive)
        if not members.images and not members.tables:
            raise SourceError(_nothing(members.others))
        if members.tables:
            with _unpacked(archive, members, path, limits) as files:
                several = _Several(archive, members, files, limits, pattern, directions, report)
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
        files: Sequence[File | Part],
        limits: Settings,
        pattern: str,
        directions: Sequence[str],
        report: Report,
    ) -> None:
        self.archive, self.members, self.limits = archive, members, limits
        self.pattern, self.directions, self.report = pattern, directions, report
        self.files = [file for file in files if isinstance(file, File)]
        unread = [file for file in files if isinstance(file, Part)]
        self.unread = [part for part in unread if not is_text(part.name)]
        self.notes = [part.name for part in unread if is_text(part.name)]  # files that were written for people

    def read(self, near: Path) -> Records:
        """All of them, joined; their large arrays go to the disk where `near` lies."""
        main = self._main()
        images = self._images(near)
        if main is not None:
            base = first(Part(main.name, main.whole(self.report)))
        elif images is not None:
            base, images = first(images), None
        elif all(is_text(file.name) for file in self.files) and not self.unread:
            raise SourceError(_nothing([*self.members.others, *self.notes, *(file.name for file in self.files)]))
        else:
            raise SourceError(self._no_vectors())
        for file in self.files:
            if file is not main:
                base = self._joined(base, file, near)
        if images is not None:
            base = join(base, images, parse(self.directions, IMAGES), near)
        for part in self.unread:
            base = left_out(base, part, part.why)
        return base if len(base.joins) > 1 else replace(base, joins=())

    def _main(self) -> File | None:
        """The file whose rows the data set has: of those with vectors the one that has them most surely."""
        # Numbers beside images say something of them, such as their width, unless they are surely vectors.
        pictures = bool(self.members.images) or any(file.shows for file in self.files)
        able = [file for file in self.files if file.promise[0] >= 1 + pictures]
        return max(able, key=lambda file: file.promise, default=None)

    def _images(self, near: Path) -> Part | None:
        if not self.members.images:
            shown = next((file for file in self.files if file.shows), None) if self._main() is None else None
            if shown is None:
                return None
            self.files.remove(shown)
            return Part(shown.name, shown.whole(self.report))
        found = read_images(self.archive, self.members.images, self.limits, self.pattern, near, self.report)
        return Part(IMAGES, found)

    def _joined(self, base: Records, file: File, near: Path) -> Records:
        wanted = parse(self.directions, file.name)
        part = Part(file.name, Records())
        try:
            part = Part(file.name, file.beside(self.report, base.n_samples))
            if part.records.vectors is not None:
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
        there = ", ".join(repr(file.name) for file in self.files[:_FEW]) or "none that can be read"
        why = "".join(f" {part.name!r}: {part.why}" for part in self.unread[:_FEW])
        return (
            f"There are neither vectors nor images in these files: {there}.{why} One of them must have a vector in "
            "each row: columns of numbers, one column of lists, or an array of rows x dimensions."
        )


@contextmanager
def _unpacked(archive: zipfile.ZipFile, members: Members, near: Path, limits: Settings) -> Iterator[list[File | Part]]:
    """The tables and arrays of an archive as files; those of no format that is read as parts with the reason."""
    shown = names.without_common_folders([member.path for member in members.tables])
    found: list[File | Part] = []
    spare = limits.max_upload_bytes
    with _folder(near) as folder:
        for number, (member, name) in enumerate(zip(members.tables, shown, strict=True)):
            target = folder / f"{WRITING}{number}{_ending(member)}"
            try:
                unpack(archive, member, target, spare)
                spare -= member.info.file_size
                with target.open("rb") as stream:
                    found.append(File(name, target, detect(member.name, stream.read(HEAD_BYTES)), limits))
            except SourceError as problem:
                found.append(Part(name, Records(), problem.message))
        yield found


@contextmanager
def _folder(near: Path) -> Iterator[Path]:
    """A folder beside a file (``/tmp`` may be memory), gone in the end."""
    try:
        folder = tempfile.TemporaryDirectory(dir=near.parent, prefix=WRITING)
    except OSError:  # one that may only be read
        folder = tempfile.TemporaryDirectory()
    with folder as name:
        yield Path(name)


def _ending(member: Member) -> str:
    """The ending of a member's name, as far as formats go by it."""
    suffixes = PurePosixPath(member.name.lower()).suffixes[-2:]
    return "".join(suffix for suffix in suffixes if suffix[1:].isalnum() and suffix.isascii())


def _ignored(ignored: Sequence[str]) -> list[str]:
    if not ignored:
        return []
    some = ", ".join(ignored[:_FEW]) + (", …" if len(ignored) > _FEW else "")
    what = "1 file that is no image was" if len(ignored) == 1 else f"{len(ignored):,} files that are no images were"
    return [f"{what} ignored: {some}."]


def _nothing(ignored: Sequence[str]) -> str:
    there = f" Found: {', '.join(ignored[:_FEW])}{', …' * (len(ignored) > _FEW)}." if ignored else " It is empty."
    return (
        f"There are no images in the archive.{there} Read are {IN_WORDS}, in any folders; and vectors in .npy, .csv, "
        ".parquet and the like, with what stands beside them."
    )
