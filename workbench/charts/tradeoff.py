"""The Trade-off chart: the curves of every score, the frontier, the marks that stay. Its data sets are filled in the browser.

What moves (you, the recommended point) is laid over the chart by the browser, so that a drag redraws no chart at all;
``x0 x1 y0 y1`` are the ends of the axes.
"""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from workbench.charts.live_axes import broken_run, forbidden_region, live_axes
from workbench.charts.theme import DASHES, SHAPES, Palette, chart_config
from workbench.metrics import Metric


def tradeoff_chart(
    x: Metric, y: Metric, *, scores: Sequence[str], palette: Palette, third: Metric | None = None
) -> alt.LayerChart:
    """Curves faint, frontier strong, every mark with a shape and a word of its own. ``third`` colours the frontier."""

    across, up = live_axes(x, y)
    names = list(scores)
    colours = alt.Color(
        "score:N", scale=alt.Scale(domain=names, range=[palette.scores[i % 5] for i in range(len(names))]), legend=None
    )
    dash = alt.StrokeDash(
        "score:N", scale=alt.Scale(domain=names, range=[list(DASHES[i % 5]) for i in range(len(names))]), legend=None
    )
    shape = alt.Shape(
        "score:N", scale=alt.Scale(domain=names, range=[SHAPES[i % 5] for i in range(len(names))]), legend=None
    )

    forbidden, forbidden_edge = forbidden_region(across, up, palette)
    blocked, crosses = broken_run(across, up, palette)
    curve = (
        alt.Chart(alt.NamedData("curve"))
        .mark_line(strokeWidth=1.3, opacity=0.5, clip=True)
        .encode(x=across, y=up, color=colours, strokeDash=dash, detail="score:N", order="order:Q")
    )
    frontier_line = (
        alt.Chart(alt.NamedData("frontier"))
        .mark_line(strokeWidth=2.6, clip=True)
        .encode(x=across, y=up, color=colours, detail="run:N", order="order:Q")
    )
    frontier = alt.Chart(alt.NamedData("frontier")).encode(x=across, y=up, shape=shape, tooltip=alt.Tooltip("tip:N"))
    if third is None:
        frontier = frontier.mark_point(filled=True, size=26, opacity=0.9, clip=True).encode(color=colours)
    else:
        scheme = alt.Scale(scheme="viridis", reverse=third.sign < 0)
        legend = alt.Legend(title=third.label, orient="top-right", format="~%" if third.is_share else ",~r")
        frontier = frontier.mark_point(
            filled=True, size=90, opacity=1, stroke=palette.ink, strokeWidth=0.5, clip=True
        ).encode(fill=alt.Fill("third:Q", scale=scheme, legend=legend))
    hull = (
        alt.Chart(alt.NamedData("hull"))
        .mark_point(filled=False, shape="circle", size=95, strokeWidth=1.4, color=palette.muted, clip=True)
        .encode(x=across, y=up)
    )
    kinds = ["today", "knee", "pin"]
    marks = (
        alt.Chart(alt.NamedData("marks"))
        .mark_point(filled=True, size=170, stroke=palette.paper, strokeWidth=1.5, opacity=1, clip=True)
        .encode(
            x=across,
            y=up,
            shape=alt.Shape(
                "kind:N", scale=alt.Scale(domain=kinds, range=["square", "triangle-up", "triangle-down"]), legend=None
            ),
            color=alt.Color(
                "kind:N",
                scale=alt.Scale(domain=kinds, range=[palette.muted, palette.muted, palette.ink]),
                legend=None,
            ),
            tooltip=alt.Tooltip("tip:N"),
        )
    )
    ends = [alt.param(name=name, value=value) for name, value in (("x0", 0), ("x1", 1), ("y0", 0), ("y1", 1))]
    layers = (forbidden, forbidden_edge, blocked, curve, frontier_line, frontier, crosses, hull, marks)
    return (
        alt.layer(*layers)
        .resolve_scale(color="independent", shape="independent", strokeDash="independent", fill="independent")
        .add_params(*ends)
        .properties(width=600, height=400, autosize=alt.AutoSizeParams(type="fit", contains="padding"))
        .configure(**chart_config(palette), mark={"aria": False})  # the panel names the picture as a whole
    )
