"""Names that people bring, shown as what they are."""

from __future__ import annotations

import re


def as_markdown(name: str) -> str:
    """A name from outside as text: what Markdown would read as a mark is shown letter by letter."""
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~$:])", r"\\\1", name)
