"""What is said of an answer."""

import numpy as np
import pytest

from explorer import plan
from explorer.neighbors import Nearest
from explorer.ui.nearby.asked import Asked
from explorer.ui.nearby.shown import Answer, how

DATA = plan.dataset("a1" * 20, "npz", "Faces")
SPACE = plan.features(DATA, plan.USES["given"].params())
FOUND = Nearest(np.array([1], np.int32), np.array([0.5], np.float32), "cosine", 30)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (Asked("Row 0", {"position": 0}, [0]), "all 30 other rows were compared"),
        (Asked("Two", {"selection": "d", "others": True}, [0, 2]), "all 30 other rows were compared"),
        (Asked("Two", {"selection": "d", "others": False}, [0, 2]), "all 30 rows were compared"),
        (Asked("A file", {"position": 0}, new=DATA), "all 30 rows were compared"),
    ],
)
def test_other_rows_are_spoken_of_where_some_were_left_out(asked, words):
    assert words in how(Answer(asked, FOUND, None, None), SPACE, None)
