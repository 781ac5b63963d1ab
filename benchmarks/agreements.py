"""All pairs of many groupings: how long, how it grows, and against scikit-learn in the same run.

Groupings are drawn around a common truth, a quarter of each run's rows strayed, every third run with noise. "All" is
what the page asks for at once: every pair by eight scores under three noise policies, and the orders of the matrix.
Memory is what Python and numpy took at most while it ran, beside the groupings.

On x86_64, 2 cores, beside other work::

    30 runs x 10,000 rows: all 1.75 s, 35 MB, disagreement 0.26 s, 2 MB
    30 runs x 30,000 rows: all 1.87 s, 126 MB, disagreement 0.44 s, 6 MB; 1.1 and 1.7 times the last
    30 runs x 100,000 rows: all 3.15 s, 136 MB, disagreement 1.93 s, 20 MB; 1.7 and 4.4 times the last
    10 runs x 100,000 rows, 500 clusters: all 2.07 s, 25 MB, disagreement 0.40 s, 11 MB
    45 pairs x 1,000,000 rows: ours 0.27 s, scikit-learn's overlaps alone 8.9 s (from 5 pairs), ratio 32
    AMI, 500 clusters x 100,000 rows: 0.05 s with all other scores; scikit-learn 2.1 s, ratio 46, apart by 8.0e-13
    AMI, 2,000 clusters x 1,000,000 rows: 0.50 s with all other scores

30 runs of 500 clusters x 100,000 rows take 7 s: of pairs in which noise is left out each has rows of its own, and
shares nothing with the others.
"""

from __future__ import annotations

import argparse
import time
import tracemalloc
from collections.abc import Callable, Sequence
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np
from sklearn.metrics import adjusted_mutual_info_score
from sklearn.metrics.cluster import contingency_matrix

from benchmarks.machine import machine
from explorer.clusterings.result import Clustering
from explorer.comparison import AgreementsParams, DisagreementParams
from explorer.comparison import agreements as all_pairs
from explorer.comparison import disagreement as argued
from explorer.comparison.contingency import contingency
from explorer.comparison.grouping import groups_of
from explorer.comparison.pairs import adjusted_rand
from explorer.comparison.scores import measure
from explorer.comparison.tally import tally


def runs(n_runs: int, n_samples: int, k: int, seed: int = 0) -> list[Clustering]:
    """Groupings that resemble each other."""
    random = np.random.default_rng(seed)
    truth = random.choice(k, n_samples, p=random.dirichlet(np.ones(k)))
    made = []
    for number in range(n_runs):
        labels = np.where(random.random(n_samples) < 0.25, random.integers(0, k, n_samples), truth)
        if number % 3 == 0:
            labels = np.where(random.random(n_samples) < 0.1, -1, labels)
        made.append(Clustering(labels.astype(np.int32)))
    return made


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """How long it takes, and what it answers."""
    began = time.perf_counter()
    answer = work()
    return time.perf_counter() - began, answer


def megabytes(work: Callable[[], Any]) -> float:
    """The most it takes at once."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return peak


def named(groupings: Sequence[Clustering]) -> dict[str, Any]:
    """As a step is handed them."""
    return {f"grouping_{number:04}": grouping for number, grouping in enumerate(groupings)}


def matrix(n_runs: int, sizes: Sequence[int], k: int = 20) -> None:
    """All pairs, all scores, all policies, and the disagreement of each row; at growing numbers of rows."""
    before = None
    for n_samples in sizes:
        groupings = named(runs(n_runs, n_samples, k))
        every = partial(all_pairs.fit, AgreementsParams(), **groupings)
        by_row = partial(argued.fit, DisagreementParams(), **groupings)
        whole, rows = seconds(every)[0], seconds(by_row)[0]
        grown = "" if before is None else f"; {whole / before[0]:.1f} and {rows / before[1]:.1f} times the last"
        clusters = f", {k} clusters" if k != 20 else ""
        print(
            f"{n_runs} runs x {n_samples:,} rows{clusters}: all {whole:.2f} s, {megabytes(every):,.0f} MB, "
            f"disagreement {rows:.2f} s, {megabytes(by_row):,.0f} MB{grown}",
            flush=True,
        )
        before = whole, rows


def pairs(n_runs: int, n_samples: int) -> None:
    """The adjusted Rand index of all pairs, from the overlap to the score, against scikit-learn's overlap alone."""
    groups = [groups_of(one) for one in runs(n_runs, n_samples, 10)]
    every = list(combinations(groups, 2))
    ours, _ = seconds(lambda: [adjusted_rand(tally(contingency(a, b))) for a, b in every])
    few = every[:5]
    theirs, _ = seconds(lambda: [contingency_matrix(a.codes, b.codes, sparse=True) for a, b in few])
    theirs *= len(every) / len(few)
    print(
        f"{len(every)} pairs x {n_samples:,} rows: ours {ours:.2f} s, scikit-learn's overlaps alone {theirs:.1f} s "
        f"(from {len(few)} pairs), ratio {theirs / ours:.0f}",
        flush=True,
    )


def information(n_samples: int, k: int, both: bool) -> None:
    """The adjusted mutual information of one pair of groupings with many clusters."""
    a, b = (groups_of(one) for one in runs(2, n_samples, k))
    ours, found = seconds(lambda: measure(tally(contingency(a, b)))["ami"][0])
    said = f"AMI, {k:,} clusters x {n_samples:,} rows: {ours:.2f} s with all other scores"
    if both:
        theirs, value = seconds(lambda: adjusted_mutual_info_score(a.codes, b.codes))
        said += f"; scikit-learn {theirs:.1f} s, ratio {theirs / ours:.0f}, apart by {abs(found - value):.1e}"
    print(said, flush=True)


def main() -> None:
    """The matrix at growing sizes, then single pairs against scikit-learn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slow", action="store_true", help="also scikit-learn's AMI at a million rows: minutes")
    chosen = parser.parse_args()
    print(machine())
    matrix(30, (10_000, 30_000, 100_000))
    matrix(10, (100_000,), k=500)
    pairs(10, 1_000_000)
    information(100_000, 500, both=True)
    information(1_000_000, 2_000, both=chosen.slow)


if __name__ == "__main__":
    main()
