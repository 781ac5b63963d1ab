"""Are planted strangers found, and told apart? Beside the obvious alternative, the distance to one's own centre.

At five rows an identity, of all people but eight: 1 % of the rows change names in pairs; apart from that 1 % rows of
those eight people are put in under names of others; and both at once. Average precision (1: all planted rows first;
about 0.01: by chance), mean and standard deviation over seeds. Needs vectors with a name each::

    .venv/bin/python -m benchmarks.strangers --data ../shared/datasets/lfw_faces.npz
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.metrics import average_precision_score

from benchmarks.machine import machine
from explorer.comparison import Identities
from explorer.comparison.identity import StandingParams, StrangersParams, standing, strangers
from explorer.comparison.identity.centres import sums, unit
from explorer.comparison.identity.result import OUTSIDER, SWAPPED
from explorer.features.result import Features

HELD_OUT = 8
SHARE = 0.01
FIRST_SEED = 1000  # `strangers.LACK` was chosen with seeds 0 to 59


@dataclass(frozen=True)
class Planted:
    """Rows, the names they go under, and which of them were planted as what."""

    X: np.ndarray
    codes: np.ndarray
    swapped: np.ndarray
    outsider: np.ndarray


def plant(X: np.ndarray, names: np.ndarray, each: int, what: str, seed: int) -> Planted:
    """`each` rows of all people but some, with strangers among them."""
    random = np.random.default_rng(seed)
    people = [name for name, rows in zip(*np.unique(names, return_counts=True), strict=True) if rows >= each]
    random.shuffle(people)
    held, known = people[:HELD_OUT], people[HELD_OUT:]
    rows = np.concatenate([random.choice(np.flatnonzero(names == name), each, replace=False) for name in known])
    codes = np.repeat(np.arange(len(known)), each)
    n_planted = max(2, 2 * round(SHARE * len(rows) / 2))
    swapped, outsider = np.zeros(len(rows), bool), np.zeros(len(rows), bool)
    if what != "outsiders":
        one, other = swap_pairs(codes, n_planted, random)
        codes[one], codes[other] = codes[other], codes[one]
        swapped[one] = swapped[other] = True
    if what != "swaps":
        guests = random.choice(np.flatnonzero(np.isin(names, held)), n_planted, replace=False)
        rows = np.concatenate([rows, guests])
        codes = np.concatenate([codes, random.integers(0, len(known), n_planted)])
        swapped = np.append(swapped, np.zeros(n_planted, bool))
        outsider = np.append(outsider, np.ones(n_planted, bool))
    return Planted(X[rows], codes.astype(np.int32), swapped, outsider)


def swap_pairs(codes: np.ndarray, number: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Rows that change names with each other, of different people."""
    while True:
        drawn = random.choice(len(codes), number, replace=False)
        one, other = drawn[::2], drawn[1::2]
        if (codes[one] != codes[other]).all():
            return one, other


def measure(planted: Planted, scores: dict[str, list[float]], flags: dict[str, list[float]]) -> None:
    """Add what each ranking reaches, and what is flagged when one false flag is allowed."""
    truth = Identities(planted.codes, tuple(map(str, range(planted.codes.max() + 1))))
    where = standing.fit(StandingParams(), features=Features(planted.X), identities=truth)
    found = strangers.fit(StrangersParams(), standing=where, identities=truth)
    U = unit(planted.X)
    plain = np.einsum("ij,ij->i", U, unit(sums(U, planted.codes, len(truth.names)))[planted.codes])
    for name, wanted, listed, kind in (
        ("swapped", planted.swapped, found.swapped, SWAPPED),
        ("outsiders", planted.outsider, found.outsiders, OUTSIDER),
    ):
        if not wanted.any():
            continue
        ranking = np.full(len(wanted), -len(wanted))
        ranking[listed] = -np.arange(len(listed))
        scores[f"{name}: our list"].append(average_precision_score(wanted, ranking))
        scores[f"{name}: margin alone"].append(average_precision_score(wanted, where.best - where.own))
        scores[f"{name}: distance to own centre, itself left out"].append(average_precision_score(wanted, -where.own))
        scores[f"{name}: distance to own centre"].append(average_precision_score(wanted, -plain))
        flags[f"{name}: found of the planted"].append((found.kind == kind)[wanted].mean())
        flags[f"{name}: flagged that weren't planted"].append(int((found.kind == kind)[~wanted].sum()))


def main() -> None:
    """A table for swaps, one for outsiders, one for both at once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a .npz with embedding and name")
    parser.add_argument("--each", type=int, default=5, help="rows an identity")
    parser.add_argument("--seeds", type=int, default=40)
    chosen = parser.parse_args()
    with np.load(chosen.data) as data:
        X, names = data["embedding"].astype(np.float32), data["name"]
        seen = data["face_found"] if "face_found" in data else np.ones(len(X), bool)
    print(machine())
    for what in ("swaps", "outsiders", "both"):
        scores: dict[str, list[float]] = defaultdict(list)
        flags: dict[str, list[float]] = defaultdict(list)
        for seed in range(FIRST_SEED, FIRST_SEED + chosen.seeds):
            planted = plant(X[seen], names[seen], chosen.each, what, seed)
            measure(planted, scores, flags)
        rows, number = len(planted.X), int(planted.swapped.sum() + planted.outsider.sum())
        print(f"\n{what}: {rows:,} rows, {number} planted; {chosen.seeds} seeds; average precision")
        for name, values in scores.items():
            print(f"  {name:55} {np.mean(values):.3f} ± {np.std(values):.3f}")
        for name, values in flags.items():
            print(f"  {name:55} {np.mean(values):.2f}")


if __name__ == "__main__":
    main()
