"""What stands in a file, what each column was taken for, and a form to say otherwise; nothing is sent again for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from explorer import plan
from explorer.recipe import Recipe
from explorer.sources import Preview
from explorer.sources.by_hand import BESIDE, COORDINATES, IDENTITY, IGNORED, IMAGE, NONE, TO, VECTOR
from explorer.sources.preview import FileSeen, Seen
from explorer.ui.rereading import again_button, begun, explained, options_of
from explorer.ui.state import Visit
from explorer.workspace import OpenedDataset

WORDS = {
    VECTOR: "vector",
    IDENTITY: "who or what it is",
    IMAGE: "picture",
    COORDINATES: "place on a map",
    BESIDE: "beside the vector",
    IGNORED: "left away",
}
READ = "sources.read"
FIRST, OUT, HAS_ROWS = "first", "left out", "has the rows"  # of how a file was joined, and shall be
MOST_ROWS = 8
ROW_HEIGHT, FRAME = 35, 3  # pixels, of a table
FIRST_VALUES = 3
MOST_OFFERED = 1_000
_AXES = " x "  # between the lengths of an array that has more than one
_NAMED = "Names of columns, or a range such as `f0:f511`: from the one to the other, as they stand in the file."


def preview_of(visit: Visit, recipe: Recipe) -> Preview | None:
    """What stands in the file that a recipe reads; asked for here, None until it is there or where it can't be told."""
    if recipe.step != READ:  # rows kept of another data set: no file
        return None
    wanted = plan.preview(recipe)
    if visit.manifest(wanted) is not None:
        found: Preview = visit.read(wanted, Preview)
        return found
    visit.ask(wanted)
    return None


def detected(preview: Preview, facts: Mapping[str, Any] | None) -> None:
    """A table of the columns: what each holds, what it was taken for, and what stands in the first rows.

    Parameters
    ----------
    preview : Preview
    facts : mapping or None
        The small values of the data set, where it was read: what the whole file has told.
    """
    rows = [
        {
            "column": seen.name,
            "taken for": WORDS[_role(seen, facts)],
            "holds": seen.holds,
            "first rows": " · ".join(value for value in seen.first[:FIRST_VALUES] if value),
        }
        for seen in preview.columns
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, height=_height(rows))


def of_each_file(preview: Preview, facts: Mapping[str, Any] | None) -> None:
    """The same of several files that were brought at once: which has the rows, and what stands in each.

    Parameters are those of `detected`.
    """
    joins = {said["file"]: said["how"] for said in (facts or {}).get("joins", ())}
    # a note to people was in none of the joins, once the files were read
    shown = [file for file in preview.files if file.columns or file.first or file.name in joins or facts is None]
    if not shown:
        return
    rows = [
        {
            "file": file.name,
            "column": seen.name,
            "taken for": WORDS[_role_in(seen, joins.get(file.name, FIRST if file.first else ""), facts)],
            "holds": seen.holds,
            "first rows": " · ".join(value for value in seen.first[:FIRST_VALUES] if value),
        }
        for file in shown
        for seen in file.columns or (Seen("", "", VECTOR if file.first else BESIDE),)
    ]
    if preview.n_paths:
        counted = f"{preview.n_paths:,} image file{'s' * (preview.n_paths != 1)}"
        first = " · ".join(preview.paths[:FIRST_VALUES])
        taken = IGNORED if joins.get("images") == OUT else IMAGE
        rows.append({"file": counted, "column": "", "taken for": WORDS[taken], "holds": "", "first rows": first})
    st.dataframe(pd.DataFrame(rows), hide_index=True, height=_height(rows))


def role_form(visit: Visit, dataset: OpenedDataset, preview: Preview, facts: Mapping[str, Any] | None) -> None:
    """Choices of which column is what, and a button that reads the file, or the files, again with them."""
    before, (_, key) = options_of(dataset), begun(visit, dataset)
    names = _names(preview, facts)
    columns = [*preview.columns, *(seen for file in preview.files for seen in file.columns)]
    wanted: dict[str, Any] = {}
    if preview.columns:
        wanted["vector"] = _vector(preview.columns, before["vector"], f"vector-{key}")
    elif columns:
        wanted |= _vector_of_several(preview.files, facts, before, key)
    wanted["identity"] = _identity(before["identity"], names, facts, f"identity-{key}")
    if columns:
        pictures = [seen.name for seen in columns if _can_be_pictures(seen)]
        if pictures:
            wanted["image"] = _one("Picture", pictures, before["image"], f"image-{key}")
        numbers = [name for name in names if name not in pictures]
        coordinates = list(before["coordinates"]) or list((facts or {}).get("coordinates", ()))
        chosen = _many(
            "Places on a map that somebody has made already", numbers, coordinates, f"coordinates-{key}", "x, y[, z]"
        )
        if chosen != coordinates:
            wanted["coordinates"] = chosen or [NONE]
        options = list(dict.fromkeys(seen.name for seen in columns))
        wanted["ignore"] = _many("Left away", options, before["ignore"], f"ignore-{key}", _NAMED)
    with explained():
        again_button(visit, dataset, "Read again with these roles", **wanted)


def _height(rows: Sequence[object]) -> int:
    return ROW_HEIGHT * (min(len(rows), MOST_ROWS) + 1) + FRAME


def _role_in(seen: Seen, how: str, facts: Mapping[str, Any] | None) -> str:
    """What a column of one of several files was taken for: only one of them has vectors."""
    if how == OUT:
        return IGNORED
    if how != FIRST and seen.role in (VECTOR, COORDINATES):
        return BESIDE
    return _role(seen, facts)


def _role(seen: Seen, facts: Mapping[str, Any] | None) -> str:
    """What a column was taken for: what the whole file has told counts more than its beginning."""
    if facts is None or seen.role in (VECTOR, IMAGE, IGNORED):
        return seen.role
    if seen.name == facts["identity"]:
        return IDENTITY
    if seen.name in facts.get("coordinates", ()):
        return COORDINATES
    is_table = _AXES in seen.holds
    if seen.role == COORDINATES and is_table:  # a column an axis by now
        return COORDINATES
    return IGNORED if is_table and seen.name not in {column["name"] for column in facts["columns"]} else BESIDE


def _names(preview: Preview, facts: Mapping[str, Any] | None) -> list[str]:
    """The columns one by one; where there are very many, without those that stand in a range."""
    known = [column["name"] for column in facts["columns"]] if facts else []
    rest = list(preview.names)
    columns = preview.columns
    for file in preview.files:
        rest += file.names
        columns += file.columns
    if len(rest) > MOST_OFFERED:
        everything = set(rest)
        rest = [seen.name for seen in columns if seen.name in everything]
    return list(dict.fromkeys((*known, *rest)))


def _vector(columns: Sequence[Seen], before: Sequence[str], key: str) -> Sequence[str]:
    """The columns that shall be the vector, as the reading step takes them: what was found out isn't said."""
    if not columns:  # a format without any, such as IDX
        return before
    shown = list(before) or [seen.name for seen in columns if seen.role == VECTOR]
    chosen = _many("Vector", [seen.name for seen in columns], shown, key, _NAMED)
    return before if chosen == shown else chosen


def _vector_of_several(
    files: Sequence[FileSeen], facts: Mapping[str, Any] | None, before: Mapping[str, Any], key: str
) -> dict[str, Any]:
    """Which of several files has the vectors, and which of its columns they are; nothing where none can have them."""
    joins = (facts or {}).get("joins") or [{"file": file.name} for file in files if file.first]
    now = joins[0]["file"] if joins else ""
    able = {said["file"] for said in joins if said.get("able")} | {now}
    columns = {file.name: file.columns for file in files if file.name in able or _can_be_vectors(file.columns)}
    if not columns:
        return {}
    others = [direction for direction in before["join"] if not direction.endswith(f": {HAS_ROWS}")]
    open_again = [""] if len(others) < len(before["join"]) else []
    picked = st.selectbox(
        "Which of them has the vectors, and so the rows?",
        list(dict.fromkeys((now, *columns, *open_again))),
        format_func=lambda name: name if name in columns else "find out" if not name else "none: the pictures",
        key=f"first-{key}",
    )
    if picked not in columns:
        return {} if picked == now else {"vector": [], "join": others}
    direction = f"{picked}: {HAS_ROWS}"
    if picked != now:  # what was said of the others was said of their rows beside the former
        vector, join = _vector(columns[picked], [], f"vector-{key}-{picked}"), [direction]
    else:
        vector, join = _vector(columns[picked], before["vector"], f"vector-{key}"), list(before["join"])
        join = join if list(vector) == list(before["vector"]) else [*others, direction]
    if facts is None:  # once they are joined, each can be left out where its join is shown
        join = [said for said in join if not said.endswith(f": {OUT}")]
        join += _left_out([file.name for file in files if file.name != picked], before["join"], key)
    return {"vector": vector, "join": join}


def _left_out(names: Sequence[str], before: Sequence[str], key: str) -> list[str]:
    """The directions that leave files out."""
    shown = [name for name in names if f"{name}: {OUT}" in before]
    return [f"{name}: {OUT}" for name in st.multiselect("Files left out", names, default=shown, key=f"out-{key}")]


def _can_be_vectors(columns: Sequence[Seen]) -> bool:
    """Whether there is a column of lists or a table of numbers, or several columns of numbers."""
    numbers = [seen for seen in columns if "numbers" in seen.holds or _AXES in seen.holds]
    return len(numbers) > 1 or any(TO in seen.name or "lists" in seen.holds or _AXES in seen.holds for seen in numbers)


def _can_be_pictures(seen: Seen) -> bool:
    """Whether a column's values are files, or an array has three axes or more."""
    return seen.role == IMAGE or seen.holds in ("bytes", "image files") or seen.holds.count(_AXES) > 1


def _identity(before: str, names: Sequence[str], facts: Mapping[str, Any] | None, key: str) -> str:
    shown = (facts["identity"] or NONE) if facts else before or ""
    options = [NONE, *names]
    if shown not in options:
        options.insert(0, shown)
    picked = st.selectbox(
        "Which column says who or what a row is?",
        options,
        index=options.index(shown),
        format_func=lambda name: {NONE: "none of them", "": "find out"}.get(name, name),
        key=key,
    )
    return before if picked == shown else picked


def _one(label: str, options: Sequence[str], before: str, key: str) -> str:
    every = ["", NONE, *options]
    words = {"": "find out", NONE: "none of them"}
    index = every.index(before) if before in every else 0
    return st.selectbox(label, every, index=index, format_func=lambda name: words.get(name, name), key=key)


def _many(label: str, options: Sequence[str], shown: Sequence[str], key: str, help: str) -> list[str]:
    every = list(dict.fromkeys((*options, *shown)))
    return st.multiselect(
        label, every, default=list(shown), accept_new_options=True, help=help, placeholder="none", key=key
    )
