"""What couldn't be read, or whose reading was ended: the screen is left to what was there before, and says why."""

from __future__ import annotations

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
    known = {"recipe": dataset.recipe.to_json(), "title": dataset.title, "size": dataset.size}
    known |= {"file": dataset.file_name, "cancelled": cancelled, "again": again, "replaces": old}
    said = [dataset.title if sample else dataset.called, f"{was} {how}. {why}", dataset.recipe.digest, known]
    visit.drop(dataset.id)
    if visit.workspace.dataset(old):
        visit.show(old)
    visit.change(lambda workspace: workspace.with_choices("frame", refused=said))


def refused_file(visit: Visit) -> OpenedDataset | None:
    """The file that couldn't be read last, as a data set that isn't in the workspace; None where there is none."""
    said = visit.workspace.chosen("frame").get("refused") or []
    if len(said) < 4:  # none, or one of before this was kept
        return None
    recipe = Recipe.from_json(said[3]["recipe"])
    name = said[3].get("file", said[0])
    return OpenedDataset(short_id(recipe), said[3]["title"], recipe, name, said[3]["size"], 0.0)


def why_refused(visit: Visit) -> None:
    """What was brought last, and why it couldn't be read, until something else is brought."""
    said = visit.workspace.chosen("frame").get("refused")
    if not said:
        return
    known = said[3] if len(said) > 3 else {}
    (st.info if known.get("cancelled") else st.error)(f"**{as_markdown(said[0])}** {as_markdown(said[1])}")
    if known.get("again") and pressed("Try again", icon=":material/refresh:", key=f"read-again-{said[2]}"):
        read_once_more(visit)
        st.rerun()


def read_once_more(visit: Visit) -> None:
    """Read what couldn't be read last as it was tried then."""
    dataset, replaced = refused_file(visit), visit.workspace.chosen("frame")["refused"][3].get("replaces")
    if dataset is None:
        return
    put_on_screen(visit, dataset.recipe, dataset.title, dataset.file_name, dataset.size)
    if visit.workspace.dataset(replaced):
        visit.choose("data", replaces=replaced)
