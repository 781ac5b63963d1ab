"""The layout's inner loop, compiled: one round over some rows, in 2-D and in 3-D.

Compiled for fixed types and kept on disk, so only the first process on a machine waits, for about a second.
Sums and products are done in the order written, without fused operations: every processor gives the same bits.
"""

from __future__ import annotations

import numba
import numpy as np

from explorer.projections.umap.curve import ENTRIES, FIRST_BITS, SHIFT

LIMIT = np.float32(4.0)  # the farthest a single pull or push moves a row along an axis, as in umap-learn
CHUNK = 64  # edges of a row that are looked through together
WHOLE = 31  # bits after the point of an edge's frequency
_LAST = ENTRIES - 1
_STRIDE, _MIX, _REMIX = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_FACTOR, _STEP = np.uint64(6364136223846793005), np.uint64(1442695040888963407)
_27, _30, _31, _32 = np.uint64(27), np.uint64(30), np.uint64(31), np.uint64(32)

# rows from, to; the graph (ends of rows, others, frequency); places before, after; pull, push;
# round, learning rate, pushes an edge, seed of the round, rows that push
_SIGNATURE = "void(i8,i8,i4[::1],i4[::1],u4[::1],f4[:,::1],f4[:,::1],f4[::1],f4[::1],i8,f4,i8,u8,i8)"


@numba.njit("i8(f4)", cache=True)
def _entry(squared: np.float32) -> int:
    """Where the tables hold the forces at a squared distance: its leading bits, counted from the first entry."""
    entry = (int(np.float32(squared).view(np.int32)) - FIRST_BITS) >> SHIFT
    return min(max(entry, 0), _LAST)


@numba.njit("f4(f4)", cache=True)
def _held(step: np.float32) -> np.float32:
    """A step, shortened to the limit."""
    return min(max(step, -LIMIT), LIMIT)


@numba.njit("u8(u8,i8)", cache=True)
def _own_state(seed: np.uint64, row: int) -> np.uint64:
    """A row's own random state in this round (the mixing function of SplitMix64, Steele, Lea & Flood 2014)."""
    state = seed + np.uint64(row) * _STRIDE
    state = (state ^ (state >> _30)) * _MIX
    state = (state ^ (state >> _27)) * _REMIX
    return state ^ (state >> _31)


@numba.njit("b1(u4,i8)", cache=True)
def _is_due(frequency: np.uint32, number: int) -> bool:
    """Whether an edge acts in this round: whenever its count, rounds times frequency, passes a whole number."""
    return bool((((number + 1) * np.int64(frequency)) ^ (number * np.int64(frequency))) >> WHOLE)


@numba.njit("i8(i8,i8,i4[::1],u4[::1],i8,i4[::1])", cache=True)
def _gather(start: int, stop: int, others: np.ndarray, frequency: np.ndarray, number: int, due: np.ndarray) -> int:
    """Write down the other rows of the edges that act in this round, without a branch that nobody could foresee."""
    n_due = 0
    for edge in range(start, stop):
        due[n_due] = others[edge]
        n_due += int(_is_due(frequency[edge], number))
    return n_due


@numba.njit(_SIGNATURE, nogil=True, cache=True)
def round_2d(first, last, ends, others, frequency, old, new, pull, push, number, rate, n_pushes, seed, n_pushing):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Move the rows from `first` to before `last` on a flat map; reads `old`, writes those rows of `new`.

    An edge's pull and pushes are taken where the row is and added up before it moves: none waits for the one before,
    so the processor works at several. The first `n_pushing` rows push. Any rows after them are new to the map: they
    share one random state.
    """
    due = np.empty(CHUNK, np.int32)
    for row in range(first, last):
        x, y = old[row, 0], old[row, 1]
        state = _own_state(seed, min(row, n_pushing))
        for start in range(ends[row], ends[row + 1], CHUNK):
            n_due = _gather(start, min(start + CHUNK, ends[row + 1]), others, frequency, number, due)
            for place in range(n_due):
                other = np.int64(due[place])
                dx, dy = x - old[other, 0], y - old[other, 1]
                force = pull[_entry(dx * dx + dy * dy)]
                step_x, step_y = _held(force * dx), _held(force * dy)
                for _ in range(n_pushes):
                    state = state * _FACTOR + _STEP
                    other = np.int64(((state >> _32) * np.uint64(n_pushing)) >> _32)
                    if other == row:
                        continue
                    dx, dy = x - old[other, 0], y - old[other, 1]
                    force = push[_entry(dx * dx + dy * dy)]
                    step_x += _held(force * dx)
                    step_y += _held(force * dy)
                x += step_x * rate
                y += step_y * rate
        new[row, 0], new[row, 1] = x, y


@numba.njit(_SIGNATURE, nogil=True, cache=True)
def round_3d(first, last, ends, others, frequency, old, new, pull, push, number, rate, n_pushes, seed, n_pushing):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """`round_2d` for a map of three dimensions."""
    due = np.empty(CHUNK, np.int32)
    for row in range(first, last):
        x, y, z = old[row, 0], old[row, 1], old[row, 2]
        state = _own_state(seed, min(row, n_pushing))
        for start in range(ends[row], ends[row + 1], CHUNK):
            n_due = _gather(start, min(start + CHUNK, ends[row + 1]), others, frequency, number, due)
            for place in range(n_due):
                other = np.int64(due[place])
                dx, dy, dz = x - old[other, 0], y - old[other, 1], z - old[other, 2]
                force = pull[_entry(dx * dx + dy * dy + dz * dz)]
                step_x, step_y, step_z = _held(force * dx), _held(force * dy), _held(force * dz)
                for _ in range(n_pushes):
                    state = state * _FACTOR + _STEP
                    other = np.int64(((state >> _32) * np.uint64(n_pushing)) >> _32)
                    if other == row:
                        continue
                    dx, dy, dz = x - old[other, 0], y - old[other, 1], z - old[other, 2]
                    force = push[_entry(dx * dx + dy * dy + dz * dz)]
                    step_x += _held(force * dx)
                    step_y += _held(force * dy)
                    step_z += _held(force * dz)
                x += step_x * rate
                y += step_y * rate
                z += step_z * rate
        new[row, 0], new[row, 1], new[row, 2] = x, y, z
