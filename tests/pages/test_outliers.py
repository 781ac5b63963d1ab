"""The Outliers page without a browser: GLOSH of many rows keeps nothing waiting, and comes when asked for."""

import numpy as np
import pytest

from explorer import plan
from explorer.comparison.outlying import glosh, outliers
from explorer.jobs import materialise
from explorer.recipe import silent
from explorer.ui.people import outlying
from tests.pages.site import Site


class Cloud(Site):
    """A visitor with sixty rows."""

    def __init__(self, home, monkeypatch):
        super().__init__(home, monkeypatch)
        path = home / "cloud.npz"
        np.savez(path, embedding=np.random.default_rng(0).normal(size=(60, 5)).astype(np.float32))
        data = plan.dataset(self.services.store.copy(path), "npz", "cloud")
        materialise(data, self.services.store, silent)
        self.change(lambda workspace: workspace.with_dataset(data, "cloud", "cloud.npz", 5))


def headline(at):
    return next(part.value for part in at.markdown if "far out by all" in part.value)


@pytest.fixture
def site(tmp_path, monkeypatch):
    return Cloud(tmp_path, monkeypatch)


def test_glosh_of_few_rows_is_among_the_measures(site):
    at = site.open("outliers")
    assert "by all 3 measures" in headline(at)
    assert not [button for button in at.button if "Compute it too" in button.label]


def test_glosh_of_many_rows_comes_when_asked_for(site, monkeypatch):
    monkeypatch.setattr(glosh, "MOST_ROWS", 59)
    at = site.open("outliers")
    assert "by all 2 measures" in headline(at)
    assert any("GLOSH isn't among them: of 60 rows" in part.value for part in at.caption)
    next(button for button in at.button if "Compute it too" in button.label).click().run()
    at = site.open("outliers")
    assert "by all 3 measures" in headline(at)


def test_it_is_said_how_many_rows_agree_among_all_not_among_those_listed(site, monkeypatch):
    monkeypatch.setattr(outliers, "LISTED", 10)
    told = []
    monkeypatch.setattr(outlying, "strips", lambda *given, **_: told.extend(given[3]))
    site.open("outliers")
    assert len(told[-1].rows) == 10
    assert "60 in all" in told[-1].text


def test_how_many_neighbours_are_looked_at_can_be_chosen(site):
    at = site.open("outliers")
    assert any("the 14 nearest rows" in part.value for part in at.caption)
    next(box for box in at.number_input if box.label == "Nearest rows").set_value(4).run()
    at = site.open("outliers")
    assert any("the 4 nearest rows" in part.value for part in at.caption)
