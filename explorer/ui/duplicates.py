"""Copies in a data set: which kind, how near, the groups as pictures, who of each is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from explorer import plan
from explorer.neighbors import Duplicates
from explorer.recipe import Recipe
from explorer.store import Manifest
from explorer.ui.kept import drop
from explorer.ui.panels import feature_space
from explorer.ui.progress import progress
from explorer.ui.state import Visit, pressed, select
from explorer.ui.strips import Group, strips
from explorer.workspace import OpenedDataset

AT_ONCE = 40  # groups on a page
SMALL = 5e-5  # a cosine distance that four digits of the similarity don't show
MOST_MEMBERS = 60  # pictures of a group that are sent
KEEPERS = {"largest": "the largest picture", "central": "the one nearest to the centre", "first": "the first row"}


@dataclass(frozen=True)
class Kind:
    """A kind of copies.

    Attributes
    ----------
    name, about : str
        What it is called, and what it means.
    pictures : bool
        Whether it needs pictures.
    """

    name: str
    about: str
    pictures: bool = False


KINDS = {
    "bytes": Kind("Same bytes", "The same file, byte for byte; of rows without pictures, the same numbers."),
    "pixels": Kind(
        "Same pixels",
        "The same picture once it is decoded, upright, in 8 bits a colour: also where format or headers differ.",
        True,
    ),
    "hash": Kind(
        "Alike to the eye",
        "Perceptual hash (pHash, 63 bits): stays when a picture is scaled, saved again or brightened; not when it is "
        "cropped, turned or mirrored.",
        True,
    ),
    "near": Kind("Near in the feature space", "By the cosine of the vectors that maps and groupings are made from."),
}


def duplicates(visit: Visit, dataset: OpenedDataset, data: Manifest) -> None:
    """Choose a kind of copies, see the groups, choose whom to keep, drop the others."""
    pictures = data.values["image_shape"] is not None
    kinds = [name for name, kind in KINDS.items() if pictures or not kind.pictures]
    left, middle, right = st.columns([2, 3, 2], vertical_alignment="bottom")
    with left:
        kind = select(
            visit, "cleanup", "kind", "Kind of copies", kinds, kinds[0], format_func=lambda name: KINDS[name].name
        )
    with middle:
        recipe = _recipe(visit, dataset, data, kind)
    with right:
        rule = select(visit, "cleanup", "keeper", "Keep", list(KEEPERS), "largest", format_func=KEEPERS.get)
    about = f" In {plan.describe_space(recipe.inputs['features'])}." if kind == "near" else ""
    st.caption(f"{KINDS[kind].about}{about}")
    if visit.manifest(recipe) is None:
        progress(visit, [(KINDS[kind].name, recipe)], "duplicates")
        return
    found: Duplicates = visit.read(recipe, Duplicates)
    _groups(visit, data, _Choice(visit, recipe, kind, found, rule))
    st.caption(found.note)


def _recipe(visit: Visit, dataset: OpenedDataset, data: Manifest, kind: str) -> Recipe:
    """The search that is asked for; draws its threshold where it has one."""
    if kind == "hash":
        words = "Bits that may differ, of 63, between any two of a group"
        bits = int(st.slider(words, 0, 20, int(visit.choice("cleanup", "bits", 4)), key=f"bits-{dataset.id}"))
        visit.choose("cleanup", bits=bits)
        return plan.look_alikes(dataset.recipe, bits)
    if kind == "near":
        words = "Least cosine similarity of any two of a group"
        kept = float(visit.choice("cleanup", "similarity", 0.99))
        least = float(st.slider(words, 0.8, 1.0, kept, 0.001, format="%.3f", key=f"similarity-{dataset.id}"))
        visit.choose("cleanup", similarity=least)
        return plan.near(dataset.recipe, feature_space(visit, dataset, data), "cosine", round(1 - least, 6))
    return plan.copies(dataset.recipe, kind)


class _Choice:
    """Who of each group is kept: by the rule, unless a person said otherwise."""

    def __init__(self, visit: Visit, recipe: Recipe, kind: str, found: Duplicates, rule: str) -> None:
        said = visit.choice("cleanup", "by_hand") or {}
        same = said.get("of") == recipe.digest
        self.kind, self.found, self._visit, self._digest = kind, found, visit, recipe.digest
        self._keepers: dict[str, int] = dict(said["keepers"]) if same else {}
        self.whole: list[int] = list(said["whole"]) if same else []
        first = np.unique(found.groups[found.groups >= 0], return_index=True)[1]
        rules = {"largest": found.largest, "central": found.central, "first": np.flatnonzero(found.groups >= 0)[first]}
        self.keepers = np.array(rules[rule], dtype=np.int64)
        for number, keeper in self._keepers.items():
            self.keepers[int(number)] = keeper

    def keep(self, number: int, position: int) -> None:
        """A person chose whom to keep of a group."""
        self._say(keepers={**self._keepers, str(number): position}, whole=self.whole)

    def turn(self, number: int) -> None:
        """Keep all of a group, or one of it again."""
        others = [other for other in self.whole if other != number]
        self._say(keepers=self._keepers, whole=others if number in self.whole else [*self.whole, number])

    def others(self) -> np.ndarray:
        """Rows that are not kept. Shape (n_samples,), bool."""
        groups = np.asarray(self.found.groups)
        mask = (groups >= 0) & ~np.isin(groups, self.whole)
        mask[self.keepers] = False
        return mask

    def _say(self, **said: Any) -> None:
        self._visit.choose("cleanup", by_hand={"of": self._digest, **said})
        st.rerun()


def _groups(visit: Visit, data: Manifest, choice: _Choice) -> None:
    found, n_groups = choice.found, choice.found.n_groups
    if not n_groups:
        st.success("No two rows are that alike.", icon=":material/check:")
        return
    others = choice.others()
    n_rows, n_others = int(found.sizes.sum()), int(others.sum())
    words, button = st.columns([4, 2], vertical_alignment="center")
    words.markdown(
        f"**{n_groups:,} group{'s' * (n_groups != 1)}** of {n_rows:,} rows. Every two rows of a group are that alike. "
        "Click a picture to keep that one."
    )
    label = f"Drop the others: {n_others:,} row{'s' * (n_others != 1)}"
    if pressed(label, type="primary", width="stretch", disabled=not n_others, within=button):
        kind = KINDS[choice.kind].name.lower()
        n_cut = n_groups - len(choice.whole)
        drop(visit, data, f"{kind}, the others of {n_cut:,} group{'s' * (n_cut != 1)}", others)
    pages = -(-n_groups // AT_ONCE)
    page = 1
    if pages > 1:
        page = int(st.number_input(f"Page, of {pages:,}, the largest groups first", 1, pages, key="duplicates-page"))
    shown = range((page - 1) * AT_ONCE, min(page * AT_ONCE, n_groups))
    told = strips(visit, data, "duplicates", [_group(choice, number) for number in shown], selects=False)
    if told.group is not None:
        number = int(told.group)
        if told.action:
            choice.turn(number)
        elif told.clicked is not None and told.clicked != choice.keepers[number]:
            choice.keep(number, told.clicked)


def _group(choice: _Choice, number: int) -> Group:
    keeper, whole = int(choice.keepers[number]), number in choice.whole
    members = np.flatnonzero(choice.found.groups == number)
    rows = [keeper, *(int(row) for row in members if row != keeper)]
    worst = set(choice.found.worst[number].tolist()) if choice.found.distances[number] else set()
    badges = [_badge(whole or row == keeper, row in worst) for row in rows]
    more = f" · the first {MOST_MEMBERS} are shown" if len(rows) > MOST_MEMBERS else ""
    return Group(
        str(number),
        f"Group {number + 1}",
        rows[:MOST_MEMBERS],
        _least_alike(choice.kind, float(choice.found.distances[number])) + more,
        badges=badges[:MOST_MEMBERS],
        actions={"turn": "Keep one" if whole else "Keep all"},
    )


def _badge(kept: bool, worst: bool) -> str | None:
    said = [word for word, holds in (("keep", kept), ("least alike", worst)) if holds]
    return ", ".join(said) or None


def _least_alike(kind: str, distance: float) -> str:
    """The two least alike of a group, in words."""
    if not distance:
        return {"hash": "All have the same hash.", "near": "All have the same vector."}.get(kind, "All are the same.")
    if kind == "hash":
        return f"The two least alike differ in {distance:.0f} of 63 bits."
    if distance < SMALL:
        return f"The two least alike: cosine distance {distance:.1e}."
    return f"The two least alike: cosine similarity {1 - distance:.4f}."
