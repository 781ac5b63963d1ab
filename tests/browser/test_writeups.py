"""Two of the write-ups that the project grew out of, from the first click to the last, on pictures.

Portraits that the program draws stand for photographs everywhere; where real pictures lie beside the project, those are
tried too.
"""

import csv
import io
import re
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.dashboard import FIT_MS, Dashboard
from tests.browser.test_bringing import metric
from tests.browser.test_cleaning import part

SHARED = Path(__file__).parents[3] / "shared" / "datasets"
EMOJI, OF_EACH_KIND = SHARED / "emoji_by_category.zip", 40
FACES = SHARED / "lfw_people_min20_resize07.npz"
K_MEANS, TEN_STARTS = "k-means · n_clusters 6", "k-means · n_clusters 10 · n_init 10"


def portraits(dashboard: Dashboard, folder: Path) -> str:  # noqa: ARG001
    dashboard.press("Portraits")
    return "Portraits"


def emoji(dashboard: Dashboard, folder: Path) -> str:
    """Some of each kind, as a person drops a zip of what was crawled."""
    if not EMOJI.exists():
        pytest.skip(f"{EMOJI.name} is not beside the project; the portraits stand for it")
    path = folder / "crawled.zip"
    taken: Counter[str] = Counter()
    with zipfile.ZipFile(EMOJI) as source, zipfile.ZipFile(path, "w") as some:
        for name in source.namelist():
            kind = name.split("/")[-2] if name.endswith(".png") else ""
            if kind and taken[kind] < OF_EACH_KIND:
                taken[kind] += 1
                some.writestr(name, source.read(name))
    dashboard.bring(path)
    return "crawled"


@pytest.mark.timeout(400)
@pytest.mark.parametrize("bring", [portraits, emoji])
def test_crawled_pictures_become_a_folder_for_each_cluster_without_copies(page, tmp_path, bring):
    dashboard = Dashboard(page).open("Data")
    main = dashboard.main
    dashboard.brought("Handwritten digits")
    name = bring(dashboard, tmp_path)
    dashboard.brought(name)
    dashboard.press("Show the map")
    dashboard.map.ready()

    dashboard.go("Features")  # pixels, and as many principal components as hold a share of the variance
    dashboard.choose("Step 1", "PCA")
    dashboard.write("n_components", "0.8")
    dashboard.press("Use these features")
    cut = main.get_by_text(re.compile(r"The chosen cut keeps \d+, which hold 8\d\.\d%"))
    expect(cut).to_be_visible(timeout=FIT_MS)

    dashboard.go("Clusters")
    dashboard.new_grouping(method="k-means", n_clusters=6)
    expect(main.get_by_text("6 clusters of")).to_be_visible(timeout=FIT_MS)

    for n_components in (2, 3):
        dashboard.go("Map")
        dashboard.new_map(method="PCA", n_components=n_components)
        dashboard.nothing_runs()
        dashboard.choose("Colour by", K_MEANS)
        expect(dashboard.map.ready().root).to_have_attribute("data-ee-colour", K_MEANS)
        expect(dashboard.map.caption()).to_contain_text(f"PCA · n_components {n_components}")

    dashboard.go("Clean-up")
    dashboard.choose("Kind of copies", "Near in the feature space")
    expect(main.get_by_text(re.compile(r"^\d+ groups? of \d+ rows"))).to_be_visible(timeout=FIT_MS)
    with dashboard.rerun():
        main.get_by_role("button", name=re.compile("^Drop the others: ")).click()
    heading = main.get_by_role("heading", name="Kept: ")
    kept, n_samples = (int(number) for number in re.findall(r"\d+", heading.inner_text()))
    assert kept < n_samples
    part(dashboard, "Take away")
    dashboard.choose("A folder for each", K_MEANS)
    dashboard.press("Pack the folders", main)
    link = main.get_by_role("link", name=f"Save {name} folders.zip")
    link.wait_for(timeout=FIT_MS)
    answer = page.request.get(link.get_attribute("href") or "")
    with zipfile.ZipFile(io.BytesIO(answer.body())) as archive:
        listed = list(csv.DictReader(io.StringIO(archive.read("manifest.csv").decode(), newline="")))
        pictures = [path for path in archive.namelist() if path != "manifest.csv"]
    assert len(listed) == len(pictures) == kept
    assert {line["path"] for line in listed} == set(pictures)
    assert len({path.split("/")[0] for path in pictures}) == 6


def some_portraits(dashboard: Dashboard, folder: Path) -> dict[str, object]:
    portraits(dashboard, folder)
    dashboard.brought("Portraits")
    return {"size": "32", "n_components": 20, "eps": "1-9 step 2", "noise": None, "ari": None}


def faces(dashboard: Dashboard, folder: Path) -> dict[str, object]:  # noqa: ARG001
    """At most 50 pictures of a person, as the article took them."""
    if not FACES.exists():
        pytest.skip(f"{FACES.name} is not beside the project; the portraits stand for it")
    dashboard.bring(FACES)
    dashboard.brought(FACES.stem)
    expect(metric(dashboard, "Rows")).to_have_text("3,023", timeout=FIT_MS)
    dashboard.expander("Which rows")
    dashboard.write("At most … of each identity", "50", dashboard.main)
    dashboard.press("Read again with these rows")
    expect(metric(dashboard, "Rows")).to_have_text("2,063", timeout=FIT_MS)
    # at eps = 7, by scikit-learn called directly; the index is of k-means against ward
    return {"size": "", "n_components": 100, "eps": "1-17 step 2", "noise": 2005, "clusters": 13, "ari": 0.0847}


@pytest.mark.timeout(500)
@pytest.mark.parametrize("bring", [some_portraits, faces])
def test_three_methods_side_by_side_on_faces(page, tmp_path, bring):
    dashboard = Dashboard(page).open("Data")
    main = dashboard.main
    dashboard.brought("Handwritten digits")
    known = bring(dashboard, tmp_path)
    dashboard.press("Show the map")
    dashboard.map.ready()

    dashboard.go("Features")
    dashboard.write("size", str(known["size"]))
    dashboard.choose("Step 1", "PCA")
    dashboard.write("n_components", str(known["n_components"]))
    with dashboard.rerun():
        main.get_by_text("whiten", exact=True).click()
    dashboard.press("Use these features")
    expect(main.get_by_text(f"The chosen cut keeps {known['n_components']},")).to_be_visible(timeout=FIT_MS)

    dashboard.go("Sweeps")
    dashboard.choose("Method", "DBSCAN")
    dashboard.write("min_samples", "3", main)
    eps = main.get_by_label("eps", exact=True)
    expect(eps).to_be_visible(timeout=FIT_MS)
    dashboard.write("eps", str(known["eps"]), main)
    dashboard.press("Sweep", main)
    expect(main.get_by_text("One grouping of them")).to_be_visible(timeout=FIT_MS)
    slider = main.get_by_role("slider", name="eps")
    for key in ("Home", "ArrowRight", "ArrowRight", "ArrowRight"):
        if slider.get_attribute("aria-valuenow") != "0" or key != "Home":
            with dashboard.rerun():
                slider.press(key)
    expect(slider).to_have_attribute("aria-valuetext", "7")
    if known["noise"] is not None:
        expect(
            main.get_by_text(f"{known['clusters']} clusters · 97.2% noise ({known['noise']:,} rows)")
        ).to_be_visible()
    dashboard.press("Make this grouping", main)
    expect(main.get_by_text("It is among your groupings as")).to_be_visible()

    dashboard.go("Clusters")
    # the best of ten starts, as the article's
    dashboard.new_grouping(method="k-means", n_clusters=10, **{"More parameters": True}, n_init=10)
    dashboard.new_grouping(method="agglomerative", n_clusters=10)
    dashboard.nothing_runs()

    dashboard.go("Compare")
    pair = page.get_by_role("gridcell", name=re.compile(f"^{TEN_STARTS} and agglomerative"))
    score = re.compile(r": ARI (-?\d\.\d{4})$")
    expect(pair.first).to_have_accessible_name(score, timeout=FIT_MS)
    found = score.search(pair.first.get_attribute("aria-label") or "")
    assert found is not None
    if known["ari"] is not None:
        assert float(found[1]) == pytest.approx(known["ari"], abs=0.02)

    dashboard.go("Inside")
    dashboard.choose("Grouping", TEN_STARTS)
    card = page.locator(".st-key-card-0")
    for end in ("near", "far"):
        pictures = card.locator(f"[data-ee-group='{end}-0'] [data-ee-row]")
        expect(pictures).to_have_count(5, timeout=FIT_MS)
    expect(card.locator("img.ee-centre")).to_be_visible()
