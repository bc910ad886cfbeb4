"""The frontier as a picture for documents: whole curves faint, the frontier strong, a few marked points with labels."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import altair as alt
import numpy as np
import pandas as pd

from workbench.charts.label_places import dense, place_labels
from workbench.charts.theme import DASHES, LIGHT, chart_config

WIDTH, HEIGHT = 620, 285
LABEL_LENGTH_MAX = 44
NAME_LENGTH_MAX = 60
_SHAPES = {"chosen": "circle", "recommended": "diamond", "baseline": "square", "alternative": "triangle-up"}
_SIZES = {"chosen": 210, "recommended": 190, "baseline": 130, "alternative": 130}


@dataclass(frozen=True, kw_only=True)
class PictureMark:
    """A point to mark, in the units of the picture's two metrics."""

    kind: Literal["chosen", "recommended", "baseline", "alternative"]
    label: str
    x: float
    y: float


def frontier_picture(
    picture: Mapping[str, Any], marks: Sequence[PictureMark], *, limits: Mapping[str, str] | None = None
) -> alt.LayerChart:
    """The chart of a recorded ``picture`` (see ``decision.picture``) with ``marks`` on it.

    It shows the neighbourhood of the marks; what lies outside is cut off. ``limits`` has, for ``x`` and ``y``, the
    words on the forbidden region of a metric with a limit. Undefined points are left out.
    """
    frontier = _frame(picture["frontier"])
    curves = {name: _frame(rows) for name, rows in picture["curves"].items()}
    everything = pd.concat([frontier, *curves.values()])
    domains = {axis: _domain(axis, picture[axis], everything, marks) for axis in ("x", "y")}
    axes = _axes(picture, domains)
    layers = [
        *_forbidden(picture, domains, axes, limits or {}),
        *_lines(frontier, curves, axes),
        *_marks(marks, [frontier, *curves.values()], domains, axes),
    ]
    chart = alt.layer(*layers).properties(width=WIDTH, height=HEIGHT)
    return chart.configure(**{**chart_config(LIGHT), "background": LIGHT.paper, "padding": 8})


def _frame(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    kept = [(row["x"], row["y"], row["score"]) for row in rows if row["x"] is not None and row["y"] is not None]
    return pd.DataFrame(kept, columns=["x", "y", "score"]).astype({"x": float, "y": float, "score": str})


def _domain(
    axis: str, metric: Mapping[str, Any], points: pd.DataFrame, marks: Sequence[PictureMark]
) -> tuple[float, float]:
    least, most = float(points[axis].min()), float(points[axis].max())
    wanted = [getattr(mark, axis) for mark in marks] or [least, most]
    least, most = min(least, *wanted), max(most, *wanted)
    limit = metric.get("limit")
    if limit is not None and least <= limit <= most:
        wanted.append(limit)
    low, high = min(wanted), max(wanted)
    span = max(high - low, 0.15 * (most - least)) or max(abs(high), 1.0)
    start, end = max(least, low - 0.25 * span), min(most, high + 0.35 * span)
    # An end that is near is better shown than cut off: people look for the zero.
    start = least if start - least < 0.6 * span else start
    end = most if most - end < 0.25 * span else end
    margin = 0.03 * ((end - start) or span)
    return start - margin, end + margin


def _axes(picture: Mapping[str, Any], domains: Mapping[str, tuple[float, float]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for axis, arrows, kind in (("x", "←→", alt.X), ("y", "↓↑", alt.Y)):
        metric = picture[axis]
        unit = f", {metric['unit']}" if metric.get("unit") else ""
        better = f"{arrows[0]} lower" if metric["goal"] == "minimise" else f"{arrows[1]} higher"
        is_share = str(metric.get("unit", "")).startswith("share of ")
        low, high = domains[axis]
        title = f"{_short(metric['label'] + unit, 70)} ({better} is better)"
        where: dict[str, Any] = {
            "titleAngle": 0,
            "titleAlign": "left",
            "titleAnchor": "end",
            "titleX": 0,
            "titleY": -10,
            "titleBaseline": "bottom",
        }
        shape = alt.Axis(
            title=title,
            format=_format(_step(low, high), is_share),
            tickCount=6,
            titleLimit=WIDTH,
            **(where if axis == "y" else {}),
        )
        shape.values = [tick for tick in _ticks(low, high) if not is_share or 0 <= tick <= 1]
        scale = alt.Scale(domain=[low, high], nice=False, zero=False)
        result[axis] = kind(f"{axis}:Q", scale=scale, axis=shape)
    return result


def _step(low: float, high: float) -> Decimal:
    """A round distance between ticks that leaves about six of them."""
    power = Decimal(10) ** math.floor(math.log10((high - low) / 6))
    return next(power * by for by in (1, 2, 5, 10) if float(power * by) >= (high - low) / 6)


def _ticks(low: float, high: float) -> list[float]:
    step = _step(low, high)
    first, last = math.ceil(low / float(step) - 1e-9), math.floor(high / float(step) + 1e-9)
    return [float(index * step) for index in range(first, last + 1)]


def _format(step: Decimal, is_share: bool) -> str:
    """The d3 format with as many decimals as ticks this far apart need; d3's own guess rounds some of them."""
    if not is_share and step >= 10_000:
        return "~s"
    decimals = max(0, -step.adjusted() - (2 if is_share else 0))
    return f",.{decimals}{'%' if is_share else 'f'}"


def _forbidden(picture: Any, domains: Any, axes: Any, limits: Mapping[str, str]) -> list[alt.Chart]:
    layers = []
    for axis in ("x", "y"):
        metric, (low, high) = picture[axis], domains[axis]
        limit = metric.get("limit")
        if limit is None:
            continue
        start, end = (max(limit, low), high) if metric["goal"] == "minimise" else (low, min(limit, high))
        if start >= end:
            continue
        other = "y" if axis == "x" else "x"
        corner = {axis: start, f"{axis}2": end, other: domains[other][0], f"{other}2": domains[other][1]}
        data = alt.Chart(pd.DataFrame([corner]))
        layers.append(
            data.mark_rect(color=LIGHT.forbidden, opacity=0.08).encode(x=axes["x"], x2="x2", y=axes["y"], y2="y2")
        )
        rule: dict[str, Any] = {"color": LIGHT.forbidden, "strokeDash": [5, 3], "strokeWidth": 1.2}
        edge = alt.Chart(pd.DataFrame([{axis: limit}])).mark_rule(**rule)
        layers.append(edge.encode(**{axis: axes[axis]}) if low <= limit <= high else data.mark_point(opacity=0))
        words = _short(limits.get(axis) or "not allowed", LABEL_LENGTH_MAX)
        text = alt.Chart(
            pd.DataFrame(
                [
                    {
                        "x": domains["x"][1] if axis == "y" else start,
                        "y": _edge(axis, metric, domains, limit),
                        "text": words,
                    }
                ]
            )
        )
        align, dx = ("right", -6) if axis == "y" else ("left", 6)
        dy = 12 if axis == "x" or metric["goal"] == "maximise" else -9
        layers.append(
            text.mark_text(align=align, dx=dx, dy=dy, color=LIGHT.forbidden, fontSize=12).encode(
                x=axes["x"], y=axes["y"], text="text:N"
            )
        )
    return layers


def _edge(axis: str, metric: Any, domains: Any, limit: float) -> float:
    if axis == "x":
        return domains["y"][1]
    return min(max(limit, domains["y"][0]), domains["y"][1])


def _lines(frontier: pd.DataFrame, curves: Mapping[str, pd.DataFrame], axes: Any) -> list[alt.Chart]:
    names = [_short(name, NAME_LENGTH_MAX) for name in curves]
    curve = pd.concat(
        [frame.assign(score=_short(name, NAME_LENGTH_MAX), order=range(len(frame))) for name, frame in curves.items()]
    )
    legend = alt.Legend(
        title=None,
        orient="bottom",
        symbolType="stroke",
        symbolSize=500,
        symbolStrokeWidth=2.2,
        symbolOpacity=1,
        labelLimit=280,
        offset=6,
    )
    colours = [LIGHT.scores[index % len(LIGHT.scores)] for index in range(len(names))]
    dashes = [list(DASHES[index % len(DASHES)]) for index in range(len(names))]
    layers = []
    if len(curve):
        layers.append(
            alt.Chart(curve)
            .mark_line(clip=True, strokeWidth=1.8, opacity=0.5)
            .encode(
                x=axes["x"],
                y=axes["y"],
                order="order:Q",
                color=alt.Color("score:N", scale=alt.Scale(domain=names, range=colours), legend=legend),
                strokeDash=alt.StrokeDash("score:N", scale=alt.Scale(domain=names, range=dashes), legend=legend),
            )
        )
    if len(frontier):
        strong = alt.Chart(frontier.assign(order=range(len(frontier))))
        layers.append(
            strong.mark_line(clip=True, strokeWidth=2.6, color=LIGHT.ink).encode(
                x=axes["x"], y=axes["y"], order="order:Q"
            )
        )
    return layers


def _marks(marks: Sequence[PictureMark], lines: Sequence[pd.DataFrame], domains: Any, axes: Any) -> list[alt.Chart]:
    if not marks:
        return []
    spots = _merged(marks)
    to_x, to_y = _scale(domains["x"], WIDTH), _scale(domains["y"], HEIGHT)
    pixels = np.array([[to_x(mark.x), HEIGHT - to_y(mark.y)] for mark in spots])
    labels = [_short(mark.label, LABEL_LENGTH_MAX) for mark in spots]
    paths = [
        dense(np.column_stack([to_x(line["x"].to_numpy()), HEIGHT - to_y(line["y"].to_numpy())])) for line in lines
    ]
    places = place_labels(pixels, labels, lines=np.concatenate(paths), width=WIDTH, height=HEIGHT)
    from_x, from_y = (_back(domains[axis], size) for axis, size in (("x", WIDTH), ("y", HEIGHT)))
    colours = {
        "chosen": LIGHT.current,
        "recommended": LIGHT.recommended,
        "baseline": LIGHT.muted,
        "alternative": LIGHT.forbidden,
    }
    layers = []
    for mark, place, label in zip(spots, places, labels, strict=True):
        end_x, end_y = from_x(place.x), from_y(HEIGHT - place.y)
        if place.is_far:
            leader = alt.Chart(pd.DataFrame({"x": [mark.x, end_x], "y": [mark.y, end_y]}))
            layers.append(leader.mark_line(strokeWidth=1, color=LIGHT.muted).encode(x=axes["x"], y=axes["y"]))
        point = alt.Chart(pd.DataFrame([{"x": mark.x, "y": mark.y}]))
        colour = colours[mark.kind]
        layers.append(
            point.mark_point(
                shape=_SHAPES[mark.kind],
                size=_SIZES[mark.kind],
                filled=True,
                color=colour,
                opacity=1,
                stroke=LIGHT.paper,
                strokeWidth=1.5,
            ).encode(x=axes["x"], y=axes["y"])
        )
        text = alt.Chart(pd.DataFrame([{"x": end_x, "y": end_y, "text": label}]))
        style: dict[str, Any] = {
            "align": place.align,
            "baseline": "middle",
            "fontSize": 13,
            "color": colour,
            "dx": 2 if place.align == "left" else -2,
        }
        style["fontWeight"] = 600 if mark.kind == "chosen" else 400
        encoded = {"x": axes["x"], "y": axes["y"], "text": alt.Text("text:N")}
        layers.append(text.mark_text(**style).encode(**encoded))
    return layers


def _merged(marks: Sequence[PictureMark]) -> list[PictureMark]:
    spots: dict[tuple[float, float], PictureMark] = {}
    for mark in marks:
        first = spots.get((mark.x, mark.y))
        label = mark.label if first is None else f"{first.label}; {mark.label}"
        spots[(mark.x, mark.y)] = PictureMark(
            kind=mark.kind if first is None else first.kind, label=label, x=mark.x, y=mark.y
        )
    return list(spots.values())


def _scale(domain: tuple[float, float], size: float) -> Any:
    return lambda value: (value - domain[0]) / (domain[1] - domain[0]) * size


def _back(domain: tuple[float, float], size: float) -> Any:
    return lambda pixel: domain[0] + pixel / size * (domain[1] - domain[0])


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
