"""The design's rules as pure functions from (path, source) to complaints; test_architecture.py runs them.

A path is relative to the root, in POSIX form. A complaint is one line, ``path:line: what is wrong``; an
empty list means that all is well. Imports are read with `ast`, wherever they stand: at the top, in a
function, under TYPE_CHECKING, or as ``importlib.import_module("literal")``.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

# In flow order: a module, or a package, imports only from those before it. ARCHITECTURE.md explains each.
ORDER = (
    "errors",
    "settings",
    "params",
    "recipe",
    "blobs",
    "store",
    "shipped",
    "frames",
    "fence",
    "pictures",
    "dataset",
    "sources",
    "features",
    "neighbors",
    "projections",
    "clusterings",
    "comparison",
    "anatomy",
    "exports",
    "pipeline",
    "plan",
    "tables",
    "spec",
    "estimates",
    "jobs",
    "workers",
    "engine",
    "workspace",
    "workspaces",
    "capsule",
    "figures",
    "headless",
    "serving",
    "ui",
    "__main__",
)
RANK = {name: rank for rank, name in enumerate(ORDER)}
# The package's own __init__ is loaded by every import of it, so it stands first; scripts stand last.
FIRST, LAST = -1, len(ORDER)

SCIENCE = {"features", "neighbors", "projections", "clusterings", "comparison", "sources"}
# Who may import what. A place is a module or package of explorer/, "pages" or "streamlit_app".
OWNERS: dict[str, set[str]] = {
    "streamlit": {"ui", "pages", "streamlit_app"},
    "plotly": {"figures"},
    "starlette": {"serving", "streamlit_app"},
    "distributed": {"engine", "workers"},
    "dask": {"engine", "workers"},
    "PIL": {"sources", "features"},
    "pyarrow": {"sources", "exports"},
    "h5py": {"sources"},
    "umap": {"projections"},
    "openTSNE": {"projections"},
    "numba": {"projections", "neighbors", "workers"},
    "hdbscan": {"clusterings", "comparison"},
    "graspologic_native": {"clusterings"},
    "pynndescent": {"neighbors"},
    "hnswlib": {"neighbors"},
    "usearch": {"neighbors"},
    "faiss": {"neighbors"},
    "torch": {"features"},
    "onnxruntime": {"features"},
    "tomllib": {"spec"},
    "tomli_w": {"spec"},
    "fsspec": {"store"},
    "sklearn": SCIENCE,
    "scipy": SCIENCE,
    # reading these runs what a stranger wrote
    "pickle": set(),
    "cloudpickle": set(),
    "dill": set(),
    "joblib": set(),
    "marshal": set(),
    "shelve": set(),
}
# The web process imports these, so they stay light: the standard library, our own modules and these.
LIGHT_FILES = ("params", "result")
LIGHT = {"numpy"}

MODULE_LINES, PAGE_LINES, FUNCTION_LINES = 400, 150, 60
VAGUE_NAMES = {"common", "helper", "helpers", "misc", "util", "utils"}
TOP_LEVEL = {
    ".ci",
    ".dockerignore",
    ".gitignore",
    ".streamlit",
    "ARCHITECTURE.md",
    "Dockerfile",
    "LICENSE",
    "Makefile",
    "README.md",
    "benchmarks",
    "data",
    "explorer",
    "pages",
    "pyproject.toml",
    "requirements-dev.txt",
    "requirements-fuzz.txt",
    "requirements-learn.txt",
    "requirements.txt",
    "streamlit_app.py",
    "tests",
}


@dataclass(frozen=True)
class Import:
    """One imported name: ``from a.b import c`` is ``a.b.c``, for c may be a module."""

    name: str
    line: int

    @property
    def root(self) -> str:
        return self.name.split(".")[0]


def imports(path: str, source: str) -> Iterator[Import]:
    """Every import of a module."""
    package = PurePosixPath(path).parent.parts
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            parts = (*above, node.module) if node.module else above
            yield from (Import(".".join((*parts, alias.name)), node.lineno) for alias in node.names)
        elif isinstance(node, ast.Call) and _called(node) in {"import_module", "__import__"}:
            yield from (
                Import(argument.value, node.lineno)
                for argument in node.args[:1]
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            )


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def place(path: str) -> str:
    """Where a file belongs: a module or package of explorer/; "explorer" for its __init__; else a folder."""
    parts = PurePosixPath(path).with_suffix("").parts
    if parts[0] != "explorer" or parts[1] == "__init__":
        return parts[0]
    return parts[1]


def _rank(where: str) -> int | None:
    if where == "explorer":
        return FIRST
    return LAST if where in {"pages", "streamlit_app"} else RANK.get(where)


def order(path: str, source: str) -> list[str]:
    """An import from the module's own line of the design, or from a line below it."""
    own = _rank(place(path))
    if own is None:
        return [f"{path}:1: {place(path)} is not a module of the design; add it to ORDER where it belongs"]
    complaints = []
    for found in imports(path, source):
        if found.root in {"pages", "streamlit_app", "tests", "benchmarks"}:
            complaints.append(f"{path}:{found.line}: {found.name} is a script; nothing imports it")
        elif found.root == "explorer":
            target = [*found.name.split("."), "__init__"][1]
            # not in the table: an attribute of the package itself, as in `from explorer import __version__`
            if RANK.get(target, FIRST) > own:
                complaints.append(f"{path}:{found.line}: {place(path)} stands before {target} and imports it")
    return complaints


def owners(path: str, source: str) -> list[str]:
    """An import of a library that belongs to other modules, or that a light module must do without."""
    where, complaints = place(path), []
    light = where in RANK and PurePosixPath(path).stem in LIGHT_FILES
    for found in imports(path, source):
        allowed = OWNERS.get(found.root)
        if allowed is not None and where not in allowed:
            whose = "only " + ", ".join(sorted(allowed)) if allowed else "nobody"
            complaints.append(f"{path}:{found.line}: imports {found.root}, which {whose} may")
        elif light and found.root not in sys.stdlib_module_names | LIGHT | {"explorer"}:
            complaints.append(f"{path}:{found.line}: imports {found.root}; params and results import numpy at most")
    return complaints


def declared(path: str, source: str, direct: set[str]) -> list[str]:
    """An import of a package that requirements.txt doesn't name; `direct` has the names of those it does."""
    known = sys.stdlib_module_names | direct | {"explorer"}
    return [
        f"{path}:{found.line}: imports {found.root}, which requirements.txt doesn't name"
        for found in imports(path, source)
        if found.root not in known and found.root not in {"torch", "onnxruntime"}
    ]


def sizes(path: str, source: str) -> list[str]:
    """A module or a function that is too long to be read at once; a function's docstring is not counted."""
    complaints = []
    lines, limit = len(source.splitlines()), PAGE_LINES if place(path) == "pages" else MODULE_LINES
    if lines > limit:
        complaints.append(f"{path}:1: {lines} lines, more than {limit}")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1 - _docstring_lines(node)
            if length > FUNCTION_LINES:
                complaints.append(f"{path}:{node.lineno}: {node.name} has {length} lines, more than {FUNCTION_LINES}")
    return complaints


def _docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    if ast.get_docstring(node, clean=False) is None:
        return 0
    return (node.body[0].end_lineno or 0) - node.body[0].lineno + 1


def session_state(path: str, source: str) -> list[str]:
    """`session_state` outside ui/state.py, however it is reached."""
    if path == "explorer/ui/state.py":
        return []
    lines = [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if (isinstance(node, ast.Attribute) and node.attr == "session_state")
        or (isinstance(node, ast.Constant) and node.value == "session_state")
    ]
    lines += [found.line for found in imports(path, source) if found.name.endswith(".session_state")]
    return [f"{path}:{line}: session_state belongs to explorer/ui/state.py" for line in sorted(lines)]


def lost_press(path: str, source: str) -> list[str]:
    """Streamlit's own button outside ui/state.py: its press is lost where the next run takes over; see `pressed`."""
    if path == "explorer/ui/state.py":
        return []
    lines = [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "button"
    ]
    return [f"{path}:{line}: use pressed of explorer/ui/state.py, not Streamlit's button" for line in lines]


def vague_name(path: str, _source: str = "") -> list[str]:
    """A module or folder whose name says nothing about what is in it."""
    parts = PurePosixPath(path).with_suffix("").parts
    return [f"{path}:1: '{part}' says nothing" for part in parts if part.strip("_") in VAGUE_NAMES]


def top_level(paths: list[str]) -> list[str]:
    """A tracked file or folder at the root that the design doesn't list."""
    found = {PurePosixPath(path).parts[0] for path in paths}
    return [f"{name}: not listed for the top level" for name in sorted(found - TOP_LEVEL)]
