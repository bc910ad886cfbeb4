"""The chart of several kinds of policy on one picture: a frontier each, told apart by dash and shape, not by colour alone.

Its data sets are filled in the browser, and what moves is laid over it, as in the Trade-off chart.
"""

from __future__ import annotations

import altair as alt

from workbench.charts.live_axes import broken_run, forbidden_region, live_axes
from workbench.charts.theme import Palette, chart_config
from workbench.metrics import Metric

# What each line is drawn with, in the order of ``LINES``: the policy that is open, and what it is compared with.
LINES = ("open", "one threshold", "other")
LINE_DASHES = ([1, 0], [6, 4], [2, 3])
MARKS = ("today", "one threshold", "pin")
MARK_SHAPES = ("square", "circle", "triangle-down")


def policies_chart(x: Metric, y: Metric, *, palette: Palette) -> alt.LayerChart:
    """Lines named by ``line``, points with a tip, marks with a shape and a word each; ``x0 x1 y0 y1`` end the axes."""

    across, up = live_axes(x, y)
    colours = alt.Color(
        "line:N",
        scale=alt.Scale(domain=list(LINES), range=[palette.scores[0], palette.muted, palette.scores[1]]),
        legend=None,
    )
    forbidden, edge = forbidden_region(across, up, palette)
    blocked, crosses = broken_run(across, up, palette)
    lines = (
        alt.Chart(alt.NamedData("lines"))
        .mark_line(strokeWidth=2.4, clip=True)
        .encode(
            x=across,
            y=up,
            color=colours,
            strokeDash=alt.StrokeDash(
                "line:N", scale=alt.Scale(domain=list(LINES), range=[list(dash) for dash in LINE_DASHES]), legend=None
            ),
            detail="name:N",
            order="order:Q",
        )
    )
    points = (
        alt.Chart(alt.NamedData("points"))
        .mark_point(filled=True, size=26, opacity=0.9, clip=True)
        .encode(x=across, y=up, color=colours, tooltip=alt.Tooltip("tip:N"))
    )
    marks = (
        alt.Chart(alt.NamedData("marks"))
        .mark_point(filled=True, size=150, stroke=palette.paper, strokeWidth=1.5, opacity=1, clip=True)
        .encode(
            x=across,
            y=up,
            shape=alt.Shape("kind:N", scale=alt.Scale(domain=list(MARKS), range=list(MARK_SHAPES)), legend=None),
            color=alt.value(palette.muted),
            tooltip=alt.Tooltip("tip:N"),
        )
    )
    ends = [alt.param(name=name, value=value) for name, value in (("x0", 0), ("x1", 1), ("y0", 0), ("y1", 1))]
    return (
        alt.layer(forbidden, edge, blocked, lines, points, crosses, marks)
        .resolve_scale(color="independent", shape="independent", strokeDash="independent")
        .add_params(*ends)
        .properties(width=600, height=400, autosize=alt.AutoSizeParams(type="fit", contains="padding"))
        .configure(**chart_config(palette), mark={"aria": False})  # the panel names the picture as a whole
    )
