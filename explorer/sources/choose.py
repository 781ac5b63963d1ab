"""Which of the arrays found in a file are vectors, images and columns: decided from names and shapes alone.

Nothing is loaded until every limit was checked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from explorer.errors import SourceError
from explorer.settings import Settings
from explorer.sources.arrays import Found, Suits, is_images, is_number, is_table
from explorer.sources.arrays_by_hand import images_of, vectors_of, with_axes
from explorer.sources.by_hand import OPEN, RoleParams
from explorer.sources.header import HOW_TO_SAVE
from explorer.sources.records import Records

VECTOR_NAMES = ("embedding", "embeddings", "features", "vectors", "x")
IMAGE_NAMES = ("images", "image", "pixels")
MOST_COLUMNS = 200
_PLAIN_NAMES = (*VECTOR_NAMES[:2], *IMAGE_NAMES[:1])  # so named they can't be meant as anything else


Decide = Callable[[Sequence[Found], Settings, Sequence[str]], Records]


def choose(
    arrays: Sequence[Found], limits: Settings, notes: Sequence[str] = (), hand: RoleParams = OPEN
) -> Records:
    """Decide what is what, check the limits, and load.

    Parameters
    ----------
    arrays : sequence of Found
        What is in the file.
    limits : Settings
    notes : sequence of str
        What the format's reader has to say.
    hand : RoleParams
        What a person says of the arrays.

    Raises
    ------
    SourceError
        When there are neither vectors nor images, or they can't be read as such.
    LimitError
        When a limit of this server is hit.
    """
    said = list(notes)
    arrays, hand = with_axes(arrays, hand)
    vectors, images, parts = chosen(arrays, hand, said)
    n_rows = _rows(vectors, images)
    check_limits(vectors, images, limits)
    taken = [vectors, images, *parts]
    free = {place: array for place, array in enumerate(arrays) if not any(array is other for other in taken)}
    columns = {place: array.name for place, array in free.items() if _is_column(array, n_rows, said)}
    kept = hand.kept(columns, [array.name for array in arrays], MOST_COLUMNS)
    if len(kept) < len(columns):
        said.append(f"Of {len(columns):,} columns {len(kept):,} are kept.")
    return Records(
        vectors=None if vectors is None else vectors.load(),
        images=None if images is None else _squeezed(images.load()),
        columns={name: free[place].load().reshape(-1) for place, name in kept.items()},
        notes=tuple(said),
        coordinates=hand.coordinates,
    )


def columns_only(arrays: Sequence[Found], limits: Settings, notes: Sequence[str] = ()) -> Records:
    """The arrays of one value a row as columns, where vectors and images are elsewhere; see `choose`.

    Raises
    ------
    SourceError
        When there is none.
    LimitError
        When a limit of this server is hit.
    """
    said = list(notes)
    lengths = Counter(array.shape[0] for array in arrays if array.shape and array.shape[1:] in ((), (1,)))
    if not lengths:
        raise SourceError(_nothing(arrays))
    n_rows = lengths.most_common(1)[0][0]
    limits.check("max_rows", n_rows)
    columns = [array for array in arrays if _is_column(array, n_rows, said)]
    if not columns or not n_rows:
        raise SourceError(" ".join(said) or "There are no rows in it.")
    return Records(
        columns={array.name: array.load().reshape(-1) for array in columns[:MOST_COLUMNS]}, notes=tuple(said)
    )


def chosen(
    arrays: Sequence[Found], hand: RoleParams, said: list[str]
) -> tuple[Found | None, Found | None, list[Found]]:
    """Vectors and images: as a person has chosen, else found out; and what the vectors are put together from."""
    names = [array.name for array in arrays]
    away = hand.elsewhere(names)
    free = [array for place, array in enumerate(arrays) if place not in away]
    vectors, parts = vectors_of(arrays, hand)
    images = images_of(arrays, hand)
    if vectors is None and not hand.none("vector"):
        vectors = _named(free, VECTOR_NAMES, is_table)
    elif vectors is not None:
        said.append(f"The vector, as chosen: {vectors.name}.")
        free = [array for array in free if not any(array is part for part in parts)]
    if images is None and not hand.none("image"):
        images = _named(free, IMAGE_NAMES, is_images)
    if vectors is None and not hand.none("vector"):
        vectors = _only(free, is_table, images, said)
    if vectors is None and images is None and not hand.none("image"):
        images = _only(free, is_images, None, said)
    if vectors is None and images is None:
        raise SourceError(_nothing(arrays))
    return vectors, images, parts


def check_limits(vectors: Found | None, images: Found | None, limits: Settings) -> None:
    """Raise `LimitError` where the shapes exceed this server's limits."""
    if vectors is not None:
        n_rows, n_features = vectors.shape
        limits.check("max_rows", n_rows)
        limits.check("max_dimensions", n_features)
        limits.check("max_values", n_rows * n_features)
    if images is not None:
        limits.check("max_rows", images.shape[0])
        limits.check("max_images", images.shape[0])
        limits.check("max_image_pixels", images.shape[1] * images.shape[2])


def _named(arrays: Sequence[Found], names: Sequence[str], suits: Suits) -> Found | None:
    known = sorted(
        (array for array in arrays if array.name.lower() in names), key=lambda a: names.index(a.name.lower())
    )
    for array in known:
        if suits(array):
            return array
        if array.name.lower() in _PLAIN_NAMES:
            raise SourceError(_unsuited(array, suits))
    return None


def _only(arrays: Sequence[Found], suits: Suits, beside: Found | None, said: list[str]) -> Found | None:
    able = [array for array in arrays if suits(array) and array is not beside and array.shape[-1] > 1]
    if beside is not None:
        able = [array for array in able if array.shape[0] == beside.shape[0]]
    if len(able) != 1:
        return None
    what = "vectors" if suits is is_table else "images"
    said.append(f"There is no array of {what} by name; {able[0]} was taken as the only one of that shape.")
    return able[0]


def _rows(vectors: Found | None, images: Found | None) -> int:
    chosen = [array for array in (vectors, images) if array is not None]
    if len({array.shape[0] for array in chosen}) > 1:
        raise SourceError(f"{chosen[0]} and {chosen[1]} have different numbers of rows; they must be of the same rows.")
    for array in chosen:
        if 0 in array.shape:
            raise SourceError(f"There is nothing in it: {array} has a length of 0. Save it again with its rows.")
    return chosen[0].shape[0]


def _is_column(array: Found, n_rows: int, said: list[str]) -> bool:
    why = ""
    if array.shape[:1] == (n_rows,) and is_table(array) and array.shape[1] > 1:
        why = "a column has one value a row; it can be chosen as the vector instead"
    elif array.shape not in ((n_rows,), (n_rows, 1)):
        why = f"a column has one value for each of the {n_rows:,} rows; save it from the same ones"
    elif array.dtype.hasobject:
        why = f"Python objects are never loaded from a file. {HOW_TO_SAVE}"
    elif array.dtype.kind not in "biufSUMm":
        why = "a column holds numbers, texts or dates"
    elif not array.dtype.itemsize:
        why = "it is empty"
    if why:
        said.append(f"Ignored: {array}: {why}.".replace("..", "."))
    return not why


def _squeezed(images: np.ndarray) -> np.ndarray:
    return images[..., 0] if images.ndim == 4 and images.shape[-1] == 1 else images


def _unsuited(array: Found, suits: Suits) -> str:
    shape = array.shape
    if array.dtype.hasobject:
        return f"{array}: Python objects are never loaded from a file, since that can run code. {HOW_TO_SAVE}"
    if array.dtype.kind == "c":
        return f"{array}: complex numbers can't be mapped. Save np.abs(array), or both parts side by side."
    if not is_number(array):
        return f"{array}: numbers are needed here. {HOW_TO_SAVE}"
    if suits is is_table and len(shape) == 1:
        return (
            f"{array}: that is one value a row, as labels are, and vectors are a table of rows x dimensions. Bring it "
            "together with the file of the vectors, both at once."
        )
    if suits is is_table:
        return f"{array}: vectors are a table of rows x dimensions. Save array.reshape(len(array), -1)."
    if len(shape) == 4 and shape[1] in (1, 3, 4):
        return f"{array}: colours come last in images. Save np.moveaxis(images, 1, -1)."
    return f"{array}: images are n x height x width (grey) or n x height x width x 3 or 4 (colour)."


def _nothing(arrays: Sequence[Found]) -> str:
    there = "; ".join(map(str, arrays[:20])) or "nothing"
    return (
        f"There are neither vectors nor images in it. Found: {there}. Name the vectors 'embedding' "
        "(rows x dimensions) or the images 'images' (n x height x width[ x 3])."
    )
