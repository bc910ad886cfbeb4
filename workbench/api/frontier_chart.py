"""The chart of a frontier in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import numpy as np
import pandas as pd

from workbench.charts.live_axes import axis_title
from workbench.charts.theme import DASHES, LIGHT, chart_config
from workbench.metrics import Metric
from workbench.wording import value_with_unit

if TYPE_CHECKING:
    from workbench.api.frontiers import ShownFrontier

POINTS_MAX = 1_500


def frontier_chart(frontier: ShownFrontier) -> alt.LayerChart:
    """Frontier points with threshold and values on hover, over the curves; each thinned to ``POINTS_MAX`` points."""
    x, y = frontier.metrics[:2]
    sweep = frontier.sweep
    across, up = x.measure(sweep), y.measure(sweep)
    shown = np.concatenate([_thin(np.flatnonzero(sweep.score_code == code)) for code in range(len(sweep.scores))])
    curve = pd.DataFrame(
        {"x": across[shown], "y": up[shown], "score": np.array(sweep.scores)[sweep.score_code[shown]], "order": shown}
    ).dropna()
    kept = _thin(np.arange(len(frontier)))
    points = pd.DataFrame(
        {
            "x": frontier.values[kept, 0],
            "y": frontier.values[kept, 1],
            "score": np.array(sweep.scores)[sweep.score_code[frontier.index[kept]]],
            "threshold": np.array(frontier.thresholds(), dtype=object)[kept],
            "across": [_text(x, value, frontier) for value in frontier.values[kept, 0]],
            "up": [_text(y, value, frontier) for value in frontier.values[kept, 1]],
        }
    )
    names = list(sweep.scores)
    colour = alt.Color(
        "score:N", title=None, scale=alt.Scale(domain=names, range=[LIGHT.scores[i % 5] for i in range(len(names))])
    )
    dash = alt.StrokeDash(
        "score:N", legend=None, scale=alt.Scale(domain=names, range=[list(DASHES[i % 5]) for i in range(len(names))])
    )
    position = {
        "x": alt.X("x:Q", title=axis_title(x, is_across=True), axis=_axis(x), scale=alt.Scale(zero=False)),
        "y": alt.Y("y:Q", title=axis_title(y, is_across=False), axis=_axis(y), scale=alt.Scale(zero=False)),
    }
    lines = (
        alt.Chart(curve)
        .mark_line(opacity=0.4, strokeWidth=1.5)
        .encode(**position, color=colour, strokeDash=dash, order="order:Q")
    )
    marks = (
        alt.Chart(points)
        .mark_circle(size=34, opacity=1)
        .encode(
            **position,
            color=colour,
            tooltip=[
                alt.Tooltip("score:N", title="Score"),
                alt.Tooltip("threshold:N", title="Flagged from"),
                alt.Tooltip("across:N", title=x.label),
                alt.Tooltip("up:N", title=y.label),
            ],
        )
    )
    return (
        alt.layer(lines, marks)
        .properties(width=560, height=360, title=repr(frontier)[1:-1])
        .configure(**chart_config(LIGHT))
    )


def _axis(metric: Metric) -> alt.Axis:
    return alt.Axis(format="~%" if metric.is_share else "~s" if metric.is_money else "~g", tickCount=6)


def _text(metric: Metric, value: float, frontier: ShownFrontier) -> str:
    return value_with_unit(metric, value, frontier.contract.currency if frontier.contract is not None else "")


def _thin(index: np.ndarray) -> np.ndarray:
    if len(index) <= POINTS_MAX:
        return index
    return index[np.unique(np.linspace(0, len(index) - 1, POINTS_MAX).round().astype(int))]
