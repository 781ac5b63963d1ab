"""The dots of groupings judged by several criteria: a line each, what is undefined in words, names as text."""

import numpy as np

from explorer.figures import LIGHT, Criterion, dots

NAN = float("nan")


def drawn(front=(True, False), reference=None, **values):
    criteria = [Criterion(title, np.array(part), "undefined", 0.0, 1.0, reference) for title, part in values.items()]
    return dots(["k-means <b>", "HDBSCAN"], criteria, np.array(front), "the identities, who", LIGHT)


def test_a_dot_for_each_value_and_words_for_what_is_undefined():
    figure = drawn(quality=[0.2, NAN], coverage=[1.0, 0.8]).figure
    marked, missing, second = figure.data
    assert (marked.x.tolist(), marked.y.tolist()) == ([0.2], [1.0])
    assert (missing.text, missing.y.tolist()) == (("undefined",), [0.0])
    assert second.marker.symbol == ("diamond", "circle")
    assert second.text == (" 1.00 ", " 0.80 ")


def test_figures_stay_in_their_own_criterion_and_titles_break():
    figure = drawn(**{"the others' consensus": [0.3, 1.0]}).figure
    assert figure.data[0].textposition == ("middle right", "middle left")
    assert figure.layout.xaxis.range[1] < 1.1
    assert figure.layout.annotations[0].text == "<b>the others'<br>consensus</b>"


def test_a_note_under_each_dot():
    criterion = Criterion("stability", np.array([NAN, 0.8]), "not measured", 0.0, 1.0, notes=["", "B = 20"])
    figure = dots(["a", "b"], [criterion], np.array([True, True]), "", LIGHT).figure
    assert figure.data[1].text == ("B = 20",)


def test_names_are_text():
    texts = [annotation.text for annotation in drawn(quality=[0.1, 0.2]).figure.layout.annotations]
    assert "<b>k-means &lt;b&gt;</b>" in texts


def test_all_of_it_may_be_undefined():
    found = drawn(front=(False, False), stability=[NAN, NAN])
    low, high = found.figure.layout.xaxis.range
    assert low < 0 < 1 < high
    assert found.alt == ("Right is better. Diamonds: no other is as good in everything and better in something (none).")


def test_identities_are_a_line():
    found = drawn(quality=[0.1, 0.2], reference=0.15)
    assert any(shape.x0 == shape.x1 == 0.15 for shape in found.figure.layout.shapes)
    assert "Dotted: the identities, who (quality 0.15), which don't compete." in found.alt
