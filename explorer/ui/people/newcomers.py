"""New rows on an old map: brought here, placed by its method, beside the nearest known row and identity of each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from explorer import plan
from explorer.clusterings.result import NOISE, Clustering, Joined
from explorer.comparison import Identities
from explorer.comparison.identity import Standing
from explorer.comparison.newcomers import Newcomers
from explorer.dataset import Dataset
from explorer.exports import csv_text
from explorer.recipe import Recipe
from explorer.serving.addresses import file_name
from explorer.sources.detect import HEAD_BYTES, detect
from explorer.store import Manifest
from explorer.ui import fields, panels
from explorer.ui.people.who import choose_space, row_numbers
from explorer.ui.progress import read_or_said, ready, said_why_none
from explorer.ui.rereading import explained
from explorer.ui.state import Visit, select
from explorer.ui.trust import SEEN
from explorer.ui.upload import upload
from explorer.ui.words import as_markdown
from explorer.workspace import OpenedDataset, Run

PAGE = "newcomers"
HERE = "a file"
MOST_LISTED = 5_000
OTHER_SCALE = 1.5  # times as long, or as short: no sample of the same data is
ALL, HALF = 0.99, 0.5  # of the vectors are of length 1: they were scaled to it; they weren't
UNLIKELY = 0.01
SHARE_BEYOND, FEW_BEYOND = 0.03, 5  # numbers beyond all known ones; of a person who wasn't known, 0.01 at most
HEIGHT = 560


@dataclass(frozen=True)
class Brought:
    """The new rows.

    Attributes
    ----------
    recipe : Recipe
        Of their data set.
    title : str
    data : Manifest
        What it made.
    """

    recipe: Recipe
    title: str
    data: Manifest

    @property
    def as_vectors(self) -> bool:
        """Whether they come as vectors alone."""
        return self.data.values["image_shape"] is None


def new_rows(visit: Visit, dataset: OpenedDataset, data: Manifest) -> None:
    """Bring rows; see them on the map, and in a table what each is nearest to."""
    st.markdown(
        "More rows with the same features, on a map that is there. They go through the preprocessing **fitted on this "
        "data set**, and are placed one by one: the map, its clusters and its identities stay as they are."
    )
    brought = _bring(visit, dataset)
    maps = [run for run in visit.workspace.runs_of(dataset.id, "projection") if visit.manifest(run.recipe)]
    if brought is None or not _has_map(maps):
        return
    run, grouping = _choices(visit, dataset, maps)
    space = choose_space(visit, dataset, data)
    like = plan.features_like(space, brought.recipe, brought.as_vectors)
    if said_why_none(visit, like, f"**{as_markdown(brought.title)}** doesn't fit this data set."):
        return
    truth = None if data.values["identity"] is None else plan.identities(dataset.recipe)
    before = plan.with_their_lengths(space, brought.recipe, brought.as_vectors)
    near = ready(visit, "Nearest rows", plan.newcomers(space, like, truth, before=before), Newcomers)
    joins = None if grouping is None else plan.joined(grouping.recipe, brought.recipe, brought.as_vectors)
    joined = None if joins is None else ready(visit, "Clusters of the new rows", joins, Joined)
    if near is None:
        return
    for warning in filter(None, (made_otherwise(near), no_direction(near))):
        st.warning(warning, icon=":material/straighten:")
    known = None if truth is None else ready(visit, "Identities", truth, Identities)
    standing = None if truth is None else ready(visit, "Identities", plan.standing(space, truth), Standing)
    limit = None if standing is None else standing.near
    table = listed(visit, data, brought, near, known, _clusters(visit, grouping, joined), limit)
    if said := summed_up(table, () if known is None else known.names, limit):
        st.markdown(said)
    _map(visit, data, run, grouping, brought, table)
    _said(space, grouping, joined, joins is None, brought, limit)
    _table(dataset, brought, table)


def _bring(visit: Visit, dataset: OpenedDataset) -> Brought | None:
    """The new rows: a file uploaded here, or another data set of the workspace."""
    others = {entry.id: entry for entry in visit.workspace.datasets if entry.id != dataset.id}
    where = HERE
    if others:
        where = select(
            visit, PAGE, "from", "The new rows are in", [HERE, *others], HERE,
            format_func=lambda name: others[name].title if name in others else "a file that I bring here",
        )  # fmt: skip
    if where in others:
        recipe, title = others[where].recipe, others[where].title
    else:
        kept = _uploaded(visit)
        if kept is None:
            return None
        recipe, title = kept
    manifest = read_or_said(visit, title, recipe)
    return None if manifest is None else Brought(recipe, title, manifest)


def _uploaded(visit: Visit) -> tuple[Recipe, str] | None:
    """The file that was brought here last, as a data set that isn't among the workspace's."""
    arrived = upload(visit, "new-rows-upload")
    if arrived is not None:
        with explained():
            with visit.services.store.blob(arrived.fingerprint).open("rb") as handle:
                form = detect(arrived.name, handle.read(HEAD_BYTES))
            title = Path(arrived.name).stem
            recipe = plan.dataset(arrived.fingerprint, form, title)
            visit.choose(PAGE, recipe=recipe.to_json(), title=title)
    kept = visit.choice(PAGE, "recipe")
    if kept is None:
        st.caption("Any format that the Data page reads; columns can be said otherwise there, then choose it here.")
        return None
    return Recipe.from_json(kept), str(visit.choice(PAGE, "title", ""))


def _has_map(maps: Sequence[Run]) -> bool:
    if not maps:
        st.info("There is no map yet to put them on: it comes on the **Map** page.")
    return bool(maps)


def _choices(visit: Visit, dataset: OpenedDataset, maps: Sequence[Run]) -> tuple[Run, Run | None]:
    """The map that they are put on, and the grouping that they join."""
    shown = panels.shown_map(visit, dataset)
    by_id = {run.id: run for run in maps}
    default = shown.id if shown is not None else maps[-1].id
    left, right = st.columns(2)
    with left:
        run = by_id[
            select(visit, PAGE, "run", "On the map", list(by_id), default, format_func=lambda run: by_id[run].name)
        ]
    groupings = {
        run.id: run
        for run in visit.workspace.runs_of(dataset.id, "clustering")
        if visit.manifest(run.recipe) is not None and plan.has_space(run.recipe)
    }
    with right:
        if not groupings:
            return run, None
        chosen = select(
            visit, PAGE, "grouping", "Joining the clusters of", list(groupings), next(iter(groupings)),
            format_func=lambda run: groupings[run].name,
        )  # fmt: skip
    return run, groupings[chosen]


def made_otherwise(near: Newcomers) -> str:
    """A sentence where the new vectors can't have been made as the known ones were; empty: they may have been."""
    times, (_, beyond) = near.times, near.beyond
    said = ""
    if times is not None and not 1 / OTHER_SCALE < times < OTHER_SCALE:
        many = f"{times:,.0f}" if times >= 10 else f"{times:.2g}"
        said = f"The new vectors are {many} times as long as the known ones (median)"
    elif beyond >= FEW_BEYOND and near.share_beyond > max(SHARE_BEYOND, 3 * near.usual):
        said = (
            f"Of the new vectors' numbers {near.share_beyond:.0%} are lower or higher than any that the known ones "
            "have in the same feature"
        )
    if said:
        return (
            f"{said}: most likely they were scaled, centred or otherwise preprocessed, and their places and clusters "
            "mean nothing then. Bring them as this data set's came."
        )
    if said := _other_lengths(near):
        return (
            f"{said}. Angles between the vectors themselves (cosine) stay as they are; but what hangs on distances, "
            "as places and clusters mostly do, means little. Bring them as this data set's came, or begin its "
            "preprocessing with length 1 (L2)."
        )
    return ""


def _other_lengths(near: Newcomers) -> str:
    """Where vectors were scaled to length 1, or weren't, unlike the known ones; empty: alike."""
    known, new = near.unit
    # so many rows of the known kind would all be of length 1 by chance
    by_chance = (known + near.usual / 2) ** len(near.rows)
    if new >= ALL and by_chance < UNLIKELY:
        return f"The new vectors are of length 1, the known ones aren't (median {near.lengths_before[0]:.3g})"
    if known >= ALL and new < HALF:
        return f"The known vectors are of length 1, the new ones aren't (median {near.lengths_before[1]:.3g})"
    return ""


def no_direction(near: Newcomers) -> str:
    """A sentence where new rows have no direction; empty: all have one."""
    if not near.n_faint:
        return ""
    rows = "1 new row is" if near.n_faint == 1 else f"{near.n_faint:,} new rows are"
    return f"{rows} next to nothing in length, without a direction: what is nearest to them by the cosine is rounding."


def _clusters(visit: Visit, grouping: Run | None, joined: Joined | None) -> list[str] | None:
    """The cluster of each new row by what it is called; None where there is none to join."""
    if grouping is None or joined is None:
        return None
    named = visit.read(grouping.recipe, Clustering).named
    return ["noise" if label == NOISE else named[label] for label in joined.labels.tolist()]


def listed(
    visit: Visit,
    data: Manifest,
    brought: Brought,
    near: Newcomers,
    known: Identities | None,
    clusters: Sequence[str] | None,
    limit: float | None,
) -> dict[str, list[Any]]:
    """What is known of each new row, column by column.

    Parameters
    ----------
    visit : Visit
    data : Manifest
        Of the reference.
    brought : Brought
    near : Newcomers
    known : Identities or None
        Of the reference.
    clusters : sequence of str or None
    limit : float or None
        The similarity from which on a row is near an identity.
    """
    new: Dataset = visit.read(brought.recipe, Dataset)
    table: dict[str, list[Any]] = {"row": np.asarray(new.rows).tolist()}
    if new.identity is not None:
        column = new.columns[new.identity]
        table[f"own {new.identity}"] = [column.names[code] for code in column.values.tolist()]
    if known is not None and known.names:
        table["nearest identity"] = [known.names[code] if code >= 0 else "" for code in near.identity.tolist()]
        table["similarity to it"] = np.round(near.to_identity.astype(np.float64), 4).tolist()
        if limit is not None:
            table["near it"] = ["yes" if similarity >= limit else "no" for similarity in near.to_identity.tolist()]
    first = near.rows[:, 0]
    table["nearest row"] = row_numbers(visit, data)[first].tolist()
    if known is not None:
        table["whose"] = [known.names[code] if code >= 0 else "" for code in known.codes[first].tolist()]
    table["similarity to that"] = np.round(near.similarity[:, 0].astype(np.float64), 4).tolist()
    if clusters is not None:
        table["cluster"] = list(clusters)
    return table


def summed_up(table: Mapping[str, Sequence[Any]], known: Sequence[str], limit: float | None) -> str:
    """How many new rows are near somebody, and whether those are who they are said to be; empty without names.

    Parameters
    ----------
    table : mapping
        What `listed` answers.
    known : sequence of str
        The identities of the reference.
    limit : float or None
        The similarity from which on a row is near an identity.
    """
    if "near it" not in table or limit is None:
        return ""
    near, n_new = table["near it"].count("yes"), len(table["row"])
    rows = f"{n_new:,} new rows are" if n_new > 1 else "1 new row is"
    nobody = f", {n_new - near:,} near nobody" if near < n_new else ""
    said = f"#### {near:,} of {rows} near a known identity{nobody}\nNear is a similarity of {limit:.2f} or more to it."
    own = next((values for name, values in table.items() if name.startswith("own ")), ())
    names = set(known)
    named = [name == who for name, who in zip(own, table["nearest identity"], strict=False) if name in names]
    if named:
        are = "is" if sum(named) == 1 else "are"
        said += f" Of {len(named):,} with a known name {sum(named):,} {are} nearest to it."
    return said


def _map(
    visit: Visit, data: Manifest, run: Run, grouping: Run | None, brought: Brought, table: dict[str, list[Any]]
) -> None:
    """The map with the new rows on it, in the colours of the identities, or of the grouping."""
    identity = data.values["identity"]
    colour = fields.column_id(identity) if identity else grouping.id if grouping else ""
    guests = None
    if why := plan.refusal_to_place(run.recipe):
        st.info(why)
    else:
        recipe = plan.placed(run.recipe, brought.recipe, brought.as_vectors)
        ready_ = visit.manifest(recipe)
        if ready_ is None:
            visit.named.append((f"New rows on {run.name}", recipe))
        else:
            guests = _guests(visit, brought, ready_, table)
    panels.draw_map(
        visit, data, run, "newcomers-map", colour, pinned=visit.choice("map", "pinned"), height=HEIGHT, guests=guests,
        saves=True,
    )  # fmt: skip
    if plan.has_seen_names(run.recipe):
        st.caption(SEEN)


def _guests(visit: Visit, brought: Brought, placed: Manifest, table: dict[str, list[Any]]) -> dict[str, Any]:
    """The new rows as the map is told of them."""
    n_new = len(table["row"])
    labels = json.dumps([_label(table, number) for number in range(n_new)]).encode()
    axes = [visit.bytes_at(placed.address(f"axis {axis}")) for axis in range(len(placed.values["titles"]))]
    name = f"{n_new:,} new row{'s' * (n_new != 1)}"
    told = {"axes": axes, "n": n_new, "name": name, "labels": visit.texts_at(visit.services.store.put(labels))}
    return {**told, "thumbs": fields.thumbnails(visit, brought.data)}


def _label(table: dict[str, list[Any]], number: int) -> str:
    parts = [f"new row {table['row'][number]:,}"]
    if who := table["nearest identity"][number] if "nearest identity" in table else "":
        parts.append(f"nearest {who} ({table['similarity to it'][number]:.2f})")
    whose = f", {table['whose'][number]}" if "whose" in table else ""
    parts.append(f"most like row {table['nearest row'][number]:,}{whose}")
    if "cluster" in table:
        parts.append(f"cluster {table['cluster'][number]}")
    return " · ".join(parts)


def _said(
    space: Recipe,
    grouping: Run | None,
    joined: Joined | None,
    no_rule: bool,
    brought: Brought,
    limit: float | None,
) -> None:
    """What the figures are."""
    similar = (
        f"Similarity is the cosine, -1 to 1, between {as_markdown(plan.describe_space(space))}; an identity is "
        "compared by its centre, the mean direction of its rows. Exact: all known rows and identities were compared. "
        "The place on the map is how the map's method places a row, and says less than these."
    )
    said = [similar]
    if limit is not None:
        said.append(
            f"Below **{limit:.2f}** a row is near nobody: that is as unusual for this data's own rows and "
            "their identity as for a row and its nearest other one."
        )
    if grouping is not None and joined is not None:
        said.append(f"Cluster of {as_markdown(grouping.name)}: {as_markdown(joined.note)}.")
    elif grouping is not None and no_rule:
        said.append(f"{as_markdown(grouping.name)} was made on a map on which new rows have no place.")
    if n_left_out := brought.data.values["n_left_out"]:
        said.append(f"{n_left_out:,} rows of the file were left out; open it on the Data page to see why.")
    st.caption(" ".join(said))


def _table(dataset: OpenedDataset, brought: Brought, table: dict[str, list[Any]]) -> None:
    """The table, the least similar first on demand; and all of it as a file."""
    n_new = len(table["row"])
    st.download_button(
        "Download the table (CSV)",
        as_csv(table),
        file_name(f"{brought.title} beside {dataset.title}", ".csv"),
        "text/csv",
        on_click="ignore",
        icon=":material/download:",
    )
    if n_new > MOST_LISTED:
        st.caption(f"The first {MOST_LISTED:,} of {n_new:,} are listed; the file has all.")
    frame = pd.DataFrame({name: values[:MOST_LISTED] for name, values in table.items()})
    st.dataframe(frame, hide_index=True, key=f"newcomers-table-{dataset.id}")


def as_csv(table: dict[str, list[Any]]) -> bytes:
    """A table as CSV (RFC 4180): texts as cells that no spreadsheet runs, numbers as they are, nothing for NaN."""
    lines = (",".join(map(_cell, row)) + csv_text.END for row in zip(*table.values(), strict=True))
    return csv_text.header(list(table)) + "".join(lines).encode()


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return csv_text.cell(value)
    return "" if value != value else repr(value)
