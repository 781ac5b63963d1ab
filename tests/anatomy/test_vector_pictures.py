"""Vectors as pictures: those of standardised pixels too, which are led back pixel by pixel and through no PCA."""

import io

import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_digits
from sklearn.preprocessing import StandardScaler

from explorer import plan
from explorer.anatomy.centre_pictures import CentrePicturesParams
from explorer.anatomy.vector_pictures import each_by_itself, fit
from explorer.errors import InputError
from explorer.params import build
from tests.features.sets import features

X = load_digits().data[:200] / 16
FLAT = CentrePicturesParams(height=8, width=8)


def picture(made):
    """The first one, a value a pixel."""
    data = bytes(made.pack[: int(made.offsets[1])])
    return np.asarray(Image.open(io.BytesIO(data)).convert("L"))[4::8, 4::8]


@pytest.mark.parametrize("standardised", [False, True])
def test_a_row_of_pixels_is_its_own_picture(standardised):
    Z = StandardScaler().fit_transform(X) if standardised else X
    made = fit(FLAT, features=features(Z), pixels=features(X), new=features(Z[3:4]))
    assert np.abs(picture(made).astype(int) - np.rint(X[3].reshape(8, 8) * 255)).max() <= 1
    assert made.note == "the vector's pixels"


def test_a_pixel_without_spread_stays_what_it_is():
    middle, scale = each_by_itself(np.zeros((3, 1)), np.full((3, 1), 0.25))
    assert (middle.tolist(), scale.tolist()) == ([0.25], [0.0])


def test_vectors_of_another_width_are_refused():
    with pytest.raises(InputError, match=r"have 3 dimensions; .* have 64"):
        fit(FLAT, features=features(X), pixels=features(X), new=features(np.zeros((1, 3))))


def test_only_a_pca_is_said_to_reduce():
    def reduced(*steps):
        chain = [build(plan.PREPROCESS[name].params, {}) for name in steps]
        space = plan.features(plan.dataset("0" * 40, "npz", "digits"), plan.USES["pixels"].params(), chain)
        recipe = plan.vector_picture(space, space, [8, 8])
        assert recipe is not None
        return recipe.params["reduced"]

    assert [reduced(), reduced("standardise"), reduced("standardise", "pca")] == [False, False, True]
