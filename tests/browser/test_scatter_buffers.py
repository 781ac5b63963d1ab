"""Points handed to the drawing past plotly look as plotly draws them, and are where plotly goes on from."""

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.scatter_map import data_for, lattice
from tests.browser.test_scatter_marks import outline, square, star, take

PIXELS = "() => document.querySelector('#a .gl-canvas-context').toDataURL()"
SENT = "() => window.sent"


@pytest.fixture
def counted(open_map):
    """A map; once it is drawn, `count` counts what plotly draws and how often places go to the graphics card."""
    drawn = open_map()
    yield drawn
    drawn.page.evaluate("() => window.uncount?.()")


def count(drawn, n):
    drawn.page.evaluate(
        """(n) => {
            window.uncount?.();
            window.sent = { updates: 0, places: 0 };
            const { update } = Plotly;
            const { bufferData } = WebGLRenderingContext.prototype;
            Plotly.update = (...all) => {
                sent.updates++;
                return update(...all);
            };
            WebGLRenderingContext.prototype.bufferData = function (target, data, usage) {
                if (data?.byteLength === 8 * n) sent.places++;
                return bufferData.call(this, target, data, usage);
            };
            window.uncount = () => {
                Plotly.update = update;
                WebGLRenderingContext.prototype.bufferData = bufferData;
                delete window.uncount;
            };
        }""",
        n,
    )


def settled(drawn, **said):
    for name, value in said.items():
        expect(drawn.root).to_have_attribute(f"data-ee-{name}", value)
    expect(drawn.root).to_have_attribute("data-ee-ready", "true")


def drawn_by_plotly(drawn):
    """What is on the canvas once plotly has drawn all it knows anew."""
    drawn.page.evaluate("() => Plotly.redraw(document.querySelector('#a .ee-plot'))")
    return drawn.page.evaluate(PIXELS)


def field_alone(data):
    """Coloured by three groups, and nothing else to tell of the rows."""
    return data | {"fields": [data["fields"][1] | {"id": "three"}], "colour": 0, "thumbs": None}


def test_what_is_selected_hidden_and_shown_again_is_drawn_as_plotly_draws_it(counted, site):
    drawn = counted
    drawn.show(field_alone(data_for(site, lattice(), panel="full")))
    count(drawn, 100)
    whole = drawn.page.evaluate(PIXELS)
    take(drawn, "lasso")
    outline(drawn, star(drawn))
    expect(drawn.root).not_to_have_attribute("data-ee-selected", "0")
    settled(drawn)
    chosen = drawn.page.evaluate(PIXELS)
    drawn.root.get_by_role("tab", name="Legend").click()
    drawn.root.get_by_role("button", name="Hide two").click()
    settled(drawn, shown="67")
    fewer = drawn.page.evaluate(PIXELS)
    assert drawn.page.evaluate(SENT)["updates"] == 0
    assert fewer == drawn_by_plotly(drawn)
    drawn.root.get_by_role("button", name="Show 1 hidden").click()
    settled(drawn, shown="100")
    assert drawn.page.evaluate(PIXELS) == chosen == drawn_by_plotly(drawn)
    drawn.root.get_by_role("button", name="Clear", exact=True).click()
    settled(drawn, selected="0")
    assert drawn.page.evaluate(PIXELS) == whole == drawn_by_plotly(drawn)
    assert len({whole, chosen, fewer}) == 3


def test_the_same_in_two_traces(counted, site):
    drawn, n = counted, 100_200
    drawn.show(field_alone(data_for(site, np.random.default_rng(0).random((n, 2)), panel="full")))
    count(drawn, n)
    drawn.root.get_by_role("button", name="Hide two").evaluate("(button) => button.click()")
    settled(drawn, shown=str(n * 2 // 3))
    assert drawn.page.evaluate(SENT)["updates"] == 0
    assert drawn.page.evaluate(PIXELS) == drawn_by_plotly(drawn)


def test_points_go_to_the_graphics_card_once_and_not_at_all_where_only_the_view_moves(counted, site):
    drawn = counted
    n = 240  # no other buffer is as long
    data = data_for(site, np.random.default_rng(0).random((n, 2)), panel="full")
    drawn.show(data)
    count(drawn, n)
    take(drawn, "lasso")
    outline(drawn, square(drawn))
    expect(drawn.root).not_to_have_attribute("data-ee-selected", "0")
    settled(drawn)
    assert drawn.page.evaluate(SENT) == {"updates": 0, "places": 2}  # positions, and what float32 leaves of them
    before = drawn.page.evaluate(PIXELS)
    count(drawn, n)
    drawn.page.evaluate("() => Plotly.relayout(document.querySelector('#a .ee-plot'), { 'xaxis.range': [0, 1] })")
    assert drawn.page.evaluate(SENT)["places"] == 0
    assert drawn.page.evaluate(PIXELS) != before


def test_a_link_waits_for_what_was_selected_to_be_told(desk):
    drawn, _ = desk
    take(drawn, "lasso")
    drawn.page.evaluate("""() => {
        const link = Object.assign(document.createElement("a"), { href: "/compare" });
        link.addEventListener("click", (event) => {
            event.preventDefault();
            window.toldBefore = states.filter(([, name]) => name === "selection").length;
            link.remove();
        });
        document.body.append(link);
        document.addEventListener("pointerup", () => setTimeout(() => link.click()), { once: true });
    }""")
    outline(drawn, square(drawn))
    drawn.page.wait_for_function("() => window.toldBefore !== undefined")
    assert drawn.page.evaluate("() => toldBefore") == 1
