"""The process that serves pages stays light: it computes nothing, and has the first map made before anybody comes."""

import time

from explorer import settings
from explorer.serving import services
from explorer.ui.ahead import first_map
from tests.browser.dashboard import FIT_MS, Dashboard
from tests.browser.server import wait_until

HEAVY = {"umap", "numba", "hdbscan", "sklearn", "scipy", "torch", "pynndescent"}
# Python imports it at its start, in each process: what a process looks for from then on is written down.
SPY = """
import os, sys

seen = open(os.path.join({folder!r}, str(os.getpid())), "a", buffering=1)

def look(event, arguments):
    if event == "import":
        seen.write(arguments[0] + "\\n")

sys.addaudithook(look)
"""


def test_pages_with_a_map_are_served_without_importing_what_computes_it(make_server, visitor, tmp_path):
    spy, seen = tmp_path / "spy", tmp_path / "seen"
    spy.mkdir()
    seen.mkdir()
    (spy / "sitecustomize.py").write_text(SPY.format(folder=str(seen)), encoding="utf-8")
    server = make_server({"PYTHONPATH": str(spy)})
    dashboard = Dashboard(visitor(server.url), server.url).open()
    dashboard.map.ready()
    for name in ("Data", "Features", "Clusters", "Compare", "Runs"):
        dashboard.go(name)

    def imported(path):
        return {line.split(".")[0] for line in path.read_text().splitlines()}

    assert "streamlit" in imported(seen / str(server.process.pid))
    assert not HEAVY & imported(seen / str(server.process.pid))
    # the spy can see: the workers, which start after the first page, do import it
    wait_until(lambda: any("sklearn" in imported(path) for path in seen.iterdir()), 30, "a worker computes")


def test_the_first_map_is_made_before_anybody_comes(make_server):
    server = make_server()
    made = services.make(settings.read({"EXPLORER_HOME": str(server.home)}))
    deadline = time.monotonic() + FIT_MS / 1000
    while made.store.manifest(first_map(made)) is None:
        assert time.monotonic() < deadline, server.text()
        time.sleep(0.1)
