"""A sweep as a picture: scores over the parameter, plateaus shaded and cliffs marked; or a grid of two parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from explorer.comparison.sweeping.result import Sweep
from explorer.comparison.sweeping.stretches import CLIFF, PLATEAU, Stretches, plateau_cells
from explorer.figures.look import Drawn, Look, plain

PANEL = 92  # CSS pixels of one score
GAP = 0.22  # of a panel, between two
WIDE = 20  # times as large as the first is the last value, from which on the axis is logarithmic
TITLES = {
    "n_clusters": "clusters",
    "noise": "noise (share of all rows)",
    "silhouette": "silhouette (-1..1, higher is better)",
    "dbcv": "DBCV (-1..1, higher is better)",
    "calinski_harabasz": "Caliński-Harabasz (higher is better)",
    "davies_bouldin": "Davies-Bouldin (lower is better)",
    "ari_before": "agreement with the value before (ARI, 1: the same grouping)",
    "ari_identities": "agreement with the identities (ARI)",
}
FRACTIONS = {"silhouette": (-0.05, 0.5), "dbcv": (-0.5, 0.5), "ari_before": (0, 1.05), "ari_identities": (0, 1.05)}


def score_of(found: Sweep, name: str) -> np.ndarray:
    """A score of every cell by its name in `TITLES`. Shape (n_cells,); NaN where undefined."""
    if name == "noise":
        return np.asarray(found.n_noise / found.labels.shape[1])
    values: np.ndarray = np.asarray(getattr(found, name), dtype=np.float64)
    return np.where(np.isfinite(values) & ~found.failed, values, np.nan)


def shown_scores(found: Sweep) -> list[str]:
    """The scores that are defined for some cell, in order; noise only where there is any."""
    names = [name for name in TITLES if np.isfinite(score_of(found, name)).any()]
    return [name for name in names if name != "noise" or found.n_noise.any()]


def curves(found: Sweep, values: Sequence[float], name: str, chosen: int | None, marks: Stretches, look: Look) -> Drawn:
    """One panel a score over the values of one parameter.

    Parameters
    ----------
    found : Sweep
    values : sequence of float
        Of the parameter, one a cell.
    name : str
        What it is called.
    chosen : int or None
        The cell whose grouping is shown.
    marks : Stretches
        Plateaus and cliffs.
    look : Look
    """
    shown = shown_scores(found)
    steps = np.arange(len(shown))[::-1] / len(shown)
    tops = 1 / len(shown)
    log = len(values) > 2 and values[0] > 0 and values[-1] / values[0] > WIDE
    figure = go.Figure(layout=plain(look, PANEL * len(shown) + 50, hovermode="x", clickmode="event+select"))
    for number, (score, low) in enumerate(zip(shown, steps, strict=True)):
        axis = "" if number == 0 else str(number + 1)
        domain = [float(low), float(low + tops * (1 - GAP))]
        _panel(figure, look, axis, domain, _range(score, score_of(found, score)))
        figure.add_scatter(
            x=list(values),
            y=score_of(found, score),
            yaxis=f"y{axis}",
            mode="lines+markers",
            line={"color": look.mark, "width": 2},
            marker={"size": 7},
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 1}},
            customdata=list(range(len(values))),
            hovertemplate="%{y:.4~g}<extra></extra>",
        )
        figure.add_annotation(
            text=TITLES[score], x=0, xref="paper", xanchor="left", y=domain[1], yref="paper", yanchor="bottom",
            showarrow=False, font={"size": 11, "color": look.faint},
        )  # fmt: skip
    last = "" if len(shown) == 1 else str(len(shown))
    figure.update_xaxes(
        title=name, type="log" if log else "linear", anchor=f"y{last}", showspikes=False, **_ticks(values)
    )
    for number in range(len(shown)):
        _mark(figure, "" if number == 0 else str(number + 1), values, chosen, marks, look, log)
    return Drawn(figure, _alt(found, values, name, marks))


def _panel(figure: go.Figure, look: Look, axis: str, domain: list[float], range_: list[float] | None) -> None:
    figure.update_layout(
        {
            f"yaxis{axis}": {
                "domain": domain, "gridcolor": look.line, "zeroline": False, "tickfont": {"color": look.faint},
                "automargin": True, "range": range_, "nticks": 4,
            }
        }
    )  # fmt: skip


def _range(score: str, values: np.ndarray) -> list[float] | None:
    """What an axis shows at the least, so that a curve that hardly moves looks it."""
    if score not in FRACTIONS:
        return None
    low, high = FRACTIONS[score]
    return [min(low, float(np.nanmin(values)) - 0.03), max(high, float(np.nanmax(values)) + 0.03)]


def _ticks(values: Sequence[float]) -> dict[str, Any]:
    """A tick at each value as long as there are few; else where the axis likes."""
    return {"tickvals": list(values), "ticktext": [f"{v:g}" for v in values]} if len(values) <= 20 else {}


def _mark(
    figure: go.Figure,
    axis: str,
    values: Sequence[float],
    chosen: int | None,
    marks: Stretches,
    look: Look,
    log: bool,
) -> None:
    """In one panel, so that no line crosses the titles between them."""
    full = {"xref": "x", "yref": f"y{axis} domain", "y0": 0, "y1": 1}
    for begin, end in marks.plateaus:
        figure.add_shape(
            type="rect", x0=values[begin], x1=values[end], layer="below",
            fillcolor=look.mark, opacity=0.13, line={"width": 0}, **full,
        )  # fmt: skip
    lines = [(values[chosen], {"color": look.text, "width": 1})] if chosen is not None else []
    for cell in marks.cliffs:
        middle = np.sqrt(values[cell - 1] * values[cell]) if log else (values[cell - 1] + values[cell]) / 2
        lines.append((float(middle), {"color": look.accent, "width": 1.5, "dash": "dot"}))
    for x, line in lines:
        figure.add_shape(type="line", x0=x, x1=x, line=line, **full)


def _alt(found: Sweep, values: Sequence[float], name: str, marks: Stretches) -> str:
    said = f"{found.n_cells} groupings, {name} {values[0]:g} to {values[-1]:g}: "
    said += f"{int(found.n_clusters.min()):,} to {int(found.n_clusters.max()):,} clusters. "
    said += f"Shaded: plateaus, over which each grouping agrees with the one before (ARI {PLATEAU:.2f} or more)"
    said += "; there is none. " if not marks.plateaus else ". "
    said += f"Dotted: cliffs, steps with an ARI below {CLIFF:.2f}"
    return said + ("." if marks.cliffs else "; there is none.")


def grid(
    found: Sweep, axes: Mapping[str, Sequence[float]], score: str, chosen: int | None, agreement: np.ndarray, look: Look
) -> Drawn:
    """Cells of two parameters as squares, shaded by a score, their number of clusters on them.

    Parameters
    ----------
    found : Sweep
    axes : mapping
        Name -> values, of the first parameter and of the second.
    score : str
        What shades a cell, one of `TITLES`.
    chosen : int or None
    agreement : ndarray of shape (n_cells,)
        Mean adjusted Rand index of each cell to the cells beside it: framed where it is a plateau.
    look : Look
    """
    (name_x, xs), (name_y, ys) = axes.items()
    values = score_of(found, score)
    x = [f"{value:g}" for _ in ys for value in xs]
    y = [f"{value:g}" for value in ys for _ in xs]
    flat = plateau_cells(found, agreement)
    frames = [_frame(cell == chosen, bool(flat[cell]), look) for cell in range(found.n_cells)]
    figure = go.Figure(
        layout=plain(
            look,
            70 + 46 * max(len(ys), 2),
            xaxis={"title": name_x, "type": "category", "showgrid": False},
            yaxis={"title": name_y, "type": "category", "showgrid": False, "range": [-0.6, len(ys) - 0.4]},
            clickmode="event+select",
        )
    )
    figure.add_scatter(
        x=x,
        y=y,
        mode="markers+text",
        text=[f"{count}" for count in found.n_clusters],
        textfont={"size": 11, "color": [_ink(value, values, look) for value in values]},
        marker={
            "symbol": "square", "size": max(14, min(40, 640 // max(len(xs), 1))), "opacity": 1,
            "color": values, "colorscale": [list(stop) for stop in look.scale], "showscale": True,
            "colorbar": {"title": {"text": TITLES[score].split(" (")[0], "side": "right"}, "thickness": 10},
            "line": {"color": [colour for colour, _ in frames], "width": [width for _, width in frames]},
        },
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}, "textfont": {"color": look.text}},
        customdata=list(range(found.n_cells)),
        hovertext=[_spoken(found, cell, score, values[cell], agreement[cell]) for cell in range(found.n_cells)],
        hovertemplate=f"{name_x} %{{x}}, {name_y} %{{y}}: %{{hovertext}}<extra></extra>",
    )  # fmt: skip
    alt = f"{found.n_cells} cells, {name_x} by {name_y}: the number is that of clusters, the shade {TITLES[score]}. "
    return Drawn(figure, alt + f"Framed: in agreement with the cells beside it (mean ARI {PLATEAU:.2f} or more).")


def _frame(chosen: bool, on_plateau: bool, look: Look) -> tuple[str, float]:
    if chosen:
        return look.accent, 3
    return (look.text, 2) if on_plateau else (look.line, 0.5)


def _ink(value: float, values: np.ndarray, look: Look) -> str:
    """Text on a shade: the theme's own on the pale half, its background's on the strong one."""
    low, high = (np.nanmin(values), np.nanmax(values)) if np.isfinite(values).any() else (0.0, 0.0)
    strong = np.isfinite(value) and high > low and (value - low) / (high - low) > 0.55
    return look.scale[0][1] if strong else look.text


def _spoken(found: Sweep, cell: int, score: str, value: float, agreement: float) -> str:
    said = [f"{int(found.n_clusters[cell]):,} clusters", f"{int(found.n_noise[cell]):,} rows noise"]
    said.append(f"{TITLES[score].split(' (')[0]} " + (f"{value:.3g}" if np.isfinite(value) else "undefined"))
    if np.isfinite(agreement):
        said.append(f"agreement with the cells beside it {agreement:.2f}")
    return "; ".join(said)
