"""How a file is read, as a person may change it: what its columns are, what its paths say, which of its rows."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.errors import ParamsError
from explorer.params import param
from explorer.sources.by_hand import RoleParams
from explorer.sources.impute import LEAVE_OUT, MEAN, MEDIAN
from explorer.sources.selection import SelectionParams


@dataclass(frozen=True)
class ReadOptions(SelectionParams, RoleParams):
    """What a person can say of a file; without any of it, it is found out."""

    bad_values: str = param(
        LEAVE_OUT,
        "what becomes of rows whose vector has gaps: left out, or filled with the mean or median of the column",
        choices=(LEAVE_OUT, MEAN, MEDIAN),
    )
    pattern: str = param(
        "",
        "what a file's path says, e.g. {identity}_{expression}.jpg; each {name} is a column; or a regular expression "
        "with named groups",
    )
    join: tuple[str, ...] = param(
        (), "how several files are joined: FILE: row order, FILE: COLUMN = COLUMN, or FILE: left out", advanced=True
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if not all(": " in str(direction) for direction in self.join):
            wrong = f"join = {list(self.join)} must be texts such as 'metadata.csv: id = name'."
            raise ParamsError(wrong, field="join")
