"""What charts that are filled in the browser have in common: two axes with their ends as parameters, and what limits forbid."""

from __future__ import annotations

import altair as alt

from workbench.charts.theme import Palette
from workbench.metrics import Metric

CROSS = "M-.7-.7L.7.7M.7-.7L-.7.7"


def axis_title(metric: Metric, *, is_across: bool) -> str:
    """The axis title: what, in which unit, and which way is better.

    >>> from workbench.metrics import BUILTIN
    >>> axis_title(BUILTIN["fpr"], is_across=True)
    'False positive rate (\u2190 better), % of non-events'
    """
    unit = f"% {metric.unit.removeprefix('share ')}" if metric.is_share else metric.unit
    more, less = ("\u2192", "\u2190") if is_across else ("\u2191", "\u2193")
    return f"{metric.label} ({more if metric.sign > 0 else less} better){', ' if unit else ''}{unit}"


def live_axes(x: Metric, y: Metric) -> tuple[alt.X, alt.Y]:
    """The fields ``x`` and ``y`` on axes whose ends are the parameters ``x0 x1 y0 y1``."""

    def position(metric: Metric, field: str, ends: tuple[str, str]) -> alt.X | alt.Y:
        kind = alt.X if field == "x" else alt.Y
        number_format = "~%" if metric.is_share else "~s" if metric.is_money else ",~r"
        return kind(
            f"{field}:Q",
            title=axis_title(metric, is_across=field == "x"),
            axis=alt.Axis(format=number_format, tickCount=6, labelFlush=False),
            scale=alt.Scale(domain=[alt.ExprRef(ends[0]), alt.ExprRef(ends[1])], zero=False, nice=False),
        )

    return position(x, "x", ("x0", "x1")), position(y, "y", ("y0", "y1"))


def forbidden_region(across: alt.X, up: alt.Y, palette: Palette) -> tuple[alt.Chart, alt.Chart]:
    """The area that a limit forbids and its edge, of the data set ``forbidden``."""
    area = (
        alt.Chart(alt.NamedData("forbidden"))
        .mark_rect(color=palette.forbidden, opacity=0.11, clip=True)
        .encode(x=across, x2="x2:Q", y=up, y2="y2:Q")
    )
    edge = (
        alt.Chart(alt.NamedData("forbidden"))
        .mark_rule(color=palette.forbidden, strokeDash=[5, 4], strokeWidth=1.5, clip=True)
        .encode(x=alt.X("ex:Q"), x2="ex2:Q", y=alt.Y("ey:Q"), y2="ey2:Q")
    )
    return area, edge


def broken_run(across: alt.X, up: alt.Y, palette: Palette) -> tuple[alt.Chart, alt.Chart]:
    """Where a line breaks a limit: red behind it (data set ``blocked``), and crosses upon it that need no colour (``crosses``)."""
    band = (
        alt.Chart(alt.NamedData("blocked"))
        .mark_line(color=palette.forbidden, strokeWidth=11, opacity=0.16, strokeCap="butt", clip=True)
        .encode(x=across, y=up, detail="run:N", order="order:Q")
    )
    crosses = (
        alt.Chart(alt.NamedData("crosses"))
        .mark_point(shape=CROSS, filled=False, size=60, strokeWidth=1.7, opacity=1, color=palette.forbidden, clip=True)
        .encode(x=across, y=up)
    )
    return band, crosses
