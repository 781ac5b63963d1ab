"""The bars of what is computed, by themselves: what they say, when the page is told, and when it has to wait."""

import json

import pytest
from playwright.sync_api import Page, expect

LIVE = {"stage": "layout", "waits": False, "ahead": 0, "seconds": 3.4, "share": 0.25, "made": 0, "of": 0}

# The page keeps asking its server, which answers what the test says.
OPEN = """async () => {
    const { default: mount } = await import("/ui/following.js");
    window.triggers = [];
    window.show = (data) => mount({
        data, key: "jobs", name: "following", parentElement: document.getElementById("a"),
        setTriggerValue: (name, value) => triggers.push([name, value]),
    });
}"""


class Jobs:
    """What the server says is being computed."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.live: dict[str, dict[str, object] | None] = {}
        page.route("**/x/jobs?*", self._answer)
        page.goto("/")
        page.wait_for_function("() => window.loaded")
        page.evaluate(OPEN)

    def _answer(self, route) -> None:
        told = {name: told for name, told in self.live.items() if told is not None}
        route.fulfill(content_type="application/json", body=json.dumps({"live": list(self.live), "named": told}))

    def show(self, **data) -> None:
        named = [{"id": name, "name": name, "expected": 12.0} for name in data.pop("named", [])]
        base = {"address": "/x/jobs", "named": named, "quiet": [], "batches": [], "enough": 0, "pictures": None}
        self.page.evaluate("(data) => void show(data)", {**base, **data})

    def hear(self, times: int = 2) -> None:
        """Wait until the server was asked again, and once more: what it said first has been heard."""
        for _ in range(times):
            with self.page.expect_response("**/x/jobs?*"):
                pass

    def triggers(self) -> list[list[object]]:
        return self.page.evaluate("() => triggers")


@pytest.fixture
def jobs(visitor, served) -> Jobs:
    return Jobs(visitor(served.url))


def test_a_bar_says_how_far_it_is_and_the_page_is_told_once_when_it_has_ended(jobs):
    jobs.live = {"umap": LIVE}
    jobs.show(named=["umap"])
    bar = jobs.page.get_by_role("progressbar", name="umap")
    expect(bar).to_have_attribute("aria-valuenow", "25")
    expect(jobs.page.locator(".ee-job").first).to_contain_text("umap · layout · 3 s of about 12 s")
    jobs.live = {"umap": {**LIVE, "seconds": 13.2}}
    expect(jobs.page.locator(".ee-job").first).to_contain_text("umap · layout · 13 sCancel")
    assert jobs.triggers() == []
    jobs.live = {}
    jobs.hear(3)
    assert jobs.triggers() == [["ended", 1]]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"waits": True, "stage": "a worker starts", "ahead": 1}, "a worker starts, behind 1 other · 3 s"),
        ({"waits": True, "stage": "first: PCA", "ahead": 2}, "first: PCA, behind 2 others · 3 s"),
        ({"waits": True, "stage": "first: k-means", "made": 3, "of": 1000}, "3 of 1,000 · first: k-means · 3 s"),
    ],
)  # fmt: skip
def test_what_waits_says_for_what_and_expects_nothing(jobs, told, words):
    jobs.live = {"umap": {**LIVE, "share": None, **told}}
    jobs.show(named=["umap"])
    expect(jobs.page.locator(".ee-job").first).to_have_text(f"umap · {words}Cancel")
    expect(jobs.page.get_by_role("progressbar", name="umap")).not_to_have_attribute("aria-valuenow", "0")


def test_cancel_names_the_job_and_is_pressed_once(jobs):
    jobs.live = {"umap": LIVE, "tsne": LIVE}
    jobs.show(named=["umap", "tsne"])
    button = jobs.page.locator(".ee-job", has_text="tsne").get_by_role("button", name="Cancel")
    button.click()
    expect(button).to_be_disabled()
    assert jobs.triggers() == [["cancel", "tsne"]]


def test_small_pictures_are_told_when_enough_of_them_are_there(jobs):
    batches = [f"batch {number}" for number in range(6)]
    jobs.live = dict.fromkeys(batches)
    jobs.show(batches=batches, enough=3, pictures={"size": 100, "total": 550})
    bar = jobs.page.locator(".ee-job")
    expect(bar).to_have_text("Small pictures · 0 of 550")
    jobs.live = dict.fromkeys(batches[2:])
    expect(bar).to_have_text("Small pictures · 150 of 550")
    jobs.hear()
    assert jobs.triggers() == []
    jobs.live = dict.fromkeys(batches[3:])
    jobs.hear(3)
    assert jobs.triggers() == [["ended", 3]]


def test_what_else_is_waited_for_without_a_word_does_not_wait_for_pictures(jobs):
    batches = [f"batch {number}" for number in range(6)]
    jobs.live = dict.fromkeys([*batches, "a grouping"])
    jobs.show(batches=batches, enough=3, pictures={"size": 100, "total": 550}, quiet=["a grouping"])
    jobs.hear()
    assert jobs.triggers() == []
    jobs.live = dict.fromkeys(batches)
    jobs.hear(3)
    assert jobs.triggers() == [["ended", 1]]


def test_nothing_is_waited_for_and_nothing_is_told(jobs):
    jobs.show()
    jobs.hear()
    assert jobs.triggers() == []
    expect(jobs.page.locator(".ee-job")).to_be_hidden()


def test_while_a_hand_is_on_the_page_it_is_not_drawn_again(jobs):
    jobs.live = {"umap": LIVE}
    jobs.show(named=["umap"])
    expect(jobs.page.get_by_role("progressbar", name="umap")).to_have_attribute("aria-valuenow", "25")
    jobs.page.mouse.move(5, 5)
    jobs.page.mouse.down()
    jobs.live = {}
    jobs.hear(4)
    assert jobs.triggers() == []
    jobs.page.mouse.up()
    jobs.page.wait_for_function("() => triggers.length === 1")


def test_a_button_let_go_where_nobody_is_told_does_not_hold_the_page_for_ever(jobs):
    jobs.page.evaluate("() => document.dispatchEvent(new PointerEvent('pointerdown', { buttons: 2 }))")
    jobs.show(named=["umap"])
    jobs.hear(4)
    assert jobs.triggers() == []
    jobs.page.mouse.move(9, 9)
    jobs.page.wait_for_function("() => triggers.length === 1")


def test_after_a_link_was_followed_the_page_that_is_left_stays_silent_and_the_next_one_does_not(jobs):
    jobs.live = {"umap": LIVE}
    jobs.show(named=["umap"])
    jobs.hear()
    jobs.page.evaluate("""() => {
        const link = Object.assign(document.createElement("a"), { href: "#elsewhere", textContent: "Compare" });
        document.body.append(link);
        link.click();
    }""")
    jobs.live = {}
    jobs.hear(6)
    assert jobs.triggers() == []
    jobs.page.evaluate("() => history.pushState(null, '', '/compare')")
    jobs.page.wait_for_function("() => triggers.length === 1", timeout=1500)  # links hold for four seconds


def test_a_link_is_followed_once_what_the_page_has_told_is_sent(jobs):
    """Streamlit sends with the next timeout: an earlier click's page would lose to what is sent after it."""
    jobs.live = {"umap": LIVE}
    jobs.page.evaluate("""() => {
        window.order = [];
        triggers.push = ([name]) => setTimeout(() => order.push(name), 0);
        const link = Object.assign(document.createElement("a"), { href: "/compare", textContent: "Compare" });
        link.addEventListener("click", (event) => {
            event.preventDefault();
            order.push("left");
        });
        document.body.append(link);
    }""")
    jobs.show(named=["umap"])
    expect(jobs.page.get_by_role("button", name="Cancel")).to_be_visible()
    order = jobs.page.evaluate("""async () => {
        document.querySelector(".ee-job-cancel").click();
        document.querySelector("a").click();
        while (order.length < 2) await new Promise((resolve) => setTimeout(resolve));
        return order;
    }""")
    assert order == ["cancel", "left"]
    jobs.page.get_by_role("link", name="Compare").click()  # nothing is told: at once
    assert jobs.page.evaluate("() => order") == ["cancel", "left", "left"]


def test_while_a_script_runs_the_page_waits(jobs):
    jobs.page.evaluate("() => document.body.setAttribute('data-test-script-state', 'running')")
    jobs.show(named=["umap"])
    jobs.hear(4)
    assert jobs.triggers() == []
    jobs.page.evaluate("() => document.body.setAttribute('data-test-script-state', 'notRunning')")
    jobs.page.wait_for_function("() => triggers.length === 1")


def test_a_server_that_does_not_answer_is_asked_again(jobs, explained):
    explained.append("net::ERR_FAILED")
    jobs.live = {"umap": LIVE}
    jobs.page.unroute("**/x/jobs?*")
    jobs.page.route("**/x/jobs?*", lambda route: route.abort())
    for _ in range(2):
        with jobs.page.expect_event("requestfailed"):
            jobs.show(named=["umap"])
    assert jobs.triggers() == []
    jobs.page.unroute("**/x/jobs?*")
    jobs.page.route("**/x/jobs?*", jobs._answer)
    expect(jobs.page.get_by_role("progressbar", name="umap")).to_have_attribute("aria-valuenow", "25")
