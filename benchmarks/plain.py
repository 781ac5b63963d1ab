"""The plain alternative: a page of Streamlit with one ``go.Scattergl``, served by the same Streamlit."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import numpy as np

from tests.browser.server import free_port

START_SECONDS = 60.0
# float32, one marker for all, colours as numbers on a scale: what travels least by the usual means.
CHART = """
import numpy as np
import plotly.graph_objects as go
import streamlit as st

st.set_page_config(layout="wide")
points = np.load("points.npy")
codes = np.load("codes.npy")
field = st.sidebar.selectbox("Colour by", [f"field {k}" for k in range(len(codes))])
colour = codes[int(field.split()[1])]
marker = dict(size=SIZE, opacity=OPACITY, color=colour, colorscale="Turbo", showscale=False)
trace = go.Scattergl(x=points[:, 0], y=points[:, 1], mode="markers", marker=marker)
layout = dict(height=660, uirevision="kept", dragmode="pan")
chosen = st.plotly_chart(go.Figure(trace, layout), on_select="rerun", key="chart")
st.write(f"{len(chosen.selection.point_indices)} selected")
"""


class PlainServer:
    """``streamlit run`` of one script in a folder of its own.

    Parameters
    ----------
    folder : Path
        Made when missing; the script is written there.
    script : str
    """

    def __init__(self, folder: Path, script: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "plain.py").write_text(script, encoding="utf-8")
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "streamlit", "run", "plain.py", "--server.headless", "true"]
        command += ["--server.address", "127.0.0.1", "--server.port", str(port)]
        command += ["--browser.gatherUsageStats", "false", "--server.fileWatcherType", "none"]
        with (folder / "plain.log").open("wb") as log:
            self.process = subprocess.Popen(command, cwd=folder, env=_bare(), stdout=log, stderr=subprocess.STDOUT)
        self._wait_for_health()

    def _wait_for_health(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2):
                    return
            except OSError:
                if time.monotonic() > deadline:
                    self.stop()
                    raise
                time.sleep(0.05)

    def stop(self) -> None:
        """End it and wait."""
        self.process.terminate()
        self.process.wait()


def _bare() -> dict[str, str]:
    """This process's environment without what is meant for the app."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("EXPLORER_", "STREAMLIT_"))}


def chart(folder: Path, points: np.ndarray, codes: np.ndarray, size: float, opacity: float) -> PlainServer:
    """A page of one chart, with a select box that colours it.

    Parameters
    ----------
    folder : Path
    points : ndarray of shape (n_samples, 2), float32
    codes : ndarray of shape (n_fields, n_samples)
        What the points are coloured by; the fields are called ``field 0``, ``field 1``, …
    size, opacity : float
        Of the marker.
    """
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "points.npy", points)
    np.save(folder / "codes.npy", codes)
    return PlainServer(folder, CHART.replace("SIZE", str(size)).replace("OPACITY", str(opacity)))
