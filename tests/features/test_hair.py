"""Which features tell hair colours apart: colours do, edges and even light don't; edges tell people apart."""

import numpy as np
import pytest

from explorer.dataset import Dataset
from explorer.features import extract
from explorer.features.evened import EvenedParams
from explorer.features.hog import HOGParams
from explorer.features.hsv import HSVParams
from explorer.features.joined import JoinedParams, joined
from tests.features.sets import of_images

HAIR = {"black": (25, 22, 24), "blond": (226, 190, 110), "red": (170, 66, 30), "brown": (96, 60, 36)}
PEOPLE, EACH, SIDE = 16, 6, 48


def portrait(hair, parting, wide, random):
    """A head before a light wall, in any light: hair above a parting line, a face below, two eyes."""
    y, x = np.mgrid[:SIDE, :SIDE] / SIDE
    picture = np.ones((SIDE, SIDE, 3)) * random.uniform(120, 230)
    x = x + random.normal(0, 0.01)
    face = ((x - 0.5) / wide) ** 2 + ((y - 0.55) / 0.36) ** 2 < 1
    picture[face] = (214, 170, 145)
    cap = (((x - 0.5) / (wide + 0.07)) ** 2 + ((y - 0.48) / 0.4) ** 2 < 1) & (y < 0.36 + parting * (x - 0.5))
    picture[cap] = hair
    for side in (-0.4, 0.4):
        picture[((x - 0.5 - side * wide) ** 2 + (y - 0.5) ** 2) < 0.0012] = (40, 30, 30)
    picture = picture * random.uniform(0.75, 1.15) + random.normal(0, 4, picture.shape)
    return np.clip(picture, 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def faces():
    """Six portraits of each of sixteen people, four with each colour of hair; who they are and their hair."""
    random = np.random.default_rng(0)
    person, images = np.repeat(np.arange(PEOPLE), EACH), []
    looks = [(random.uniform(-1, 1), random.uniform(0.2, 0.32)) for _ in range(PEOPLE)]
    hair = person % len(HAIR)
    colours = list(HAIR.values())
    for row in range(len(person)):
        parting, wide = looks[person[row]]
        images.append(portrait(colours[hair[row]], parting, wide, random))
    return of_images(np.stack(images)), person, hair


def same(X, labels, apart):
    """How often the nearest row, of those `apart` allows, has the same label."""
    distances = ((X[:, None].astype(np.float64) - X[None]) ** 2).sum(axis=2)
    np.fill_diagonal(distances, np.inf)
    distances[~apart] = np.inf
    return float(np.mean(labels[distances.argmin(axis=1)] == labels))


def hair_of_others(X, person, hair):
    return same(X, hair, person[:, None] != person)


def people(X, person):
    return same(X, person, np.ones((len(X), len(X)), bool))


def spaces(dataset: Dataset):
    return {
        "colours": extract(dataset, HSVParams(grid=3, hues=12)),
        "edges": extract(dataset, HOGParams(size=48)),
        "even light": extract(dataset, EvenedParams(size=24)),
    }


def test_colours_tell_hair_apart_and_edges_people(faces):
    dataset, person, hair = faces
    found = spaces(dataset)
    by_hair = {name: hair_of_others(space.X, person, hair) for name, space in found.items()}
    by_person = {name: people(space.X, person) for name, space in found.items()}

    assert by_hair["colours"] > 0.85
    assert by_hair["edges"] < 0.45  # chance: a fifth of the others have the same hair
    assert by_hair["even light"] < 0.65
    assert by_person["edges"] > by_person["colours"] + 0.15


def test_joined_with_a_weight_one_has_both(faces):
    dataset, person, hair = faces
    found = spaces(dataset)
    both = joined(JoinedParams((1, 1)), block_0=found["colours"], block_1=found["edges"])
    assert hair_of_others(both.X, person, hair) > hair_of_others(found["edges"].X, person, hair) + 0.2
    assert people(both.X, person) > people(found["colours"].X, person) + 0.05
    heavy = joined(JoinedParams((20, 1)), block_0=found["colours"], block_1=found["edges"])
    assert hair_of_others(heavy.X, person, hair) > hair_of_others(both.X, person, hair) + 0.1
