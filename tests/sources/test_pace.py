import pytest

from explorer.sources.pace import Pace


class Clock:
    """Time that passes when told."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def told():
    return []


def test_rows_a_second_and_the_time_left(told):
    clock = Clock()
    pace = Pace(lambda stage, done=None: told.append((stage, done)), "reading", "rows", 1_000, clock)
    for seconds, count in ((0.0, 0), (0.1, 50), (0.5, 100), (2.0, 250), (10.0, 999), (11.0, 1_000)):
        clock.now = 100 + seconds
        pace(count)

    assert told == [
        ("reading: 0 of 1,000 rows", 0.0),
        ("reading: 100 of 1,000 rows", 0.1),  # a tenth of a second after the first there is nothing to tell
        ("reading: 250 of 1,000 rows, 120 a second, 6 s left", 0.25),
        ("reading: 999 of 1,000 rows, 99 a second, 1 s left", 0.999),
        ("reading: 1,000 of 1,000 rows, 90 a second, 1 s left", 1.0),
    ]


def test_where_only_a_share_is_known(told):
    clock = Clock()
    pace = Pace(lambda stage, done=None: told.append((stage, done)), "reading", "rows", None, clock)
    for seconds, count, share in ((2.0, 8, 0.01), (4.0, 40_000, None), (6.0, 50_000, 1.5)):
        clock.now = 100 + seconds
        pace(count, share)

    assert told == [
        ("reading: 8 rows, 4.0 a second, 3 min left", 0.01),
        ("reading: 40,000 rows, 10,000 a second", None),
        ("reading: 50,000 rows, 8,300 a second, 1 s left", 1.0),
    ]
