"""Pictures out: PNG, SVG and a page that needs no network, with what they show at places worked out by hand."""

import base64
import io
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from PIL import Image

from tests.browser.chromium import watched
from tests.browser.scatter_site import BATCH, colour_of

WINDOW = {"viewport": {"width": 900, "height": 700}}
LIGHT = {"text": "rgb(20, 30, 40)", "background": "rgb(255, 255, 255)", "dark": False}
DARK = {"text": "rgb(240, 240, 240)", "background": "rgb(14, 17, 23)", "dark": True}
SVG = "{http://www.w3.org/2000/svg}"
MARGIN = 24  # of a picture; without a title the map begins there
MISSING = r"404 \(Not Found\) \(.*/nothing\.js\)"  # what a test looks for in vain
CJK = {"Japanese": "さくら顔カ", "Chinese": "脸谱汉语", "Korean": "얼굴한글"}
CJK_FONTS = [*Path("/usr/share/fonts").rglob("*wqy*"), *Path("/usr/share/fonts").rglob("*CJK*")]


@pytest.fixture(scope="module")
def page(browser, served):
    """One page for all tests here; each saved page is opened in a context of its own."""
    with watched(browser, [MISSING], served.url, **WINDOW) as context:
        page = context.new_page()
        page.goto("/")
        page.wait_for_function("() => window.loaded")
        yield page


def picture(**more):
    """What picture.js is given: three points of a map of 600 x 300, one of them outside."""
    points = [(100, 50, "#ff0000"), (300, 150, "#00ff00"), (900, 10, "#0000ff")]
    return {
        "size": {"width": 600, "height": 300},
        "points": [{"x": x, "y": y, "radius": 6, "colour": colour} for x, y, colour in points],
        "title": "",
        "caption": "",
        "legend": None,
        "theme": LIGHT,
        **more,
    }


def svg(page, **more):
    text = page.evaluate("async (given) => (await import('/ui/picture.js')).drawSvg(given)", picture(**more))
    return parsed(text)


def parsed(text):
    return ET.fromstring(text)  # noqa: S314 - our own file


def circles(root):
    group = root.find(f".//{SVG}g[@class='points']")
    return [dict(circle.attrib) for circle in group]


def png(page, **more):
    data = page.evaluate(
        """async (given) => {
            const [{ drawPng }, { bytesOf }] = [await import("/ui/picture.js"), await import("/ui/program.js")];
            return bytesOf(await drawPng(given));
        }""",
        picture(**more),
    )
    return Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")


def texts(root):
    return [element.text for element in root.iter(f"{SVG}text")]


# --- SVG and PNG -----------------------------------------------------------------------------------------------------


def test_an_svg_has_a_circle_for_each_point_in_view(page):
    root = svg(page)
    assert (root.get("width"), root.get("height")) == (str(600 + 2 * MARGIN), str(300 + 2 * MARGIN))
    assert circles(root) == [
        {"cx": "100", "cy": "50", "r": "6", "fill": "#ff0000"},
        {"cx": "300", "cy": "150", "r": "6", "fill": "#00ff00"},
    ]
    moved = [group.get("transform") for group in root.iter(f"{SVG}g") if group.get("transform")]
    assert moved == [f"translate({MARGIN} {MARGIN})"]


@pytest.mark.parametrize(("theme", "background"), [(LIGHT, (255, 255, 255)), (DARK, (14, 17, 23))])
def test_a_png_has_twice_the_pixels_and_the_points_where_they_are(page, theme, background):
    shot = png(page, theme=theme)
    assert shot.size == (2 * (600 + 2 * MARGIN), 2 * (300 + 2 * MARGIN))
    assert shot.getpixel((2 * (MARGIN + 100), 2 * (MARGIN + 50))) == (255, 0, 0)
    assert shot.getpixel((2 * (MARGIN + 300), 2 * (MARGIN + 150))) == (0, 255, 0)
    assert shot.getpixel((2 * (MARGIN + 300), 2 * (MARGIN + 150 + 8))) == background
    assert shot.getpixel((1, 1)) == background
    colours = {colour for _, colour in shot.getcolors(2**20)}
    assert (0, 0, 255) not in colours


def test_opacity_order_outline_and_a_point_behind_the_viewer(page):
    at = {"x": 100, "y": 50, "radius": 20}
    points = [{**at, "colour": "#ff0000"}, {**at, "colour": "#0000ff"}]
    shot = png(page, points=points, opacity=0.5, outline={"width": 2, "colour": "#00ff00"})
    centre, rim = (2 * (MARGIN + 100), 2 * (MARGIN + 50)), (2 * (MARGIN + 120), 2 * (MARGIN + 50))
    # half red on white, then half blue on that
    assert shot.getpixel(centre) == pytest.approx((128, 64, 191), abs=2)
    assert shot.getpixel(rim)[1] > 180
    behind = {"x": None, "y": None, "radius": 6, "colour": "#ff0000"}
    text = page.evaluate(
        """async (given) => {
            given.points.forEach((point) => { point.x ??= NaN; point.y ??= NaN; });
            return (await import("/ui/picture.js")).drawSvg(given);
        }""",
        picture(points=[behind]),
    )
    assert "NaN" not in text
    assert circles(parsed(text)) == []


def test_new_rows_are_diamonds_over_the_points(page):
    spots = [{"x": 100, "y": 50}, {"x": 200, "y": 80}]
    diamonds = {"spots": spots, "half": 6, "colour": "#112233", "outline": "#fff", "name": ""}
    drawn = svg(page, diamonds=diamonds)
    group = drawn.find(f".//{SVG}g[@class='diamonds']")
    assert group is not None
    assert [path.get("d") for path in group] == ["M100 44L106 50L100 56L94 50Z", "M200 74L206 80L200 86L194 80Z"]
    image = png(page, diamonds=diamonds)
    at = [image.getpixel((2 * (MARGIN + x), 2 * (MARGIN + y))) for x, y in ((100, 50), (200, 80), (202, 81), (205, 84))]
    assert at == [(17, 34, 51), (17, 34, 51), (17, 34, 51), (255, 255, 255)]


def test_a_place_that_was_asked_about_is_a_cross_over_the_points(page):
    cross = {"x": 300, "y": 150, "arm": 9, "colour": "#112233", "outline": "#ffee00", "name": "the place"}
    group = svg(page, cross=cross).find(f".//{SVG}g[@class='cross']")
    assert group is not None
    assert {path.get("d") for path in group} == {"M291 150L309 150M300 141L300 159"}
    assert [path.get("stroke") for path in group] == ["#ffee00", "#112233"]
    image = png(page, cross=cross)
    places = ((300, 150), (308, 150), (308, 152), (315, 150))
    at = [image.getpixel((2 * (MARGIN + x), 2 * (MARGIN + y))) for x, y in places]
    assert at == [(17, 34, 51), (17, 34, 51), (255, 238, 0), (255, 255, 255)]
    assert svg(page).find(f".//{SVG}g[@class='cross']") is None


def test_edges_and_upright_labels_of_a_box(page):
    labels = [{"text": "UMAP 1", "x": 300, "y": 290}, {"text": "UMAP 2", "x": 10, "y": 150, "upright": True}]
    labels.append({"text": "outside", "x": 601, "y": 10})
    given = {"edges": [[10, 20, 110, 20]], "labels": labels, "points": []}
    root = svg(page, **given)
    assert root.find(f".//{SVG}path").get("d") == "M10 20L110 20"
    first, second = root.iter(f"{SVG}text")
    assert (first.text, first.get("x"), first.get("text-anchor")) == ("UMAP 1", str(MARGIN + 300), "middle")
    # turned about its baseline, a third of 12 px right of the middle
    assert second.get("transform") == f"rotate(-90 {MARGIN + 10 + 4} {MARGIN + 150})"
    shot = png(page, **given)
    assert shot.getpixel((2 * (MARGIN + 60), 2 * (MARGIN + 20))) != (255, 255, 255)
    assert shot.getpixel((2 * (MARGIN + 60), 2 * (MARGIN + 26))) == (255, 255, 255)


def entries(n):
    return [{"name": f"group {k}", "colour": f"#0000{k % 256:02x}", "count": 1000 + k} for k in range(n)]


@pytest.mark.parametrize("width", [600, 340])
def test_title_caption_and_legend_are_all_there_and_inside(page, width):
    legend = {"title": "kmeans", "entries": entries(120), "more": 7, "scale": None}
    title, caption = "Faces of a data set " * 8, "UMAP · n_neighbors = 15 · " * 20
    root = svg(page, size={"width": width, "height": 300}, title=title, caption=caption, legend=legend)
    found = texts(root)
    joined = " ".join(found)
    assert title.strip() in joined
    assert caption.strip() in joined
    for k in (0, 119):
        assert f"group {k}" in found
        assert f"{1000 + k:,}" in found
    assert "… and 7 more groups" in joined
    spans = page.evaluate(
        """(text) => {
            const box = document.createElement("div");
            box.innerHTML = text;
            document.body.append(box);
            const spans = [...box.querySelectorAll("text")].map((line) => line.getBBox());
            box.remove();
            return spans.map(({ x, y, width, height }) => [x, y, x + width, y + height]);
        }""",
        ET.tostring(root, encoding="unicode").replace("ns0:", ""),
    )
    left, top, right, bottom = np.array(spans).T
    assert left.min() >= 0
    assert top.min() >= 0
    assert right.max() <= float(root.get("width"))
    assert bottom.max() <= float(root.get("height"))
    # no line lies over another
    order = np.argsort(top)
    for a in range(len(order)):
        i = order[a]
        over = [
            j
            for j in order[a + 1 :]
            if top[j] < bottom[i] - 5 and left[j] < right[i] - 0.5 and right[j] > left[i] + 0.5
        ]
        assert not over, (spans[i], [spans[j] for j in over])


def test_the_legend_of_numbers_is_a_ramp_with_its_ends(page):
    scale = {"low": 0, "high": 10, "ramp": ["#000000", "#ffffff"], "missing": 3, "grey": "#b9bdc6"}
    legend = {"title": "weight", "entries": [], "more": 0, "scale": scale}
    assert [text for text in texts(svg(page, legend=legend)) if text] == ["weight", "0", "5", "10", "missing", "3"]
    shot = png(page, legend=legend)
    # the strip of 14 x 180 px: right of the map, 4 px under a title of one line
    x = 2 * (MARGIN + 600 + 20 + 7)
    top = MARGIN + 13 * 1.4 + 6 + 4
    grey = [shot.getpixel((x, round(2 * (top + 180 * share))))[0] for share in (0.1, 0.5, 0.9)]
    assert grey == pytest.approx([255 * 0.9, 255 * 0.5, 255 * 0.1], abs=3)


def test_names_are_text_whatever_they_hold(page):
    names = ['<script>alert("1")</script>', "a & b", "bell \u0007", "half \ud800"]
    legend = {
        "title": "who",
        "entries": [{"name": name, "colour": "#112233", "count": 1} for name in names],
        "more": 0,
        "scale": None,
    }
    root = svg(page, title="<i>title</i>", legend=legend)
    written = "".join(texts(root))
    assert '<script>alert("1")' in written
    assert "a & b" in written
    assert "bell \ufffd" in written
    assert "half \ufffd" in written
    assert root.find(f"{SVG}title").text == "<i>title</i>"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("one two three", ["one two", "three"]),
        ("abcdefghijklmnop", ["abcdefgh", "ijklmnop"]),
        ("ab abcdefghij", ["ab", "abcdefgh", "ij"]),
        ("a_b_c d_e", ["a_b_c", "d_e"]),
        ("a/b/c/d/e/f", ["a/b/c/d/", "e/f"]),
        ("日本語の名前です。はい", ["日本語の名前で", "す。はい"]),
        ("first\nsecond", ["first", "second"]),
    ],
)
def test_wrapping_at_eight_characters(page, text, lines):
    found = page.evaluate("async (text) => (await import('/ui/wrap.js')).wrap(text, 8, (line) => line.length)", text)
    assert found == lines


def test_a_picture_that_no_browser_draws_says_so(page):
    said = page.evaluate(
        "async (given) => (await import('/ui/picture.js')).drawPng(given).catch((error) => error.message)",
        picture(size={"width": 10_000, "height": 300}),
    )
    assert said.startswith("The picture would have 20,096 by 696 pixels")


@pytest.mark.skipif(not CJK_FONTS, reason="no font with Chinese, Japanese and Korean: apt-get install fonts-wqy-zenhei")
@pytest.mark.parametrize("language", CJK)
def test_names_in_chinese_japanese_and_korean_are_letters_not_boxes(page, language):
    """Each character has a shape of its own, which is not the one drawn where no font has the character."""
    drawn = page.evaluate(
        """async (characters) => {
            const { fontOf } = await import("/ui/wrap.js");
            return characters.map((character) => {
                const canvas = new OffscreenCanvas(48, 48);
                const context = canvas.getContext("2d", { willReadFrequently: true });
                context.font = fontOf(30, false);
                context.fillText(character, 4, 36);
                return [...context.getImageData(0, 0, 48, 48).data].filter((_, k) => k % 4 === 3).join();
            });
        }""",
        ["\U0010ffff", *CJK[language]],
    )
    box, *letters = drawn
    assert box.strip("0,")
    assert len({box, *letters}) == 1 + len(CJK[language])


# --- one page --------------------------------------------------------------------------------------------------------


def packs(site, n, thumbs):
    """The same pictures as whole batches."""
    found = []
    for start in range(0, n, BATCH):
        files = [site.files[f"/thumbs/{i // BATCH}/{i % BATCH}"][1] for i in range(start, min(n, start + BATCH))]
        site.files[f"/pack-{start}"] = "application/octet-stream", b"".join(files)
        offsets = site.column(f"offsets-{start}", np.cumsum([0, *map(len, files)]), "u4")
        found.append([f"{site.folder}/pack-{start}", offsets])
    return {**thumbs, "packs": found}


def told(site, coordinates, **more):
    """What the map is told; the identity's names would break a page that doesn't escape them."""
    n = len(coordinates)
    people = [f"人 {k}" for k in range(5)] + ["</script><script>document.title = 'broken'</script>"]
    return {
        "module": "/ui/index.js",
        "plotly": "/plotly.js",
        "n": n,
        "view": site.view("one", coordinates, caption="UMAP · seed 0 </script> <b>of</b> 150 rows"),
        "fields": [
            {"id": "who", **site.category("who", np.arange(n) % 6, people, role="identity")},
            {"id": "kmeans", **site.category("kmeans", np.arange(n) % 3, ["zero", "one", "two"])},
            {"id": "weight", **site.number("weight", np.arange(n) / 2)},
        ],
        "colour": 1,
        "rows": site.column("rows", 1000 + np.arange(n), "u4"),
        "thumbs": packs(site, n, site.thumbs(n)),
        "originals": {"base": f"{site.folder}/originals"},
        "link": "maps",
        "pinned": None,
        "height": 500,
        **more,
    }


def saved(page, data, tmp_path, **more):
    """The path of the page saved of such a map."""
    encoded = page.evaluate(
        """async (given) => {
            const [{ selfContained }, { bytesOf }] = [await import("/ui/page.js"), await import("/ui/program.js")];
            return bytesOf(await selfContained(given));
        }""",
        {"data": data, "title": "Faces & <names>", "parameters": "[data]\npath = '</pre><img src=x>'", **more},
    )
    path = tmp_path / "saved page.html"
    path.write_bytes(base64.b64decode(encoded))
    return path


class Opened:
    """A saved page in a browser that has no network, and what it asked for."""

    def __init__(self, context, path):
        self.requests: list[str] = []
        context.on("request", lambda request: self.requests.append(request.url))
        context.set_offline(True)
        self.page = context.new_page()
        self.page.goto(path.as_uri())
        self.page.wait_for_selector(".ee-scatter[data-ee-ready='true']")
        self.root = self.page.locator(".ee-scatter")

    def hover(self, row):
        spot = self.root.evaluate("(root, row) => root.eeLocate(row)", row)
        self.page.mouse.move(spot["x"], spot["y"])
        self.page.wait_for_selector(f".ee-card[data-ee-shown='true'][data-ee-row='{row}']")

    def picture(self):
        self.page.wait_for_selector(".ee-card .ee-card-picture[data-ee-picture='shown']")
        return tuple(
            self.page.locator(".ee-card-picture img").evaluate(
                """(image) => {
                    const context = new OffscreenCanvas(24, 24).getContext("2d", { willReadFrequently: true });
                    context.drawImage(image, 0, 0);
                    return [...context.getImageData(12, 12, 1, 1).data].slice(0, 3);
                }"""
            )
        )

    def reachable(self, rows):
        """Rows well apart from all others on the screen, which the pointer can't miss."""
        spots = self.root.evaluate("(root, rows) => rows.map((row) => root.eeLocate(row))", list(rows))
        places = np.array([[spot["x"], spot["y"]] for spot in spots])
        inside = [spot["inside"] for spot in spots]
        covered = self.page.evaluate(
            "(spots) => spots.map(({ x, y }) => !document.elementFromPoint(x, y)?.closest('.ee-plot'))", spots
        )
        found = []
        for k, row in enumerate(rows):
            apart = np.sort(np.hypot(*(places - places[k]).T))[1]
            if apart > 8 and inside[k] and not covered[k]:
                found.append(row)
        return found


@pytest.fixture
def open_saved(browser, explained):
    """Open a saved page; at the end nothing may have been asked of any other place than the file itself."""
    opened = []
    contexts = []

    def arrive(path, **options):
        context = watched(browser, explained, "http://127.0.0.1:9", **{**WINDOW, **options})
        contexts.append(context)
        opened.append(Opened(context.__enter__(), path))
        return opened[-1]

    yield arrive
    for context in contexts:
        context.__exit__(None, None, None)
    for each in opened:
        assert each.requests
        assert [url for url in each.requests if urlsplit(url).scheme not in {"file", "data", "blob"}] == []


def lattice(dims, seed=0):
    if dims == 3:
        return np.random.default_rng(3).uniform(-1, 1, (70, 3))
    axes = np.meshgrid(np.arange(15.0), np.arange(10.0))
    return np.random.default_rng(seed).permutation(np.stack([axis.ravel() for axis in axes], axis=1))


@pytest.mark.parametrize("dims", [2, 3])
def test_a_saved_page_opens_from_disk_without_a_network(page, site, tmp_path, open_saved, dims):
    points = lattice(dims)
    data = told(site, points)
    path = saved(page, data, tmp_path, style={"--st-background-color": "#101318", "--st-text-color": "#f0f0f0"})
    opened = open_saved(path)
    rows = opened.reachable(range(1000, 1000 + len(points)))
    # of both batches
    for row in [rows[0], rows[-1]]:
        opened.hover(row)
        assert opened.picture() == colour_of(row - 1000)
        assert f"row {row:,}" in opened.root.locator(".ee-card-row").text_content()
    legend = opened.root.locator(".ee-legend").inner_text()
    assert all(name in legend for name in ("kmeans", "zero", "one", "two"))
    assert data["view"]["caption"] in opened.root.locator(".ee-caption").text_content()
    assert opened.page.locator("h1").text_content() == "Faces & <names>"
    assert opened.page.locator("pre").text_content() == "[data]\npath = '</pre><img src=x>'"
    assert opened.page.title() == "Faces & <names>"
    assert opened.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 19, 24)"


def test_a_saved_page_zooms_and_shows_every_name(page, site, tmp_path, open_saved):
    opened = open_saved(saved(page, told(site, lattice(2)), tmp_path))
    before = opened.root.evaluate("(root) => root.eeLocate(1000)")
    opened.root.get_by_role("button", name="Zoom in").click()
    opened.page.wait_for_function(
        "(x) => Math.abs(document.querySelector('.ee-scatter').eeLocate(1000).x - x) > 5", arg=before["x"]
    )
    opened.root.get_by_role("button", name=re.compile("Show all")).click()
    opened.page.wait_for_function(
        "(x) => Math.abs(document.querySelector('.ee-scatter').eeLocate(1000).x - x) < 0.5", arg=before["x"]
    )
    row = next(row for row in opened.reachable(range(1000, 1150)) if row % 6 == 1005 % 6)
    opened.hover(row)
    opened.page.wait_for_function("() => document.querySelector('.ee-card-title').textContent.startsWith('</script>')")


def test_the_policy_of_a_saved_page_refuses_every_request_that_leads_out(page, site, tmp_path, open_saved, explained):
    explained.append("violates the (following|document's) Content Security Policy")
    opened = open_saved(saved(page, told(site, lattice(2)), tmp_path))
    of_itself = len(opened.requests)
    tried = opened.page.evaluate(
        """async (url) => {
            const refused = [];
            document.addEventListener("securitypolicyviolation", (event) => refused.push(event.effectiveDirective));
            await fetch(url).catch(() => undefined);
            const image = new Image();
            await new Promise((resolve) => { image.onerror = resolve; image.src = `${url}/a.png`; });
            const script = Object.assign(document.createElement("script"), { src: `${url}/a.js` });
            await new Promise((resolve) => { script.onerror = resolve; document.head.append(script); });
            return refused;
        }""",
        page.url,
    )
    assert sorted(tried) == ["connect-src", "img-src", "script-src-elem"]
    del opened.requests[of_itself:]  # the browser also lists those that it refused


def test_a_batch_that_is_not_made_yet_is_said_before_and_after(page, site, tmp_path, open_saved):
    data = told(site, lattice(2))
    whole = estimate(page, data)
    assert whole["missing"] == 0
    assert whole["rows"] == 150
    data["thumbs"]["packs"][1] = None
    less = estimate(page, data)
    assert (less["rows"], less["missing"]) == (150 - BATCH, BATCH)
    opened = open_saved(saved(page, data, tmp_path))
    row = next(row for row in opened.reachable(range(1000, 1150)) if 1000 + BATCH <= row < 1000 + 2 * BATCH)
    opened.hover(row)
    failed = opened.page.locator(".ee-card-picture[data-ee-picture='failed']")
    failed.wait_for()
    assert failed.text_content() == "The picture could not be fetched."


def estimate(page, data):
    return page.evaluate("async (data) => (await import('/ui/page.js')).estimate({ data })", data)


def test_the_estimate_is_near_the_size(page, site, tmp_path):
    n = 40_000
    coordinates = np.random.default_rng(0).normal(size=(n, 2))
    weights = np.random.default_rng(1).normal(size=n)
    data = told(site, coordinates[:1], thumbs=None, originals=None) | {
        "n": n,
        "view": site.view("large", coordinates),
        "fields": [site.number(f"weight {k}", weights + k) for k in range(8)],
        "colour": None,
        "rows": None,
    }
    size = saved(page, data, tmp_path).stat().st_size
    # 3 MB of program, and ten columns of 4 bytes a row as base64
    assert estimate(page, data)["bytes"] == 3_000_000 + 10 * 4 * n * 4 // 3
    assert 0.7 < size / estimate(page, data)["bytes"] < 1.1


def test_what_can_not_be_fetched_is_said_in_words(page, site):
    data = told(site, lattice(2)) | {"plotly": f"{site.folder}/nothing.js"}
    said = page.evaluate(
        """async (data) => {
            const { selfContained } = await import("/ui/page.js");
            return selfContained({ data, title: "" }).catch((error) => error.message);
        }""",
        data,
    )
    assert "no longer on the server (404)" in said


# --- the button ------------------------------------------------------------------------------------------------------

MOUNT = """async ([picture, page]) => {
    const { Download } = await import("/ui/download.js");
    for (const file of ["scatter.css", "download.css"]) {
        const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: `/ui/${file}` });
        await new Promise((resolve) => { link.onload = resolve; document.head.append(link); });
    }
    window.download?.destroy();
    const home = document.getElementById("a");
    home.className = "ee-scatter";
    window.download = new Download(home, {
        describe: () => { if (!picture) throw new Error("There is no map yet."); return picture; },
        page: () => page,
        name: () => "Faces: 顔/one",
    });
}"""


@pytest.fixture
def button(page):
    def mount(given=None, made=None):
        page.evaluate(MOUNT, [given, made])
        page.get_by_role("button", name="Save picture", exact=True).click()
        return page.locator(".ee-download-panel")

    yield mount
    page.evaluate("() => { window.download?.destroy(); document.getElementById('a').className = '' }")


@pytest.mark.parametrize(
    ("ending", "begins"), [("png", b"\x89PNG"), ("svg", b"<svg xmlns"), ("html", b"<!doctype html>")]
)
def test_each_choice_saves_a_file_named_by_the_title(page, site, button, ending, begins):
    panel = button(picture(), {"data": told(site, lattice(2)), "title": "Faces"})
    with page.expect_download() as waiting:
        panel.locator(f"[data-ee-save='{ending}']").click()
    assert waiting.value.suggested_filename == f"Faces-顔-one.{ending}"
    assert Path(waiting.value.path()).read_bytes().startswith(begins)
    panel.get_by_text("Saved, ").wait_for()
    page.keyboard.press("Escape")
    panel.wait_for(state="hidden")


def test_an_error_is_said_and_the_next_try_is_possible(button):
    panel = button()
    panel.locator("[data-ee-save='png']").click()
    panel.get_by_text("It could not be saved. There is no map yet.").wait_for()
    assert panel.locator("[data-ee-save='png']").is_enabled()


def test_pictures_that_are_not_prepared_are_asked_about_first(page, site, button):
    data = told(site, lattice(2))
    data["thumbs"]["packs"][0] = None
    panel = button(picture(), {"data": data, "title": "Faces"})
    panel.locator("[data-ee-save='html']").click()
    panel.get_by_text("The pictures of 64 rows are not prepared yet and would be missing.").wait_for()
    panel.get_by_role("button", name="Cancel").click()
    panel.locator("[data-ee-save='html']:enabled").click()
    panel.get_by_text("not prepared yet").wait_for()
    with page.expect_download() as waiting:
        panel.get_by_role("button", name="Without pictures").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8")
    (told_there,) = re.findall(r'id="told">(.*)</script>', text)
    assert json.loads(told_there)["thumbs"] is None


def test_a_page_above_50_mb_says_its_size_first(site, button):
    data = told(site, lattice(2))
    data["thumbs"]["packs"] = [
        [address, site.column("far", [0] * 64 + [60_000_000], "u4")] for address, _ in data["thumbs"]["packs"]
    ]
    panel = button(picture(), {"data": data, "title": "Faces"})
    panel.locator("[data-ee-save='html']").click()
    panel.get_by_text(re.compile("The page will have about 243 MB, with the pictures of 192 rows")).wait_for()
    panel.get_by_role("button", name="Cancel").click()


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("a/b\\c: d?", "a-b-c-d"),
        ("...", "map"),
        ("", "map"),
        ("名前 1", "名前-1"),
        ("x" * 200, "x" * 80),
        ("../../etc", "etc"),
    ],
)
def test_file_names(page, title, name):
    assert page.evaluate("async (title) => (await import('/ui/download.js')).fileName(title)", title) == name
