"""The colours of all identities on a sheet, and how well they can be told apart."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence

import streamlit as st

from explorer import plan
from explorer.comparison.colours import SIGHTS, TOLD_APART, Palette
from explorer.exports import csv_text
from explorer.serving.addresses import file_name
from explorer.store import Manifest
from explorer.ui.people.who import need_who
from explorer.ui.progress import ready
from explorer.ui.state import Visit, number
from explorer.ui.words import as_markdown
from explorer.workspace import OpenedDataset

COLUMNS, CELL, LINE = 6, 170, 26  # of the sheet; px
MOST_SHOWN = 1_200
LETTERS = 18  # of a name
NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # characters that make a file none
# Eight marks in a box of 18 px: paths of an SVG.
SHAPES = (
    "M9 1a8 8 0 1 0 0.01 0z", "M2 2h14v14h-14z", "M9 1l8 15h-16z", "M9 0.5l8.5 8.5l-8.5 8.5l-8.5 -8.5z",
    "M1 2h16l-8 15z", "M6 1h6v5h5v6h-5v5h-6v-5h-5v-6h5z", "M5 1h8l4 8l-4 8h-8l-4 -8z", "M1 6h16v6h-16z",
)  # fmt: skip


def colours(visit: Visit, dataset: OpenedDataset, data: Manifest) -> None:
    """Choose a seed; see the sheet, and the least difference of two colours."""
    who = need_who(visit, dataset, data)
    seed = number(
        visit, "palette", "seed", "Seed", 0, low=0, high=9_999,
        help="0: the map's own colours. Others: colours as far apart as that seed finds, which the map then uses.",
    )  # fmt: skip
    recipe = plan.palette(dataset.recipe, seed)
    visit.ask_and_wait_a_moment(recipe)
    found: Palette | None = ready(visit, "Colours", recipe, Palette)
    if found is None:
        return
    codes = who.codes_on_map(visit, data).tolist()
    names = who.identities.names
    close = _said(found, dict(zip(codes, names, strict=True)))
    tints, shapes = [found.colours[code] for code in codes], [found.shapes[code] for code in codes]
    sheet = swatches(names, tints, shapes, close)
    left, right = st.columns(2)
    left.download_button(
        "Download the sheet (SVG)", sheet, file_name(f"{dataset.title} colours", ".svg"), "image/svg+xml",
        on_click="ignore", width="stretch",
    )  # fmt: skip
    rows = list(zip(names, tints, strict=True))
    right.download_button(
        "Download the list (CSV)", as_csv(rows), file_name(f"{dataset.title} colours", ".csv"), "text/csv",
        on_click="ignore", width="stretch",
    )  # fmt: skip
    if len(names) > MOST_SHOWN:
        st.caption(f"The first {MOST_SHOWN:,} of {len(names):,} are shown; the files have all.")
    few = slice(MOST_SHOWN)
    st.html(on_page(names[few], tints[few], shapes[few], close))


def _said(found: Palette, names: Mapping[int, str]) -> bool:
    """The least differences in words; answers whether some colours can't be told apart at a glance."""
    if found.least["normal"] is None:
        st.info("There is only one identity, or none: nothing to tell apart.")
        return False
    least = {sight: value for sight, value in found.least.items() if value is not None}
    close = min(least.values()) < TOLD_APART
    st.markdown(f"#### Least difference of two of {len(found.colours):,} colours: {least['normal']:.1f}")
    if len(found.colours) > len(names):
        st.caption("That of rows without a name, or of names without rows, is among them: the map has it too.")
    parts = [f"{sight} **{least[sight]:.1f}**" for sight in SIGHTS if sight in least]
    st.markdown(
        " · ".join(parts)
        + f" (CIEDE2000; colour blindness simulated, Machado et al. 2009). From {TOLD_APART:.0f} on two are told apart "
        "at a glance."
    )
    if close:
        st.warning(
            f"Below {TOLD_APART:.0f}: with so many identities colour alone doesn't tell who is who. The sheet adds a "
            "shape and the name to each; on the map point at a row, or highlight up to twelve.",
            icon=":material/palette:",
        )
    if found.n_compared < len(found.colours):
        st.caption(f"Of the first {found.n_compared:,} of {len(found.colours):,} colours.")
    nearest = found.closest["normal"]
    if len(nearest) == 2:
        said = [f"{as_markdown(names.get(code, 'no name'))} ({found.colours[code]})" for code in nearest]
        st.caption(f"The nearest two, as seen normally: {' and '.join(said)}.")
    return close


def on_page(names: Sequence[str], colours: Sequence[str], shapes: Sequence[int], shaped: bool) -> str:
    """The sheet as HTML, in as many columns as there is room for; parameters as those of `swatches`."""
    cells = [
        f'<span style="display:flex;align-items:center;gap:6px;overflow:hidden" title="{html.escape(colour)}">'
        f'<span style="flex:none;width:18px;height:18px;background:{colour};'
        f"clip-path:path('{SHAPES[shape if shaped else 1]}')\"></span>"
        f'<span style="white-space:nowrap;overflow:hidden;text-overflow:ellipsis">{html.escape(name)}</span></span>'
        for name, colour, shape in zip(names, colours, shapes, strict=False)
    ]
    grid = "display:grid;grid-template-columns:repeat(auto-fill,minmax(150px,1fr));gap:6px 12px;font-size:14px"
    return f'<div style="{grid}">{"".join(cells)}</div>'


def swatches(names: Sequence[str], colours: Sequence[str], shapes: Sequence[int], shaped: bool) -> str:
    """The sheet as an SVG to keep: a mark in its colour and a name each.

    Parameters
    ----------
    names, colours : sequence of str
    shapes : sequence of int
        Positions in `SHAPES`.
    shaped : bool
        Whether marks have shapes; squares otherwise.
    """
    height = LINE * max(1, -(-len(names) // COLUMNS))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{COLUMNS * CELL}" height="{height}" role="img" ',
        f'viewBox="0 0 {COLUMNS * CELL} {height}" font-family="sans-serif" font-size="12" ',
        f'aria-label="{len(names)} colours">',
        '<rect width="100%" height="100%" fill="#ffffff"/>',
    ]
    told = (NO_XML.sub("\ufffd", name) for name in names)
    for place, (name, colour, shape) in enumerate(zip(told, colours, shapes, strict=False)):
        x, y = place % COLUMNS * CELL, place // COLUMNS * LINE
        short = name if len(name) <= LETTERS else f"{name[: LETTERS - 1]}…"
        path = SHAPES[shape if shaped else 1]
        parts.append(
            f'<g transform="translate({x} {y})"><title>{html.escape(f"{name} {colour}")}</title>'
            f'<path transform="translate(2 4)" d="{path}" fill="{colour}"/>'
            f'<text x="26" y="17" fill="#1d2733">{html.escape(short)}</text></g>'
        )
    return "".join([*parts, "</svg>"])


def as_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """Names and colours as a CSV in UTF-8 (RFC 4180)."""
    lines = [f"{csv_text.cell(name)},{colour}{csv_text.END}" for name, colour in rows]
    return csv_text.header(["identity", "colour"]) + "".join(lines).encode()
