"""Inputs that once broke a parser, found by fuzzing (see tests/fuzz): each is read or refused in words now."""

from pathlib import Path

import pytest

from explorer import settings
from tests.fuzz.parsers import LIMITS, PARSERS, parser
from tests.fuzz.seeds import seeds

FOUND = sorted((Path(__file__).parents[1] / "fuzz" / "found").iterdir())


@pytest.fixture(autouse=True)
def limits(monkeypatch):
    """The limits that they were found under."""
    for name, value in LIMITS.items():
        monkeypatch.setenv(name, value)
    settings.current.cache_clear()
    yield
    monkeypatch.undo()
    settings.current.cache_clear()


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
@pytest.mark.filterwarnings("ignore")  # Pillow's, of what is odd in an image
def test_it_is_read_or_refused_in_words(path, tmp_path):
    parser(path.name.partition("-")[0], tmp_path / "input")(path.read_bytes())


@pytest.mark.parametrize("name", PARSERS)
def test_what_fuzzing_begins_with_is_read(name, tmp_path):
    """Else the fuzzer would only ever see the first check."""
    parse = parser(name, tmp_path / "input")
    assert all(parse(data) for data in seeds(name))
