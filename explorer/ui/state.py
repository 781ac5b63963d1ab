"""Who is looking, and what they have: the one place that reads and writes ``st.session_state``.

What must outlive the tab is in the workspace on disk; the session holds only what belongs to this tab.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import streamlit as st

from explorer import plan
from explorer.engine import Engine, Job
from explorer.errors import InputError
from explorer.jobs import versions
from explorer.recipe import Recipe
from explorer.serving.addresses import new_visitor, visitor_of
from explorer.serving.services import Services, current
from explorer.store import Manifest, Result
from explorer.ui.upkeep import engine
from explorer.ui.words import as_markdown
from explorer.workspace import OpenedDataset, Workspace

MOMENT_SECONDS, LOOK_SECONDS = 0.7, 0.02
PRESS_SECONDS = 20.0  # after that nobody waits for the answer to a press any more


@dataclass
class Visit:
    """One script run of one visitor: their workspace, and the means to ask for results.

    Attributes
    ----------
    visitor : str
    services : Services
    engine : Engine
    waiting : dict
        Digest -> recipe of what this script run asked for and isn't there yet; `progress` follows it.
    named : list
        What of that the page tells of, with what to call it: for the one call of `progress` at its end.
    followed : dict
        Digest -> whether it has a bar, of what a call of `progress` follows already: the next one leaves it alone.
    """

    visitor: str
    services: Services
    engine: Engine
    waiting: dict[str, Recipe] = field(default_factory=dict)
    named: list[tuple[str, Recipe]] = field(default_factory=list)
    followed: dict[str, bool] = field(default_factory=dict)

    @cached_property
    def workspace(self) -> Workspace:
        """The workspace as it was when this script run first looked."""
        return self.services.workspaces.open(self.visitor)

    def change(self, function: Callable[[Workspace], Workspace]) -> Workspace:
        """Change the workspace on disk; this script run sees the change too.

        The data set on screen stays what it was, unless the change is about that: what another tab shows since must
        not become what this one writes its choices to.
        """
        shown = self.workspace.active

        def noted(workspace: Workspace) -> Workspace:
            nonlocal shown
            after = function(workspace)
            shown = after.active if after.active != workspace.active else shown
            return after

        after = self.services.workspaces.change(self.visitor, noted)
        self.workspace = replace(after, active=shown) if after.dataset(shown) else after
        return self.workspace

    @property
    def dataset(self) -> OpenedDataset | None:
        """The data set on screen."""
        return self.workspace.active_dataset

    def of_part(self) -> Visit:
        """The visit of a part of the page that is drawn again by itself: its own waiting, the same data set."""
        own = Visit(self.visitor, self.services, self.engine)
        if own.workspace.dataset(self.workspace.active):
            own.workspace = replace(own.workspace, active=self.workspace.active)
        return own

    def show(self, dataset: str) -> None:
        """Put another data set on screen."""
        self.change(lambda workspace: workspace.with_active(dataset))
        self.workspace = replace(self.workspace, active=dataset)  # also where another tab was first

    def drop(self, dataset: str) -> None:
        """Remove a data set; what still runs for it is cancelled."""
        entry = self.workspace.dataset(dataset)
        for job in self.engine.live_jobs():
            if entry is not None and plan.dataset_of(job.recipe) == entry.recipe:
                self.cancel(job.recipe)
        self.change(lambda workspace: workspace.without_dataset(dataset))

    def manifest(self, recipe: Recipe) -> Manifest | None:
        """What the recipe made, if it has a result."""
        return self.services.store.manifest(recipe)

    def read(self, recipe: Recipe, kind: type[Any]) -> Any:
        """A small result, read whole."""
        return self.services.store.read(recipe, kind)

    def write(self, recipe: Recipe, result: Result, seconds: float, n_samples: int, n_features: int = 0) -> None:
        """Keep as a recipe's result what is there already under another name: no worker need make it again."""
        if self.manifest(recipe) is None:
            how = {"size": [n_samples, n_features], "threads": 1, "versions": versions()}
            self.services.store.write(recipe, result, seconds, **how)

    def ask(self, recipe: Recipe) -> Job:
        """Have a recipe run for this visitor."""
        job = self.engine.ask(recipe, self.visitor)
        if job.live:
            self.waiting[recipe.digest] = recipe
        return job

    def ask_and_wait_a_moment(self, recipe: Recipe, seconds: float = MOMENT_SECONDS) -> None:
        """Have a short recipe run, and give it the moment it needs: then the page is drawn once, with its result.

        Where something that it is made from isn't there yet either, that moment isn't waited.
        """
        deadline = time.monotonic() + seconds
        job = self.ask(recipe)
        if any(self.manifest(part) is None for part in recipe.inputs.values()):
            return
        while job.live and time.monotonic() < deadline:
            time.sleep(LOOK_SECONDS)
            job = self.ask(recipe)
        if not job.live:
            self.waiting.pop(recipe.digest, None)  # else the page would be drawn a second time, for what it has

    def cancel(self, recipe: Recipe) -> None:
        """Stop asking for it."""
        self.engine.release(recipe, self.visitor)

    def again(self, recipe: Recipe) -> Job:
        """Try once more what failed or was cancelled."""
        return self.engine.again(recipe, self.visitor)

    def bytes_at(self, digest: str) -> str:
        """The address of stored bytes, signed for this visitor."""
        return self.services.addresses.sign(self.visitor, digest)

    def frames_at(self, recipe: Recipe) -> str:
        """The address of a map while it is laid out, signed for this visitor."""
        return self.services.addresses.sign(self.visitor, recipe.digest, "frame")

    def texts_at(self, digest: str) -> str:
        """The address of a stored list of texts, signed for this visitor."""
        return self.services.addresses.sign(self.visitor, digest, "text")

    def thumbnails_at(self, manifest: Manifest) -> str:
        """The address of a batch of thumbnails, signed for this visitor."""
        return self.services.addresses.thumbnails(self.visitor, manifest.address("pack"), manifest.address("offsets"))

    def originals_at(self, manifest: Manifest) -> str:
        """The address of a data set's pictures as they were brought, signed for this visitor."""
        pack, offsets = manifest.address("image pack"), manifest.address("image offsets")
        apart = len(manifest.body["arrays"]["image offsets"]["shape"]) == 2
        return self.services.addresses.originals(self.visitor, pack, offsets, apart)

    def has_told(self, what: str, stamp: str) -> bool:
        """Whether this tab's session has told this before: what it repeats must not undo what another tab did since."""
        return bool(st.session_state.get(f"told-{what}") == stamp)

    def note_told(self, what: str, stamp: str) -> None:
        """Remember that this tab told it."""
        st.session_state[f"told-{what}"] = stamp

    def choice(self, page: str, name: str, default: Any = None) -> Any:
        """What was chosen on a page for the data set on screen."""
        return self.workspace.chosen(page, self.workspace.active or "").get(name, default)

    def choose(self, page: str, **values: Any) -> None:
        """Keep what was chosen on a page for the data set on screen."""
        dataset = self.workspace.active or ""
        if any(self.choice(page, name) != value for name, value in values.items()):
            self.change(lambda workspace: workspace.with_choices(page, dataset, **values))


def visit() -> Visit:
    """The visit of this script run: the visitor is whom the cookie names."""
    visitor = visitor_of(st.context.cookies)
    if visitor is None:  # no browser: a test of a page without a server
        visitor = st.session_state.setdefault("visitor", new_visitor())
    return Visit(visitor, current(), engine())


def pressed(label: str, *, key: str | None = None, within: Any = st, **more: Any) -> bool:
    """A button; whether it was pressed. Each press is answered once.

    Streamlit tells of a press in one run of the script alone. Where the next run takes over before that one has come to
    the button's line (what the page waits for ends in that moment), the press would be lost: here the next run answers
    it.

    Parameters
    ----------
    label : str
    key : str, optional
        Where several on a page have that label.
    within : container, optional
        Where it stands.
    **more
        Passed to `st.button`.
    """
    name = key or f"press-{label}"
    noted = f"pressed-{name}"

    def note() -> None:
        st.session_state[noted] = time.monotonic()

    within.button(label, key=name, on_click=note, **more)
    age = time.monotonic() - st.session_state.pop(noted, -math.inf)
    return age < PRESS_SECONDS and not more.get("disabled", False)


def edit(key: str, label: str, value: str, save: Callable[[str], None], **more: Any) -> None:
    """A line of text that is kept as soon as it is changed; what can't be kept is said, and the old text stays.

    Parameters
    ----------
    key, label : str
    value : str
        What is kept now. It leads: what another tab wrote shows here too.
    save : callable
        Keeps the new text; its `InputError` is shown.
    **more
        Passed to `st.text_input`, e.g. ``label_visibility``.
    """
    st.session_state[key] = value
    st.text_input(label, key=key, on_change=_saving(save, key), **more)


def tick(
    key: str, label: str, options: Sequence[str], value: str | None, save: Callable[[str], None], **more: Any
) -> None:
    """One of a few words, or none, which is kept as soon as it is clicked; parameters are those of `edit`."""
    st.session_state[key] = value
    changed = _saving(lambda word: save(str(word or "")), key)
    st.segmented_control(label, options, key=key, on_change=changed, **more)


def act(key: str, label: str, save: Callable[..., object], *reads: str, within: Any = st, **more: Any) -> None:
    """A button that acts before the page is drawn: once, with what came of it. Other parameters are those of `edit`.

    `save` is handed what stands, at the click, in the widgets whose keys are `reads`.
    """
    within.button(label, key=key, on_click=_saving(save, *reads), **more)


def _saving(save: Callable[..., object], *keys: str) -> Callable[[], None]:
    """For a widget's callback: keeps the values of widgets; why they can't be kept is said."""

    def changed() -> None:
        try:
            save(*(st.session_state.get(key) for key in keys))
        except InputError as problem:
            st.toast(as_markdown(problem.message), icon=":material/error:", duration="long")

    return changed


def select(
    visit: Visit,
    page: str,
    name: str,
    label: str,
    options: Sequence[str],
    default: str,
    widget: str = "selectbox",
    **more: Any,
) -> str:
    """A select box whose choice is kept in the workspace for the data set on screen.

    Parameters
    ----------
    visit : Visit
    page, name : str
        Where the choice is kept.
    label : str
    options : sequence of str
        What is chosen from; never empty.
    default : str
        What holds until something is chosen, or where what was chosen is gone.
    widget : str
        Which of Streamlit's widgets that choose one of several: also ``"select_slider"``, ``"radio"``.
    **more
        Passed to the widget, e.g. ``format_func``.
    """
    chosen = visit.choice(page, name, default)
    key = f"{page}-{name}-{visit.workspace.active}"
    # The workspace leads: what another tab chose, or a default that moved on, shows here too.
    st.session_state[key] = chosen if chosen in options else default
    choose: Callable[..., Any] = getattr(st, widget)
    return str(
        choose(label, options, key=key, on_change=lambda: visit.choose(page, **{name: st.session_state[key]}), **more)
    )


def select_many(
    visit: Visit, page: str, name: str, label: str, options: Sequence[str], default: Sequence[str], **more: Any
) -> list[str]:
    """A box to choose several in an order, which is kept in the workspace for the data set on screen.

    Parameters are those of `select`; what was chosen and is gone is passed over.
    """
    chosen = visit.choice(page, name, list(default))
    key = f"{page}-{name}-{visit.workspace.active}"
    st.session_state[key] = [option for option in chosen if option in options]
    return list(
        st.multiselect(
            label, options, key=key, on_change=lambda: visit.choose(page, **{name: st.session_state[key]}), **more
        )
    )


def number(
    visit: Visit, page: str, name: str, label: str, default: int, *, low: int, high: int, help: str | None = None
) -> int:
    """A whole number that is kept in the workspace for the data set on screen.

    Parameters
    ----------
    visit : Visit
    page, name : str
        Where it is kept.
    label : str
    default : int
        What holds until one is written.
    low, high : int
        Inclusive; what was kept is brought into this range.
    help : str, optional
    """
    key = f"{page}-{name}-{visit.workspace.active}"
    st.session_state[key] = min(max(int(visit.choice(page, name, default)), low), high)
    return int(
        st.number_input(
            label, min_value=low, max_value=high, step=1, key=key, help=help,
            on_change=lambda: visit.choose(page, **{name: st.session_state[key]}),
        )
    )  # fmt: skip


def coordinate(visit: Visit, page: str, name: str, label: str, default: float) -> float:
    """Any number, kept in the workspace for the data set on screen; parameters are those of `number`."""
    key = f"{page}-{name}-{visit.workspace.active}"
    st.session_state[key] = float(visit.choice(page, name, default))
    return float(
        st.number_input(
            label,
            step=None,
            format="%.3f",
            key=key,
            on_change=lambda: visit.choose(page, **{name: st.session_state[key]}),
        )
    )


def point_picked(key: str, then: Callable[[int], None]) -> Callable[[], None]:
    """For a chart's ``on_select``: hands on the number that the clicked point carries as its custom data."""

    def changed() -> None:
        points = component_state(key)["selection"]["points"]
        if points:
            number = points[0]["customdata"]
            then(int(number[0] if isinstance(number, list) else number))

    return changed


def row_picked(key: str, then: Callable[[int], None]) -> Callable[[], None]:
    """For a table's ``on_select``: hands on the position of the clicked line."""

    def changed() -> None:
        rows = component_state(key)["selection"]["rows"]
        if rows:
            then(int(rows[0]))

    return changed


def component_state(key: str) -> Mapping[str, Any]:
    """What a component told last, before it is drawn in this script run; empty until then."""
    return st.session_state.get(key) or {}


def tab_memory(name: str) -> dict[str, Any]:
    """What this tab remembers beyond its widgets; what is put into it is there in the next script run."""
    found: dict[str, Any] = st.session_state.setdefault(f"memory-{name}", {})
    return found
