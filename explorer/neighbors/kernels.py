"""The exact search's inner loops, compiled: which pairs are measured, and each row's list of the nearest so far.

Compiled for fixed types and kept on disk, so only the first process on a machine waits, for a few seconds.
"""

from __future__ import annotations

import numba
import numpy as np

from explorer.neighbors.measures import ANGULAR, EUCLIDEAN, STRANDS, measured, off, quick, shown
from explorer.neighbors.shadow import UNDERFLOW

CHUNK = 32  # pairs judged together before any is looked at alone
WIDER = 1 + 2.0**-21  # more than a few roundings to float32 change a value by
NOBODY = np.int32(2**31 - 1)  # in a place of a list that nothing was found for yet

_VECTORS = numba.types.Array(numba.f4, 2, "C", readonly=True)
_ROW = numba.f4[::1]
_LISTS = (numba.i4[:, ::1], numba.f4[:, ::1])


@numba.njit(numba.b1(_VECTORS, numba.i8, numba.i8, numba.i8, numba.f8, numba.f4), cache=True)
def _is_beyond(X: np.ndarray, a: int, b: int, metric: int, scale: float, reach: np.float32) -> bool:
    """Whether a quick distance proves that two rows are farther apart than a reach."""
    if metric > ANGULAR or reach == np.inf:
        return False
    half = np.float64(quick(X[a], X[b])) * scale * scale / 2
    return bool(half > reach * (1 + off(X.shape[1])) + UNDERFLOW * scale * scale and half < np.inf)


@numba.njit(numba.b1(numba.i8, numba.i8, numba.f4, *_LISTS), cache=True)
def _enter(row: int, other: int, distance: np.float32, indices: np.ndarray, distances: np.ndarray) -> bool:
    """Put a row into another's list where it is nearer than the last one there, or as near and earlier."""
    rows, values = indices[row], distances[row]
    place = len(rows) - 1
    if distance > values[place] or (distance == values[place] and other >= rows[place]):
        return False
    while place > 0 and (distance < values[place - 1] or (distance == values[place - 1] and other < rows[place - 1])):
        rows[place], values[place] = rows[place - 1], values[place - 1]
        place -= 1
    rows[place], values[place] = other, distance
    return True


@numba.njit(numba.f4(numba.f4, numba.i8, numba.f8), cache=True)
def _reach(last: np.float32, metric: int, scale: float) -> np.float32:
    """Half the squared distance, in the search's scale, beyond which no row can enter a list that ends so."""
    size = np.float64(last) * WIDER * scale
    return np.float32((size * size / 2 if metric == EUCLIDEAN else size * scale) * WIDER)


@numba.njit(numba.b1(numba.f4[::1], numba.f4[::1], numba.f4[::1], numba.f4, numba.f4), cache=True)
def _any_near(line: np.ndarray, half: np.ndarray, reach: np.ndarray, own: np.float32, bound: np.float32) -> bool:
    """Whether some pair of a row's may be near; counted without a branch, as the vector units do it."""
    near = np.int32(0)
    for j in range(len(line)):
        near += np.int32(line[j] >= own + half[j] - max(bound, reach[j]))
    return bool(near > 0)


@numba.njit(numba.b1(numba.f4[::1], numba.f4[::1], numba.f4), cache=True)
def _any_above(line: np.ndarray, half: np.ndarray, least: np.float32) -> bool:
    """`_any_near` for one side's reach alone."""
    near = np.int32(0)
    for j in range(len(line)):
        near += np.int32(line[j] >= least + half[j])
    return bool(near > 0)


@numba.njit(numba.f4(_ROW, _ROW), cache=True, fastmath={"reassoc", "contract"})
def _rest(x: np.ndarray, y: np.ndarray) -> np.float32:
    """What the other axes add to a product, in any order: the bound allows for its rounding."""
    last = len(x) - 1
    total = np.float32(0)
    for column in range(last):
        total += x[column] * y[column]
    return np.float32(total - x[last] * y[last])


# products of two blocks of rows; where the blocks begin; half of each row's squared norm; its reach; vectors; scratch
_TILE = (numba.f4[:, ::1], numba.i8, numba.i8, numba.f4[::1], numba.f4[::1])


@numba.njit(
    numba.void(*_TILE, numba.f4[:, ::1], _VECTORS, numba.i8, numba.f8, *_LISTS), nogil=True, cache=True
)
def search(  # type: ignore[no-untyped-def]  # noqa: ANN201
    products, first, second, halves, reaches, more, X, metric, scale, indices, distances  # noqa: ANN001
):
    """Measure the pairs of two blocks that may be near, by the lower bound of their distance, and enter both ways.

    Half the squared distance is at least ``halves[a] + halves[b] - products[a, b]``, and where there are `more` axes,
    as much with what they add to the product.
    """
    strands = np.empty(STRANDS)
    n_rows, n_columns = products.shape
    last = indices.shape[1] - 1
    half, reach = halves[second : second + n_columns], reaches[second : second + n_columns]
    for i in range(n_rows):
        a = first + i
        own, line = halves[a], products[i]
        for start in range(i + 1 if first == second else 0, n_columns, CHUNK):
            stop = min(start + CHUNK, n_columns)
            if not _any_near(line[start:stop], half[start:stop], reach[start:stop], own, reaches[a]):
                continue
            for j in range(start, stop):
                least = own + half[j] - max(reaches[a], reach[j])
                b = second + j
                if line[j] < least or (more.shape[1] > 0 and line[j] + _rest(more[a], more[b]) < least):
                    continue
                # a list of exact copies takes earlier copies only: among thousands, most pairs need no look
                if (distances[a, last] == 0 and b > indices[a, last]) and (
                    distances[b, last] == 0 and a > indices[b, last]
                ):
                    continue
                if _is_beyond(X, a, b, metric, scale, max(reaches[a], reaches[b])):
                    continue
                distance = shown(measured(X[a], X[b], metric, strands), metric)
                if _enter(a, b, distance, indices, distances):
                    reaches[a] = min(reaches[a], _reach(distances[a, last], metric, scale))
                if _enter(b, a, distance, indices, distances):
                    reaches[b] = min(reaches[b], _reach(distances[b, last], metric, scale))


@numba.njit(
    numba.i8(
        numba.f4[:, ::1], numba.i8, numba.i8, numba.f4[::1], numba.f4[:, ::1],
        _VECTORS, numba.i8, numba.f8, numba.f4, *_LISTS[:1], numba.f4[::1],
    ),
    nogil=True,
    cache=True,
)  # fmt: skip
def within(  # type: ignore[no-untyped-def]  # noqa: ANN201
    products, first, second, halves, more, X, metric, scale, reach, pairs, distances  # noqa: ANN001
):
    """Write down the pairs of two blocks that are at most `reach` apart, and answer how many they are."""
    strands = np.empty(STRANDS)
    n_rows, n_columns = products.shape
    limit = _reach(reach, metric, scale)
    half = halves[second : second + n_columns]
    found = 0
    for i in range(n_rows):
        a = first + i
        own, line = halves[a] - limit, products[i]
        for j in range(i + 1 if first == second else 0, n_columns):
            least = own + half[j]
            b = second + j
            if line[j] < least or (more.shape[1] > 0 and line[j] + _rest(more[a], more[b]) < least):
                continue
            distance = shown(measured(X[a], X[b], metric, strands), metric)
            if distance <= reach:
                pairs[found, 0], pairs[found, 1], distances[found] = a, b, distance
                found += 1
    return found


@numba.njit(numba.void(*_TILE, *_LISTS), nogil=True, cache=True)
def guess(products, first, second, halves, reaches, indices, distances):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """`search` that believes the products: rows that are probably near, to learn how near the nearest are at most."""
    n_rows, n_columns = products.shape
    last = indices.shape[1] - 1
    half, reach = halves[second : second + n_columns], reaches[second : second + n_columns]
    for i in range(n_rows):
        a = first + i
        own, line = halves[a], products[i]
        for start in range(i + 1 if first == second else 0, n_columns, CHUNK):
            stop = min(start + CHUNK, n_columns)
            if not _any_near(line[start:stop], half[start:stop], reach[start:stop], own, reaches[a]):
                continue
            for j in range(start, stop):
                guessed = own + half[j] - line[j]
                if guessed <= reaches[a] and _enter(a, second + j, guessed, indices, distances):
                    reaches[a] = distances[a, last]
                if guessed <= reach[j] and _enter(second + j, a, guessed, indices, distances):
                    reach[j] = distances[second + j, last]


@numba.njit(
    numba.void(
        numba.f4[:, ::1], numba.i8, numba.i8[::1], numba.f4[::1], numba.f4[::1], numba.f4[::1], *_LISTS
    ),
    nogil=True,
    cache=True,
)  # fmt: skip
def guess_beside(products, first, others, halves, half, reaches, indices, distances):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """`guess` for a block of rows among others that are named one by one: only the block's lists are written."""
    last = indices.shape[1] - 1
    for i in range(products.shape[0]):
        a = first + i
        own, line = halves[a], products[i]
        for start in range(0, len(others), CHUNK):
            stop = min(start + CHUNK, len(others))
            if not _any_above(line[start:stop], half[start:stop], own - reaches[a]):
                continue
            for j in range(start, stop):
                guessed = own + half[j] - line[j]
                if guessed <= reaches[a] and others[j] != a and _enter(a, others[j], guessed, indices, distances):
                    reaches[a] = distances[a, last]


@numba.njit(
    numba.void(numba.i8, numba.i8, _VECTORS, numba.i8[::1], numba.i8, numba.f8, numba.i4[:, ::1], numba.f4[::1]),
    nogil=True,
    cache=True,
)
def reach_of(start, stop, X, order, k, scale, guessed, reaches):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """How far the k nearest rows are from each of some rows, at most: as far as the nearest k of those guessed.

    Rows are named by their places in an order.
    """
    wider = (1 + off(X.shape[1])) * WIDER * scale * scale / 2
    for place in range(start, stop):
        nearest = np.full(k + 1, np.inf)  # the last place takes what is too far
        for number in range(guessed.shape[1]):
            other, rank = guessed[place, number], k
            apart = np.inf if other == NOBODY else np.float64(quick(X[order[place]], X[order[other]]))
            while rank > 0 and apart < nearest[rank - 1]:
                nearest[rank] = nearest[rank - 1]
                rank -= 1
            nearest[rank] = apart
        reaches[place] = np.float32((nearest[k - 1] + UNDERFLOW) * wider)


@numba.njit(
    numba.void(
        numba.f4[:, ::1], numba.i8[::1], numba.i8, numba.f4[::1], numba.f4[::1], numba.f4[:, ::1],
        _VECTORS, numba.i8[::1], numba.i8, numba.f8, *_LISTS,
    ),
    nogil=True,
    cache=True,
)  # fmt: skip
def search_cell(  # type: ignore[no-untyped-def]  # noqa: ANN201
    products, places, second, halves, reaches, more, X, order, metric, scale, indices, distances  # noqa: ANN001
):
    """`search` for rows that are named by their places in an order, in a block of that order: only their lists."""
    strands = np.empty(STRANDS)
    n_rows, n_columns = products.shape
    last = indices.shape[1] - 1
    half = halves[second : second + n_columns]
    for i in range(n_rows):
        place = places[i]
        row, line = order[place], products[i]
        for start in range(0, n_columns, CHUNK):
            stop = min(start + CHUNK, n_columns)
            if not _any_above(line[start:stop], half[start:stop], halves[place] - reaches[place]):
                continue
            for j in range(start, stop):
                least = halves[place] + half[j] - reaches[place]
                other = second + j
                if (
                    line[j] < least
                    or other == place
                    or (more.shape[1] > 0 and line[j] + _rest(more[place], more[other]) < least)
                ):
                    continue
                # as in `search`: a list of exact copies takes earlier copies only
                if distances[row, last] == 0 and order[other] > indices[row, last]:
                    continue
                if _is_beyond(X, row, order[other], metric, scale, reaches[place]):
                    continue
                distance = shown(measured(X[row], X[order[other]], metric, strands), metric)
                if _enter(row, order[other], distance, indices, distances):
                    reaches[place] = min(reaches[place], _reach(distances[row, last], metric, scale))


@numba.njit(
    numba.void(
        numba.f4[:, ::1], _VECTORS, numba.f4[::1], numba.i8[::1], numba.i8, numba.f4[::1], numba.f4[::1],
        _VECTORS, numba.i8, numba.f8, *_LISTS,
    ),
    nogil=True,
    cache=True,
)  # fmt: skip
def look_up(  # type: ignore[no-untyped-def]  # noqa: ANN201
    products, own, own_halves, itself, second, halves, reaches, X, metric, scale, indices, distances  # noqa: ANN001
):
    """`search` for a few vectors of their own in a block: only their lists, in the same order, are written.

    `itself` is the row of X that each is, and that doesn't count as its neighbour; -1: none.
    """
    strands = np.empty(STRANDS)
    n_rows, n_columns = products.shape
    half = halves[second : second + n_columns]
    for i in range(n_rows):
        line = products[i]
        for start in range(0, n_columns, CHUNK):
            stop = min(start + CHUNK, n_columns)
            if not _any_above(line[start:stop], half[start:stop], own_halves[i] - reaches[i]):
                continue
            for j in range(start, stop):
                if line[j] < own_halves[i] + half[j] - reaches[i] or second + j == itself[i]:
                    continue
                distance = shown(measured(own[i], X[second + j], metric, strands), metric)
                if _enter(i, second + j, distance, indices, distances):
                    reaches[i] = _reach(distances[i, -1], metric, scale)


@numba.njit(
    numba.void(numba.i8, numba.i8, _VECTORS, numba.i8, numba.i4[:, ::1], *_LISTS),
    nogil=True,
    cache=True,
)
def arrange(start, stop, X, metric, found, indices, distances):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Measure the rows found for each of some rows, and keep the nearest in order; none is kept twice, nor itself."""
    strands = np.empty(STRANDS)
    for row in range(start, stop):
        for place in range(found.shape[1]):
            other = found[row, place]
            known = other < 0 or other == row
            for before in range(place):
                known = known or found[row, before] == other
            if not known:
                _enter(row, other, shown(measured(X[row], X[other], metric, strands), metric), indices, distances)
