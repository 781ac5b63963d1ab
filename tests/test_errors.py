"""Errors cross from a worker process to the web process, so what they carry must survive pickling."""

import pickle

import pytest

from explorer import errors
from explorer.errors import ExplorerError, InputError, JobError, LimitError, ParamsError

LIMIT = ("rows", "70,000 rows", "50,000", "Bring less.")


def subclasses(kind):
    return {kind}.union(*(subclasses(child) for child in kind.__subclasses__()))


SPECIAL = {LimitError: LIMIT, ParamsError: ("k = 0 is below 1.", "k")}
ALL = sorted(subclasses(ExplorerError), key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", ALL)
def test_every_error_survives_pickling(kind):
    raised = kind(*SPECIAL.get(kind, ("A sentence.",)))

    back = pickle.loads(pickle.dumps(raised))  # noqa: S301 - our own bytes; distributed does the same

    assert type(back) is kind
    assert back.message == raised.message
    assert vars(back) == vars(raised)
    assert str(back) == raised.message  # what logs and other exceptions' sentences quote


def test_the_tree_in_the_docstring_is_the_tree():
    tree = (errors.__doc__ or "").split("::")[1].split("A message")[0]
    drawn = {line.strip(" │├└─").split(" ")[0] for line in tree.splitlines() if line.strip()}

    assert {kind.__name__ for kind in ALL} == drawn


def test_a_parameter_error_knows_its_field():
    assert ParamsError("k = 0 is below 1.", field="k").field == "k"
    assert ParamsError("Some sentence.").field == ""
    assert str(ParamsError("Some sentence.", field="k")) == "Some sentence."


def test_a_limit_error_says_value_limit_and_remedy():
    assert LimitError(*LIMIT).message == "Too much: rows 70,000 rows; the limit here is 50,000. Bring less."


def test_an_error_without_a_sentence_still_says_what_it_is():
    assert InputError().message == "InputError"


def test_what_a_person_can_mend_is_told_from_what_a_job_met():
    assert issubclass(ParamsError, InputError)
    assert not issubclass(JobError, InputError)
