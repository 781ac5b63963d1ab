"""The lens without a browser: whom it shows first is nobody's choice, and changes no other page."""

import numpy as np
import pytest

from explorer import plan
from explorer.jobs import materialise
from explorer.recipe import silent
from tests.pages.site import Site


class Faces(Site):
    """A visitor with thirty rows of three people, the last two of whom are hard to tell."""

    def __init__(self, home, monkeypatch):
        super().__init__(home, monkeypatch)
        path, codes = home / "faces.npz", np.repeat([0, 1, 2], 10)
        centres = np.array([[9, 0, 0, 0, 0], [0, 9, 0, 0, 0], [0, 9, 3, 0, 0]], np.float32)
        X = centres[codes] + np.random.default_rng(0).normal(size=(30, 5)).astype(np.float32)
        np.savez(path, embedding=X, identity=np.array(["Ann", "Bob", "Cid"])[codes])
        data = plan.dataset(self.services.store.copy(path), "npz", "faces")
        materialise(data, self.services.store, silent)
        self.change(lambda workspace: workspace.with_dataset(data, "faces", "faces.npz", 5))

    def marked(self):
        """What the map page is told by choices made elsewhere."""
        return self.workspace.chosen("map", self.workspace.active)


@pytest.fixture
def site(tmp_path, monkeypatch):
    return Faces(tmp_path, monkeypatch)


def test_looking_at_the_lens_changes_no_other_page(site):
    at = site.open("identities")
    (shown,) = (box for box in at.selectbox if box.label == "Identity")
    assert shown.value in ("Bob", "Cid")  # the hardest to tell
    at.text_input[0].input("b").run()  # nor does a search
    assert "highlight" not in site.marked().get("look", {})
    assert "colour" not in site.marked()


def test_an_identity_that_is_chosen_is_highlighted_once(site):
    at = site.open("identities")
    (box,) = (box for box in at.selectbox if box.label == "Identity")
    box.select("Ann").run()
    assert site.marked()["look"]["highlight"] == {"column identity": {"0": 0}}
    assert site.marked()["colour"] == "column identity"
    dataset = site.workspace.active
    site.change(lambda workspace: workspace.with_choices("map", dataset, look=None))  # taken back on the map
    site.open("identities")
    assert site.marked()["look"] is None
