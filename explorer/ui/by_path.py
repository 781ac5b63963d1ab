"""What the paths of files say of the rows: a pattern, and what it gives for the first of them before it is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from explorer.dataset import Dataset
from explorer.sources import Preview
from explorer.sources.pattern import parse
from explorer.ui.rereading import again_button, begun, explained, options_of
from explorer.ui.state import Visit
from explorer.ui.words import as_markdown
from explorer.workspace import OpenedDataset

FIRST_FILES = 8
MOST_PATHS = 2_000
MOST_LISTED = 1_000
_HELP = """Each `{name}` becomes a column; `{identity}`, `{person}` or `{name}` says who or what a row is.
`*` stands for anything, `{_}` for what isn't kept. Names side by side are told apart where digits begin or end:
`{person}.{expression}{n}.{_}.tiff`. With a `/`, as in `{identity}/*`, the pattern is about the folder too. A regular
expression with named groups does as well: `(?P<person>[A-Z]+)_(?P<n>[0-9]+)`."""


def pattern(visit: Visit, dataset: OpenedDataset, preview: Preview) -> None:
    """A field for the pattern, what it makes of the files, and a button that reads them again with it."""
    before = options_of(dataset)["pattern"]
    options, key = begun(visit, dataset)
    text = st.text_input(
        "Identity from the path: the sub-folder, or a pattern such as {identity}_{expression}.jpg",
        value=options["pattern"],
        placeholder="the sub-folder",
        key=f"pattern-{key}",
        help=_HELP,
    ).strip()
    with explained():
        if text and preview.paths:
            _tried(parse(text, preview.paths[0]).matches(preview.paths), preview)
        # Who a row is may be told by another of the names now.
        found_out = {} if text == before else {"identity": ""}
        again_button(visit, dataset, "Read again with these names", pattern=text, **found_out)


def paths_of(dataset: Dataset, name: str) -> Preview:
    """The paths in a column of a data set, to try a pattern on; the first ones, where there are very many."""
    column = dataset.columns[name]
    codes = column.values[:MOST_PATHS].tolist() if column.kind == "category" else []
    return Preview(paths=tuple(column.names[code] for code in codes), n_paths=dataset.n_samples)


def _tried(found: Sequence[Mapping[str, str] | None], preview: Preview) -> None:
    pairs = list(zip(preview.paths, found, strict=True))
    good = [{"file": path, **values} for path, values in pairs if values]
    bad = [path for path, values in pairs if not values]
    known = f"{preview.n_paths:,}" if len(found) == preview.n_paths else f"first {len(found):,}"
    st.caption(f"Matches {len(good):,} of the {known} files{_different(good)}.")
    if not good:
        st.caption("A pattern stands for the whole name of a file, its ending too: end it with `.png`, say, or `.*`.")
    if good:
        st.dataframe(pd.DataFrame(good[:FIRST_FILES]), hide_index=True)
    if bad:
        with st.expander(f"Without a match: {len(bad):,}", expanded=not good):
            st.dataframe(pd.DataFrame({"file": bad[:MOST_LISTED]}), hide_index=True, height=180)


def _different(rows: Sequence[Mapping[str, str]]) -> str:
    """How many different values each column has, in words."""
    names = list(rows[0])[1:] if rows else []
    counts = [f"{as_markdown(name)} ({len({row[name] for row in rows}):,} different)" for name in names]
    return ": " * bool(counts) + ", ".join(counts)
