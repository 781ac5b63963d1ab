"""Whose turn it is: which of the runs that wait are handed to the workers now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from explorer.engine.job import Entry
from explorer.errors import ExplorerError


def due(entries: Mapping[str, Entry], room_for_patient: int, room_for_long: int) -> Iterator[Entry]:
    """The runs to hand over, those asked for first before others; each must have been handed over before the next.

    Long fits are kept here until their inputs are there and a worker is free for them. A worker that has several takes
    the next one that can begin as soon as it is done with one: a UMAP, whose graph it has just made, isn't told of yet
    in that moment, and stood behind minutes of whatever else had been asked for.

    Parameters
    ----------
    entries : mapping
        Digest -> run; the inputs of each before itself.
    room_for_patient : int
        How many patient jobs may be with the workers.
    room_for_long : int
        How many long fits may be with them.

    Yields
    ------
    Entry
        One that waits.
    """
    with_workers = [entry for entry in entries.values() if entry.live and entry.future is not None]
    patient = room_for_patient - sum(entry.patient for entry in with_workers)
    long = room_for_long - sum(entry.heavy for entry in with_workers)
    for entry in list(entries.values()):
        if not entry.kept or (entry.patient and patient < 1):
            continue
        awaited = [part for part in _inputs(entry, entries) if part.live]
        if any(part.future is None for part in awaited) or (entry.heavy and (awaited or long < 1)):
            continue
        yield entry
        patient -= entry.patient
        long -= entry.heavy


def in_vain(entries: Mapping[str, Entry]) -> Iterator[tuple[Entry, ExplorerError]]:
    """The runs that were kept here and wait for an input that will never come, and why it won't."""
    for entry in list(entries.values()):
        if entry.kept:
            errors = [part.error for part in _inputs(entry, entries) if part.error is not None]
            if errors:
                yield entry, errors[0]


def _inputs(entry: Entry, entries: Mapping[str, Entry]) -> list[Entry]:
    """The inputs of a run that aren't in the store."""
    return [entries[child.digest] for child in entry.recipe.inputs.values() if child.digest in entries]
