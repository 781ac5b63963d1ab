"""Groups of rows as pictures with captions: members of a cluster, copies of an image, people who look alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from explorer.errors import InputError
from explorer.serving.assets import asset_url
from explorer.store import Manifest
from explorer.ui import fields, marks
from explorer.ui.scatter import BOOTSTRAP
from explorer.ui.state import Visit

SIDE = 84  # CSS pixels of a picture
MOST = 12  # pictures of a group that are shown at first

_strips = st.components.v2.component("explorer_strips", js=BOOTSTRAP, isolate_styles=False)


@dataclass(frozen=True)
class Column:
    """Rows of a group that stand in a stored array, so that the browser fetches them instead of being sent them.

    Attributes
    ----------
    manifest : Manifest
        Of the result that has the array.
    name : str
        Of the array, of uint32.
    start, stop : int
        Where the group's rows are in it.
    """

    manifest: Manifest
    name: str
    start: int
    stop: int

    def address(self, visit: Visit) -> dict[str, Any]:
        """Where the browser finds it."""
        n = int(self.manifest.body["arrays"][self.name]["shape"][0])
        return {"url": visit.bytes_at(self.manifest.address(self.name)), "n": n, "start": self.start, "stop": self.stop}


@dataclass(frozen=True)
class Group:
    """Some rows under one title.

    Attributes
    ----------
    id : str
        Unique among the groups shown together; told when something of the group is clicked.
    title : str
    rows : sequence of int, or Column
        Positions in the order to show; for more than some hundred a `Column`.
    text : str
        A sentence or two below the title.
    captions : sequence of str, optional
        One a row; the rows' identities where not given.
    badges : sequence of str or None, optional
        A word on the picture, one a row.
    actions : mapping of str to str
        Buttons beside the title: id -> what is written on it.
    of : int, optional
        How many rows there are in all, where some of them are shown.
    """

    id: str
    title: str
    rows: Sequence[int] | Column
    text: str = ""
    captions: Sequence[str] | None = None
    badges: Sequence[str | None] | None = None
    actions: dict[str, str] = field(default_factory=dict)
    of: int | None = None

    def told(self, visit: Visit) -> dict[str, Any]:
        """As the component is told of it."""
        rows = self.rows.address(visit) if isinstance(self.rows, Column) else [int(row) for row in self.rows]
        return {
            "id": self.id,
            "title": self.title,
            "text": self.text,
            "rows": rows,
            "captions": None if self.captions is None else list(self.captions),
            "badges": None if self.badges is None else list(self.badges),
            "of": self.of,
            "actions": [{"id": name, "label": label} for name, label in self.actions.items()],
        }


@dataclass(frozen=True)
class Told:
    """What the person has just done: once, in the script run after it.

    Attributes
    ----------
    group : str or None
        Id of the group in which it was done; None: nothing was done.
    clicked : int or None
        Position of the picture that was clicked. It is pinned on the map already.
    action : str or None
        Id of the button that was pressed.
    """

    group: str | None = None
    clicked: int | None = None
    action: str | None = None


def strips(
    visit: Visit,
    data: Manifest,
    key: str,
    groups: Sequence[Group],
    *,
    side: int = SIDE,
    most: int = MOST,
    link: str | None = None,
    selects: bool = True,
) -> Told:
    """Show groups of rows as pictures.

    A click pins the row on the map; shift and a click add all rows from the picture clicked before to the selection; a
    button selects the whole group. Rows without pictures are shown by their captions.

    Parameters
    ----------
    visit : Visit
    data : Manifest
        Of the data set on screen.
    key : str
        Constant for one place on one page.
    groups : sequence of Group
    side : int
        CSS pixels of a picture.
    most : int
        Pictures of a group that are shown at first; more come on demand, in a box that scrolls.
    link : str, optional
        Maps of that link on the same page ring the row under the pointer.
    selects : bool
        Whether groups have a button that selects them.
    """
    result = _strips(
        key=key,
        data={
            "module": asset_url("scatter", "strips.js"),
            "n": data.values["n_samples"],
            "groups": [group.told(visit) for group in groups],
            "fields": [known for known in fields.dataset_fields(visit, data)[:1] if known["role"] == "identity"],
            "rows": fields.rows(visit, data),
            "thumbs": fields.thumbnails(visit, data),
            "selection": marks.told(visit)["selection"],
            "pinned": visit.choice("map", "pinned"),
            "link": link,
            "side": side,
            "most": most,
            "selects": selects,
        },
        on_clicked_change=lambda: None,
        on_acted_change=lambda: None,
        on_picked_change=lambda: None,
    )
    if result.picked:
        _pick(visit, data, result.picked)
    known = {group.id for group in groups}
    if result.acted and result.acted["group"] in known:
        return Told(group=result.acted["group"], action=str(result.acted["action"]))
    if result.clicked and result.clicked["group"] in known:
        position = int(result.clicked["position"])
        visit.choose("map", pinned=position)
        return Told(group=result.clicked["group"], clicked=position)
    return Told()


def _pick(visit: Visit, data: Manifest, picked: dict[str, Any]) -> None:
    try:
        mask = marks.mask_of(str(picked["bits"]), data.values["n_samples"])
        count = marks.select(visit, data, mask, add=picked["mode"] == "add")
    except InputError as problem:
        st.error(problem.message)
        return
    st.toast(f"{count:,} rows are selected: on the map, in its gallery, and for export.")
    st.rerun()  # the pictures were drawn with the rows selected before
