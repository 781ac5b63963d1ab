"""What is taken away: `RowsFile`, `FoldersFile`, or what was `Written` to a folder."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.store import FieldResult


@dataclass(frozen=True)
class RowsFile(FieldResult):
    """A file of rows.

    Attributes
    ----------
    content : ndarray of shape (n_bytes,), uint8
        The file, byte by byte; memory-mapped where it is large.
    n_rows, n_columns : int
        Lines below the header, and columns.
    """

    content: np.ndarray
    n_rows: int
    n_columns: int

    def __post_init__(self) -> None:
        if self.content.ndim != 1 or self.content.dtype != np.uint8:
            raise ValueError(f"a file is a line of uint8, not {self.content.dtype} {self.content.shape}")


@dataclass(frozen=True)
class FoldersFile(FieldResult):
    """A zip of pictures in folders, with a list of them.

    Attributes
    ----------
    content : ndarray of shape (n_bytes,), uint8
        The zip, memory-mapped.
    n_files, n_folders : int
        Pictures, and folders that hold any.
    """

    content: np.ndarray
    n_files: int
    n_folders: int


@dataclass(frozen=True)
class Written(FieldResult):
    """What was written to a folder of the server.

    Attributes
    ----------
    path : str
        The folder.
    n_files, n_folders : int
        Pictures that are there now, and folders that hold any.
    n_there : int
        Pictures that had been there before, byte for byte the same: an earlier try that was cut short.
    n_renamed : int
        Pictures that got a number behind their name, since another file had it.
    """

    path: str
    n_files: int
    n_folders: int
    n_there: int
    n_renamed: int
