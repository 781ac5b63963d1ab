"""Limits: safe defaults by memory, the environment before them, and words when one is hit."""

import dataclasses
import os
from pathlib import Path

import numpy as np
import pytest

from explorer import settings
from explorer.errors import InputError, LimitError
from explorer.settings import GB, TABLE, read, usable_memory, worker_count
from explorer.sources.arrays import Found
from explorer.sources.choose import choose

SHOWN = 4 * GB * 0.9  # what a machine sold with 4 GB shows: the system keeps some


def test_every_row_of_the_table_is_a_field_and_the_other_way_round():
    assert [row.name for row in TABLE] == [field.name for field in dataclasses.fields(settings.Settings)]


@pytest.mark.parametrize("memory", [2 * GB, 4 * GB, 64 * GB])
def test_defaults_are_worth_something_and_grow_with_memory(memory):
    small, large = read({}, memory), read({}, 2 * memory)

    for row in TABLE:
        if isinstance(row.default(memory), int) and row.name != "local_paths":
            assert getattr(small, row.name) > 0
        if row.name.startswith("max_"):
            assert getattr(small, row.name) <= getattr(large, row.name)


@pytest.mark.parametrize(
    ("shape", "dtype"), [((70_000, 784), np.float32), ((70_000, 784), np.float64), ((70_000, 28, 28), np.uint8)]
)
@pytest.mark.parametrize("memory", [4 * GB, int(SHOWN), 64 * GB])
def test_fashion_mnist_goes_through_at_4_gb(shape, dtype, memory):
    limits = read({}, memory)
    zeros = np.broadcast_to(dtype(0), shape)  # of that shape, in no memory
    name = "images" if len(shape) == 3 else "embedding"

    records = choose([Found(name, zeros.dtype, shape, lambda: zeros)], limits, [])
    limits.check("max_upload_bytes", zeros.nbytes)
    limits.check("max_values", 70_000 * 784)  # what the pixels of the images are as vectors
    limits.check("max_dimensions", 784)

    assert records.n_samples == 70_000


def test_at_2_gb_fashion_mnist_is_refused_with_value_limit_and_remedy():
    with pytest.raises(LimitError) as caught:
        read({}, 2 * GB).check("max_rows", 70_000)

    sentence = caught.value.message
    assert "70,000 rows" in sentence
    assert "50,000" in sentence
    assert "EXPLORER_MAX_ROWS=70000" in sentence


@pytest.mark.parametrize("name", [row.name for row in TABLE if row.name.startswith("max_")])
def test_a_limit_itself_is_allowed_and_one_more_is_not(name):
    limits = read({}, 2 * GB)

    limits.check(name, getattr(limits, name))
    with pytest.raises(LimitError):
        limits.check(name, getattr(limits, name) + 1)


def test_what_the_remedy_says_is_a_remedy():
    read({"EXPLORER_MAX_ROWS": "70000"}, 2 * GB).check("max_rows", 70_000)


# What a data set at the limit is as float32, and what one image is in colour, must fit beside a worker's libraries.
@pytest.mark.parametrize("memory", [2 * GB, 4 * GB, 16 * GB])
def test_what_the_limits_allow_fits_in_a_worker(memory):
    limits = read({}, memory)

    assert 4 * limits.max_values < limits.worker_memory_bytes
    assert 4 * 3 * limits.max_image_pixels < limits.worker_memory_bytes / 2


@pytest.mark.parametrize("cores", [1, 2, 4, 64])
@pytest.mark.parametrize("memory", [2 * GB, 4 * GB, 8 * GB, 64 * GB])
def test_many_cores_do_not_cut_a_small_memory_into_crumbs(monkeypatch, cores, memory):
    monkeypatch.setattr(settings, "usable_cores", lambda: cores)

    count, share = worker_count(memory), read({}, memory).worker_memory_bytes

    assert 2 <= count <= 8
    assert count <= max(2, cores - 1)
    assert count * share <= memory
    assert share >= min(settings.WORKER_BYTES, 0.4 * memory)


def test_the_memory_is_no_more_than_the_machine_has():
    assert 100_000_000 < usable_memory() <= os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


@pytest.mark.parametrize(
    ("groups", "limits", "expected"),
    [
        ("0::/", {"memory.max": "3000000000"}, 3 * GB),
        ("0::/a/b", {"a/b/memory.max": "max", "a/memory.max": "2000000000"}, 2 * GB),
        ("4:memory:/job", {"memory/job/memory.limit_in_bytes": "1000000000"}, GB),
        ("4:memory:/job", {"memory/memory.limit_in_bytes": "9223372036854771712"}, None),
        ("2:cpu:/job", {"cpu/job/memory.max": "1"}, None),
        ("0::/../../elsewhere", {"memory.max": "5000000000"}, 5 * GB),
    ],
)
def test_the_memory_of_a_control_group_counts(tmp_path, monkeypatch, groups, limits, expected):
    own = tmp_path / "cgroup"
    own.write_text(groups + "\n", encoding="utf-8")
    for name, text in limits.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text + "\n", encoding="ascii")
    places = {"/proc/self/cgroup": own, "/sys/fs/cgroup": tmp_path, "/sys/fs/cgroup/memory": tmp_path / "memory"}
    monkeypatch.setattr("explorer.settings.Path", lambda name: places.get(name, Path(name)))
    monkeypatch.setattr(os, "sysconf", {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": 4_000_000}.__getitem__)

    assert usable_memory() == (expected or 4096 * 4_000_000)


def test_the_environment_goes_before_the_defaults():
    chosen = read(
        {"EXPLORER_MAX_ROWS": "12", "EXPLORER_HOME": "/somewhere", "EXPLORER_MAX_IMAGES": "1_000", "OTHER": "x"},
        4 * GB,
    )

    assert (chosen.max_rows, chosen.home, chosen.max_images) == (12, "/somewhere", 1000)
    assert chosen.max_dimensions == read({}, 4 * GB).max_dimensions


def test_an_empty_variable_is_none():
    assert read({"EXPLORER_MAX_ROWS": "", "EXPLORER_SCHEDULER": ""}, 4 * GB) == read({}, 4 * GB)


@pytest.mark.parametrize("given", ["many", "1.5", "1e6", "-1", "0x10", " "])
def test_a_value_that_is_no_whole_number_is_refused_by_name(given):
    with pytest.raises(InputError) as caught:
        read({"EXPLORER_MAX_ROWS": given}, 4 * GB)

    assert f"EXPLORER_MAX_ROWS={given!r}" in caught.value.message
    assert "rows" in caught.value.message


def test_the_environment_of_the_process_is_what_counts(monkeypatch):
    monkeypatch.setenv("EXPLORER_MAX_ROWS", "77")
    settings.current.cache_clear()
    try:
        assert settings.current().max_rows == 77
    finally:
        settings.current.cache_clear()
