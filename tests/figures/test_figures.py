"""Figures: the numbers drawn are those computed by hand, names are text, and the words say what the picture shows."""

import numpy as np
import plotly.graph_objects as go
import pytest

from explorer.features.result import Spectrum
from explorer.figures import DARK, LIGHT, sizes, variance
from explorer.figures.look import as_text, plain

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
