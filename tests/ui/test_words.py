"""Words about figures."""

import pytest

from explorer.ui.words import percent


@pytest.mark.parametrize(
    ("share", "digits", "said"),
    [
        (0.0, 0, "0%"),
        (0.37, 0, "37%"),
        (0.005, 0, "below 1%"),  # half a per cent is rounded to even
        (0.0049, 0, "below 1%"),
        (0.0002, 1, "below 0.1%"),
        (0.0005, 1, "0.1%"),
        (1.0, 1, "100.0%"),
    ],
)
def test_a_share_that_is_more_than_nothing_does_not_say_that_it_is_nothing(share, digits, said):
    assert percent(share, digits) == said
