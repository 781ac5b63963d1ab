"""The same colour for the same cluster: palettes of groupings, matched to a reference."""

from __future__ import annotations

from explorer import plan
from explorer.comparison.matching import matched_colours
from explorer.comparison.result import Identities, Matching
from explorer.store import Manifest
from explorer.ui.agreement import IDENTITY, Grouping
from explorer.ui.state import Visit

Palette = list[int]
MOST_COLOURS = 5_000  # groups: with more no colour can be told from the others anyway


def palette(visit: Visit, reference: Grouping, other: Grouping) -> Palette | None:
    """By group of `other` the number of its colour; None: its own, also until the clusters are matched."""
    if reference.id == other.id:
        return None
    recipe = plan.matching(reference.recipe, other.recipe)
    if visit.ask(recipe).state != "done":
        return None
    found: Matching = visit.read(recipe, Matching)
    return matched_colours(found) if len(found.partner) <= MOST_COLOURS else None


def of_field(visit: Visit, data: Manifest, grouping: Grouping, colours: Palette | None) -> Palette | None:
    """A palette for the map's field of a grouping: the identities' column numbers its names in another way."""
    recipe = grouping.recipe
    if grouping.id != IDENTITY or visit.ask(recipe).state != "done":
        return colours
    named: Identities = visit.read(recipe, Identities)
    column: list[str] = visit.services.store.texts(data.address(f"names {data.values['identity']}"))
    if len(column) > MOST_COLOURS:
        return None
    place = {name: code for code, name in enumerate(named.names)}
    codes = [place.get(name, len(place)) for name in column]
    return codes if colours is None else [colours[code] if code < len(colours) else code for code in codes]
