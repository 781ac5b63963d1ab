"""The answer as pictures and in words."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import streamlit as st

from explorer import plan
from explorer.comparison import Identities
from explorer.neighbors import Nearest
from explorer.neighbors.cross import ANGULAR
from explorer.recipe import Recipe
from explorer.store import Manifest
from explorer.ui.nearby.asked import Asked
from explorer.ui.people.who import row_numbers
from explorer.ui.state import Visit
from explorer.ui.strips import Group, strips
from explorer.ui.words import as_markdown
from explorer.workspace import Run

FEW = 9  # rows of a selection that are shown: a line, so that the nearest are seen at once
MOST_NAMED = 3


@dataclass(frozen=True)
class Answer:
    """What is nearest to what was asked about.

    Attributes
    ----------
    asked : Asked
    found : Nearest
        In the feature space.
    on_map : Nearest or None
        On the map on screen; None where there is no map, or what was asked about has no place on it.
    names : Identities or None
    """

    asked: Asked
    found: Nearest
    on_map: Nearest | None
    names: Identities | None

    @cached_property
    def near(self) -> list[int]:
        """Positions of the nearest in the feature space."""
        return [int(row) for row in self.found.indices]

    @cached_property
    def near_on_map(self) -> list[int]:
        """Positions of the nearest on the map."""
        return [] if self.on_map is None else [int(row) for row in self.on_map.indices]

    def name(self, position: int) -> str:
        """Who a row is; empty where that isn't known."""
        if self.names is None or self.names.codes[position] < 0:
            return ""
        return self.names.names[int(self.names.codes[position])]


def headline(answer: Answer) -> None:
    """How far the map agrees, and who the nearest are."""
    if answer.on_map is None:
        st.markdown(f"#### The {len(answer.near):,} nearest to {as_markdown(answer.asked.title)}")
    else:
        both = len(set(answer.near) & set(answer.near_on_map))
        st.markdown(
            f"#### {both:,} of the {len(answer.near):,} nearest are among the {len(answer.near_on_map):,} nearest on "
            "the map"
        )
    if answer.names is not None:
        st.markdown(_who(answer))
    if not answer.found.points:
        st.warning(
            f"{as_markdown(answer.asked.title)} is next to nothing in length, so it has no direction: what is nearest "
            f"to it by {answer.found.metric} is rounding. Ask by the Euclidean distance.",
            icon=":material/straighten:",
        )
    if answer.asked.note:
        st.caption(as_markdown(answer.asked.note))


def _who(answer: Answer) -> str:
    """Whose the nearest are, the most frequent first; the nearest of all by name."""
    counts = Counter(name for name in map(answer.name, answer.near) if name)
    if not counts:
        return "None of the nearest has a name."
    said = [f"{count:,} × {as_markdown(name)}" for name, count in counts.most_common(MOST_NAMED)]
    more = len(counts) - len(said)
    rest = f" and {more:,} other{'s' * (more != 1)}" if more else ""
    first = answer.name(answer.near[0])
    nearest = f"; the nearest is **{as_markdown(first)}** ({measure(answer, 0)})" if first else ""
    return f"Of the nearest: {', '.join(said)}{rest}{nearest}."


def measure(answer: Answer, number: int) -> str:
    """How near the nearest row of that number is, in words."""
    distance = float(answer.found.distances[number])
    return f"similarity {1 - distance:.3f}" if answer.found.metric in ANGULAR else f"distance {distance:.4g}"


def pictures(visit: Visit, data: Manifest, answer: Answer, link: str) -> None:
    """What was asked about, the nearest, the map's nearest; a click asks about that row."""
    if answer.asked.new is not None:
        _brought(visit, answer.asked)
    told = strips(visit, data, "neighbours-pictures", groups(visit, data, answer), side=76, most=20, link=link)
    if told.clicked is not None:
        visit.choose("neighbours", kind="row")
        st.rerun()


def groups(visit: Visit, data: Manifest, answer: Answer) -> list[Group]:
    """The groups of pictures, in the order in which they stand."""
    asked, numbers = answer.asked, row_numbers(visit, data)

    def captions(rows: Sequence[int], values: Sequence[str] | None = None) -> list[str]:
        names = [answer.name(row) or f"row {int(numbers[row]):,}" for row in rows]
        return names if values is None else [f"{value} · {name}" for value, name in zip(values, names, strict=True)]

    shown: list[Group] = []
    if asked.rows:
        few = list(asked.rows[:FEW])
        text = f"{len(few):,} of them." if len(few) < len(asked.rows) else ""
        shown.append(Group("asked", asked.title, few, text, captions(few)))
    if asked.found:
        shown.append(Group("named", "Rows that fit what you wrote", asked.found, "Click one.", captions(asked.found)))
    near = set(answer.near_on_map)
    badges = None if answer.on_map is None else [None if row in near else "far on map" for row in answer.near]
    values = [_figure(float(distance), answer.found.metric) for distance in answer.found.distances]
    shown.append(Group("near", "Nearest in the data", answer.near, "", captions(answer.near, values), badges))
    if answer.on_map is not None:
        near = set(answer.near)
        far = [None if row in near else "far in data" for row in answer.near_on_map]
        rows = answer.near_on_map
        shown.append(Group("map", "Nearest on the map", rows, "", captions(rows), far))
    return shown


def _figure(distance: float, metric: str) -> str:
    return f"{1 - distance:.3f}" if metric in ANGULAR else f"{distance:.3g}"


def _brought(visit: Visit, asked: Asked) -> None:
    """The picture that was brought, where it is one."""
    assert asked.new is not None
    data = visit.manifest(asked.new)
    if data is None or data.values["image_shape"] is None:
        return
    recipe = plan.picture(asked.new, int(asked.query["position"]))
    if visit.ask(recipe).state != "done":
        return
    manifest = visit.manifest(recipe)
    if manifest is not None:
        address, said = visit.thumbnails_at(manifest), html.escape(asked.title)
        st.html(f'<img class="ee-centre" src="{address}/0" alt="{said}">')


def how(answer: Answer, space: Recipe, run: Run | None) -> str:
    """What the figures are."""
    found = answer.found
    what = "Similarity is 1 less the distance, -1 to 1, higher is more alike; it" if found.metric in ANGULAR else "It"
    left_out = answer.asked.new is None and answer.asked.query.get("others", True)
    said = (
        f"{what} is measured by {found.metric} in {as_markdown(plan.describe_space(space))}. Exact: all "
        f"{found.n_compared:,} {'other ' if left_out else ''}rows were compared; no seed."
    )
    if answer.on_map is not None and run is not None:
        said += f" On the map {as_markdown(run.name)} near is what is near by a straight line on it."
    elif run is not None:
        why = plan.refusal_to_place(run.recipe) if answer.asked.new is not None else ""
        said += f" The map's own nearest aren't told: {why}" if why else " The map's own nearest are being looked for."
    if answer.asked.query.get("selection"):
        said += " The middle is the mean of the rows"
        said += ", of their directions." if found.metric in ANGULAR else "; on the map that of their places."
    return said
