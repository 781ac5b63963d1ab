"""A visitor's pages without a browser and without workers: jobs are run in this process."""

from streamlit.testing.v1 import AppTest

from explorer import settings
from explorer.engine import Engine
from explorer.jobs import materialise
from explorer.recipe import silent
from explorer.serving import services as shared
from explorer.serving.addresses import new_visitor


def run_page(name):
    import runpy

    runpy.run_path(f"pages/{name}.py")


class Site:
    """What the pages of one visitor need; a data set is opened by who makes one."""

    def __init__(self, home, monkeypatch, **environment):
        variables = {f"EXPLORER_{name.upper()}": str(value) for name, value in environment.items()}
        self.services = shared.make(settings.read({"EXPLORER_HOME": str(home), **variables}))
        self.engine = Engine(self.services.settings, self.services.store)  # never started: it only keeps the books
        self.visitor = new_visitor()
        for name, value in (("visitor_of", None), ("current", self.services), ("engine", self.engine)):
            monkeypatch.setattr(f"explorer.ui.state.{name}", lambda *_, value=value: value)

    @property
    def workspace(self):
        return self.services.workspaces.open(self.visitor)

    def change(self, function) -> None:
        self.services.workspaces.change(self.visitor, function)

    def open(self, name) -> AppTest:
        """The page once what it waits for is there."""
        for _ in range(4):
            at = AppTest.from_function(run_page, kwargs={"name": name}, default_timeout=60)
            at.session_state["visitor"] = self.visitor
            at.run()
            assert not at.exception
            waiting = [job.recipe for job in self.engine.live_jobs()]
            missing = [recipe for recipe in waiting if self.services.store.manifest(recipe) is None]
            if not missing:
                return at
            for recipe in missing:
                materialise(recipe, self.services.store, silent)
        raise AssertionError(f"{name} waits for ever")
