"""An estimate is an earlier run, scaled; without one there is none."""

import math

import pytest

from explorer.estimates import KEPT_BYTES, Timing, estimate, past, record

UMAP = Timing("projections.umap", 1000, 100, 10.0)
ENGINES = [(1.0, "explorer"), (8.0, "umap-learn")]


def work(n_samples, n_features):
    return n_samples * math.log(n_samples + 2) * math.sqrt(n_features)


def test_nothing_is_known_at_first(tmp_path):
    assert past(tmp_path) == []
    assert estimate([], "projections.umap", 1000, 100) is None


def test_what_is_recorded_is_found_again_in_order(tmp_path):
    runs = [Timing("a", 10, 2, 0.5), Timing("ü", 20, 3, 1.25), Timing("a", 10, 2, 0.123456)]
    for run in runs:
        record(tmp_path, run)

    assert past(tmp_path) == [*runs[:2], Timing("a", 10, 2, 0.1235)]


def test_a_line_cut_short_is_passed_over(tmp_path):
    record(tmp_path, UMAP)
    with (tmp_path / "timings.jsonl").open("a") as handle:
        handle.write('["projections.umap", 10\n17\n{"a": 1}\n\xff\n')
    record(tmp_path, UMAP)

    assert past(tmp_path) == [UMAP, UMAP]


def test_a_line_of_before_variants_were_kept_is_read(tmp_path):
    (tmp_path / "timings.jsonl").write_text('["projections.umap", 1000, 100, 10.0]\n')

    assert past(tmp_path) == [UMAP]


def test_only_the_newest_are_read(tmp_path):
    line = '["step", 1, 1, 1.0]\n'
    (tmp_path / "timings.jsonl").write_text(line * 20_000 + '["last", 2, 2, 2.0]\n')

    found = past(tmp_path)

    assert found[-1] == Timing("last", 2, 2, 2.0)
    assert KEPT_BYTES / len(line) - 2 < len(found) < KEPT_BYTES / len(line) + 2


def test_the_same_size_takes_the_same_time():
    assert estimate([UMAP], "projections.umap", 1000, 100) == 10.0


def test_another_size_is_scaled():
    assert estimate([UMAP], "projections.umap", 4000, 25) == pytest.approx(10 * work(4000, 25) / work(1000, 100))
    assert estimate([UMAP], "projections.umap", 1000, 400) == pytest.approx(20.0)


def test_another_step_says_nothing():
    assert estimate([UMAP], "clusterings.kmeans", 1000, 100) is None


def test_another_program_for_the_same_step_says_nothing(tmp_path):
    ours, theirs = (Timing("projections.umap", 1000, 100, seconds, engine) for seconds, engine in ENGINES)
    for timing in (UMAP, theirs, ours, theirs):  # the first is of before engines were told apart
        record(tmp_path, timing)
    known = past(tmp_path)

    assert known == [UMAP, theirs, ours, theirs]
    assert estimate(known, "projections.umap", 1000, 100, "explorer") == 1.0
    assert estimate(known, "projections.umap", 1000, 100, "umap-learn") == 8.0
    assert estimate([UMAP, theirs], "projections.umap", 1000, 100, "explorer") is None


@pytest.mark.parametrize(("rows", "known"), [(30_000, True), (30_001, False), (34, True), (33, False), (0, False)])
def test_too_far_away_is_no_estimate(rows, known):
    assert (estimate([UMAP], "projections.umap", rows, 100) is not None) == known


def test_one_run_that_took_long_for_another_reason_counts_for_nothing():
    seconds = [9.0, 14.0, 13.0, 679.0, 15.0, 14.5]
    runs = [Timing("projections.umap", 1000, 100, one) for one in seconds]

    assert estimate(runs, "projections.umap", 1000, 100) == 14.5  # of the newest five
    assert estimate(runs[:4], "projections.umap", 1000, 100) == 13.0  # of four the lower of the two in the middle


def test_of_the_nearest_in_size_the_first_which_compiled_counts_only_alone():
    compiled, later, far = UMAP, Timing("projections.umap", 1000, 100, 2.0), Timing("projections.umap", 9000, 100, 1.0)

    assert estimate([compiled, later, far], "projections.umap", 1000, 100) == 2.0
    assert estimate([far, compiled], "projections.umap", 1000, 100) == 10.0


def test_runs_without_a_size_are_no_measure():
    assert estimate([Timing("s", 0, 0, 1.0)], "s", 10, 10) is None
