"""The code keeps the design's rules; and each rule, tried on a few lines that break it, complains."""

import json
import subprocess
import sys
import textwrap
from importlib import metadata
from pathlib import Path

import pytest

from tests import architecture as rules

ROOT = Path(__file__).parent.parent
CODE = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("explorer", "pages")
    for path in (ROOT / folder).rglob("*.py")
    if "__pycache__" not in path.parts
)
CODE += [name for name in ("streamlit_app.py",) if (ROOT / name).exists()]


def is_light(path: str) -> bool:
    """Whether the web process may import a file: all but the stages' own, which workers import, and the scripts."""
    if path in {"explorer/__main__.py", "explorer/ui/frame.py"} or not path.startswith("explorer/"):
        return False
    return rules.place(path) not in rules.SCIENCE or Path(path).stem in {"__init__", *rules.LIGHT_FILES}


LIGHT_MODULES = [
    path.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in CODE if is_light(path)
]
HEAVY = (
    *("graspologic_native", "h5py", "hdbscan", "numba", "onnxruntime", "openTSNE", "pynndescent"),
    *("scipy", "sklearn", "torch", "umap"),
)


def complaints(rule) -> list[str]:
    return [line for path in CODE for line in rule(path, (ROOT / path).read_text(encoding="utf-8"))]


@pytest.mark.parametrize(
    "rule",
    [rules.order, rules.owners, rules.sizes, rules.session_state, rules.lost_press, rules.vague_name],
    ids=lambda rule: rule.__name__,
)
def test_the_code_keeps(rule):
    assert CODE
    assert complaints(rule) == []


def test_every_library_imported_is_a_direct_requirement():
    direct = direct_import_names()
    assert {"numpy", "sklearn", "PIL", "umap", "tomli_w"} <= direct
    assert complaints(lambda path, source: rules.declared(path, source, direct)) == []


def direct_import_names() -> set[str]:
    """Import names of the packages in requirements.txt: scikit-learn's is sklearn."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    wanted = {line.split("==")[0] for line in lines if "==" in line and not line.startswith("#")}
    return {
        name
        for name, packages in metadata.packages_distributions().items()
        if wanted & {package.replace("_", "-") for package in packages}
    }


def test_the_top_level_holds_only_what_the_design_lists():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert rules.top_level(tracked.stdout.splitlines()) == []


def heavy_after_importing(modules, search_path=ROOT) -> dict[str, list[str]]:
    """Module -> the heavy libraries it was first to bring, in a fresh process."""
    code = """
        import importlib, json, sys
        modules, heavy = json.loads(sys.argv[1])
        seen = {}
        for name in modules:
            before = set(sys.modules)
            importlib.import_module(name)
            seen[name] = sorted(set(heavy) & (set(sys.modules) - before))
        print(json.dumps(seen))
    """
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", textwrap.dedent(code), json.dumps([modules, HEAVY])],
        cwd=search_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    brought: dict[str, list[str]] = json.loads(run.stdout.splitlines()[-1])
    return brought


def test_the_web_process_imports_no_heavy_library():
    brought = heavy_after_importing(LIGHT_MODULES)
    assert {"explorer.pipeline", "explorer.serving.routes", "explorer.ui.state"} <= set(brought)
    assert {name: heavy for name, heavy in brought.items() if heavy} == {}


def test_a_heavy_library_would_be_seen(tmp_path):
    (tmp_path / "light.py").write_text("import json\n", encoding="utf-8")
    (tmp_path / "indirect.py").write_text("import heavy_inside\n", encoding="utf-8")
    (tmp_path / "heavy_inside.py").write_text("import scipy\n", encoding="utf-8")
    brought = heavy_after_importing(["light", "indirect"], tmp_path)
    assert brought == {"light": [], "indirect": ["scipy"]}


# --- each rule on lines that break it ----------------------------------------------------------------------


def found(path: str, source: str) -> set[str]:
    return {one.name for one in rules.imports(path, textwrap.dedent(source))}


def test_imports_are_found_wherever_they_stand():
    source = """
        import os, a.b as c
        from typing import TYPE_CHECKING
        from d import e as f, g
        if TYPE_CHECKING:
            import h
        class K:
            def method(self):
                async def inner():
                    from i.j import k
                import importlib
                importlib.import_module("l.m")
                __import__("n")
        # import commented
        "import quoted"
        importlib.import_module(computed)
    """
    assert found("explorer/ui/frame.py", source) == {
        "os", "a.b", "typing.TYPE_CHECKING", "d.e", "d.g", "h", "i.j.k", "importlib", "l.m", "n",
    }  # fmt: skip


def test_relative_imports_are_resolved():
    source = "from . import a\nfrom .b import c\nfrom .. import d\nfrom ..e import f\n"
    assert found("explorer/ui/frame.py", source) == {
        "explorer.ui.a",
        "explorer.ui.b.c",
        "explorer.d",
        "explorer.e.f",
    }
    assert found("explorer/ui/__init__.py", "from . import a") == {"explorer.ui.a"}


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("explorer/store.py", "from explorer.engine import run"),
        ("explorer/store.py", "from explorer import engine"),
        ("explorer/store.py", "import explorer.engine"),
        ("explorer/store.py", "def f():\n    from explorer import engine\n"),
        ("explorer/store.py", "def f():\n    importlib.import_module('explorer.engine')\n"),
        ("explorer/store.py", "if TYPE_CHECKING:\n    from explorer.engine import run\n"),
        ("explorer/store.py", "from . import engine"),
        ("explorer/store.py", "from .engine import run"),
        ("explorer/projections/umap.py", "from ..clusterings.kmeans import cluster"),
        ("explorer/projections/umap.py", "from explorer.clusterings import cluster"),
        ("explorer/figures/map.py", "from explorer.ui import state"),
        ("explorer/__init__.py", "from explorer.errors import ExplorerError"),
        ("explorer/ui/frame.py", "import explorer.__main__"),
        ("explorer/ui/frame.py", "import streamlit_app"),
        ("explorer/ui/frame.py", "from pages import map"),
        ("explorer/engine.py", "from tests.architecture import order"),
        ("explorer/brand_new.py", ""),
    ],
)
def test_order_complains(path, source):
    assert len(rules.order(path, source)) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        (
            "explorer/engine.py",
            "from explorer.store import Store\nfrom explorer import pipeline, __version__",
        ),
        (
            "explorer/projections/umap.py",
            "from explorer.projections.result import Projection\nfrom . import result",
        ),
        ("explorer/__main__.py", "from explorer import capsule, ui"),
        ("pages/map.py", "from explorer.ui import state\nfrom explorer import engine"),
        ("streamlit_app.py", "from explorer import serving\nimport explorer"),
        ("explorer/__init__.py", "import json"),
        ("explorer/errors.py", "import explorerlike"),
    ],
)
def test_order_is_content(path, source):
    assert rules.order(path, source) == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("explorer/engine.py", "import streamlit as st"),
        ("explorer/engine.py", "def f():\n    import streamlit.runtime\n"),
        ("explorer/serving/routes.py", "from streamlit import cache_data"),
        ("pages/map.py", "import plotly.graph_objects as go"),
        ("explorer/ui/frame.py", "from plotly import graph_objects"),
        ("explorer/ui/frame.py", "from starlette.routing import Route"),
        ("explorer/workspace.py", "from distributed import Client"),
        ("explorer/workspace.py", "import dask"),
        ("explorer/exports/zip.py", "from PIL import Image"),
        ("explorer/store.py", "import pyarrow.parquet"),
        ("explorer/comparison/ari.py", "import umap"),
        ("explorer/clusterings/kmeans.py", "import numba"),
        ("explorer/projections/umap.py", "import hdbscan"),
        ("explorer/projections/umap.py", "def f():\n    importlib.import_module('pynndescent.utils')\n"),
        ("explorer/engine.py", "import torch"),
        ("explorer/workspace.py", "import tomllib"),
        ("explorer/engine.py", "import fsspec"),
        ("explorer/figures/map.py", "from sklearn.metrics import adjusted_rand_score"),
        ("explorer/pipeline.py", "import scipy"),
        ("explorer/clusterings/result.py", "import sklearn"),
        ("explorer/clusterings/params.py", "import pandas"),
        ("explorer/params.py", "import scipy"),
        ("explorer/store.py", "import pickle"),
        ("explorer/sources/npy.py", "from joblib import load"),
        ("streamlit_app.py", "import plotly"),
    ],
)
def test_owners_complain(path, source):
    assert len(rules.owners(path, source)) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("explorer/ui/frame.py", "import streamlit as st"),
        ("pages/map.py", "import streamlit as st"),
        ("streamlit_app.py", "import streamlit as st\nfrom starlette.routing import Route"),
        ("explorer/figures/map.py", "import plotly.graph_objects as go"),
        ("explorer/workers.py", "import numba\nfrom distributed import LocalCluster"),
        ("explorer/sources/digits.py", "def f():\n    from sklearn.datasets import load_digits\n"),
        (
            "explorer/clusterings/result.py",
            "import dataclasses\nimport numpy as np\nfrom explorer.store import Parts",
        ),
        ("explorer/store.py", "import streamlitlike\nimport fsspec"),
    ],
)
def test_owners_are_content(path, source):
    assert rules.owners(path, source) == []


def test_an_undeclared_library_is_named():
    assert rules.declared("explorer/a.py", "import json, numpy\nfrom explorer import b", {"numpy"}) == []
    (line,) = rules.declared("explorer/a.py", "def f():\n    import requests\n", {"numpy"})
    assert line.startswith("explorer/a.py:2: imports requests")


def test_sizes():
    line = "x = 1\n"
    assert rules.sizes("explorer/a.py", line * 400) == []
    assert len(rules.sizes("explorer/a.py", line * 401)) == 1
    assert rules.sizes("pages/a.py", line * 150) == []
    assert len(rules.sizes("pages/a.py", line * 151)) == 1


def test_sizes_of_functions_leave_the_docstring_out():
    docstring = '    """One.\n\n    Two.\n    """\n'
    assert rules.sizes("explorer/a.py", "def f():\n" + docstring + "    x = 1\n" * 59) == []
    assert len(rules.sizes("explorer/a.py", "def f():\n" + docstring + "    x = 1\n" * 60)) == 1
    method = "class A:\n    async def f(self):\n" + "        x = 1\n" * 60
    assert rules.sizes("explorer/a.py", method)[0].startswith("explorer/a.py:2: f has 61 lines")


@pytest.mark.parametrize(
    "source",
    [
        "st.session_state['a'] = 1",
        "def f():\n    return st.session_state.a\n",
        "from streamlit import session_state",
        "getattr(st, 'session_state')",
    ],
)
def test_session_state_elsewhere_is_seen(source):
    assert len(rules.session_state("pages/map.py", source)) == 1
    assert rules.session_state("explorer/ui/state.py", source) == []


def test_session_state_in_prose_is_fine():
    assert rules.session_state("pages/map.py", '"""The session_state is elsewhere."""\n# session_state') == []


def test_a_button_whose_press_can_be_lost_is_seen():
    source = "import streamlit as st\nif st.button('Go'):\n    pass\n"
    assert len(rules.lost_press("explorer/ui/map.py", source)) == 1
    assert len(rules.lost_press("explorer/ui/map.py", source.replace("st.b", "left.b"))) == 1
    assert rules.lost_press("explorer/ui/state.py", source) == []
    assert rules.lost_press("explorer/ui/map.py", "if pressed('Go'):\n    pass\n") == []


def test_vague_names_are_seen():
    assert len(rules.vague_name("explorer/utils.py")) == 1
    assert len(rules.vague_name("explorer/ui/_helpers.py")) == 1
    assert len(rules.vague_name("explorer/common/map.py")) == 1
    assert rules.vague_name("explorer/commonality.py") == []


def test_top_level_complains():
    assert rules.top_level(["explorer/store.py", "README.md"]) == []
    assert rules.top_level(["notes.txt", "scripts/a.sh", "scripts/b.sh"]) == [
        "notes.txt: not listed for the top level",
        "scripts: not listed for the top level",
    ]
