"""A parameter's rule is checked when it is made, and the sentence says what is wrong and what is allowed."""

from dataclasses import dataclass

import pytest

from explorer.errors import ParamsError
from explorer.params import Params, Rule, build, param, rules, unknown


@dataclass(frozen=True)
class Example(Params):
    """One of each kind."""

    count: int = param(3, "how many", low=1, high=10, unit="rows")
    share: int | float | None = param(None, "components, or a share", low=1, high=50)
    width: float = param(0.5, "how wide", low=0.0, high=2.0)
    mode: str = param("a", "which way", choices=("alpha", "beta", "a"))
    start: int | str = param("auto", "how often", low=1, choices=("auto",))
    flag: bool = param(False, "whether")
    text: str = param("", "anything")
    size: int | tuple[int, int] | None = param(None, "side, or two", low=1)


def test_defaults_are_valid_and_plain():
    assert Example().as_dict() == {
        "count": 3,
        "share": None,
        "width": 0.5,
        "mode": "a",
        "start": "auto",
        "flag": False,
        "text": "",
        "size": None,
    }


@pytest.mark.parametrize(
    "values",
    [
        {"count": 1},
        {"count": 10},
        {"width": 0.0},
        {"width": 2.0},
        {"share": 50},
        {"share": 0.999},
        {"share": None},
        {"start": 4},
        {"start": "auto"},
        {"size": [3, 4]},
        {"size": 3},
        {"text": "ünïcode\n"},
    ],
)
def test_the_edges_of_a_range_are_allowed(values):
    assert build(Example, values).as_dict().items() >= values.items()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"count": 0}, "count = 0 is below 1 rows, the least that is allowed."),
        ({"count": 11}, "count = 11 is above 10 rows, the most that is allowed."),
        ({"count": 2.0}, "count = 2.0 is a number; it must be a whole number."),
        ({"count": True}, "count = True is true or false; it must be a whole number."),
        ({"count": "3"}, "count = '3' is a text; it must be a whole number."),
        ({"count": None}, "count = None is nothing; it must be a whole number."),
        ({"count": 10**30}, "count is a whole number beyond 64 bits, more than any parameter takes."),
        ({"width": 10**400}, "width is a whole number beyond 64 bits, more than any parameter takes."),
        ({"width": -0.1}, "width = -0.1 is below 0, the least that is allowed."),
        ({"width": float("nan")}, "width = nan is not a finite number."),
        ({"width": float("inf")}, "width = inf is not a finite number."),
        ({"share": 1.0}, "share = 1.0 as a share must lie between 0 and 1."),
        ({"share": 0.0}, "share = 0.0 as a share must lie between 0 and 1."),
        ({"share": 51}, "share = 51 is above 50, the most that is allowed."),
        ({"share": "all"}, "share = 'all' is a text; it must be a whole number or a number."),
        ({"mode": "alfa"}, "mode: 'alfa' is not known here. Did you mean 'alpha'? Allowed: alpha, beta, a."),
        ({"mode": 3}, "mode = 3 is a whole number; it must be a text (alpha, beta, a)."),
        ({"start": 1.5}, "start = 1.5 is a number; it must be a whole number or a text (auto)."),
        ({"start": 0}, "start = 0 is below 1, the least that is allowed."),
        ({"flag": 1}, "flag = 1 is a whole number; it must be true or false."),
        ({"text": ["x"]}, "text = ('x',) is a list; it must be a text."),
        ({"text": {"x": 1}}, "text = {'x': 1} is a table; it must be a text."),
    ],
)
def test_a_wrong_value_is_refused_in_words(values, sentence):
    with pytest.raises(ParamsError) as caught:
        build(Example, values)

    assert caught.value.message == sentence
    assert [caught.value.field] == list(values)


def test_an_unknown_name_is_refused_with_the_nearest():
    with pytest.raises(ParamsError) as caught:
        build(Example, {"cuont": 3})

    assert caught.value.field == "cuont"
    assert caught.value.message.startswith("'cuont' is not known here. Did you mean 'count'? Allowed: count, share")


def test_a_name_like_no_other_gets_no_guess():
    assert unknown("zzz", ["count", "width"]) == "'zzz' is not known here. Allowed: count, width."
    assert unknown("zzz", []) == "'zzz' is not known here. Allowed: nothing."


def test_a_whole_number_for_a_number_is_one():
    assert type(Example(width=2).width) is float  # so that 2 and 2.0 are the same recipe
    assert Example(width=2) == Example(width=2.0)


def test_a_list_becomes_a_tuple_and_a_list_again():
    made = build(Example, {"size": [3, 4]})

    assert made.size == (3, 4)
    assert hash(made) == hash(Example(size=(3, 4)))
    assert made.as_dict()["size"] == [3, 4]


def test_build_undoes_as_dict():
    made = Example(count=7, share=0.5, size=(1, 2), start=3)

    assert build(Example, made.as_dict()) == made


def test_a_frozen_thing_stays_as_it_was_checked():
    with pytest.raises(AttributeError):
        Example().count = 99  # type: ignore[misc]


def test_rules_are_what_the_form_is_drawn_from():
    found = rules(Example)

    assert found["count"] == ((int,), Rule("how many", 1, 10, (), "rows"))
    assert found["share"][0] == (int, float, type(None))
    assert found["size"][0] == (int, tuple, type(None))
