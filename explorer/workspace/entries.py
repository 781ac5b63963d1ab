"""What a workspace holds: data sets, runs, tags, edits, uploads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from explorer.clusterings.edits import Edit
from explorer.recipe import Recipe

_OURS = re.compile(r"(.* and [0-9]+ more|[0-9,]+ images?)\.zip")  # as the upload component calls several files
RunKind = Literal["projection", "clustering"]


@dataclass(frozen=True)
class OpenedDataset:
    """A data set in a workspace.

    Attributes
    ----------
    id : str
        The first digits of its recipe's digest: opening the same thing twice gives one entry.
    title : str
        What to call it on screen.
    recipe : Recipe
        How it is read.
    file_name : str
        What the file was called where it came from.
    size : int
        Bytes of that file.
    added : float
        Seconds since 1970.
    """

    id: str
    title: str
    recipe: Recipe
    file_name: str
    size: int
    added: float

    @property
    def called(self) -> str:
        """What the person calls the file; of several, which came in an archive that is ours, that they are several."""
        return _OURS.sub(r"\1", self.file_name)


@dataclass(frozen=True)
class Run:
    """A projection or clustering together with its recipe.

    Attributes
    ----------
    id : str
        The first digits of its recipe's digest; of a run edited by hand, of the recipe before the first edit.
    dataset : str
        Id of the data set.
    kind : {"projection", "clustering"}
    name : str
        What the person calls it; unique in its data set, whatever the case of its letters. See `slug`.
    recipe : Recipe
    created : float
        Seconds since 1970.
    """

    id: str
    dataset: str
    kind: RunKind
    name: str
    recipe: Recipe
    created: float


@dataclass(frozen=True)
class Tag:
    """A selection of rows that was given a name: a column of the person's own.

    Attributes
    ----------
    dataset : str
        Id of the data set.
    name : str
        Unique in its data set.
    fingerprint : str
        Digest of the stored column: a byte a row, 1 where tagged.
    names : str
        Digest of the stored list of what 0 and 1 are called.
    count : int
        Rows tagged.
    """

    dataset: str
    name: str
    fingerprint: str
    names: str
    count: int


@dataclass(frozen=True)
class Edits:
    """What a person did to a grouping by hand.

    Attributes
    ----------
    run : str
        Id of the run that the edits make.
    dataset : str
        Id of the data set.
    base : Recipe
        The grouping that they begin with.
    done : tuple of mapping
        Each an `explorer.clusterings.edits.Edit` as plain JSON values, in order.
    undone : tuple of mapping
        What was undone, the last to be undone last; gone with the next edit.
    """

    run: str
    dataset: str
    base: Recipe
    done: tuple[Mapping[str, Any], ...] = ()
    undone: tuple[Mapping[str, Any], ...] = ()

    @property
    def parsed(self) -> list[Edit]:
        """What was done."""
        return [Edit.from_json(body) for body in self.done]


@dataclass(frozen=True)
class Upload:
    """A file that the visitor brought.

    Attributes
    ----------
    fingerprint : str
        Digest of all its bytes; its name in the store.
    name : str
        What the file is called.
    size : int
        Bytes.
    time : float
        When it was there in full, in seconds since 1970.
    """

    fingerprint: str
    name: str
    size: int
    time: float
