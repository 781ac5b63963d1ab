"""A colour for each identity: the map's own, or ones spread as far apart as a seed finds; how far apart they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.comparison.colours.difference import channels, ciede2000, lab, least_share
from explorer.comparison.colours.result import N_SHAPES, SIGHTS, Palette, map_colour
from explorer.dataset import Dataset
from explorer.errors import InputError
from explorer.params import Params, param
from explorer.recipe import Report, silent

MOST_COMPARED = 2_000  # two million pairs
MOST_SPREAD = 1_200
LIGHTNESS = (35.0, 82.0)  # seen on white and on near black
LEAST_CHROMA = 18.0  # not to be taken for the grey of noise
BLOCK = 100_000  # pairs
ROUNDING = 1e-9


@dataclass(frozen=True)
class PaletteParams(Params):
    """Which colours."""

    seed: int = param(
        0,
        "0: the map's own colours, where a group's depends on its place among the names alone. Others: colours spread "
        "as far apart as that seed finds, also as the colour-blind see them.",
        low=0,
        high=2**32 - 1,
    )


def fit(params: PaletteParams, *, dataset: Dataset, report: Report = silent) -> Palette:
    """A colour for each name of the identity column, and the least difference of two.

    Raises
    ------
    InputError
        When the data set has no identities.
    """
    if dataset.identity is None or dataset.columns[dataset.identity].kind != "category":
        raise InputError("This data set has no identity column, so there is nobody to colour. Choose one on Data.")
    n_colours = len(dataset.columns[dataset.identity].names)
    report("colours")
    colours = tuple(map(map_colour, range(n_colours))) if params.seed == 0 else spread(n_colours, params.seed)
    compared = channels(colours[:MOST_COMPARED])
    least: dict[str, float | None] = {}
    closest: dict[str, tuple[int, ...]] = {}
    for number, sight in enumerate(SIGHTS):
        report("differences", number / len(SIGHTS))
        least[sight], closest[sight] = nearest_two(lab(compared, sight))
    report("shapes")
    return Palette(colours, least, closest, len(compared), shapes(lab(compared), n_colours))


def nearest_two(colours: np.ndarray) -> tuple[float | None, tuple[int, ...]]:
    """The least CIEDE2000 difference of two colours in CIELAB, and which two.

    Only of pairs that by the distance in CIELAB can be the least (`least_share`): of a thousand colours one in fifty.
    """
    from scipy.spatial import cKDTree

    if len(colours) < 2:
        return None, ()
    tree = cKDTree(colours)
    near = tree.query(colours, 2)[1]  # itself first, or a copy
    reached = ciede2000(colours[near[:, 0]], colours[near[:, 1]]).min()
    widest = np.hypot(colours[:, 1], colours[:, 2]).max()
    pairs = tree.query_pairs(reached / least_share(float(widest)) + ROUNDING, output_type="ndarray")
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    difference = np.empty(len(pairs))
    for start in range(0, len(pairs), BLOCK):
        a, b = pairs[start : start + BLOCK].T
        difference[start : start + BLOCK] = ciede2000(colours[a], colours[b])
    at = int(difference.argmin())
    return float(difference[at]), (int(pairs[at, 0]), int(pairs[at, 1]))


def shapes(colours: np.ndarray, n_colours: int) -> tuple[int, ...]:
    """A shape for each colour: the one that is least among those before it that look most like it.

    Parameters
    ----------
    colours : ndarray of shape (n_compared, 3)
        The first of them, in CIELAB. The others take turns.
    n_colours : int
    """
    given: list[int] = []
    for number, colour in enumerate(colours):
        apart = np.linalg.norm(colours[:number] - colour, axis=1)
        alike = np.argsort(apart, kind="stable")[: N_SHAPES - 1]
        taken = {given[other] for other in alike}
        given.append(next(shape for shape in range(N_SHAPES) if shape not in taken))
    return (*given, *(code % N_SHAPES for code in range(len(given), n_colours)))


def spread(n_colours: int, seed: int) -> tuple[str, ...]:
    """Colours far apart: each as far from those before as one of the candidates can be, in CIELAB, as seen by all.

    Above twelve hundred the map's own follow.
    """
    random = np.random.default_rng(seed)
    wanted = min(n_colours, MOST_SPREAD)
    candidates = random.integers(0, 256, (8_192, 3))
    seen = [lab(candidates / 255, sight).astype(np.float32) for sight in SIGHTS]
    light, chroma = seen[0][:, 0], np.hypot(seen[0][:, 1], seen[0][:, 2])
    fit_ = (light > LIGHTNESS[0]) & (light < LIGHTNESS[1]) & (chroma > LEAST_CHROMA)
    candidates, seen = candidates[fit_], [part[fit_] for part in seen]
    apart = np.full(len(candidates), np.inf, dtype=np.float32)
    chosen: list[int] = []
    for _ in range(min(wanted, len(candidates))):
        chosen.append(int(apart.argmax()))
        for part in seen:
            np.minimum(apart, np.linalg.norm(part - part[chosen[-1]], axis=1), out=apart)
    found = [f"#{r:02x}{g:02x}{b:02x}" for r, g, b in candidates[chosen].tolist()]
    return (*found, *map(map_colour, range(len(found), n_colours)))
