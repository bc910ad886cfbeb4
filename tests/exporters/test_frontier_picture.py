"""The picture in documents: marks told apart by shape, labels apart from each other, the forbidden region shaded."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from workbench.charts.frontier_picture import HEIGHT, WIDTH, PictureMark, frontier_picture
from workbench.charts.label_places import CHARACTER_WIDTH, LINE_HEIGHT, place_labels
from workbench.charts.render import to_png, to_svg


def picture(*, limit: float | None = None, x_unit: str = "per 1,000 km") -> dict[str, Any]:
    rows = [{"score": "v7", "threshold": 1 - t, "x": 100 * t, "y": (1 - t) ** 3} for t in np.linspace(0, 1, 30)]
    old = [{**row, "score": "v6", "y": 1 - row["x"] / 100} for row in rows]
    x = {"name": "x", "label": "Hard brakes", "goal": "minimise", "unit": x_unit, "limit": None}
    y = {"name": "y", "label": "Missed", "goal": "minimise", "unit": "share of pedestrians", "limit": limit}
    return {"x": x, "y": y, "frontier": rows, "curves": {"v7": rows, "v6": [*old, {**old[0], "y": None}]}}


MARKS = [
    PictureMark(kind="chosen", label="Chosen (0.4)", x=50, y=0.125),
    PictureMark(kind="recommended", label="Recommended (0.41)", x=52, y=0.11),
    PictureMark(kind="baseline", label="Baseline (0.5)", x=50, y=0.5),
    PictureMark(kind="alternative", label="A <b>", x=54, y=0.1),
]


def test_the_drawing_has_every_label_both_axes_and_both_scores() -> None:
    svg = to_svg(frontier_picture(picture(), MARKS).to_dict())
    said = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    assert {"Chosen (0.4)", "Recommended (0.41)", "Baseline (0.5)", "A &lt;b&gt;", "v6", "v7"} <= set(said)
    assert "Hard brakes, per 1,000 km (← lower is better)" in said
    assert "Missed, share of pedestrians (↓ lower is better)" in said
    assert {"50", "55", "40%", "60%"} <= set(said)


def test_kinds_of_marks_differ_in_shape_and_scores_in_dash() -> None:
    content = frontier_picture(picture(), MARKS).to_dict()
    shapes = [layer["mark"]["shape"] for layer in content["layer"] if layer["mark"].get("shape")]
    assert len(shapes) == len(set(shapes)) == 4
    dashes = next(
        layer["encoding"]["strokeDash"]["scale"]["range"]
        for layer in content["layer"]
        if "strokeDash" in layer["encoding"]
    )
    assert dashes[0] != dashes[1]


def test_a_limit_shades_what_it_forbids() -> None:
    plain, limited = (
        frontier_picture(picture(), MARKS).to_dict(),
        frontier_picture(picture(limit=0.3), MARKS, limits={"y": "at most 30%"}).to_dict(),
    )
    assert not [layer for layer in plain["layer"] if layer["mark"]["type"] == "rect"]
    assert [layer for layer in limited["layer"] if layer["mark"]["type"] == "rect"]
    assert "at most 30%" in to_svg(limited)


def test_points_at_one_spot_share_a_label() -> None:
    twice = [MARKS[0], PictureMark(kind="alternative", label="A (0.4)", x=50, y=0.125)]
    assert "Chosen (0.4); A (0.4)" in to_svg(frontier_picture(picture(), twice).to_dict())


@pytest.mark.parametrize("x_unit", ["", "share of cases", "x" * 500])
def test_a_single_mark_or_none_can_be_drawn(x_unit: str) -> None:
    for marks in (MARKS[:1], []):
        assert to_svg(frontier_picture(picture(x_unit=x_unit), marks).to_dict()).startswith("<svg")


def test_pixels_are_a_png() -> None:
    assert to_png(frontier_picture(picture(), MARKS).to_dict()).startswith(b"\x89PNG")


@pytest.mark.parametrize("seed", range(20))
def test_labels_of_up_to_six_marks_stay_apart_and_inside(seed: int) -> None:
    rng = np.random.default_rng(seed)
    marks = rng.random((6, 2)) * [0.3 * WIDTH, 0.4 * HEIGHT] + [0.3 * WIDTH, 0.3 * HEIGHT]
    labels = ["Chosen (0.4131)", "Recommended (0.5)", "Baseline (0.5)", "A (0.25)", "B (0.75)", "C (0.8)"]
    places = place_labels(marks, labels, lines=np.zeros((0, 2)), width=WIDTH, height=HEIGHT)
    boxes = []
    for place, label in zip(places, labels, strict=True):
        left = place.x if place.align == "left" else place.x - CHARACTER_WIDTH * len(label)
        boxes.append((left, place.y - LINE_HEIGHT / 2, left + CHARACTER_WIDTH * len(label), place.y + LINE_HEIGHT / 2))
    for index, (a, b, c, d) in enumerate(boxes):
        assert a >= 0
        assert b >= 0
        assert c <= WIDTH
        assert d <= HEIGHT
        assert not [box for box in boxes[index + 1 :] if a < box[2] and box[0] < c and b < box[3] and box[1] < d]
