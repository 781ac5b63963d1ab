"""Every grouping against every other: the matrix, the score and the noise policy it is read by, and what it says."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import streamlit as st

from explorer import plan
from explorer.comparison.reading import Reading, read
from explorer.comparison.result import Agreements
from explorer.comparison.scores import SCORES
from explorer.comparison.tally import CLUSTER, POLICIES
from explorer.recipe import Recipe
from explorer.store import Manifest
from explorer.ui.agreement import IDENTITY, Grouping, made, no_evidence
from explorer.ui.contrast import contrast
from explorer.ui.progress import why_none
from explorer.ui.state import Visit, select
from explorer.ui.trust import two_digits
from explorer.ui.words import as_markdown

PAGE = "compare"
NAMES, WIDEST, TOTAL = 7, 16, 24  # of the matrix's width, in squares: its names, at most, and with the words beside it
DETAILED = 16  # groupings; with more there is no room for numbers in the squares and notes below the names


@dataclass(frozen=True)
class Matrix:
    """All pairs, read by one score under one noise policy.

    Attributes
    ----------
    found : Agreements
    known : mapping
        Id -> grouping, in the order of the result.
    score, noise : str
        Of `SCORES` and `POLICIES`.
    """

    found: Agreements
    known: Mapping[str, Grouping]
    score: str
    noise: str

    @property
    def values(self) -> np.ndarray:
        """By that score under that policy. Shape (n_groupings, n_groupings)."""
        return self._of(self.found.values)

    @property
    def chance(self) -> np.ndarray:
        """What chance gives. Shape (n_groupings, n_groupings)."""
        return self._of(self.found.chance)

    @property
    def kept(self) -> np.ndarray:
        """Rows compared. Shape (n_groupings, n_groupings)."""
        return np.asarray(self.found.kept[self.policy])

    @property
    def policy(self) -> int:
        """The noise policy's place."""
        return list(POLICIES).index(self.noise)

    def place(self, grouping: str) -> int | None:
        """Where a grouping is in the result; None: it isn't compared yet."""
        return list(self.known).index(grouping) if grouping in self.known else None

    def _of(self, array: np.ndarray) -> np.ndarray:
        return np.asarray(array[self.policy, list(SCORES).index(self.score)])


def choose_score(visit: Visit) -> tuple[str, str]:
    """The switches: which score, and what noise is taken for."""
    left, right = st.columns([2, 5], vertical_alignment="bottom")
    with left:
        score = select(visit, PAGE, "score", "Score", list(SCORES), "ari", format_func=lambda name: SCORES[name].title)
    with right:
        noise = choose_noise(visit)
    return score, noise


def choose_noise(visit: Visit) -> str:
    """The switch for what noise is taken for, the same on every page that has it."""
    chosen: str = select(
        visit,
        PAGE,
        "noise",
        "Noise",
        list(POLICIES),
        CLUSTER,
        widget="radio",
        format_func=POLICIES.__getitem__,
        horizontal=True,
    )
    return chosen


def all_pairs(visit: Visit, known: Mapping[str, Grouping], score: str, noise: str) -> Matrix | None:
    """The agreement of all groupings that are ready, asked for here; until it is there, that of the last ones."""
    ready = {name: group for name, group in known.items() if _ready(visit, group)}
    if len(ready) < 2:
        return None
    found = _read(visit, ready)
    if found is not None:
        visit.choose(PAGE, compared=list(ready))
        return Matrix(found, ready, score, noise)
    before = {name: ready[name] for name in visit.choice(PAGE, "compared", []) if name in ready}
    earlier = plan.agreements([group.recipe for group in before.values()]) if len(before) > 1 else None
    if earlier is None or visit.manifest(earlier) is None:
        return None
    return Matrix(visit.read(earlier, Agreements), before, score, noise)


def draw(visit: Visit, data: Manifest, matrix: Matrix, pair: tuple[str, str]) -> tuple[str, str] | None:
    """The matrix with what it says above and its score's definition beside it; a pair that was just clicked."""
    st.markdown(says(matrix, data))
    wide = min(WIDEST, NAMES + len(matrix.known))
    picture, words = st.columns([wide, TOTAL - wide], gap="large")
    with picture:
        told = contrast(f"agreements-{visit.workspace.active}", "agreements", **_told(visit, data, matrix, pair))
    with words:
        _explain(matrix)
    return (told["a"], told["b"]) if told and told["a"] in matrix.known and told["b"] in matrix.known else None


def _ready(visit: Visit, group: Grouping) -> bool:
    """Whether it can be compared: it has a result, or is made by itself (the identities)."""
    return group.id == IDENTITY or visit.manifest(group.recipe) is not None


def _read(visit: Visit, known: Mapping[str, Grouping]) -> Agreements | None:
    recipe = plan.agreements([group.recipe for group in known.values()])
    if why_none(visit, recipe) is not None or visit.ask(recipe).state != "done":
        return None
    found: Agreements = visit.read(recipe, Agreements)
    return found


def _told(visit: Visit, data: Manifest, matrix: Matrix, pair: tuple[str, str]) -> dict[str, object]:
    """What the component is told, in the order in which families form blocks."""
    score = SCORES[matrix.score]
    order = np.asarray(matrix.found.order[matrix.policy, list(SCORES).index(matrix.score)])
    groups = list(matrix.known.values())
    seen = np.ix_(order, order)
    return {
        "groupings": [
            {
                "id": groups[place].id,
                "name": groups[place].name,
                "note": _note(visit, data, groups[place]),
                "truth": groups[place].id == IDENTITY,
            }
            for place in order
        ],
        "values": _plain(matrix.values[seen]),
        "chance": _plain(matrix.chance[seen]),
        "kept": matrix.kept[seen].tolist(),
        "n": matrix.found.n_samples,
        "detailed": len(groups) <= DETAILED,
        "score": {
            "short": score.short,
            "best": score.best,
            "unit": score.unit,
            "directed": score.directed,
            "adjusted": score.adjusted,
        },
        "pair": list(pair),
    }


def _note(visit: Visit, data: Manifest, group: Grouping) -> str:
    """How many clusters, how much noise, and where it was found."""
    if group.id == IDENTITY:
        return "from the data"
    manifest = visit.manifest(group.recipe)
    assert manifest is not None
    return " · ".join([*made(manifest, data), found_in(group.recipe)])


def found_in(recipe: Recipe) -> str:
    """Where a grouping was found."""
    if voters := plan.voters(recipe):
        return f"what {len(voters):,} groupings agree on"
    if not plan.has_space(recipe):
        return "from a column of the data"
    space = plan.space_of(recipe)
    return f"on a {plan.title(space)} map" if plan.on_map(space) else "in features"


def says(matrix: Matrix, data: Manifest) -> str:
    """The matrix in a sentence or two."""
    score = SCORES[matrix.score]
    names = [as_markdown(group.name) for group in matrix.known.values()]
    found: Reading = read(matrix.values, score.best, matrix.place(IDENTITY))
    both = ", mean of both ways" if score.directed else ""
    said = []
    if found.nearest:
        i, j, value = found.nearest
        said.append(f"**{names[i]}** and **{names[j]}** agree most ({score.short} {figure(value, score.best)}{both}).")
    if found.apart:
        said.append(f"**{names[found.apart[0]]}** stands most apart (mean {figure(found.apart[1], score.best)}).")
    if found.to_truth:
        who = as_markdown(str(data.values["identity"]))
        said.append(f"Nearest to **{who}**: **{names[found.to_truth[0]]}** ({figure(found.to_truth[1], score.best)}).")
    return " ".join(said) or "No two of these groupings have rows to compare: choose another noise policy."


def _explain(matrix: Matrix) -> None:
    """What the score is, its range, how noise counts, and what it is read from."""
    score = SCORES[matrix.score]
    st.markdown(f"**{score.title}** ({score.short})")
    st.caption(score.definition)
    st.caption(f"Range: {score.range}.")
    st.caption(f"Noise: {POLICIES[matrix.noise]}. {compared(matrix)} Rows without an identity never count there.")
    where = "stands below its name" if len(matrix.known) <= DETAILED else "is said when its name is pointed at"
    st.caption(
        f"Read from the groupings alone, exactly, in no space; where each was found {where}. Lines are "
        "ordered so that groupings that agree stand together (optimal leaf ordering, average linkage)."
    )
    if IDENTITY in matrix.known and (warning := no_evidence(*matrix.known.values())):
        st.caption(warning)
    if not score.adjusted:
        st.caption("By chance: the mean over all ways to deal out the rows to groups of these sizes, exactly.")


def compared(matrix: Matrix) -> str:
    """How many rows the pairs are compared on, in a sentence."""
    n, pairs = matrix.found.n_samples, matrix.kept[np.triu_indices(len(matrix.kept), 1)]
    least, most = int(pairs.min()), int(pairs.max())
    if least == n:
        return f"Compared: all {n:,} rows."
    span = f"{least:,}" if least == most else f"{least:,} to {most:,}"
    return f"Compared: {span} of {n:,} rows ({100 * least // n} %{' at least' * (least < most)})."


def figure(value: float, best: float) -> str:
    """Two digits; a dash where there is nothing."""
    return "–" if math.isnan(value) else two_digits(value, best)


def _plain(values: np.ndarray) -> list[list[float | None]]:
    return [[None if math.isnan(value) else value for value in line] for line in values.tolist()]
