"""What is computed before anybody asks is what the first page asks for."""

from pathlib import Path

import pytest

from explorer import settings
from explorer.engine import Engine
from explorer.jobs import materialise
from explorer.recipe import silent
from explorer.serving import services as shared
from explorer.serving.addresses import new_visitor
from explorer.ui.ahead import first_map
from explorer.ui.opening import begin, open_sample
from explorer.ui.state import Visit


@pytest.fixture
def visit(tmp_path, monkeypatch) -> Visit:
    monkeypatch.chdir(Path(__file__).parents[2])
    services = shared.make(settings.read({"EXPLORER_HOME": str(tmp_path)}))
    return Visit(new_visitor(), services, Engine(services.settings, services.store))


def test_the_map_made_ahead_is_the_first_that_the_sample_begins_with(visit):
    open_sample(visit)
    dataset = visit.dataset
    assert dataset is not None
    facts = materialise(dataset.recipe, visit.services.store, silent).values
    begin(visit, dataset, facts)
    assert visit.workspace.runs_of(dataset.id)[0].recipe == first_map(visit.services)
