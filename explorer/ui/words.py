"""Names that people bring, shown as what they are."""

from __future__ import annotations

import re


def as_markdown(name: str) -> str:
    """A name from outside as text: what Markdown would read as a mark is shown letter by letter."""
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~$:])", r"\\\1", name)


def size_of(n_bytes: int) -> str:
    """A file's size as people say it: ``"3.4 MB"``."""
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if n_bytes >= factor:
            return f"{n_bytes / factor:,.1f} {unit}"
    return f"{n_bytes} byte{'s' * (n_bytes != 1)}"


def percent(share: float, digits: int) -> str:
    """A share in per cent; one that is more than nothing doesn't say that it is nothing: ``"below 1%"``."""
    said, nothing = (f"{some:.{digits}%}" for some in (share, 0.0))
    return f"below {10.0 ** -(digits + 2):.{digits}%}" if share > 0 and said == nothing else said
