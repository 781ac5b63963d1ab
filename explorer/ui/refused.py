"""What couldn't be read, or whose reading was ended: the screen is left to what was there before, and says why."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from explorer.engine import Job
from explorer.errors import InputError
from explorer.recipe import Recipe
from explorer.sources.locate import SAMPLE
from explorer.ui.opening import put_on_screen
from explorer.ui.state import Visit, pressed
from explorer.ui.words import as_markdown
from explorer.workspace import OpenedDataset, short_id

CANCELLED = "Its reading was cancelled. It needn't be sent again."


@dataclass(frozen=True)
class Refused:
    """A data set whose reading ended without one, as the workspace keeps it.

    Attributes
    ----------
    called, why : str
        What the page says: of what, and why.
    recipe : dict
        Its reading, as JSON.
    title, file_name : str
    size : int
        Bytes.
    cancelled : bool
        Whether a person ended it.
    again : bool
        Whether the same reading may succeed another time.
    replaces : str or None
        Id of the data set that was to be read otherwise.
    """

    called: str
    why: str
    recipe: dict[str, Any]
    title: str
    file_name: str
    size: int
    cancelled: bool
    again: bool
    replaces: str | None

    def as_dataset(self) -> OpenedDataset:
        """As a data set that isn't in the workspace."""
        recipe = Recipe.from_json(self.recipe)
        return OpenedDataset(short_id(recipe), self.title, recipe, self.file_name, self.size, 0.0)


def leaves(visit: Visit, dataset: OpenedDataset, job: Job) -> bool:
    """Whether a data set whose reading ended like this goes from the workspace.

    What was read before, and has runs, stays where only the time, the memory or the patience ended: they hang on it.
    """
    return isinstance(job.error, InputError) or (job.error is not None and not visit.workspace.runs_of(dataset.id))


def refuse(visit: Visit, dataset: OpenedDataset, job: Job) -> None:
    """The data set can't be read: the screen is left to what was there before, and says why.

    Parameters
    ----------
    visit : Visit
    dataset : OpenedDataset
    job : Job
        Its reading, that ended with an error.
    """
    old = visit.choice("data", "replaces")
    how = "opened" if old is None else "read like that"
    cancelled = job.state == "cancelled"
    was = "wasn't" if cancelled else "can't be"
    why = CANCELLED if cancelled or job.error is None else job.error.message
    # what the bytes are doesn't change; what the machine or the network did may
    sample = dataset.file_name.startswith(SAMPLE)
    again = sample or not isinstance(job.error, InputError)
    refused = Refused(
        called=dataset.title if sample else dataset.called,
        why=f"{was} {how}. {why}",
        recipe=dataset.recipe.to_json(),
        title=dataset.title,
        file_name=dataset.file_name,
        size=dataset.size,
        cancelled=cancelled,
        again=again,
        replaces=old,
    )
    visit.drop(dataset.id)
    if visit.workspace.dataset(old):
        visit.show(old)
    others = [asdict(other) for other in refusals(visit) if other.recipe != refused.recipe]
    visit.change(lambda workspace: workspace.with_choices("frame", refused=[*others, asdict(refused)]))


def refusals(visit: Visit) -> list[Refused]:
    """What couldn't be read, until something else is brought.

    Of several that were read at the same time each has its say: none takes another's sentence away.
    """
    kept = visit.workspace.chosen("frame").get("refused")
    entries = kept if isinstance(kept, list) else [kept]  # one alone: of before there could be several
    return [Refused(**entry) for entry in entries if isinstance(entry, dict)]  # texts: of before it had names


def refused_files(visit: Visit) -> list[OpenedDataset]:
    """The files that couldn't be read, as data sets that aren't in the workspace."""
    return [refused.as_dataset() for refused in refusals(visit)]


def why_refused(visit: Visit) -> None:
    """What was brought last, and why it couldn't be read, until something else is brought."""
    for refused in refusals(visit):
        _why(visit, refused)


def _why(visit: Visit, refused: Refused) -> None:
    (st.info if refused.cancelled else st.error)(f"**{as_markdown(refused.called)}** {as_markdown(refused.why)}")
    key = f"read-again-{refused.as_dataset().id}"
    if refused.again and pressed("Try again", icon=":material/refresh:", key=key):
        read_once_more(visit, refused)
        st.rerun()


def read_once_more(visit: Visit, refused: Refused) -> None:
    """Read what couldn't be read as it was tried then."""
    dataset = refused.as_dataset()
    put_on_screen(visit, dataset.recipe, dataset.title, dataset.file_name, dataset.size)
    if visit.workspace.dataset(refused.replaces):
        visit.choose("data", replaces=refused.replaces)
