"""Where a room stands on its frontier: who prefers which point, told apart by shape as well as colour, and the median."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd

from workbench.charts.live_axes import axis_title
from workbench.charts.theme import LIGHT, SHAPES, Palette, chart_config
from workbench.metrics import Metric

LINE_MAX = 600
_STEP_PX = 20
_ROLE_LENGTH = 28


@dataclass(frozen=True, kw_only=True)
class Stand:
    """A point that some people of one role prefer; ``names`` is who of them is to be named there, or empty."""

    role: str
    x: float
    y: float
    count: int
    names: str = ""


def spread_chart(
    x: Metric,
    y: Metric,
    *,
    line: Sequence[tuple[float, float, bool]],
    stands: Sequence[Stand],
    roles: Sequence[str] = (),
    medians: Sequence[tuple[float, float]],
    height: int = 380,
    is_large: bool = False,
    palette: Palette = LIGHT,
) -> alt.LayerChart:
    """The chart. ``line`` has the frontier's points as (x, y, keeps every limit), in order; values in the metrics' units.

    People at one point stand one above the other, a mark a role, with their number where they are more than one. ``roles`` are
    all that there may be: each looks the same in every picture that is given the same ones.
    """
    size, text_size = (420, 20) if is_large else (200, 14)
    across = alt.X("x:Q", axis=_axis(x, is_across=True), scale=alt.Scale(zero=False, nice=True))
    up = alt.Y("y:Q", axis=_axis(y, is_across=False), scale=alt.Scale(zero=False, nice=True))
    layers = [*_frontier(line, across, up, palette), *_medians(medians, across, up, palette, text_size)]
    shown = {_short(stand.role) for stand in stands}
    every = list(dict.fromkeys(_short(role) for role in (*roles, *(stand.role for stand in stands))))
    looks = {
        role: (palette.scores[place % len(palette.scores)], SHAPES[place % len(SHAPES)])
        for place, role in enumerate(every)
        if role in shown
    }
    legend = alt.Legend(title=None, orient="bottom", symbolSize=size, labelLimit=260, columns=3)
    domain, colours, shapes = list(looks), [look[0] for look in looks.values()], [look[1] for look in looks.values()]
    for rank, row in _ranked(stands):
        data = alt.Chart(pd.DataFrame(row))
        layers.append(
            data.mark_point(filled=True, size=size, opacity=1, stroke=palette.paper, strokeWidth=1.5,
                            yOffset=-_STEP_PX * rank).encode(
                x=across, y=up,
                shape=alt.Shape("role:N", scale=alt.Scale(domain=domain, range=shapes), legend=legend),
                color=alt.Color("role:N", scale=alt.Scale(domain=domain, range=colours), legend=legend),
            )
        )  # fmt: skip
        layers.append(
            data.mark_text(align="left", dx=14 if is_large else 11, dy=1 - _STEP_PX * rank, fontSize=text_size,
                           fontWeight=600, color=palette.ink).encode(x=across, y=up, text="label:N")
        )  # fmt: skip
    config = chart_config(palette)
    if is_large:
        config["axis"] = {**config["axis"], "labelFontSize": 18, "titleFontSize": 19}
        config["legend"] = {**config["legend"], "labelFontSize": 18}
    else:
        config["legend"] = {**config["legend"], "labelFontSize": 14}
    return alt.layer(*layers).properties(width="container", height=height).configure(**config)


def _frontier(line: Sequence[tuple[float, float, bool]], across: alt.X, up: alt.Y, palette: Palette) -> list[alt.Chart]:
    step = max(1, -(-len(line) // LINE_MAX))
    kept = [*line[::step], *(line[-1:] if (len(line) - 1) % step else ())]
    frame = pd.DataFrame(kept, columns=["x", "y", "ok"])
    frame["order"] = range(len(frame))
    faint = alt.Chart(frame).mark_line(color=palette.faint, strokeWidth=2, strokeDash=[3, 3])
    layers = [faint.encode(x=across, y=up, order="order:Q")]
    # What keeps every limit is a thick line: stretches of it, each a line of its own.
    stretch = (frame["ok"] != frame["ok"].shift()).cumsum()
    strong = frame.assign(stretch=stretch)[frame["ok"]]
    if len(strong):
        shown = alt.Chart(strong).mark_line(color=palette.muted, strokeWidth=5, strokeCap="round", opacity=0.75)
        layers.append(shown.encode(x=across, y=up, order="order:Q", detail="stretch:N"))
    return layers


def _medians(
    medians: Sequence[tuple[float, float]], across: alt.X, up: alt.Y, palette: Palette, text_size: int
) -> list[alt.Chart]:
    if not medians:
        return []
    word = "median" if len(medians) == 1 else "between two middle ones"
    frame = pd.DataFrame([{"x": x, "y": y, "label": word if not place else ""} for place, (x, y) in enumerate(medians)])
    data = alt.Chart(frame)
    ring = data.mark_point(filled=False, shape="circle", size=900, strokeWidth=3, color=palette.recommended, opacity=1)
    # Below, since people stand one above the other; on paper of its own, since the line passes there.
    looks = {"align": "center", "baseline": "top", "dy": 20, "fontSize": text_size, "fontWeight": 600}
    paper = data.mark_text(**looks, color=palette.paper, stroke=palette.paper, strokeWidth=5, strokeJoin="round")
    words = data.mark_text(**looks, color=palette.recommended)
    return [ring.encode(x=across, y=up), *(text.encode(x=across, y=up, text="label:N") for text in (paper, words))]


def _ranked(stands: Sequence[Stand]) -> list[tuple[int, list[dict[str, object]]]]:
    """Those who stand lowest at each point, then those above them, and so on."""
    heights: dict[tuple[float, float], int] = {}
    rows: dict[int, list[dict[str, object]]] = {}
    for stand in stands:
        rank = heights.get((stand.x, stand.y), 0)
        heights[stand.x, stand.y] = rank + 1
        parts = [str(stand.count) if stand.count > 1 else "", stand.names]
        label = " · ".join(part for part in parts if part)
        rows.setdefault(rank, []).append({"x": stand.x, "y": stand.y, "role": _short(stand.role), "label": label})
    return sorted(rows.items())


def _axis(metric: Metric, *, is_across: bool) -> alt.Axis:
    """The title in two lines, what and in which unit: on a phone one would be cut. That of y stands on top, to be read."""
    number_format = "~%" if metric.is_share else "~s" if metric.is_money else ",~r"
    title = re.split(r"(?<=better\)), ", axis_title(metric, is_across=is_across), maxsplit=1)
    on_top = {} if is_across else {
        "titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleX": 0, "titleY": -12 - 17 * len(title) + 17,
        "titleBaseline": "bottom",
    }  # fmt: skip
    return alt.Axis(title=title, format=number_format, tickCount=5, labelFlush=False, titleLimit=900, **on_top)


def _short(role: str) -> str:
    return role if len(role) <= _ROLE_LENGTH else f"{role[: _ROLE_LENGTH - 1]}…"
