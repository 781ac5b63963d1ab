"""The clean-up and edits pages without a browser: what is said, what is dropped, what an edit begins."""

import zipfile
from collections.abc import Callable

import numpy as np
import pytest

from explorer import plan
from explorer.clusterings import Clustering
from explorer.jobs import materialise
from explorer.params import build
from explorer.recipe import silent
from explorer.ui.agreement import IDENTITY
from explorer.ui.opening import first_features
from explorer.workspace.editing import edits_of
from tests.browser.pictures import picture
from tests.pages.site import Site

PEOPLE, EACH = ("anna", "ben", "zoë"), 4


class Crawl(Site):
    """A visitor's pages on a folder of pictures, two of them the same."""

    def __init__(self, home, monkeypatch, people=PEOPLE, **environment):
        super().__init__(home, monkeypatch, **environment)
        path = home / "crawl.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for k, person in enumerate(people):
                for number in range(EACH):
                    archive.writestr(f"{person}/{number}.png", picture(10 * k + number, ".png"))
            archive.writestr(f"{people[1]}/copy.png", picture(1, ".png"))
        data = plan.dataset(self.services.store.copy(path), "images", "crawl")
        facts = materialise(data, self.services.store, silent).values
        kmeans = build(plan.CLUSTERINGS["kmeans"].params, {"n_clusters": 3, "random_state": 0})
        grouping = plan.clustering(first_features(data, facts), kmeans)
        self.change(lambda workspace: workspace.with_dataset(data, "crawl", "crawl.zip", 5))
        self.change(lambda workspace: workspace.with_run(grouping, workspace.active, "clustering", "k-means 3"))

    def choose(self, page, **values) -> None:
        self.change(lambda workspace: workspace.with_choices(page, workspace.active, **values))

    def select(self, *positions) -> None:
        """As the lasso on the map does."""
        mask = np.zeros(13, dtype=np.uint8)
        mask[list(positions)] = 1
        fingerprint = self.services.store.put(mask.tobytes())
        self.choose("map", selection={"stamp": "s", "fingerprint": fingerprint, "count": len(positions)})


@pytest.fixture
def site(tmp_path, monkeypatch) -> Callable[..., Crawl]:
    return lambda **environment: Crawl(tmp_path, monkeypatch, **environment)


def button(at, label):
    return next(found for found in at.button if found.label.startswith(label))


def text_field(at, label):
    return next(field for field in at.text_input if field.label == label)


def said(at) -> str:
    return " ".join(element.value for kind in ("markdown", "caption", "info", "error") for element in at.get(kind))


def test_the_others_of_a_copy_are_dropped_and_brought_back(site):
    here = site()
    at = here.open("cleanup")
    assert "**1 group** of 2 rows." in said(at)
    assert "Exact: all 13 rows, by their image files." in said(at)
    button(at, "Drop the others: 1 row").click().run()
    assert "Kept: 12 of 13 rows" in said(at)
    button(at, "Drop the others: 1 row").click().run()  # nothing new
    assert "Kept: 12 of 13 rows" in said(at)
    button(at, "Bring back").click().run()
    assert "Kept: 13 of 13 rows" in said(at)
    assert "Nothing was dropped yet." in said(at)


def test_every_kind_says_what_it_compared(site):
    here = site()
    for kind, words in (("pixels", "decoded pixels"), ("hash", "in 63 dimensions"), ("near", "in 12 dimensions")):
        here.choose("cleanup", kind=kind)
        at = here.open("cleanup")
        assert "**1 group** of 2 rows." in said(at)
        assert words in said(at)


def test_a_tick_begins_a_run_and_drops_its_rows(site):
    here = site()
    here.choose("cleanup", part="Clusters")
    at = here.open("cleanup")
    assert "begins a run of its own" in said(at)
    at.get("button_group")[1].set_value("drop").run()
    run = here.workspace.chosen("edits", here.workspace.active)["of"]
    edits = edits_of(here.workspace, run)
    assert edits is not None
    assert [edit.kind for edit in edits.parsed] == ["tick"]
    assert here.workspace.run(run).name == "k-means 3, edited"
    assert here.services.store.manifest(here.workspace.run(run).recipe) is not None  # no job was needed
    at = here.open("cleanup")
    size = max(here.services.store.manifest(edits.base).values["sizes"])
    button(at, f"Drop the {size} rows ticked").click().run()
    assert f"Kept: {13 - size} of 13 rows" in said(at)
    here.choose("edits", of=here.workspace.runs[0].id)
    assert "It is being edited already" in said(here.open("cleanup"))


def test_two_ticks_before_the_page_is_drawn_again_are_both_kept(site):
    here = site()
    here.choose("cleanup", part="Clusters")
    at = here.open("cleanup")
    at.get("button_group")[1].set_value("drop")
    at.get("button_group")[2].set_value("keep")
    at.run()
    assert not at.exception
    run = here.workspace.chosen("edits", here.workspace.active)["of"]
    edits = edits_of(here.workspace, run)
    assert edits is not None
    assert sorted(edit.name for edit in edits.parsed) == ["drop", "keep"]


def test_edits_by_name_merge_and_are_undone(site):
    here = site()
    at = here.open("edits")
    text_field(at, "Name of 0").set_value("first").run()
    at = here.open("edits")
    text_field(at, "Name of 1").set_value("first").run()
    at = here.open("edits")
    names = [field.label for field in at.text_input if field.label.startswith("Name of")]
    assert names == ["Name of first", "Name of 2"]
    assert "Merged 1, first into first" in said(at)
    text_field(at, "Name of 2").set_value("noise").run()
    assert "“noise” is what rows in no cluster are called" in at.toast[0].value
    button(at, "Undo").click().run()
    assert "Name of 1" in [field.label for field in here.open("edits").text_input]
    assert not button(here.open("edits"), "Redo").disabled


def named(at):
    return [field.label.removeprefix("Name of ") for field in at.text_input if field.label.startswith("Name of ")]


def test_clusters_are_put_together_or_made_noise(site):
    here = site()
    at = here.open("edits")
    at.multiselect[0].set_value(["0", "2"]).run()
    text_field(at, "The name of the whole").set_value("noise")
    button(at, "Merge them").click().run()
    assert "“noise” is what rows in no cluster are called" in at.toast[0].value
    assert named(at) == ["0", "1", "2"]
    text_field(at, "The name of the whole").set_value("both")
    button(at, "Merge them").click().run()
    at = here.open("edits")
    assert named(at) == ["both", "1"]
    assert "Merged 0, 2 into both" in said(at)
    at.multiselect[0].set_value(["1"]).run()
    assert button(at, "Merge them").disabled
    button(at, "Make them noise").click().run()
    at = here.open("edits")
    assert named(at) == ["both"]
    assert "Made 1 noise" in said(at)
    button(at, "Undo").click().run()
    assert named(here.open("edits")) == ["both", "1"]


def test_selected_rows_get_no_name_that_is_there(site):
    here = site()
    here.select(0, 5, 12)
    at = here.open("edits")
    text_field(at, "Its name").set_value("1").run()
    button(at, "Move them").click().run()
    assert "There is a cluster “1” already" in at.toast[0].value
    next(box for box in at.selectbox if box.label.startswith("Move the")).set_value("noise").run()
    button(at, "Move them").click().run()
    assert "Moved 3 rows to noise" in said(here.open("edits"))


def test_clusters_that_are_called_as_the_other_choices_are_are_told_from_them(site):
    here = site(people=("noise", "a new cluster", "anna"))
    here.choose("edits", of=IDENTITY)
    here.select(0, 5, 12)

    def moved(choice):
        at = here.open("edits")
        box = next(box for box in at.selectbox if box.label.startswith("Move the"))
        assert len(set(box.options)) == 5
        assert box.options[0] == "a new cluster (none of these)"
        assert box.options[-1] == "noise (none of these)"
        box.set_value(choice).run()
        button(at, "Move them").click().run()
        assert not at.toast
        run = here.workspace.run(here.workspace.chosen("edits", here.workspace.active)["of"])
        here.open("edits")
        found = here.services.store.read(run.recipe, Clustering)
        return {found.names[label] if label >= 0 else None for label in found.labels[[0, 5, 12]]}

    assert moved("noise") == {"noise"}
    assert moved("a new cluster") == {"a new cluster"}
    assert moved("noise (none of these)") == {None}


def test_rows_under_the_lasso_become_a_cluster_or_are_dropped(site):
    here = site()
    here.select(0, 5, 12)
    at = here.open("edits")
    text_field(at, "Its name").set_value("odd").run()
    button(at, "Move them").click().run()
    at = here.open("edits")
    run = here.workspace.run(here.workspace.chosen("edits", here.workspace.active)["of"])
    found = here.services.store.read(run.recipe, Clustering)
    odd = found.names.index("odd")
    assert np.flatnonzero(found.labels == odd).tolist() == [0, 5, 12]
    assert "Moved 3 rows to odd" in said(at)
    at = here.open("cleanup")
    button(at, "Keep only the 3 rows selected").click().run()
    assert "Kept: 3 of 13 rows" in said(at)
    button(at, "Drop the 3 rows selected").click().run()
    assert "Kept: 0 of 13 rows" in said(at)
    assert button(at, "Make a data set").disabled


def test_folders_over_the_limit_are_refused_before_they_are_packed(site):
    here = site(max_takeaway_bytes=1000)
    here.choose("cleanup", part="Take away")
    at = here.open("cleanup")
    assert "**13 pictures**" in said(at)
    assert "the limit here is 1,000" in said(at)
    assert not [found for found in at.button if found.label == "Pack the folders"]


@pytest.mark.parametrize(("is_read", "words"), [(True, "**2 pictures**"), (False, "**up to 13 pictures**")])
def test_rows_in_no_group_that_are_left_out_are_not_counted(site, is_read, words):
    here = site(max_takeaway_bytes=6000)  # enough for two
    data = here.workspace.datasets[0].recipe
    facts = here.services.store.manifest(data).values
    dbscan = build(plan.CLUSTERINGS["dbscan"].params, {"eps": 1e-6, "min_samples": 2})  # the copies, all others noise
    grouping = plan.clustering(first_features(data, facts), dbscan)
    here.change(lambda workspace: workspace.with_run(grouping, workspace.active, "clustering", "copies"))
    if is_read:
        materialise(grouping, here.services.store, silent)
    here.choose("cleanup", part="Take away")
    here.choose("taking", by=here.workspace.runs[-1].id)
    at = here.open("cleanup")
    assert "**13 pictures**" in said(at)
    next(box for box in at.checkbox if "for rows in no group" in box.label).uncheck().run()
    assert words in said(at)
    assert button(at, "Pack the folders")
