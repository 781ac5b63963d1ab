"""The command line: ``python -m explorer run SPEC.toml --out DIR``; ``compile`` and ``ship`` for who sets it up."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from explorer import shipped
from explorer.errors import ExplorerError
from explorer.headless import run
from explorer.jobs import materialise
from explorer.recipe import silent
from explorer.serving import services
from explorer.settings import current
from explorer.spec import parse
from explorer.ui import ahead
from explorer.workers import compile_ahead


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : sequence of str, optional
        Those of the process where not given.

    Returns
    -------
    int
        0 when it did what was asked, 2 with a sentence on standard error when not, 130 after Ctrl-C.
    """
    options = _parser().parse_args(arguments)
    if options.command == "compile":
        return compile_ahead(current())
    if options.command == "ship":
        return _ship(options.file)
    try:
        text = options.spec.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        return _refuse(f"{options.spec} can't be read: {_words(problem)}.")
    try:
        manifest = run(parse(text), options.spec.resolve().parent, options.out, current())
    except ExplorerError as problem:
        return _refuse(f"{options.spec}: {problem.message}")
    except OSError as problem:
        return _refuse(f"{problem.filename or options.out} can't be read or written: {_words(problem)}.")
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    print(f"written: {manifest.parent}")
    return 0


def _ship(path: Path) -> int:
    """Make what the first page shows, and write it to a file."""
    with tempfile.TemporaryDirectory() as home:
        made = services.make(replace(current(), home=home))
        recipe = ahead.first_map(made)
        materialise(recipe, made.store, silent)
        recipes = [recipe, ahead.first_neighbours(made), *ahead.pictures(made)]
        for one in recipes:
            materialise(one, made.store, silent)
        shipped.pack(path, recipes, made.store)
    print(f"written: {path}")
    return 0


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2


def _words(problem: Exception) -> str:
    return str(getattr(problem, "strerror", None) or problem)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m explorer", description="Embedding Explorer without a browser.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    commands.add_parser("compile", help="compile what the first map needs, so that no worker waits for it; once")
    ships = commands.add_parser("ship", help="make again what the first page shows on a new machine")
    ships.add_argument("file", type=Path, nargs="?", default=shipped.FILE, help="where to; what comes with the project")
    runs = commands.add_parser("run", help="run a spec: maps, groupings and their agreement, as files")
    runs.add_argument("spec", type=Path, metavar="SPEC.toml", help="what to do; README.md shows one")
    runs.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="folder for the results; made when missing"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
