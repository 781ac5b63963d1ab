import pytest

from explorer.errors import SourceError
from explorer.sources.locate import locate
from explorer.sources.orders import ORDERS, LfwParams, order, parse, spelled


def test_choices_are_read_from_the_name():
    params = parse("lfw", "min_faces_per_person=70&color=true&resize=1")
    assert params == LfwParams(min_faces_per_person=70, color=True, resize=1.0)
    assert parse("lfw", "") == LfwParams()


def test_a_name_is_spelled_as_it_is_read():
    params = LfwParams(min_faces_per_person=0, color=True, resize=0.25)
    name, _, choices = spelled("lfw", params).partition("?")
    assert parse(name, choices) == params
    assert spelled("lfw", LfwParams()) == "lfw"


def test_the_same_choice_is_the_same_order_however_it_is_written(tmp_path):
    names = ("sample:lfw", "sample:lfw?min_faces_per_person=20", "sample:lfw?resize=0.50&color=no")
    found = [locate(name, tmp_path) for name in names]
    assert {(sample.title, form) for sample, form in found} == {("Labelled Faces in the Wild", "lfw")}
    assert {sample.order for sample, _ in found} == {order("lfw", LfwParams())}
    assert locate("sample:lfw?color=true", tmp_path)[0].order != found[0][0].order


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("sample:portrait", "sample 'portrait' is not known here. Did you mean 'portraits'?"),
        ("sample:", "Allowed: digits, portraits, lfw, olivetti"),
        ("sample:lfw?min_faces=20", "'min_faces' is not known here. Did you mean 'min_faces_per_person'"),
        ("sample:lfw?min_faces_per_person=many", "must be a whole number"),
        ("sample:lfw?min_faces_per_person=-1", "is below 0 pictures"),
        ("sample:lfw?resize=nan", "is not a finite number"),
        ("sample:lfw?resize=50", "is above 2"),
        ("sample:lfw?color=maybe", "must be true or false"),
        ("sample:lfw?color", "bad query field: 'color'"),
        ("sample:olivetti?x=1", "'x' is not known here"),
        ("sample:portraits?" + "&".join(["a=1"] * 50), "Max number of fields exceeded"),
    ],
)
def test_what_cannot_be_ordered_is_refused_in_words(tmp_path, name, sentence):
    with pytest.raises(SourceError) as refused:
        locate(name, tmp_path)
    assert sentence in refused.value.message


def test_every_order_says_what_it_is():
    for what in ORDERS.values():
        assert what.about.endswith(".")
        what.params()
