"""What happens as the server starts."""

import logging

from explorer import settings
from explorer.errors import SourceError
from explorer.serving import services as shared
from explorer.ui import upkeep


def test_a_first_map_that_cannot_be_made_ahead_stops_no_server(tmp_path, monkeypatch, caplog):
    def full(_services):
        raise SourceError("'sample:digits' can't be opened: No space left on device.")

    monkeypatch.setattr(upkeep, "first_map", full)
    with caplog.at_level(logging.ERROR):
        upkeep._ask_ahead(shared.make(settings.read({"EXPLORER_HOME": str(tmp_path)})))
    assert "can't be made ahead" in caplog.text
