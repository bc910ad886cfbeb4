"""The memo's picture: the recorded frontier with the chosen, recommended, baseline and rejected points on it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from workbench.charts.frontier_picture import PictureMark, frontier_picture
from workbench.exporters.blocks import Picture
from workbench.exporters.limit_words import bound_text
from workbench.exporters.policy_words import short_rule
from workbench.exporters.recorded import Recorded, metric_from_dict, value_at


def memo_picture(record: Recorded) -> Picture | None:
    """The picture with its alternative text; None where the record has none or nothing in it is defined."""
    picture = record["picture"]
    if not picture or not any(_is_drawn(row) for row in picture["frontier"]):
        return None
    marks, left_out = _marks(record, picture)
    x, y = metric_from_dict(picture["x"]), metric_from_dict(picture["y"])
    limits = {
        axis: f"{metric.label}: limit {bound_text(record, metric)}"
        for axis, metric in (("x", x), ("y", y))
        if metric.limit is not None
    }
    caption = "The dark line joins the points that no other point beats; the pale lines are each score's whole range."
    if any(policy.get("kind") != "single" for policy in _policies(record)):
        caption += " A policy of another kind than one threshold stands beside the lines."
    caption += " Triangles are options that were not taken." if record["alternatives"] else ""
    if left_out:
        caption += f" Not drawn, since a value is undefined or not in the record: {', '.join(left_out)}."
    return Picture(
        title=f"{y.label} against {x.label}",
        alt=_alt(record, picture, marks),
        caption=caption,
        specification=frontier_picture(picture, marks, limits=limits).to_dict(validate=False),
    )


def _policies(record: Recorded) -> list[Mapping[str, Any]]:
    recommended = (record["recommended"] or {}).get("policy")
    others = [item["policy"] for item in record["alternatives"] or ()]
    return [record["policy"], *others, *([recommended] if recommended else [])]


def _marks(record: Recorded, picture: Mapping[str, Any]) -> tuple[list[PictureMark], list[str]]:
    chosen, baseline = record["policy"], record["baseline"]
    recommended = (record["recommended"] or {}).get("policy")
    is_chosen = bool((record["recommended"] or {}).get("is_chosen"))
    wanted: list[tuple[str, str, Mapping[str, Any], Mapping[str, Any] | None]] = [
        ("chosen", "Chosen, as recommended" if is_chosen else "Chosen", chosen, record["operating_point"])
    ]
    if recommended and not is_chosen:
        wanted.append(("recommended", "Recommended", recommended, record["recommended"].get("operating_point")))
    if baseline:
        wanted.append(
            (
                "baseline",
                f"Baseline {baseline['policy'].get('score') or ''}".rstrip(),
                baseline["policy"],
                baseline["operating_point"],
            )
        )
    wanted += [
        ("alternative", item["name"], item["policy"], item["operating_point"]) for item in record["alternatives"] or ()
    ]
    marks: list[PictureMark] = []
    left_out = []
    for kind, name, policy, point in wanted:
        x, y = (_place(picture, policy, point, axis) for axis in ("x", "y"))
        if math.isnan(x) or math.isnan(y):
            left_out.append(name)
            continue
        marks.append(PictureMark(kind=kind, label=f"{name} ({short_rule(policy, point)})", x=x, y=y))  # type: ignore[arg-type]
    return marks, left_out


def _place(picture: Mapping[str, Any], policy: Mapping[str, Any], point: Mapping[str, Any] | None, axis: str) -> float:
    name = picture[axis]["name"]
    if policy.get("kind") != "single":
        marks = [mark for mark in picture.get("marks") or () if mark["policy"] == policy]
        if marks:  # measured with its rows, so that nothing need be counted again
            return math.nan if marks[0][axis] is None else float(marks[0][axis])
    value = math.nan if point is None else value_at(point, name)
    if not math.isnan(value) or policy.get("kind") != "single":
        return value
    rows = [*picture["frontier"], *picture["curves"].get(policy["score"], ())]
    found = [row[axis] for row in rows if row["score"] == policy["score"] and row["threshold"] == policy["threshold"]]
    return float(found[0]) if found and found[0] is not None else math.nan


def _is_drawn(row: Mapping[str, Any]) -> bool:
    return row["x"] is not None and row["y"] is not None


def _alt(record: Recorded, picture: Mapping[str, Any], marks: list[PictureMark]) -> str:
    x, y = metric_from_dict(picture["x"]), metric_from_dict(picture["y"])
    drawn = [row for row in picture["frontier"] if _is_drawn(row)]
    across, up = (
        f"{metric.label}, {'lower' if metric.goal == 'minimise' else 'higher'} is better" for metric in (x, y)
    )

    def said(place_x: float, place_y: float) -> str:
        return f"{x.label} {record.text_with_unit(x, place_x)}, {y.label} {record.text_with_unit(y, place_y)}"

    first, last = drawn[0], drawn[-1]
    parts = [f"A line chart. Across: {across}. Up: {up}."]
    parts.append(f"The frontier goes from {said(first['x'], first['y'])} to {said(last['x'], last['y'])}.")
    parts += [f"{mark.label}: {said(mark.x, mark.y)}." for mark in marks]
    return " ".join(parts)
