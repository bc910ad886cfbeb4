"""The metric tree: what is measured, what people then do, and what that is worth, as boxes that lead to one another."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import altair as alt
import pandas as pd

from workbench.charts.theme import FONT, LIGHT, Palette, chart_config

TITLE_LINES = ("From metric to behaviour", "to business impact")
HEADINGS = ("What is measured", "What people do", "What it is worth")
NOTHING = "nobody has said"
WIDE, NARROW, COLUMN = 700, 300, 202
_LINE, _PADDING, _BETWEEN = 17, 9, 16
# Characters that fit a pixel at 13 px of the chart's font.
_PER_PIXEL = 1 / 6.9
_STEPS = {"outcome": 0, "action": 1, "model": 2}


@dataclass(frozen=True, kw_only=True)
class _Box:
    kind: str
    left: float
    top: float
    width: float
    lines: tuple[str, ...]

    @property
    def height(self) -> float:
        return len(self.lines) * _LINE + 2 * _PADDING


def metric_tree(frame: pd.DataFrame, *, is_narrow: bool = False, palette: Palette = LIGHT) -> alt.LayerChart:
    """A row a metric, outcome first, then action, then model; ``is_narrow`` stacks what is else side by side.

    ``frame`` has the columns ``metric`` (its label), ``layer``, ``role`` and ``steps`` (a sequence of texts, the last of
    them the business impact). A metric without steps leads to a dashed box that says so. One ink, told apart by line
    and place, so that no colour is needed to read it.
    """
    boxes, links = _laid_out(frame, is_narrow)
    width = NARROW if is_narrow else WIDE
    height = max((box.top + box.height for box in boxes), default=20.0) + 4
    x: dict[str, Any] = {"scale": alt.Scale(domain=[0, width], nice=False, zero=False), "axis": None}
    y: dict[str, Any] = {"scale": alt.Scale(domain=[height, 0], nice=False, zero=False), "axis": None}
    drawn = pd.DataFrame(
        [
            {"kind": box.kind, "x": box.left, "x2": box.left + box.width, "y": box.top, "y2": box.top + box.height}
            for box in boxes
        ],
        columns=["kind", "x", "x2", "y", "y2"],
    )
    words = pd.DataFrame(
        [
            {
                "x": box.left + 10,
                "y": box.top + _PADDING + (row + 0.5) * _LINE,
                "text": line,
                "weight": _weight(box, row),
            }
            for box in boxes
            for row, line in enumerate(box.lines)
        ],
        columns=["x", "y", "text", "weight"],
    )
    ends = alt.Chart(drawn).encode(x=alt.X("x:Q", **x), x2="x2:Q", y=alt.Y("y:Q", **y), y2="y2:Q")
    shapes = [
        ends.transform_filter(f"datum.kind === '{kind}'").mark_rect(
            fill=None, stroke=palette.ink, strokeWidth=thick, strokeDash=dash, cornerRadius=5, aria=False
        )
        for kind, thick, dash in (("metric", 2, [1, 0]), ("step", 0.8, [1, 0]), ("missing", 1, [4, 3]))
    ]
    texts = alt.Chart(words).encode(x=alt.X("x:Q", **x), y=alt.Y("y:Q", **y), text="text:N")
    written = [
        texts.transform_filter(f"datum.weight === {weight}").mark_text(
            align="left", baseline="middle", fontSize=13, fontWeight=weight, color=palette.ink, font=FONT, aria=False
        )
        for weight in (400, 600)
    ]
    lines = [
        alt.Chart(pd.DataFrame(link, columns=["x", "y", "order"]))
        .mark_line(color=palette.ink, strokeWidth=1, interpolate="linear", aria=False)
        .encode(x=alt.X("x:Q", **x), y=alt.Y("y:Q", **y), order="order:Q")
        for link in links
    ]
    tips = pd.DataFrame([link[-1][:2] for link in links], columns=["x", "y"])
    heads = (
        alt.Chart(tips)
        .mark_point(shape="triangle-right", size=45, filled=True, color=palette.ink, opacity=1, xOffset=-4, aria=False)
        .encode(x=alt.X("x:Q", **x), y=alt.Y("y:Q", **y))
    )
    return (
        alt.layer(*shapes, *lines, heads, *written)
        .properties(
            width=width,
            autosize="pad",
            height=height,
            title=list(TITLE_LINES) if is_narrow else " ".join(TITLE_LINES),
            description=tree_text(frame),
        )
        .configure(**chart_config(palette))
    )


def tree_text(frame: pd.DataFrame) -> str:
    """What the picture shows, for people who do not see it.

    >>> tree_text(pd.DataFrame([("Misses", "model", "primary", ("a claim", "money"))], columns=["metric", "layer", "role",
    ...     "steps"]))
    'Misses (model, primary) leads to a claim, then to money.'
    """
    said = []
    for row in _ordered(frame).itertuples():
        steps = ", then to ".join(_steps(row)) or f"nothing: {NOTHING} what follows"
        said.append(f"{row.metric} ({row.layer}, {row.role}) leads to {steps}.")
    return " ".join(said)


def _steps(row: Any) -> list[str]:
    # A chain often begins by saying the metric's name again.
    steps = list(row.steps)
    return steps[1:] if len(steps) > 1 and steps[0].casefold() == row.metric.casefold() else steps


def _ordered(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values("layer", key=lambda layers: layers.map(_STEPS), kind="stable")


def _laid_out(frame: pd.DataFrame, is_narrow: bool) -> tuple[list[_Box], list[list[tuple[float, float, int]]]]:
    boxes: list[_Box] = []
    links: list[list[tuple[float, float, int]]] = []
    top = 0.0 if is_narrow else 30.0
    if not is_narrow:
        boxes += [
            _Box(kind="heading", left=left - 10, top=0, width=COLUMN, lines=(heading,))
            for left, heading in zip(_lefts(3), HEADINGS, strict=True)
        ]
    for row in _ordered(frame).itertuples():
        *behaviour, impact = _steps(row) or [None]
        told = [(0, "metric", [row.metric, f"{row.layer} · {row.role}"])]
        told += [(1, "step", [" → ".join(behaviour)])] if behaviour else []
        told += [(2, "missing" if impact is None else "step", [impact or f"So what? {NOTHING.capitalize()}."])]
        row_boxes: list[_Box] = []
        for place, kind, texts in told:
            left = 24.0 * place if is_narrow else _lefts(3)[place]
            width = NARROW - 24.0 * place if is_narrow else COLUMN
            lines = [line for text in texts for line in textwrap.wrap(text, int((width - 18) * _PER_PIXEL))]
            row_boxes.append(_Box(kind=kind, left=left, top=top, width=width, lines=tuple(lines)))
            if is_narrow:
                top += row_boxes[-1].height + 8
        tallest = max(box.height for box in row_boxes)
        if not is_narrow:
            row_boxes = [replace(box, top=top + (tallest - box.height) / 2) for box in row_boxes]
        for one, other in pairwise(row_boxes):
            links.append(_elbow(one, other) if is_narrow else _across(one, other))
        boxes += row_boxes
        top = top + _BETWEEN if is_narrow else top + tallest + _BETWEEN
    return boxes, links


def _lefts(count: int) -> list[float]:
    between = (WIDE - count * COLUMN) / (count - 1)
    return [place * (COLUMN + between) for place in range(count)]


def _across(one: _Box, other: _Box) -> list[tuple[float, float, int]]:
    level = one.top + one.height / 2
    return [(one.left + one.width, level, 0), (other.left, level, 1)]


def _elbow(one: _Box, other: _Box) -> list[tuple[float, float, int]]:
    level = other.top + other.height / 2
    return [(one.left + 12, one.top + one.height, 0), (one.left + 12, level, 1), (other.left, level, 2)]


def _weight(box: _Box, row: int) -> int:
    return 600 if box.kind == "heading" or (box.kind == "metric" and row < len(box.lines) - 1) else 400
