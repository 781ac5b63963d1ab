"""What the scatter component is told about pictures, from a real store."""

from itertools import pairwise

import numpy as np
import pytest

from explorer import plan, settings
from explorer.engine import Engine
from explorer.features.result import Thumbnails
from explorer.features.thumbnails import BATCH
from explorer.pictures import ImageFiles
from explorer.serving import services as shared
from explorer.serving.addresses import new_visitor
from explorer.store import Manifest
from explorer.ui.fields import originals, thumbnails
from explorer.ui.state import Visit
from tests.features.sets import of_files, of_images
from tests.sources.photos import encoded, shaded

DATA = plan.dataset("0" * 40, "npz", "three batches")


@pytest.fixture
def visit(tmp_path) -> Visit:
    services = shared.make(settings.read({"EXPLORER_HOME": str(tmp_path)}))
    # an engine that is not started: what it is asked for waits
    return Visit(new_visitor(), services, Engine(services.settings, services.store))


def manifest_of(n_samples: int, image_shape: tuple[int, ...] | None) -> Manifest:
    return Manifest({"recipe": DATA.to_json(), "values": {"n_samples": n_samples, "image_shape": image_shape}})


def test_rows_without_images(visit):
    assert thumbnails(visit, manifest_of(5, None)) is None


def test_a_batch_has_the_addresses_of_its_pack_and_a_missing_one_is_asked_for(visit):
    first, second, third = plan.thumbnails(DATA, 2 * BATCH + 1)
    pack, offsets = np.arange(7, dtype=np.uint8), np.array([0, 3, 7], np.uint32)
    visit.services.store.write(first, Thumbnails(pack, offsets), 0.1)
    visit.services.store.write(third, Thumbnails(pack[:3], offsets[:2]), 0.1)

    told = thumbnails(visit, manifest_of(2 * BATCH + 1, (8, 8)))

    assert told is not None
    assert told["size"] == BATCH
    assert [address is not None for address in told["batches"]] == [True, False, True]
    assert [address is not None for address in told["packs"]] == [True, False, True]
    assert list(visit.waiting.values()) == [second]
    contents = [opened(visit, address) for address in told["packs"][0]]
    np.testing.assert_array_equal(np.frombuffer(contents[0], np.uint8), pack)
    np.testing.assert_array_equal(np.frombuffer(contents[1], "<u4"), offsets)
    assert opened(visit, told["packs"][2][0]) == b"\x00\x01\x02"


def test_files_of_pictures_have_a_base_and_arrays_none(visit):
    dataset = of_files([encoded(shaded(9, 7, 3, seed)) for seed in range(3)])
    data = plan.dataset("1" * 40, "images", "photos")

    told = originals(visit, visit.services.store.write(data, dataset, 0.1), None)

    assert told is not None
    _, _, kind, signature, digest = told["base"].split("/")
    assert kind == "original"
    visit.services.addresses.check(visit.visitor, "original", digest, signature)
    pack, offsets = (visit.services.store.blob(part).read_bytes() for part in digest.split("-"))
    ends = np.frombuffer(offsets, "<u8")
    assert isinstance(dataset.images, ImageFiles)
    assert [pack[a:b] for a, b in pairwise(ends)] == list(dataset.images.files())
    arrays = visit.services.store.write(DATA, of_images(np.zeros((3, 200, 200), np.uint8)), 0.1)
    assert originals(visit, arrays, 3) is None


def test_a_large_picture_among_arrays_is_made_when_its_row_is_pinned(visit):
    dataset = of_images(np.zeros((3, 100, 50), np.uint8))
    data = visit.services.store.write(DATA, dataset, 0.1)
    assert originals(visit, data, None) is None
    assert originals(visit, data, 2) is None  # asked for
    recipe = plan.picture(DATA, 2)
    assert recipe.digest in visit.waiting
    assert recipe.params["side"] == 1024
    result = Thumbnails(np.zeros(4, np.uint8), np.array([0, 4], np.uint32))
    visit.services.store.write(recipe, result, 0.1)
    told = originals(visit, data, 2)
    assert told is not None
    assert list(told["urls"]) == ["2"]
    assert told["urls"]["2"].endswith("/0")
    assert originals(visit, data, 3) is None  # no such row


def test_large_photos_come_in_smaller_batches(visit):
    body = {"n_samples": 300, "image_shape": [None, None, 3], "image_pixels": 12_000_000}

    told = thumbnails(visit, Manifest({"recipe": DATA.to_json(), "values": body}))

    assert told is not None
    assert told["size"] == 128
    assert len(told["batches"]) == 3


def opened(visit: Visit, address: str) -> bytes:
    """What the route would serve there; refuses what the route refuses."""
    _, _, kind, signature, digest = address.split("/")
    assert kind == "blob"
    visit.services.addresses.check(visit.visitor, "blob", digest, signature)
    return visit.services.store.blob(digest).read_bytes()
