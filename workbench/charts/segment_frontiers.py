"""Small multiples: the frontier of each segment beside that of the whole, and where the policy stands there."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from workbench.charts.live_axes import axis_title
from workbench.charts.theme import LIGHT, Palette, chart_config
from workbench.metrics import Metric
from workbench.wording import value_with_unit

NAME_LENGTH_MAX = 34
_KEY = "Thick line: the segment. Dashed: the whole. Diamond: this policy."


def segment_frontiers_chart(
    frame: pd.DataFrame,
    *,
    x: Metric,
    y: Metric,
    order: Sequence[str],
    columns: int = 4,
    width: int = 240,
    palette: Palette = LIGHT,
    currency: str = "",
) -> alt.FacetChart:
    """A panel a segment, in the given ``order``, all on the same axes.

    ``frame`` has the columns ``segment``, ``kind`` (``frontier``, ``whole`` or ``now``), ``x``, ``y`` and ``order``. A thick
    line is the segment's frontier, a thin dashed one that of the whole, a diamond the policy: told apart by line and shape,
    so that no colour is needed.
    """
    height = round(width * 0.66)
    shown = frame.assign(segment=frame["segment"].map(_short))
    across, up = (_position(metric, field, shown) for metric, field in ((x, "x"), (y, "y")))
    base = alt.Chart().encode(x=across, y=up)
    layers = [
        base.transform_filter("datum.kind === 'whole'")
        .mark_line(strokeWidth=1.2, strokeDash=[4, 3], color=palette.muted, clip=True, aria=False)
        .encode(order="order:Q"),
        base.transform_filter("datum.kind === 'frontier'")
        .mark_line(strokeWidth=2.4, color=palette.scores[0], clip=True, aria=False)
        .encode(order="order:Q"),
        base.transform_filter("datum.kind === 'now'").mark_point(
            shape="diamond", size=130, filled=True, color=palette.current, stroke=palette.paper, strokeWidth=1.5,
            opacity=1, aria=False,
        ),
    ]  # fmt: skip
    header = alt.Header(
        title=None, labelColor=palette.ink, labelFontSize=13, labelFontWeight=600, labelLimit=width, labelAnchor="start"
    )
    room = max(columns * (width + 60), 300)
    return (
        alt.layer(*layers, data=shown)
        .properties(width=width, height=height)
        .facet(alt.Facet("segment:N", sort=[_short(name) for name in order], header=header), columns=columns)
        .resolve_axis(x="independent", y="independent")
        .properties(
            title=alt.TitleParams(
                _wrapped(_titles(x, y), room), subtitle=_wrapped([_KEY], room),
                subtitleColor=palette.muted, subtitleFontSize=13, fontSize=14, offset=10,
            ),
            description=frontiers_text(frame, x=x, y=y, order=order, currency=currency),
        )
        .configure(**chart_config(palette))
    )  # fmt: skip


def frontiers_text(frame: pd.DataFrame, *, x: Metric, y: Metric, order: Sequence[str], currency: str = "") -> str:
    """What the picture shows, for people who do not see it: where the policy stands in each segment.

    >>> from workbench.metrics import BUILTIN
    >>> frame = pd.DataFrame([("N", "now", 0.1, 0.9, 0)], columns=["segment", "kind", "x", "y", "order"])
    >>> frontiers_text(frame, x=BUILTIN["fpr"], y=BUILTIN["recall"], order=["N", "S"])
    'False positive rate across and Recall up, a panel a segment. N: 10% of non-events, 90% of events. S: undefined.'
    """
    now = frame[frame["kind"] == "now"].set_index("segment")
    said = []
    for name in order:
        if name in now.index:
            point = now.loc[name]
            here = (
                f"{value_with_unit(x, float(point['x']), currency)}, {value_with_unit(y, float(point['y']), currency)}"
            )
        else:
            here = "undefined"
        said.append(f"{name}: {here}.")
    return f"{x.label} across and {y.label} up, a panel a segment. {' '.join(said)}"


def _position(metric: Metric, field: str, frame: pd.DataFrame) -> Any:
    kind = alt.X if field == "x" else alt.Y
    number_format = "~%" if metric.is_share else "~s" if metric.is_money else ",~r"
    return kind(
        f"{field}:Q",
        axis=alt.Axis(format=number_format, tickCount=4, title=None),
        scale=alt.Scale(zero=False, nice=True, domain=_domain(frame, field)),
    )


def _domain(frame: pd.DataFrame, field: str) -> list[float]:
    """The neighbourhood of where the policy stands: a line's far ends would press all that matters into a corner."""
    values, now = frame[field], frame.loc[frame["kind"] == "now", field]
    if values.empty:
        return [0.0, 1.0]
    least, most = float(values.min()), float(values.max())
    if now.empty or most == least:
        return [least, most if most > least else least + 1.0]
    low, high = float(now.min()), float(now.max())
    span = max(high - low, 0.1 * (most - least))
    start, end = max(least, low - span), min(most, high + 1.5 * span)
    return [least if start - least < 0.5 * span else start, end]


def _wrapped(lines: Sequence[str], room: float) -> list[str]:
    """The lines broken where they would leave the picture, at about 7.2 pixels a letter."""
    return [part for line in lines for part in textwrap.wrap(line, max(20, int(room / 7.2)))]


def _titles(x: Metric, y: Metric) -> tuple[str, str]:
    return f"Across: {axis_title(x, is_across=True)}", f"Up: {axis_title(y, is_across=False)}"


def _short(name: str) -> str:
    return name if len(name) <= NAME_LENGTH_MAX else f"{name[: NAME_LENGTH_MAX - 1]}…"
