"""A visitor's workspace: data sets, runs, choices, tags and uploads; what they find again when they come back.

A `Workspace` is a snapshot: its methods answer a changed copy. `explorer.workspaces` keeps it on disk.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self, get_args

from explorer.errors import InputError
from explorer.recipe import Recipe
from explorer.workspace.entries import Edits, OpenedDataset, Run, RunKind, Tag, Upload
from explorer.workspace.names import checked_name, free_name, short_id, slug

VERSION = 1

@dataclass(frozen=True)
class Workspace:
    """What a visitor has here, as it was when it was read. Methods answer a changed copy.

    Attributes
    ----------
    created, touched : float
        Seconds since 1970.
    datasets : tuple of OpenedDataset
    active : str or None
        Id of the data set on screen.
    runs : tuple of Run
        In the order they were asked for.
    choices : mapping
        Page -> data set id ("" for none) -> name -> plain JSON value: what is on screen.
    uploads : tuple of Upload
    tags : tuple of Tag
    edits : tuple of Edits
        See `explorer.workspace.editing`.
    notice : str
        Something to tell the visitor once: a damaged file that was set aside; see `without_notice`.
    """

    created: float
    touched: float
    datasets: tuple[OpenedDataset, ...] = ()
    active: str | None = None
    runs: tuple[Run, ...] = ()
    choices: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    uploads: tuple[Upload, ...] = ()
    tags: tuple[Tag, ...] = ()
    edits: tuple[Edits, ...] = ()
    notice: str = ""

    # --- looking ---

    def dataset(self, id: str | None) -> OpenedDataset | None:  # noqa: A002
        """The data set of that id, or None."""
        return next((entry for entry in self.datasets if entry.id == id), None)

    @property
    def active_dataset(self) -> OpenedDataset | None:
        """The data set on screen, or None."""
        return self.dataset(self.active)

    def run(self, id: str | None) -> Run | None:  # noqa: A002
        """The run of that id, or None."""
        return next((entry for entry in self.runs if entry.id == id), None)

    def runs_of(self, dataset: str, kind: RunKind | None = None) -> tuple[Run, ...]:
        """The runs of a data set, of one kind or of both, oldest first."""
        return tuple(run for run in self.runs if run.dataset == dataset and kind in (None, run.kind))

    def tags_of(self, dataset: str) -> tuple[Tag, ...]:
        """The tags of a data set, oldest first."""
        return tuple(tag for tag in self.tags if tag.dataset == dataset)

    def slugs(self, dataset: str) -> dict[str, str]:
        """Run id -> a name for a spec or a file; all of a data set's differ, also without regard to case."""
        taken: set[str] = set()
        result: dict[str, str] = {}
        for run in self.runs_of(dataset):
            result[run.id] = free_name(slug(run.name), taken, "-")
            taken.add(result[run.id].casefold())
        return result

    def chosen(self, page: str, dataset: str = "") -> Mapping[str, Any]:
        """What was chosen on a page for a data set: name -> plain JSON value."""
        return self.choices.get(page, {}).get(dataset, {})

    # --- changing, for `Workspaces.change` ---

    def with_dataset(self, recipe: Recipe, title: str, file_name: str = "", size: int = 0) -> Self:
        """Add a data set, or find it again, and put it on screen."""
        id_ = short_id(recipe)
        if self.dataset(id_):
            return replace(self, active=id_)
        entry = OpenedDataset(id_, title, recipe, file_name, size, time.time())
        return replace(self, datasets=(*self.datasets, entry), active=id_)

    def with_active(self, dataset: str) -> Self:
        """Put another data set on screen.

        Raises
        ------
        InputError
            When it isn't in this workspace (any more).
        """
        self._check_dataset(dataset)
        return replace(self, active=dataset)

    def without_dataset(self, dataset: str) -> Self:
        """Remove a data set, its runs, tags and choices, and its upload unless another data set needs that."""
        kept = tuple(entry for entry in self.datasets if entry.id != dataset)
        gone = {_fingerprint(entry) for entry in self.datasets} - {_fingerprint(entry) for entry in kept}
        return replace(
            self,
            datasets=kept,
            active=self.active if self.active != dataset else (kept[-1].id if kept else None),
            runs=tuple(run for run in self.runs if run.dataset != dataset),
            tags=tuple(tag for tag in self.tags if tag.dataset != dataset),
            edits=tuple(edits for edits in self.edits if edits.dataset != dataset),
            choices={
                page: {name: values for name, values in sets.items() if name != dataset}
                for page, sets in self.choices.items()
            },
            uploads=tuple(upload for upload in self.uploads if upload.fingerprint not in gone),
        )

    def with_run(self, recipe: Recipe, dataset: str, kind: RunKind, name: str) -> Self:
        """Add a run; one with the same recipe is kept as it is. A name that is taken gets a number behind it.

        Raises
        ------
        InputError
            When the data set isn't in this workspace (any more), or the name can't be one.
        """
        self._check_dataset(dataset)
        id_ = short_id(recipe)
        if self.run(id_):
            return self
        taken = {run.name.casefold() for run in self.runs_of(dataset)}
        run = Run(id_, dataset, kind, free_name(checked_name(name), taken, " "), recipe, time.time())
        return replace(self, runs=(*self.runs, run))

    def with_name(self, run: str, name: str) -> Self:
        """Call a run something else.

        Raises
        ------
        InputError
            When the run is gone, the name can't be one, or another run of the data set has it.
        """
        old = self.run(run)
        if old is None:
            raise InputError("This run is no longer here: it was removed, perhaps in another tab.")
        name = checked_name(name)
        others = [other for other in self.runs_of(old.dataset) if other.id != run]
        if name.casefold() in {other.name.casefold() for other in others}:
            raise InputError(f"Another run of this data set is called {name!r}. Choose a different name.")
        new = replace(old, name=name)
        return replace(self, runs=tuple(new if entry is old else entry for entry in self.runs))

    def without_run(self, run: str) -> Self:
        """Remove a run. Its result stays in the store for others until room is needed."""
        return replace(self, runs=tuple(entry for entry in self.runs if entry.id != run))

    def with_run_back(self, run: Run, place: int) -> Self:
        """Put back a run that was removed, at its place among all runs. A name taken since gets a number behind it.

        Raises
        ------
        InputError
            When the data set isn't in this workspace (any more).
        """
        self._check_dataset(run.dataset)
        if self.run(run.id):
            return self
        taken = {other.name.casefold() for other in self.runs_of(run.dataset)}
        back = replace(run, name=free_name(run.name, taken, " "))
        return replace(self, runs=(*self.runs[:place], back, *self.runs[place:]))

    def with_tag(self, tag: Tag) -> Self:
        """Add a tag, in place of one of the same name.

        Raises
        ------
        InputError
            When the data set isn't in this workspace (any more).
        """
        self._check_dataset(tag.dataset)
        return replace(self, tags=(*self.without_tag(tag.dataset, tag.name).tags, tag))

    def without_tag(self, dataset: str, name: str) -> Self:
        """Remove a tag; the rows stay."""
        return replace(self, tags=tuple(tag for tag in self.tags if (tag.dataset, tag.name) != (dataset, name)))

    def with_choices(self, page: str, dataset: str = "", **values: Any) -> Self:
        """Keep what was chosen on a page for a data set; other names keep their values."""
        sets = self.choices.get(page, {})
        chosen = {**sets, dataset: {**sets.get(dataset, {}), **values}}
        return replace(self, choices={**self.choices, page: chosen})

    def with_upload(self, fingerprint: str, name: str, size: int) -> Self:
        """Write down a file that was brought; the newest is last, and the same file is there once."""
        new = Upload(fingerprint, name, size, time.time())
        others = [old for old in self.uploads if (old.fingerprint, old.name) != (fingerprint, name)]
        return replace(self, uploads=(*others, new))

    def without_notice(self) -> Self:
        """The notice was read."""
        return replace(self, notice="")

    def _check_dataset(self, dataset: str) -> None:
        if self.dataset(dataset) is None:
            raise InputError("This data set is no longer here: it was removed, perhaps in another tab.")

    # --- to disk and back ---

    def to_json(self) -> dict[str, Any]:
        """The whole workspace as plain JSON values."""
        return {
            "version": VERSION,
            **vars(self),
            "datasets": [{**vars(entry), "recipe": entry.recipe.to_json()} for entry in self.datasets],
            "runs": [{**vars(entry), "recipe": entry.recipe.to_json()} for entry in self.runs],
            "uploads": [vars(entry) for entry in self.uploads],
            "tags": [vars(entry) for entry in self.tags],
            "edits": [
                {**vars(entry), "base": entry.base.to_json(), "done": list(entry.done), "undone": list(entry.undone)}
                for entry in self.edits
            ],
        }

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Self:
        """The workspace that `to_json` wrote.

        Raises
        ------
        ValueError, KeyError, TypeError, AttributeError
            For anything else.
        """
        fields = dict(body)
        version = fields.pop("version")
        if version != VERSION:
            raise ValueError(f"version {version}, not {VERSION}")
        datasets = tuple(OpenedDataset(**_with_recipe(entry)) for entry in fields.pop("datasets"))
        runs = tuple(Run(**_with_recipe(entry)) for entry in fields.pop("runs"))
        if any(run.kind not in get_args(RunKind) for run in runs):
            raise ValueError("a run of an unknown kind")
        uploads = tuple(Upload(**entry) for entry in fields.pop("uploads"))
        tags = tuple(Tag(**entry) for entry in fields.pop("tags", ()))  # workspaces of before there were tags have none
        edits = tuple(_edits(entry) for entry in fields.pop("edits", ()))
        return cls(datasets=datasets, runs=runs, uploads=uploads, tags=tags, edits=edits, **fields)


def _fingerprint(dataset: OpenedDataset) -> str:
    return str(dataset.recipe.source().params.get("fingerprint", ""))


def _edits(entry: Mapping[str, Any]) -> Edits:
    done, undone = tuple(entry["done"]), tuple(entry["undone"])
    return Edits(**{**entry, "base": Recipe.from_json(entry["base"]), "done": done, "undone": undone})


def _with_recipe(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {**entry, "recipe": Recipe.from_json(entry["recipe"])}
