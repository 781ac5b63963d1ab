"""Figures: the numbers drawn are those computed by hand, names are text, and the words say what the picture shows."""

import numpy as np
import plotly.graph_objects as go
import pytest

from explorer.comparison.result import Agreement
from explorer.features.result import Spectrum
from explorer.figures import DARK, LIGHT, overlap, sizes, variance
from explorer.figures.look import as_text, plain
from explorer.figures.overlap import MOST_GROUPS, MOST_NUMBERS

TABLE = np.array([[3, 1], [0, 4], [0, 0]])


def pair(table, names_a, names_b):
    a, b = np.nonzero(table)
    cells = np.stack([a, b, table[a, b]], axis=1).astype(np.uint32)
    first, second = (np.arange(count, dtype=np.uint32) for count in table.shape)
    return Agreement(0.5, cells, first, second, names_a, names_b, None, None, int(table.sum()), 2)


PAIR = pair(TABLE, ("noise", "<b>bold</b>", "empty"), ("x&y", "é"))


def big(n_a, n_b):
    table = np.zeros((n_a, n_b), dtype=np.int64)
    table[np.arange(n_a), np.arange(n_a) % n_b] = np.arange(1, n_a + 1)
    return pair(table, tuple(map(str, range(n_a))), tuple(map(str, range(n_b))))


# --- names and looks ---


def test_names_are_shown_letter_by_letter():
    assert as_text("<b>a</b> & &lt;") == "&lt;b&gt;a&lt;/b&gt; &amp; &amp;lt;"
    assert as_text("plain 顔") == "plain 顔"


def test_a_layout_says_what_the_caller_adds():
    layout = plain(LIGHT, 200, xaxis={"title": "components"}, bargap=0.5)

    assert (layout.height, layout.bargap, layout.xaxis.title.text) == (200, 0.5, "components")
    assert layout.xaxis.gridcolor == layout.yaxis.gridcolor == LIGHT.line
    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"  # the page's own ground shows


def drawings(look):
    return [
        overlap(PAIR, "a", "b", look),
        sizes([5, 2], 3, look),
        variance(Spectrum(np.array([0.5, 0.25], dtype=np.float32), 64), 1, look),
    ]


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_colours_are_those_of_the_look_and_of_no_other(look):
    other = DARK if look is LIGHT else LIGHT
    for drawn in drawings(look):
        text = drawn.figure.to_json()

        assert isinstance(drawn.figure, go.Figure)
        assert look.text in text
        assert not any(colour in text for colour in (other.text, other.mark, other.line, other.accent))


def test_the_words_do_not_depend_on_the_look():
    assert [drawn.alt for drawn in drawings(LIGHT)] == [drawn.alt for drawn in drawings(DARK)]


# --- overlap ---


def test_a_cell_is_the_share_of_the_row_and_says_the_rows():
    drawn = overlap(PAIR, "<i>mine</i>", "who", LIGHT)
    heat = drawn.figure.data[0]

    np.testing.assert_array_equal(heat.z, [[0.75, 0.25], [0, 1], [0, 0]])  # an empty group has no share of anything
    np.testing.assert_array_equal(heat.customdata, TABLE)
    assert np.asarray(heat.text).tolist() == [["3", "1"], ["", "4"], ["", ""]]
    assert list(heat.y) == ["noise", "&lt;b&gt;bold&lt;/b&gt;", "empty"]
    assert list(heat.x) == ["x&amp;y", "é"]
    assert (heat.zmin, heat.zmax) == (0, 1)
    assert drawn.figure.layout.yaxis.title.text == "&lt;i&gt;mine&lt;/i&gt;"
    assert drawn.figure.layout.xaxis.title.text == "who"


def test_the_words_count_groups_and_rows():
    assert overlap(PAIR, "<i>mine</i>", "who", LIGHT).alt == (
        "Overlap of <i>mine</i> (3 groups) and who (2 groups); the groups shown hold 8 of 8 rows."
    )


def test_names_that_look_like_numbers_stay_names():
    layout = overlap(big(3, 3), "a", "b", LIGHT).figure.layout

    assert layout.xaxis.type == layout.yaxis.type == "category"


def test_of_too_many_groups_the_largest_are_shown_in_their_order():
    many = big(MOST_GROUPS + 40, 7)
    drawn = overlap(many, "a", "b", LIGHT)
    shown = [str(number) for number in range(40, MOST_GROUPS + 40)]

    assert list(drawn.figure.data[0].y) == shown
    held, every = sum(range(41, 101)), sum(range(1, 101))
    assert f"(100 groups) and b (7 groups); the groups shown hold {held:,} of {every:,} rows." in drawn.alt


def test_numbers_are_written_where_they_can_be_read():
    assert overlap(big(MOST_NUMBERS, 2), "a", "b", LIGHT).figure.data[0].text is not None
    assert overlap(big(MOST_NUMBERS + 1, 2), "a", "b", LIGHT).figure.data[0].text is None


# --- sizes ---


def test_a_bar_a_cluster_and_noise_last_in_grey():
    bar = sizes([500, 20, 1], 7, LIGHT).figure.data[0]

    assert list(bar.x) == ["0", "1", "2", "noise"]
    assert list(bar.y) == [500, 20, 1, 7]
    assert list(bar.marker.color) == [LIGHT.mark] * 3 + [LIGHT.faint]


def test_without_noise_there_is_no_bar_for_it():
    assert list(sizes([3], 0, LIGHT).figure.data[0].x) == ["0"]
    assert list(sizes([3, 2], 1, LIGHT, names=["anna", "ben"]).figure.data[0].x) == ["anna", "ben", "noise"]


@pytest.mark.parametrize(
    ("counts", "n_noise", "words"),
    [
        ([1500, 20, 1], 7, "3 clusters of 1,500 to 1 rows; 7 rows are noise."),
        ([12], 1, "1 cluster of 12 rows; 1 row is noise."),
        ([], 2000, "No clusters; 2,000 rows are noise."),
        ([4, 4], 0, "2 clusters of 4 to 4 rows; 0 rows are noise."),
    ],
)
def test_sizes_in_words(counts, n_noise, words):
    assert sizes(counts, n_noise, LIGHT).alt == words


# --- variance ---


def spectrum(*shares, n_features=64, exact=True):
    return Spectrum(np.array(shares, dtype=np.float32), n_features, exact)


def test_variance_is_summed_and_the_cut_is_marked():
    drawn = variance(spectrum(0.5, 0.25, 0.125), 2, LIGHT)

    assert list(drawn.figure.data[0].x) == [1, 2, 3]
    assert list(drawn.figure.data[0].y) == [0.5, 0.75, 0.875]
    assert [shape.x0 for shape in drawn.figure.layout.shapes] == [2]
    note = drawn.figure.layout.annotations[0]
    assert (note.text, note.x, note.y) == ("2 kept: 75.0%", 2, 0.75)
    assert drawn.alt == (
        "The first 3 of 64 components hold 87.5% of the variance. The chosen cut keeps 2, which hold 75.0%."
    )


@pytest.mark.parametrize("cut", [None, 0, 4])
def test_a_cut_that_is_not_on_the_picture_is_not_drawn(cut):
    drawn = variance(spectrum(0.5, 0.25, 0.125), cut, LIGHT)

    assert not drawn.figure.layout.shapes
    assert not drawn.figure.layout.annotations
    assert "cut" not in drawn.alt


def test_shares_that_were_estimated_are_called_so():
    assert "of the variance (estimated)." in variance(spectrum(0.5, exact=False), None, LIGHT).alt
    assert "estimated" not in variance(spectrum(0.5), None, LIGHT).alt
