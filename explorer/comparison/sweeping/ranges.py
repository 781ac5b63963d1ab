"""The values of a sweep as people write them: ``2-20``, ``1, 3, 5``, ``1-17 step 2``; and which to try first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from explorer.comparison.sweeping.params import MOST_CELLS
from explorer.errors import ParamsError

_NUMBER = r"[+-]?(?:\d{1,15}\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?"
_ONE = re.compile(_NUMBER)
_RANGE = re.compile(rf"({_NUMBER})\s*(?:-|–|to|\.\.)\s*({_NUMBER})(?:\s*(?:step|by|:)\s*({_NUMBER}))?")
SIZES = (3, 5, 8, 12, 20, 30, 50, 80, 120, 200, 300, 500, 800, 1200, 2000)
RESOLUTIONS = (0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0)
MOST_CLUSTERS = 20


def parse(name: str, text: str, whole: bool) -> tuple[float, ...]:
    """Values as they are written.

    Parameters
    ----------
    name : str
        Of the parameter, for what is said of a mistake.
    text : str
        Numbers and ranges between commas. A range of whole numbers goes by ones unless it says by what.
    whole : bool
        Whether the parameter takes whole numbers only.

    Returns
    -------
    tuple of int or float
        Rising, each once; empty where nothing is written.

    Raises
    ------
    ParamsError
        With what can't be read, and what can be written instead.
    """
    found: set[float] = set()
    for part in filter(None, (part.strip() for part in re.split("[,;]", text))):
        found.update(_values(name, part))
    if whole and (broken := [value for value in found if not float(value).is_integer()]):
        raise ParamsError(f"{name} = {min(broken):g} must be a whole number.", field=name)
    return tuple(sorted(int(value) if whole else float(value) for value in found))


def spelled(values: Sequence[float]) -> str:
    """Values as `parse` reads them: a run of whole numbers as a range."""
    if len(values) > 2 and [*values] == [*range(int(values[0]), int(values[0]) + len(values))]:
        return f"{values[0]:g}-{values[-1]:g}"
    return ", ".join(f"{value:.12g}" for value in values)


def suggested(name: str, n_samples: int) -> tuple[float, ...]:
    """Values of a parameter that are worth trying first for so many rows; empty: it depends on the rows themselves."""
    most = max(n_samples // 10, 3)
    found: dict[str, tuple[float, ...]] = {
        "n_clusters": tuple(range(2, min(MOST_CLUSTERS, n_samples) + 1)),
        "n_components": tuple(range(2, min(MOST_CLUSTERS, n_samples) + 1)),
        "min_cluster_size": tuple(size for size in SIZES if size <= most),
        "min_samples": tuple(count for count in (1, 5, 15) if count <= most),
        "resolution": RESOLUTIONS,
    }
    return found.get(name, ())


def _values(name: str, part: str) -> list[float]:
    if _ONE.fullmatch(part):
        return [float(part)]
    found = _RANGE.fullmatch(part)
    if found is None:
        raise ParamsError(f"{name}: {part!r} can't be read. Write 2-20, or 1, 3, 5, or 1-17 step 2.", field=name)
    low, high = float(found[1]), float(found[2])
    step = float(found[3]) if found[3] else 1.0
    if step <= 0 or high < low:
        raise ParamsError(f"{name}: {part!r} must rise, by a step above 0.", field=name)
    if not found[3] and not (high - low).is_integer():  # by ones it would end elsewhere, or hold one value
        raise ParamsError(f"{name}: say by what {part!r} goes, as in 0.1-0.5 step 0.1.", field=name)
    count = int((high - low) / step * (1 + 1e-12) + 1e-9) + 1
    if count > MOST_CELLS:
        said = f"{name}: {part!r} are {count:,} values, more than {MOST_CELLS}; take a larger step."
        raise ParamsError(said, field=name)
    return [round(low + number * step, 12) for number in range(count)]
