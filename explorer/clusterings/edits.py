"""A person's own edits of a grouping: merge, rename, move rows, dissolve; and ticks, which say what to keep."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from explorer.clusterings.result import NOISE, Clustering, ordered
from explorer.errors import ParamsError

KINDS = ("merge", "rename", "move", "dissolve", "tick")
VERDICTS = ("keep", "drop", "")
NO_CLUSTER = ""  # the name under which edits speak of noise


@dataclass(frozen=True)
class Edit:
    """One thing that a person did.

    Attributes
    ----------
    kind : {"merge", "rename", "move", "dissolve", "tick"}
        Put clusters together under a name; call one something else; put rows into a cluster, a new one where none
        has the name; make clusters noise; say whether to keep them.
    clusters : tuple of str
        Names of the clusters that it is about, as they are called by then; ``""`` is noise.
    name : str
        What the cluster is called afterwards; of a tick the verdict: ``"keep"``, ``"drop"`` or ``""``.
    fingerprint : str
        Of a move: digest of the stored rows, one byte 0 or 1 a row.
    count : int
        Of a move: how many rows those are.
    """

    kind: str
    clusters: tuple[str, ...] = ()
    name: str = ""
    fingerprint: str = ""
    count: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ParamsError(f"An edit is one of {', '.join(KINDS)}, not {self.kind!r}.", field="edits")
        if self.kind == "tick" and self.name not in VERDICTS:
            raise ParamsError(f"A tick says keep, drop or nothing, not {self.name!r}.", field="edits")
        if self.kind in ("merge", "rename") and self.name == NO_CLUSTER:
            raise ParamsError("A cluster needs a name: at least one letter or digit.", field="edits")

    def to_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {**vars(self), "clusters": list(self.clusters)}

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Self:
        """The edit that `to_json` wrote.

        Raises
        ------
        ParamsError
            For anything else.
        """
        try:
            return cls(**{**body, "clusters": tuple(body["clusters"])})
        except (TypeError, KeyError) as problem:
            raise ParamsError(f"This is no edit: {body!r}.", field="edits") from problem


def edited(clustering: Clustering, edits: Iterable[Edit], rows: Callable[[str], np.ndarray]) -> tuple[Clustering, int]:
    """A grouping after edits, in their order.

    Parameters
    ----------
    clustering : Clustering
    edits : iterable of Edit
    rows : callable
        From the fingerprint of a move to its rows, a boolean array of shape (n_samples,).

    Returns
    -------
    Clustering
        Clusters keep their names; those left without rows are gone.
    int
        Edits that found nothing to change, since a cluster they speak of has no rows any more.
    """
    work = _Work(clustering)
    idle = sum(not work.do(edit, rows) for edit in edits)
    labels = ordered(work.labels)
    _, first = np.unique(labels[labels >= 0], return_index=True)
    names = tuple(work.names[code] for code in work.labels[labels >= 0][first])
    return Clustering(labels, names=names), idle


def verdicts(edits: Iterable[Edit]) -> dict[str, str]:
    """Which clusters are ticked ``"keep"`` or ``"drop"``, under the names that they have after the edits."""
    found: dict[str, str] = {}
    for edit in edits:
        if edit.kind == "tick":
            found.update(dict.fromkeys(edit.clusters, edit.name))
        elif edit.kind in ("merge", "rename"):
            said = {found.pop(cluster, "") for cluster in edit.clusters}
            found[edit.name] = said.pop() if len(said) == 1 else ""
        elif edit.kind == "dissolve":
            for cluster in edit.clusters:
                found.pop(cluster, None)
    return {cluster: verdict for cluster, verdict in found.items() if verdict}


def ticked(clustering: Clustering, said: Mapping[str, str]) -> Clustering:
    """The rows by what their cluster is ticked: ``keep`` and ``drop``; rows of clusters without a tick are noise."""
    names = [*clustering.named, NO_CLUSTER]  # noise is the last: label -1
    used = [verdict for verdict in VERDICTS if verdict]
    code = np.array([used.index(said[name]) if name in said else NOISE for name in names], dtype=np.int32)
    labels = ordered(code[clustering.labels])
    order = [used[int(code[clustering.labels][np.argmax(labels == number)])] for number in range(int(labels.max()) + 1)]
    return Clustering(labels, names=tuple(order))


class _Work:
    """Labels and names while edits go over them; a name once given keeps its code."""

    def __init__(self, clustering: Clustering) -> None:
        self.labels = np.array(clustering.labels)
        self.names = list(clustering.named)
        self._codes = {name: code for code, name in enumerate(self.names)} | {NO_CLUSTER: NOISE}

    def do(self, edit: Edit, rows: Callable[[str], np.ndarray]) -> bool:
        """Do it; answers whether there was anything to do."""
        if edit.kind == "tick":
            return True
        if edit.kind == "move":
            self.labels[rows(edit.fingerprint)] = self._code(edit.name)
            return True
        known = [self._codes[cluster] for cluster in edit.clusters if cluster in self._codes]
        of = np.isin(self.labels, known)
        if edit.kind in ("merge", "rename"):
            for cluster in edit.clusters:
                if cluster != NO_CLUSTER:
                    self._codes.pop(cluster, None)
        self.labels[of] = NOISE if edit.kind == "dissolve" else self._code(edit.name)
        return bool(of.any())

    def _code(self, name: str) -> int:
        if name not in self._codes:
            self._codes[name] = len(self.names)
            self.names.append(name)
        return self._codes[name]
