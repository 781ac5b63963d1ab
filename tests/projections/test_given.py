import numpy as np
import pytest

from explorer.dataset import Column, Dataset
from explorer.errors import ParamsError
from explorer.features.result import Features
from explorer.projections.given import GivenMapParams, fit

SPACE = Features(np.ones((3, 4), np.float32))


def dataset(*names: str) -> Dataset:
    columns = {name: Column("number", np.array([1, 2, 4], np.float32) * at) for at, name in enumerate(names)}
    return Dataset("", np.arange(3, dtype=np.uint32), SPACE.X, columns=columns, coordinates=names)


def test_the_places_are_those_of_the_file():
    found = fit(GivenMapParams(), features=SPACE, dataset=dataset("x", "y"))

    assert found.Y.tolist() == [[0, 1], [0, 2], [0, 4]]
    assert found.titles == ("x", "y")
    assert fit(GivenMapParams(n_components=3), features=SPACE, dataset=dataset("x", "y", "z")).Y.shape == (3, 3)


@pytest.mark.parametrize(("names", "said"), [((), "none"), (("x", "y", "z"), "x, y, z")])
def test_a_data_set_without_so_many_coordinates_is_refused(names, said):
    with pytest.raises(ParamsError, match=f"coordinates of this data set are: {said}") as caught:
        fit(GivenMapParams(), features=SPACE, dataset=dataset(*names))
    assert caught.value.field == "n_components"
