"""What the bars are told."""

from explorer import plan
from explorer.ui.following import is_small_pictures

DATA = plan.dataset("0" * 40, "npz", "pictures")


def test_one_picture_in_full_size_is_no_batch_of_small_ones():
    batches = plan.thumbnails(DATA, 5000)

    assert [is_small_pictures(recipe) for recipe in batches] == [True, True, True]
    assert not is_small_pictures(plan.picture(DATA, 7))
    assert not is_small_pictures(DATA)
