"""One map on the harness page (`scatter_site`), driven as a person would, and data for it."""

import io

import numpy as np
from PIL import Image

# small: WebGL is drawn by the processor here
WINDOW = {"viewport": {"width": 800, "height": 600}}


class Map:
    """One map on the harness page."""

    def __init__(self, page, site, key="a"):
        self.page, self.site, self.key = page, site, key
        self.root = page.locator(f"#{key} .ee-scatter")
        self.card = self.root.locator(".ee-card")

    def show(self, data, ready="true"):
        self.page.evaluate("([key, data]) => show(key, data)", [self.key, data])
        self.page.wait_for_selector(f"#{self.key} .ee-scatter[data-ee-ready='{ready}']")

    def spot(self, row):
        return self.root.evaluate("(root, row) => root.eeLocate(row)", row)

    def spots(self, rows):
        found = self.root.evaluate("(root, rows) => rows.map((row) => root.eeLocate(row))", list(rows))
        return np.array([[spot["x"], spot["y"]] for spot in found])

    def watch(self, data):
        """Where row 0 is in each frame from now until `data` is shown."""
        seen = self.root.evaluate(
            """async (root, [key, data]) => {
                const seen = [root.eeLocate(0)];
                show(key, data);
                do {
                    await new Promise(requestAnimationFrame);
                    seen.push(root.eeLocate(0));
                } while (root.dataset.eeReady !== "true");
                return seen.map(({ x, y }) => [x, y]);
            }""",
            [self.key, data],
        )
        return np.array(seen)

    def hover(self, row):
        """The pointer on a row, until a card with its picture is there."""
        spot = self.spot(row)
        self.page.mouse.move(spot["x"], spot["y"])
        self.wait_for_card(row)

    def wait_for_card(self, row):
        self.page.wait_for_selector(f"#{self.key} .ee-card[data-ee-shown='true'][data-ee-row='{row}']")

    def picture(self, row):
        """Colour of the middle pixel of the picture on the card of a row."""
        self.page.wait_for_selector(
            f"#{self.key} .ee-card[data-ee-row='{row}'] .ee-card-picture[data-ee-picture='shown']"
        )
        return tuple(
            self.card.evaluate(
                """(card) => {
                    const image = card.querySelector("img");
                    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
                    const context = canvas.getContext("2d", { willReadFrequently: true });
                    context.drawImage(image, 0, 0);
                    return [...context.getImageData(12, 12, 1, 1).data].slice(0, 3);
                }"""
            )
        )

    def pixel(self, row):
        """Colour on the screen where a row is."""
        spot = self.spot(row)
        clip = {"x": round(spot["x"]) - 1, "y": round(spot["y"]) - 1, "width": 2, "height": 2}
        shot = Image.open(io.BytesIO(self.page.screenshot(clip=clip))).convert("RGB")
        return np.asarray(shot, dtype=float).mean(axis=(0, 1))

    def legend(self):
        names = self.root.locator(".ee-legend-name").all_text_contents()
        counts = self.root.locator(".ee-legend-count").all_text_contents()
        return dict(zip(names, counts, strict=True))

    def states(self):
        return [value for key, _, value in self.page.evaluate("() => states") if key == self.key]

    def text(self, selector):
        return self.root.locator(selector).text_content()


def lattice(side=10, dims=2, seed=0):
    """Points well apart, in an order that has nothing to do with their places."""
    axes = np.meshgrid(*[np.arange(side, dtype=float)] * dims)
    points = np.stack([axis.ravel() for axis in axes], axis=1)
    return np.random.default_rng(seed).permutation(points)


def data_for(site, coordinates, name="one", **more):
    """`data` for a map of a lattice: two clusterings, an identity, pictures."""
    n = len(coordinates)
    return {
        "module": "/ui/index.js",
        "plotly": "/plotly.js",
        "n": n,
        "view": site.view(name, coordinates),
        "fields": [
            site.category("who", np.arange(n) % 7, [f"person {i}" for i in range(7)], role="identity"),
            site.category("kmeans", np.arange(n) % 3, ["zero", "one", "two"]),
            site.category("hdbscan", (np.arange(n) * 7) % 4, ["p", "q", "r", "noise"], grey=3),
            site.number("weight", np.arange(n, dtype=float), role="column"),
        ],
        "colour": 1,
        "rows": None,
        "thumbs": site.thumbs(n),
        "link": None,
        "pinned": None,
        "height": 500,
        **more,
    }


def drag(page, spot, dx, dy):
    page.mouse.move(spot["x"], spot["y"])
    page.mouse.down()
    page.mouse.move(spot["x"] + dx / 2, spot["y"] + dy / 2, steps=3)
    page.mouse.move(spot["x"] + dx, spot["y"] + dy, steps=3)
    page.mouse.up()


def wait_until_still(drawn, moved_from=None):
    """Until the view has not moved for ten frames.

    What a wheel or a click asks for begins some frames later: with `moved_from`, as `looks` gave it before, stillness
    counts only after the view has moved from there.
    """
    drawn.page.evaluate(
        """async ([root, before]) => {
            let last = "", same = 0;
            while (same < 10) {
                await new Promise(requestAnimationFrame);
                const now = JSON.stringify([root.eeLocate(0), root.eeLocate(1)]);
                same = now === last && now !== before ? same + 1 : 0;
                last = now;
            }
        }""",
        [drawn.root.element_handle(), moved_from],
    )


def looks(drawn):
    """Where the view is, for `wait_until_still`."""
    return drawn.page.evaluate(
        "(root) => JSON.stringify([root.eeLocate(0), root.eeLocate(1)])", drawn.root.element_handle()
    )


def visible_rows(drawn, n):
    """Rows on the screen, off the buttons, at least 15 px from every other row."""
    spots = drawn.spots(range(n))
    apart = np.linalg.norm(spots[:, None] - spots[None], axis=-1) + np.eye(n) * 1e9
    box = drawn.root.locator(".ee-plot").bounding_box()
    inside = (spots > [box["x"] + 20, box["y"] + 60]) & (
        spots < [box["x"] + box["width"] - 20, box["y"] + box["height"] - 20]
    )
    return [int(row) for row in np.flatnonzero(inside.all(axis=1) & (apart.min(axis=1) > 15))]
