"""Face data sets that scikit-learn fetches: Labelled Faces in the Wild, Olivetti.

They are kept in scikit-learn's own cache (the folder that ``SCIKIT_LEARN_DATA`` names, else ``~/scikit_learn_data``),
which is this server's, not a visitor's: what scikit-learn wrote there, it also reads.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from explorer.errors import SourceError
from explorer.recipe import Report
from explorer.settings import Settings
from explorer.sources.orders import ORDERS, LfwParams, chosen
from explorer.sources.records import Records

_SILENCE_SECONDS = 30.0  # a server that says nothing for so long is not reached
_AGAIN_SECONDS = 0.2
_LOOK_SECONDS = 0.5
_FULL_SIZE = (125, 94)
_N_OLIVETTI = 400


def read_lfw(path: Path, limits: Settings, report: Report) -> Records:
    """Labelled Faces in the Wild, through `sklearn.datasets.fetch_lfw_people`.

    Parameters
    ----------
    path : Path
        The order.
    limits : Settings
    report : Report

    Raises
    ------
    SourceError
        When they aren't here and can't be fetched, or nobody has so many pictures.
    LimitError
        When there are more than this server takes.
    """
    from sklearn.datasets import fetch_lfw_people, get_data_home

    params = chosen(path, "lfw")
    assert isinstance(params, LfwParams)
    limits.check("max_image_pixels", int(_FULL_SIZE[0] * _FULL_SIZE[1] * params.resize**2))
    with _fetching("lfw", Path(get_data_home()) / "lfw_home", report):
        found = fetch_lfw_people(n_retries=1, delay=_AGAIN_SECONDS, **params.as_dict())
    return _records(found.images, np.array(found.target_names, dtype=object)[found.target], limits)


def read_olivetti(path: Path, limits: Settings, report: Report) -> Records:
    """The Olivetti faces, through `sklearn.datasets.fetch_olivetti_faces`.

    Parameters
    ----------
    path : Path
        The order.
    limits : Settings
    report : Report

    Raises
    ------
    SourceError
        When they aren't here and can't be fetched.
    LimitError
        When there are more than this server takes.
    """
    from sklearn.datasets import fetch_olivetti_faces, get_data_home

    chosen(path, "olivetti")
    limits.check("max_images", _N_OLIVETTI)
    with _fetching("olivetti", Path(get_data_home()), report):
        found = fetch_olivetti_faces(n_retries=1, delay=_AGAIN_SECONDS)
    return _records(found.images, found.target.astype(np.uint8), limits)


def _records(images: np.ndarray, people: np.ndarray, limits: Settings) -> Records:
    """Images of values 0 to 1, kept with 8 bits as the photographs have."""
    limits.check("max_rows", len(images))
    limits.check("max_images", len(images))
    return Records(
        images=np.rint(images * 255).astype(np.uint8),
        columns={"person": people},
        identity="person",
    )


@contextlib.contextmanager
def _fetching(name: str, folder: Path, report: Report) -> Iterator[None]:
    """Say how far a download is, and what to do where it fails."""
    title = ORDERS[name].title
    silence = socket.getdefaulttimeout()
    socket.setdefaulttimeout(_SILENCE_SECONDS)  # the fetchers give no limit of their own
    try:
        with _watched(folder, report):
            yield
    except ValueError as problem:
        raise SourceError(f"{title} can't be read: {problem}.") from problem
    except OSError as problem:
        raise SourceError(
            f"{title} isn't on this server yet, and can't be fetched: {_reason(problem)}. It is fetched once, from "
            "figshare.com. Connect the server to the internet, or copy the folder scikit_learn_data from a computer "
            "that has it (SCIKIT_LEARN_DATA says where it is). The portraits and the digits need no network."
        ) from problem
    finally:
        socket.setdefaulttimeout(silence)


@contextlib.contextmanager
def _watched(folder: Path, report: Report) -> Iterator[None]:
    """Tell how much has arrived in a folder, from a thread beside: scikit-learn doesn't."""
    done = threading.Event()
    before = _size(folder)

    def watch() -> None:
        while not done.wait(_LOOK_SECONDS):
            arrived = _size(folder) - before
            report(f"fetching: {arrived / 1e6:,.0f} MB so far" if arrived > 0 else "fetching")

    thread = threading.Thread(target=watch, name="explorer-fetching", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _size(folder: Path) -> int:
    """Bytes of the files in a folder, those in sub-folders left out: archives, not what comes out of them."""
    total = 0
    with contextlib.suppress(OSError):
        for entry in folder.iterdir():
            with contextlib.suppress(OSError):  # it was renamed in this moment
                total += entry.stat().st_size if entry.is_file() else 0
    return total


def _reason(problem: OSError) -> str:
    cause: Any = getattr(problem, "reason", problem)
    return str(getattr(cause, "strerror", None) or cause).rstrip(".")
