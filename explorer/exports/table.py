"""All that is known of rows, side by side: what the columns are called, and their values block by block."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from explorer.clusterings.result import Clustering
from explorer.dataset import Column, Dataset
from explorer.features.result import Features
from explorer.projections.result import Projection

if TYPE_CHECKING:
    import pyarrow as pa

Spell = Callable[[str], str]
Read = Callable[[np.ndarray], "pa.Array"]  # the values of some rows


class RowsTable:
    """Columns of a data set and of what was made from it.

    In this order: ``row`` (the number in the file), the identity under its own name, the data set's other columns,
    ``<map>_x``, ``<map>_y``[, ``<map>_z``], a column a grouping (noise is -1), a column a tag (true or false), and the
    features ``f0``, ``f1``, … A name that was taken before gets a number: ``row_2``. Clusters that have names are
    written by name, noise as no value.

    Parameters
    ----------
    dataset : Dataset
    maps, groupings, tags : mapping
        Name -> result for the same rows; a tag is a boolean array of shape (n_samples,).
    features : Features or None
    spell : callable
        How the values of a column of texts are written.
    """

    def __init__(
        self,
        dataset: Dataset,
        maps: Mapping[str, Projection],
        groupings: Mapping[str, Clustering],
        tags: Mapping[str, np.ndarray],
        features: Features | None,
        spell: Spell = str,
    ) -> None:
        own = sorted(dataset.columns, key=lambda name: name != dataset.identity)  # stable: the rest in its order
        made: list[tuple[str, Read]] = [
            (f"{_prefix(name)}_{axis}", _plain(values))
            for name, projection in maps.items()
            for axis, values in zip("xyz", projection.Y.T, strict=False)
        ]
        made += [
            (name, _reader(_by_name(grouping), spell) if grouping.names else _plain(grouping.labels))
            for name, grouping in groupings.items()
        ]
        made += [(name, _plain(rows)) for name, rows in tags.items()]
        self._rows = np.asarray(dataset.rows)
        self._columns = [*(_reader(dataset.columns[name], spell) for name in own), *(read for _, read in made)]
        self._X = None if features is None else features.X
        numbers = range(0 if self._X is None else self._X.shape[1])
        self.names = distinct(["row", *own, *(name for name, _ in made), *(f"f{number}" for number in numbers)])

    def block(self, positions: np.ndarray) -> list[pa.Array]:
        """The values of some rows, a list of one Arrow array a column; a missing value is null.

        Parameters
        ----------
        positions : ndarray of shape (n,)
            Positions in the data set, ascending.
        """
        import pyarrow as pa

        found = [pa.array(self._rows[positions])]
        found += [read(positions) for read in self._columns]
        if self._X is not None:
            found += [pa.array(values) for values in np.ascontiguousarray(self._X[positions].T)]
        return found


def distinct(names: Iterable[str]) -> list[str]:
    """The same names with a number behind those that came before, without regard to case."""
    taken: set[str] = set()
    result = []
    for name in names:
        wanted = free = writable(name) or "column"
        number = 1
        while free.casefold() in taken:
            number += 1
            free = f"{wanted}_{number}"
        taken.add(free.casefold())
        result.append(free)
    return result


def writable(text: str) -> str:
    """A text that UTF-8 can hold: half a surrogate pair, which a file's name can hold on Linux, becomes ``?``."""
    return text.encode(errors="replace").decode()


def _prefix(name: str) -> str:
    """A map's name as the beginning of a column's: ``"UMAP · n_neighbors 30"`` -> ``"umap_n_neighbors_30"``."""
    return re.sub(r"[^\w]+", "_", name.lower()).strip("_") or "map"


def _by_name(grouping: Clustering) -> Column:
    """A grouping whose clusters have names, as a column of those."""
    codes = np.where(grouping.labels < 0, len(grouping.names), grouping.labels)
    return Column("category", codes.astype(np.uint32), (*grouping.names, ""), len(grouping.names))


def _plain(values: np.ndarray) -> Read:
    import pyarrow as pa

    return lambda positions: pa.array(np.ascontiguousarray(values[positions]))


def _reader(column: Column, spell: Spell) -> Read:
    import pyarrow as pa

    if column.kind == "number":
        return lambda positions: pa.array(column.values[positions], from_pandas=True)  # NaN is null
    names: Sequence[str | None] = [
        None if code == column.missing else spell(writable(name)) for code, name in enumerate(column.names)
    ]
    texts = pa.array(names, pa.string())
    return lambda positions: texts.take(pa.array(column.values[positions]))
