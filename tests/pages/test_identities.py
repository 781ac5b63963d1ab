"""The lens without a browser: whom it shows first is nobody's choice, and changes no other page."""

import numpy as np
import pytest

from explorer import plan
from explorer.jobs import materialise
from explorer.params import build
from explorer.recipe import silent
from explorer.ui.people import lens, lookalikes, strangers
from explorer.ui.strips import Told
from tests.pages.site import Site

CODES = np.repeat([0, 1, 2], 10)
NAMES = np.array(["Ann", "Bob", "Cid"])[CODES]


class Faces(Site):
    """A visitor with thirty rows of three people, the last two of whom are hard to tell; or of other names."""

    def __init__(self, home, monkeypatch, names=NAMES, column="identity", rows=None):
        super().__init__(home, monkeypatch)
        path = home / "faces.npz"
        centres = np.array([[9, 0, 0, 0, 0], [0, 9, 0, 0, 0], [0, 9, 3, 0, 0]], np.float32)
        X = centres[CODES] + np.random.default_rng(0).normal(size=(30, 5)).astype(np.float32)
        for row, other in (rows or {}).items():
            X[row] = 0 if other is None else X[other]
        np.savez(path, embedding=X, **{column: names})
        data = plan.dataset(self.services.store.copy(path), "npz", "faces", identity=column)
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


EACH_ALONE = np.array([f"p{row}" for row in range(30)])
ONE_FOR_ALL = np.full(30, "Ann")
SOME_WITHOUT = np.where(CODES == 2, "", NAMES)


def said(at):
    return " ".join(part.value for kind in (at.markdown, at.caption, at.info, at.warning, at.error) for part in kind)


@pytest.mark.parametrize(
    ("names", "page", "sentence"),
    [
        (EACH_ALONE, "identities", "of one row there is no cohesion"),
        (EACH_ALONE, "strangers", "Every identity has one row only: there is nothing to compare it with."),
        (EACH_ALONE, "lookalikes", "each identity with its 10 most similar others"),
        (NAMES, "lookalikes", "3 pairs: each identity with its 2 most similar others"),
        (ONE_FOR_ALL, "identities", "all 30 rows, the one identity."),
        (ONE_FOR_ALL, "strangers", "All rows have the same identity: there is no other that a row could belong to."),
        (ONE_FOR_ALL, "lookalikes", "There is only one identity, or none: nobody to look like. It takes two."),
        (ONE_FOR_ALL, "palette", "There is only one identity, or none: nothing to tell apart."),
        (SOME_WITHOUT, "identities", "all 20 rows with a name (10 have none), all 2 identities."),
        (SOME_WITHOUT, "strangers", "flagged among 20 rows"),
        (np.where(CODES, "", NAMES), "palette", "Least difference of two of 2 colours"),
        (SOME_WITHOUT, "lookalikes", "all 20 rows with a name (10 have none), all 2 identities."),
    ],
)
def test_names_that_tell_little_get_a_sentence(tmp_path, monkeypatch, names, page, sentence):
    assert sentence in said(Faces(tmp_path, monkeypatch, names).open(page))


def test_an_identity_that_is_not_listed_is_found_and_put_into_the_matrix(tmp_path, monkeypatch):
    monkeypatch.setattr(lookalikes, "MOST_LISTED", 2)
    at = Faces(tmp_path, monkeypatch, EACH_ALONE).open("lookalikes")
    (box,) = at.multiselect
    before = list(box.value)
    other = next(name for name in EACH_ALONE if name not in box.options)
    (search,) = (box for box in at.text_input if box.label == "Search")
    search.input(other).run()
    at.multiselect[0].select(other).run()
    (search,) = (box for box in at.text_input if box.label == "Search")
    search.input("").run()
    assert not at.exception
    assert at.multiselect[0].value == [*before, other]


@pytest.mark.parametrize(("column", "shown"), [("who", "who"), ("rows", "identity")])
def test_the_names_stand_in_the_table_whatever_their_column_is_called(tmp_path, monkeypatch, column, shown):
    (table,) = Faces(tmp_path, monkeypatch, column=column).open("identities").dataframe
    assert sorted(table.value[shown]) == ["Ann", "Bob", "Cid"]
    assert list(table.value["rows"]) == [10, 10, 10]


def test_it_is_said_which_maps_and_groupings_an_identity_is_shown_on(site, monkeypatch):
    space = plan.features(site.workspace.datasets[0].recipe, plan.USES["given"].params())
    runs = [("projection", plan.projection(space, build(plan.PROJECTIONS["pca"].params, {})))]
    for k in (2, 3):
        kmeans = build(plan.CLUSTERINGS["kmeans"].params, {"n_clusters": k, "random_state": 0})
        runs.append(("clustering", plan.clustering(space, kmeans)))
    for number, (kind, recipe) in enumerate(runs):
        materialise(recipe, site.services.store, silent)
        run = (recipe, site.workspace.active, kind, f"run {number}")
        site.change(lambda workspace, run=run: workspace.with_run(*run))
    assert "on every map, and by cluster in every grouping" in said(site.open("identities"))
    monkeypatch.setattr(lens, "MOST_RUNS", 1)
    assert "on every map, and by cluster in the latest 1 of 2 groupings" in said(site.open("identities"))


def suspects(site, monkeypatch, kind):
    """The page of strangers, and its groups of pictures of one kind."""
    shown = []

    def strips(visit, data, key, groups, **_):  # noqa: ARG001 - as the pages call it
        shown.append(groups)
        return Told()

    monkeypatch.setattr(strangers, "strips", strips)
    site.change(lambda workspace: workspace.with_choices("strangers", workspace.active, kind=kind))
    at = site.open("strangers")
    return at, shown[-1]


def test_identities_that_hold_the_same_pictures_are_named_and_not_only_called_swapped(tmp_path, monkeypatch):
    site = Faces(tmp_path, monkeypatch, rows={10 + number: number for number in range(10)})
    at, groups = suspects(site, monkeypatch, "swapped")
    (warning,) = (part.value for part in at.warning if "same pictures" in part.value)
    assert warning.startswith("**Ann** and **Bob** hold the same pictures: their vectors are exactly equal.")
    assert all("the two hold the same pictures" in group.text for group in groups)
    site = Faces(tmp_path, monkeypatch)
    assert "same pictures" not in said(site.open("strangers"))


def test_a_row_of_zeros_is_said_to_have_no_direction(tmp_path, monkeypatch):
    site = Faces(tmp_path, monkeypatch, rows={3: None})
    _, groups = suspects(site, monkeypatch, "outsider")
    (blank,) = (group for group in groups if group.id == "row-3")
    assert blank.title == "Row 3: named Ann, like nobody"
    assert blank.text.startswith("its vector is all zeros, so it has no direction")
    assert list(blank.actions) == ["fine", "drop"]
    assert set(blank.captions[1:]) == {"Ann"}
    assert all("no direction" not in group.text for group in groups if group.id != "row-3")


def test_making_the_three_maps_leaves_the_plain_one_on_screen_not_the_one_that_ends_last(site):
    at = site.open("supervised")
    (button,) = (one for one in at.button if one.label == "Make these maps")
    button.click().run()
    assert not at.exception
    (plain, *_) = site.workspace.runs_of(site.workspace.active, "projection")
    assert plain.name.startswith("UMAP")
    assert site.marked()["run"] == plain.id
    # what a person chose stays
    site.change(lambda workspace: workspace.with_choices("map", workspace.active, run="mine"))
    at.run()
    (button,) = (one for one in at.button if one.label == "Make these maps")
    button.click().run()
    assert site.marked()["run"] == "mine"
