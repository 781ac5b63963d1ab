import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from explorer.serving.assets import Assets, asset_url


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "map").mkdir()
    (tmp_path / "map" / "index.js").write_text("export default 1;\n")
    (tmp_path / "map" / "map.css").write_text("p { margin: 0 }\n")
    (tmp_path / "map" / "notes.txt").write_text("not for the web\n")
    (tmp_path / "secret.js").write_text("secret\n")
    return tmp_path


def parts(url: str) -> tuple[str, str]:
    _, x, asset, digest, file = url.split("/")
    assert (x, asset) == ("x", "asset")
    return digest, file


def test_all_files_of_a_component_stand_under_one_digest(folder):
    assets = Assets(folder)
    script, style = parts(assets.url("map", "index.js")), parts(assets.url("map", "map.css"))
    assert script[0] == style[0]
    assert assets.find(*script) == b"export default 1;\n"


def test_a_change_gives_a_new_address_and_the_old_one_keeps_its_content(folder):
    assets = Assets(folder)
    before = assets.url("map", "index.js")
    assert assets.url("map", "index.js") == before
    (folder / "map" / "map.css").write_text("p { margin: 1px }\n")
    after = assets.url("map", "index.js")
    assert after != before
    assert assets.find(parts(before)[0], "map.css") == b"p { margin: 0 }\n"
    assert assets.find(parts(after)[0], "map.css") == b"p { margin: 1px }\n"


def test_renaming_a_file_changes_the_address(folder):
    before = Assets(folder).url("map", "index.js")
    (folder / "map" / "map.css").rename(folder / "map" / "other.css")
    assert Assets(folder).url("map", "index.js") != before


@pytest.mark.parametrize("file", ["../secret.js", "notes.txt", "absent.js", ""])
def test_only_the_web_s_files_of_the_folder_are_found(folder, file):
    assets = Assets(folder)
    digest, _ = parts(assets.url("map", "index.js"))
    assert assets.find(digest, file) is None
    with pytest.raises(FileNotFoundError):
        assets.url("map", file)


def test_an_unknown_component_is_an_error(folder):
    with pytest.raises(FileNotFoundError, match="no component nothing"):
        Assets(folder).url("nothing", "index.js")


def test_plotly_is_the_installed_one_compressed_for_whom_that_suits(client):
    url = asset_url("plotly", "plotly.min.js")
    packed = client.get(url, headers={"Accept-Encoding": "br, gzip;q=0.8"})
    plain = client.get(url, headers={"Accept-Encoding": "gzip;q=0"})
    path = Path(str(metadata.distribution("plotly").locate_file("plotly/package_data/plotly.min.js")))
    assert plain.content == packed.content == path.read_bytes()
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < 0.4 * int(plain.headers["content-length"])
    assert "content-encoding" not in plain.headers
    for answer in (packed, plain):
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["vary"] == "Accept-Encoding"


def test_assets_are_public_and_lead_nowhere_else(live, client):
    url = asset_url("upload", "index.js")
    with live.client() as stranger:
        stranger.cookies.clear()
        assert stranger.get(url).status_code == 200
    digest, _ = parts(url)
    for wrong in (
        f"/x/asset/{digest}/..%2F..%2Fstate.py",
        f"/x/asset/{'0' * 40}/index.js",
        f"/x/asset/{digest}/",
    ):
        assert client.get(wrong).status_code == 404


def test_serving_imports_neither_streamlit_nor_plotly():
    code = (
        "import sys, explorer.serving.routes as r; from explorer.serving.assets import asset_url\n"
        "asset_url('plotly', 'plotly.min.js')\n"
        "print(sorted({'streamlit', 'plotly'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
