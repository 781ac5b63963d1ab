"""What the pages about identities begin with: who rows are, the space they are compared in, a result to wait for."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import streamlit as st

from explorer import plan
from explorer.comparison import Identities
from explorer.recipe import Recipe
from explorer.store import Manifest
from explorer.ui import fields, marks, panels
from explorer.ui.places import place
from explorer.ui.progress import progress, ready
from explorer.ui.state import Visit, select
from explorer.ui.words import as_markdown
from explorer.workspace import OpenedDataset

GIVEN, REDUCED = "given", "reduced"
MOST_LISTED = 500  # names in a list to choose from; a search brings the others


@dataclass(frozen=True)
class Who:
    """The identities of the data set on screen.

    Attributes
    ----------
    column : str
        Name of the identity column.
    truth : Recipe
    identities : Identities
    """

    column: str
    truth: Recipe
    identities: Identities

    @property
    def field(self) -> str:
        """The column's id among the fields of a map."""
        return fields.column_id(self.column)

    def codes_on_map(self, visit: Visit, data: Manifest) -> np.ndarray:
        """The code that each identity has in its column, where names without rows and no name have one too."""
        path = visit.services.store.blob(data.address(f"names {self.column}"))
        place_of = {name: code for code, name in enumerate(json.loads(path.read_bytes()))}
        return np.array([place_of[name] for name in self.identities.names], dtype=np.int64)


def need_who(
    visit: Visit, dataset: OpenedDataset, data: Manifest, then: Callable[[Recipe, Recipe], Recipe] | None = None
) -> Who:
    """The identities; the page stops here, saying why, where there are none or they are still being read.

    Parameters
    ----------
    visit : Visit
    dataset : OpenedDataset
    data : Manifest
    then : callable, optional
        What the page will ask for next, of a space and the identities: begun at once, so that it isn't begun only when
        the page is drawn again.
    """
    column = data.values["identity"]
    if column is None:
        st.info(
            "This data set has no identity column, so nobody is known by name. Choose one on the **Data** page; "
            "**Outliers** needs no names."
        )
        st.page_link(place("data"))
        st.stop()
    truth = plan.identities(dataset.recipe)
    if visit.manifest(truth) is None:
        if then is not None:
            visit.ask(then(_chosen_space(visit, dataset, data), truth))
        visit.ask_and_wait_a_moment(truth)
    identities = ready(visit, "Identities", truth, Identities)
    if identities is None:
        progress(visit, visit.named, "who")
        st.stop()
    return Who(column, truth, identities)


def choose_space(visit: Visit, dataset: OpenedDataset, data: Manifest) -> Recipe:
    """The space in which rows are compared: the given vectors as they are, unless the person wants the reduced ones."""
    spaces = _spaces(visit, dataset, data)
    if len(spaces) > 1:
        words = {name: plan.describe_space(space) for name, space in spaces.items()}
        select(visit, "identities", "space", "Compared in", list(words), GIVEN, format_func=words.get)
    return _chosen_space(visit, dataset, data)


def _chosen_space(visit: Visit, dataset: OpenedDataset, data: Manifest) -> Recipe:
    spaces = _spaces(visit, dataset, data)
    return spaces.get(visit.choice("identities", "space", GIVEN)) or next(iter(spaces.values()))


def _spaces(visit: Visit, dataset: OpenedDataset, data: Manifest) -> dict[str, Recipe]:
    """The spaces there are to choose from: the given vectors, where there are any, and the reduced ones."""
    reduced = panels.feature_space(visit, dataset, data)
    if data.values["n_features"] is None:
        return {REDUCED: reduced}
    given = plan.features(dataset.recipe, plan.USES["given"].params())
    return {GIVEN: given} if given == reduced else {GIVEN: given, REDUCED: reduced}


def search(names: tuple[str, ...], order: np.ndarray, wanted: str) -> np.ndarray:
    """Those of some identities, in their order, whose name has the text in it, whatever the case of its letters."""
    if not wanted.strip():
        return order
    text = wanted.strip().casefold()
    found = [code for code in order.tolist() if text in names[code].casefold()]
    return np.array(found, dtype=order.dtype)


def typical(who: Who, own: np.ndarray, code: int, most: int) -> list[int]:
    """Rows of an identity, those nearest to its centre first.

    Parameters
    ----------
    who : Who
    own : ndarray of shape (n_samples,)
        Similarity of each row to its own identity.
    code : int
    most : int
    """
    rows = np.flatnonzero(who.identities.codes == code)
    order = np.argsort(-np.nan_to_num(own[rows], nan=-2), kind="stable")
    return [int(row) for row in rows[order[:most]]]


def row_numbers(visit: Visit, data: Manifest) -> np.ndarray:
    """The number in the file of each row. Shape (n_samples,)."""
    if not data.values["renumbered"]:
        return np.arange(data.values["n_samples"])
    return np.frombuffer(visit.services.store.blob(data.address("rows")).read_bytes(), "<u4")


def light_up(visit: Visit, data: Manifest, who: Who, code: int) -> None:
    """Highlight an identity on every map, which is then coloured by identity."""
    marks.highlight(visit, who.field, [int(who.codes_on_map(visit, data)[code])])
    visit.choose("map", colour=who.field)


def how(space: Recipe, identities: Identities) -> str:
    """What the figures of these pages are."""
    n_identities, n_samples = len(identities.names), len(identities.codes)
    nameless = int(np.count_nonzero(identities.codes < 0))
    who = "the one identity" if n_identities == 1 else f"all {n_identities:,} identities"
    rows = f"all {n_samples:,} rows"
    if nameless:
        rows = f"all {n_samples - nameless:,} rows with a name ({nameless:,} {'has' if nameless == 1 else 'have'} none)"
    return (
        f"Similarity is the cosine, -1 to 1, between {as_markdown(plan.describe_space(space))}; the centre of an "
        f"identity is the mean direction of its rows. Exact: {rows}, {who}."
    )
