"""One picture with a frontier for each kind of policy, told apart by dash and shape as well as by colour."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from html import escape

import altair as alt
import numpy as np
import pandas as pd

from workbench.charts.live_axes import axis_title
from workbench.charts.theme import LIGHT, Palette, chart_config
from workbench.metrics import Metric
from workbench.wording import value_with_unit

DASHES = ((6, 4), (1, 0), (8, 3, 2, 3), (2, 2), (10, 4), (4, 2, 1, 2, 1, 2), (12, 3, 3, 3), (1, 3))
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right", "triangle-left")
_SHAPE_PATHS = {
    "circle": "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0Z",
    "square": "M-5-5H5V5H-5Z",
    "triangle-up": "M0-6 6 5H-6Z",
    "diamond": "M0-7 6 0 0 7-6 0Z",
    "cross": "M-2-6H2V-2H6V2H2V6H-2V2H-6V-2H-2Z",
    "triangle-down": "M0 6 6-5H-6Z",
    "triangle-right": "M6 0-5 6V-6Z",
    "triangle-left": "M-6 0 5 6V-6Z",
}
_ENTRY_STYLE = "display:inline-flex;align-items:center;gap:.45rem;margin-right:1.3rem"
MARKS_MAX = 10
COLUMNS = ("kind", "part", "x", "y", "order")


def kind_frontiers_chart(
    frame: pd.DataFrame,
    *,
    x: Metric,
    y: Metric,
    kinds: Sequence[str],
    width: int = 900,
    height: int = 430,
    palette: Palette = LIGHT,
    text: str = "",
) -> alt.LayerChart:
    """A line for each of ``kinds``, in this order, with its own dash and shape; ``text`` says the same in words.

    ``frame`` has the columns ``kind``, ``part`` (``line``, or ``best`` for what is recommended of that kind), ``x``, ``y`` and
    ``order`` along the line. The axes look at the neighbourhood of what is recommended, where something is.
    """
    names = list(kinds)
    colours = [palette.scores[place % len(palette.scores)] for place in range(len(names))]

    def told(kind: type, given: Sequence) -> alt.SchemaBase:
        return kind("kind:N", scale=alt.Scale(domain=names, range=list(given)), legend=None)

    colour = told(alt.Color, colours)
    dash = told(alt.StrokeDash, [list(DASHES[place % len(DASHES)]) for place in range(len(names))])
    shape = told(alt.Shape, [SHAPES[place % len(SHAPES)] for place in range(len(names))])
    across, up = (_position(metric, field, frame) for metric, field in ((x, "x"), (y, "y")))
    base = alt.Chart(frame).encode(x=across, y=up)
    lines = (
        base.transform_filter("datum.part === 'line'")
        .mark_line(strokeWidth=2.2, clip=True, aria=False)
        .encode(color=colour, strokeDash=dash, detail="kind:N", order="order:Q")
    )
    marks = (
        alt.Chart(_spread_marks(frame))
        .encode(x=across, y=up)
        .mark_point(filled=True, size=48, opacity=1, clip=True, aria=False)
        .encode(color=colour, shape=shape)
    )
    best = (
        base.transform_filter("datum.part === 'best'")
        .mark_point(filled=True, size=240, opacity=1, stroke=palette.ink, strokeWidth=2, clip=True, aria=False)
        .encode(color=colour, shape=shape)
    )
    return (
        alt.layer(lines, marks, best)
        .properties(width=width, height=height, description=text)
        .configure(**chart_config(palette))
    )


def kinds_legend(kinds: Sequence[str], *, palette: Palette = LIGHT) -> str:
    """The picture's legend as HTML: each line with its dash and its shape, and the name of its kind as text."""
    entries = []
    for place, name in enumerate(kinds):
        colour = palette.scores[place % len(palette.scores)]
        dash = " ".join(str(part) for part in DASHES[place % len(DASHES)] if part)
        drawn = (
            f"<svg xmlns='http://www.w3.org/2000/svg' width='44' height='16' viewBox='-22 -8 44 16'>"
            f"<path d='M-22 0H22' stroke='{colour}' stroke-width='2.4' fill='none' stroke-dasharray='{dash}'/>"
            f"<path d='{_SHAPE_PATHS[SHAPES[place % len(SHAPES)]]}' fill='{colour}'/></svg>"
        )
        # As an image: a page's own HTML is let in without drawings.
        image = (
            f"<img alt='' width='44' height='16' src='data:image/svg+xml;base64,{b64encode(drawn.encode()).decode()}'>"
        )
        entries.append(f"<span style='{_ENTRY_STYLE}'>{image}{escape(name)}</span>")
    return f"<div style='display:flex;flex-wrap:wrap;font-size:.9rem;line-height:1.7'>{''.join(entries)}</div>"


def kinds_text(
    reached: Mapping[str, float], *, x: Metric, y: Metric, at: float, currency: str = "", anchor: str
) -> str:
    """What the picture shows, for people who do not see it: how good ``y`` can be where ``x`` is as good as at ``anchor``.

    ``reached`` has the best ``y`` of each kind, NaN where it has no policy that is as good in ``x``.

    >>> from workbench.metrics import BUILTIN
    >>> kinds_text({"One threshold": 0.8, "By road": float("nan")}, x=BUILTIN["fpr"], y=BUILTIN["recall"], at=0.1,
    ...            anchor="today")
    'Where False positive rate is at most 10% of non-events, as at today, Recall can be: One threshold 80% of events; By road: no such policy.'
    """
    said = [
        f"{name}: no such policy" if np.isnan(value) else f"{name} {value_with_unit(y, value, currency)}"
        for name, value in reached.items()
    ]
    bound = f"at {'most' if x.sign < 0 else 'least'} {value_with_unit(x, at, currency)}"
    return f"Where {x.label} is {bound}, as at {anchor}, {y.label} can be: {'; '.join(said)}."


def _spread_marks(frame: pd.DataFrame) -> pd.DataFrame:
    """A few points of each line, so that its shape is seen and the line is not hidden."""
    chosen = []
    for _, own in frame[frame["part"] == "line"].groupby("kind", sort=False):
        chosen.append(own.iloc[np.unique(np.linspace(0, len(own) - 1, min(len(own), MARKS_MAX)).round().astype(int))])
    return pd.concat(chosen) if chosen else frame[:0]


def _position(metric: Metric, field: str, frame: pd.DataFrame) -> alt.X | alt.Y:
    channel = alt.X if field == "x" else alt.Y
    scale = alt.Scale(zero=False, nice=False, domain=list(_ends(metric, field, frame)))
    number_format = "~%" if metric.is_share else "~s" if metric.is_money else ",~r"
    return channel(
        f"{field}:Q",
        title=axis_title(metric, is_across=field == "x"),
        axis=alt.Axis(format=number_format, tickCount=6),
        scale=scale,
    )


def _ends(metric: Metric, field: str, frame: pd.DataFrame) -> tuple[float, float]:
    """From the best end of all lines to somewhat past the worst of what is recommended; everything where nothing is."""
    values, best = frame[field].to_numpy(dtype=float), frame.loc[frame["part"] == "best", field].to_numpy(dtype=float)
    if not len(values):
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    if len(best):
        if metric.sign < 0:
            high = min(high, float(best.max()) + 0.8 * (float(best.max()) - low))
        else:
            low = max(low, float(best.min()) - 0.8 * (high - float(best.min())))
    margin = 0.04 * (high - low) or 0.5
    return low - margin, high + margin
