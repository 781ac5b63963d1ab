"""A column of paths in a file of tables or arrays, taken apart by a pattern as the paths of images in folders are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from explorer.errors import ParamsError
from explorer.sources.columns import encode
from explorer.sources.pattern import parse

PATH_NAMES = ("file", "path", "file_name", "filename", "filepath", "file_path", "image_path", "image_file")


def path_column(names: Iterable[str]) -> str | None:
    """Which of the columns has the paths, by its name; None where none does."""
    known = {name.lower(): name for name in reversed(list(names))}
    return next((known[name] for name in PATH_NAMES if name in known), None)


def named(columns: Mapping[str, np.ndarray], pattern: str) -> dict[str, np.ndarray]:
    """The columns, and those that a pattern makes of the paths in one of them.

    Raises
    ------
    ParamsError
        With ``field`` "pattern", when no column has paths, or the pattern makes no sense or matches none.
    """
    name = path_column(columns)
    if name is None:
        raise ParamsError(
            f"pattern is about paths: those of images in folders, or in a column named {', '.join(PATH_NAMES[:3])} or "
            f"the like. Here are: {', '.join(columns) or 'no columns'}.",
            field="pattern",
        )
    column = encode(columns[name], category=True)
    paths = [column.names[code] for code in column.values]
    understood = parse(pattern, paths[0] if paths else "")
    for key in understood.names:
        if key in columns:
            said = f"pattern: there is a column {key!r} already; call {{{key}}} something else."
            raise ParamsError(said, field="pattern")
    found = understood.columns(paths) if paths else {}
    return {**columns, **{key: np.array(values, dtype=object) for key, values in found.items()}}
