"""Routes that are made when they are first asked for, or before."""

import threading

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from explorer.serving.late import Late, late_routes
from tests.serving.live import Live


def test_the_routes_are_made_once_and_whoever_comes_meanwhile_waits(tmp_path):
    made: list[str] = []
    go_on = threading.Event()

    def build():
        made.append(threading.current_thread().name)
        go_on.wait(10)
        return [Route("/x/late/{word}", lambda request: PlainTextResponse(request.path_params["word"]))]

    late = Late(build)
    live = Live(tmp_path / "home", wrap=lambda _app: Starlette(routes=late_routes(late)))
    try:
        with live.client() as client:
            threading.Timer(0.2, go_on.set).start()
            answers: list[str] = []
            asking = [threading.Thread(target=lambda: answers.append(client.get("/x/late/word").text)) for _ in "ab"]
            for thread in asking:
                thread.start()
            for thread in asking:
                thread.join(20)
            assert answers == ["word", "word"]
            assert len(made) == 1
            assert client.post("/x/late/word").status_code == 405
            assert client.get("/x/other").status_code == 404
    finally:
        live.stop()
