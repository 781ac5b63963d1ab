"""What couldn't be read leaves the screen, says why, and is tried again on request; nothing is sent twice for it."""

from dataclasses import asdict

import pytest

from explorer import plan, settings
from explorer.engine import Engine, Job
from explorer.engine.ended import too_long
from explorer.errors import ExplorerError, SourceError, WorkerDied
from explorer.recipe import Recipe
from explorer.serving import services as shared
from explorer.serving.addresses import new_visitor
from explorer.ui.opening import open_sample, open_upload, read_again
from explorer.ui.refused import Refused, leaves, read_once_more, refusals, refuse, refused_files
from explorer.ui.rereading import begun, options_of
from explorer.ui.state import Visit
from explorer.workspace import OpenedDataset, Upload

NOTHING = SourceError("There is no vector in it.")
DIED = WorkerDied("The process that computed this ended in the middle.")


@pytest.fixture
def visit(tmp_path) -> Visit:
    services = shared.make(settings.read({"EXPLORER_HOME": str(tmp_path)}))
    # an engine that is not started: what it is asked for waits
    return Visit(new_visitor(), services, Engine(services.settings, services.store))


def brought(visit: Visit, name: str = "scores.csv", fingerprint: str = "a1" * 20) -> OpenedDataset:
    open_upload(visit, Upload(fingerprint, name, 12, 0.0), "csv")
    return shown(visit)


def shown(visit: Visit) -> OpenedDataset:
    assert visit.dataset is not None
    return visit.dataset


def failed(recipe: Recipe, error: ExplorerError) -> Job:
    return Job(recipe, "failed", error=error)


def last(visit: Visit) -> Refused:
    (refused,) = refusals(visit)
    return refused


def state(visit: Visit, recipe: Recipe) -> str:
    job = visit.engine.job(recipe)
    return "" if job is None else job.state


def test_a_file_that_was_refused_can_be_read_with_other_roles_without_being_sent_again(visit):
    opened = brought(visit)
    refuse(visit, opened, failed(opened.recipe, NOTHING))
    assert visit.workspace.datasets == ()
    assert (last(visit).called, last(visit).why) == ("scores.csv", "can't be opened. There is no vector in it.")

    (found,) = refused_files(visit)

    assert (found.recipe, found.title, found.file_name, found.size) == (opened.recipe, "scores", "scores.csv", 12)
    assert not read_again(visit, found)  # there is nothing else to read
    assert read_again(visit, found, vector=["a", "b"])
    assert shown(visit).recipe.params["vector"] == ["a", "b"]
    assert shown(visit).recipe.params["fingerprint"] == "a1" * 20
    assert refused_files(visit) == []


def test_of_two_that_are_read_at_once_neither_takes_the_other_s_sentence_away(visit):
    first, second = brought(visit, "first.csv"), brought(visit, "second.csv", "b2" * 20)
    refuse(visit, second, failed(second.recipe, SourceError("It is empty.")))
    assert shown(visit) == first
    refuse(visit, first, failed(first.recipe, NOTHING))

    assert [(each.called, each.why) for each in refusals(visit)] == [
        ("second.csv", "can't be opened. It is empty."),
        ("first.csv", "can't be opened. There is no vector in it."),
    ]
    assert [file.file_name for file in refused_files(visit)] == ["second.csv", "first.csv"]
    assert begun(visit, first)[1] == f"{first.id}-{first.id}"
    brought(visit, "third.csv", "c3" * 20)
    assert refusals(visit) == []


@pytest.mark.parametrize(
    ("error", "again"),
    [(NOTHING, False), (DIED, True), (too_long(plan.dataset("a1" * 20, "csv", ""), 15), True)],
)
def test_what_the_machine_did_not_do_can_be_tried_again_but_not_what_the_bytes_do_not_say(visit, error, again):
    opened = brought(visit)
    refuse(visit, opened, failed(opened.recipe, error))
    assert last(visit).again is again
    assert error.message in last(visit).why


def test_a_sample_of_the_internet_is_tried_again_whatever_the_network_did(visit):
    open_sample(visit, "portraits")
    opened = shown(visit)
    refuse(visit, opened, failed(opened.recipe, SourceError("It can't be fetched.")))
    assert last(visit).again


def test_a_cancelled_reading_leaves_the_screen_to_what_was_there_and_reads_once_more(visit):
    before = brought(visit, "before.csv", "b2" * 20)
    opened = brought(visit)
    visit.cancel(opened.recipe)
    job = visit.ask(opened.recipe)
    assert job.state == "cancelled"
    assert leaves(visit, opened, job)

    refuse(visit, opened, job)

    assert shown(visit) == before
    assert last(visit).why == "wasn't opened. Its reading was cancelled. It needn't be sent again."
    assert last(visit).cancelled
    read_once_more(visit, last(visit))
    assert shown(visit).recipe == opened.recipe
    assert state(visit, opened.recipe) == "waiting"
    assert refused_files(visit) == []


def test_a_file_brought_again_is_read_again(visit):
    opened = brought(visit)
    visit.cancel(opened.recipe)
    refuse(visit, opened, visit.ask(opened.recipe))
    assert state(visit, opened.recipe) == "cancelled"

    assert brought(visit).recipe == opened.recipe

    assert state(visit, opened.recipe) == "waiting"


def test_another_way_of_reading_that_was_cancelled_replaces_the_first_once_it_is_tried_again(visit):
    before = brought(visit)
    read_again(visit, before, every=2)
    opened = shown(visit)
    visit.cancel(opened.recipe)
    refuse(visit, opened, visit.ask(opened.recipe))
    assert shown(visit) == before
    assert last(visit).why.startswith("wasn't read like that.")

    read_once_more(visit, last(visit))

    assert shown(visit).recipe == opened.recipe
    assert visit.choice("data", "replaces") == before.id


def test_a_data_set_with_runs_stays_when_only_the_time_ended(visit):
    opened = brought(visit)
    assert leaves(visit, opened, failed(opened.recipe, DIED))
    run = plan.identities(opened.recipe)
    visit.change(lambda workspace: workspace.with_run(run, opened.id, "clustering", "mine"))
    assert not leaves(visit, opened, failed(opened.recipe, DIED))
    assert leaves(visit, opened, failed(opened.recipe, NOTHING))
    assert not leaves(visit, opened, visit.ask(opened.recipe))


def test_the_forms_begin_with_what_was_asked_for_in_vain(visit):
    before = brought(visit)
    assert begun(visit, before) == (options_of(before), before.id)
    read_again(visit, before, where="age > 90")
    opened = shown(visit)
    refuse(visit, opened, failed(opened.recipe, SourceError("No row is left.")))
    assert shown(visit) == before

    options, key = begun(visit, before)

    assert (options["where"], options_of(before)["where"]) == ("age > 90", "")
    assert key not in (before.id, opened.id)
    other = brought(visit, "other.csv", "b2" * 20)
    assert begun(visit, other) == (options_of(other), other.id)


def test_what_an_earlier_version_kept_of_a_refusal_is_passed_over(visit):
    visit.change(lambda workspace: workspace.with_choices("frame", refused=["scores.csv", "can't be opened."]))
    assert refusals(visit) == []
    opened = brought(visit)
    refuse(visit, opened, failed(opened.recipe, NOTHING))
    alone = asdict(last(visit))
    visit.change(lambda workspace: workspace.with_choices("frame", refused=alone))
    assert last(visit).called == "scores.csv"
