"""Two groupings: every score, what they have in common, and what becomes of each cluster."""

from __future__ import annotations

import streamlit as st

from explorer import plan
from explorer.comparison.result import FATES, Agreement, Fates
from explorer.comparison.scores import SCORES
from explorer.comparison.words import in_words
from explorer.exports.csv_text import END, cell
from explorer.store import Manifest
from explorer.ui import matched
from explorer.ui.agreement import IDENTITY, Grouping, agreement_of, no_evidence
from explorer.ui.contrast import contrast
from explorer.ui.matrix import Matrix, figure
from explorer.ui.members import select_members
from explorer.ui.state import Visit
from explorer.ui.words import as_markdown

Pair = tuple[Grouping, Grouping]


def scores(matrix: Matrix, pair: Pair) -> None:
    """The chosen score in large, then all of them with what chance gives."""
    i, j = (matrix.place(group.id) for group in pair)
    if i is None or j is None:
        st.info("They are compared as soon as both are there.")
        return
    score = SCORES[matrix.score]
    value, kept = float(matrix.values[i, j]), int(matrix.kept[i, j])
    if not kept:
        st.info("No row is left to compare under this noise policy: all are noise in one of the two.")
        return
    said = in_words(value) if matrix.score == "ari" else f"{figure(value, score.best)} {score.unit}".strip()
    st.markdown(f"#### {score.title} {said}")
    n = matrix.found.n_samples
    share = "" if kept == n else f" of {n:,} ({kept / n:.0%})"
    names, best = [as_markdown(group.name) for group in pair], [score.best for score in SCORES.values()]
    directed = f"Line: {names[0]}, column: {names[1]}." if score.directed else ""
    st.caption(f"{value:.4f} over {kept:,} rows{share}. {score.definition} {directed}")
    if IDENTITY in {group.id for group in pair} and (warning := no_evidence(*pair)):
        st.caption(warning)
    lines = [
        ["", *(score.short for score in SCORES.values())],
        ["---", *("---:" for _ in SCORES)],
        [f"{names[0]} and {names[1]}", *map(figure, matrix.found.values[matrix.policy, :, i, j].tolist(), best)],
        ["by chance at these sizes", *map(figure, matrix.found.chance[matrix.policy, :, i, j].tolist(), best)],
        ["the same grouping", *(f"{value:.0f}" for value in best)],
    ]
    st.markdown("\n".join(f"| {' | '.join(line)} |" for line in lines))
    st.caption(f"Homogeneity and completeness: {names[1]} held against {names[0]}.")


def overlap(visit: Visit, data: Manifest, pair: Pair) -> None:
    """What the two have in common, as squares; a click selects the rows."""
    a, b = pair
    if agreement_of(visit, a, b) is None:
        return
    manifest = visit.manifest(plan.agreement(a.recipe, b.recipe))
    assert manifest is not None
    arrays = manifest.body["arrays"]
    told = contrast(
        "overlap",
        "overlap",
        cells=visit.bytes_at(manifest.address("cells")),
        n_cells=arrays["cells"]["shape"][0],
        orders=[visit.bytes_at(manifest.address(f"order {side}")) for side in "ab"],
        n_groups=[arrays[f"order {side}"]["shape"][0] for side in "ab"],
        groups=[visit.texts_at(manifest.address(f"names {side}")) for side in "ab"],
        noise=manifest.values["noise"],
        names=[a.name, b.name],
        palettes=[None, matched.palette(visit, a, b)],
    )
    if told and told["what"] == "cell":
        ends = [(group, told[side]) for group, side in ((a, "a"), (b, "b")) if told[side] is not None]
        select_members(visit, data, ends)


def fates(visit: Visit, data: Manifest, pair: Pair) -> None:
    """What becomes of each cluster of A in B, in words; each line a selection, all of it a file."""
    a, b = pair
    recipe = plan.fates(a.recipe, b.recipe)
    both = agreement_of(visit, a, b)
    if both is None or visit.ask(recipe).state != "done":
        return
    manifest = visit.manifest(recipe)
    assert manifest is not None
    found: Fates = visit.read(recipe, Fates)
    names = visit.manifest(plan.agreement(a.recipe, b.recipe))
    assert names is not None
    columns = ("groups", "sizes", "kinds", "shares", "noise", "jaccard", "offsets", "partners")
    told = contrast(
        "fates",
        "fates",
        n=len(found.groups),
        columns={name: visit.bytes_at(manifest.address(name)) for name in columns},
        partners=len(found.partners),
        kinds=list(FATES),
        names=[a.name, b.name],
        groups=[visit.texts_at(names.address(f"names {side}")) for side in "ab"],
        palettes=[None, matched.palette(visit, a, b)],
    )
    st.download_button(
        "Save as CSV",
        fates_csv(found, both, (a.name, b.name)),
        f"{a.name} in {b.name}.csv",
        "text/csv",
        on_click="ignore",
        icon=":material/download:",
    )
    st.caption(
        "Half a cluster or more is most of it; a part counts from a tenth. Noise is noise here, whatever the switch "
        "above says. Share: of the cluster's rows, what the sentence speaks of. Jaccard: the largest overlap with "
        "one cluster, rows in both as a share of those in either."
    )
    if told and told["what"] == "group":
        select_members(visit, data, [(a, told["group"])])


def fates_csv(found: Fates, both: Agreement, names: tuple[str, str]) -> bytes:
    """The lines as a table: UTF-8, CRLF."""
    head = [f"cluster of {names[0]}", "rows", "fate", f"clusters of {names[1]}", f"with clusters of {names[0]}"]
    lines: list[list[str]] = [[*head, "share", "noise", "jaccard"]]
    for place, group in enumerate(found.groups.tolist()):
        kind = FATES[found.kinds[place]]
        partners = found.partners[found.offsets[place] : found.offsets[place + 1]].tolist()
        into, along = (partners[:1], partners[1:]) if kind == "merged with" else (partners, [])
        lines.append(
            [
                both.names_a[group],
                str(found.sizes[place]),
                kind,
                " + ".join(both.names_b[partner] for partner in into),
                " + ".join(both.names_a[partner] for partner in along),
                f"{found.shares[place]:.4f}",
                f"{found.noise[place]:.4f}",
                f"{found.jaccard[place]:.4f}",
            ]
        )
    return "".join(",".join(map(cell, line)) + END for line in lines).encode()
