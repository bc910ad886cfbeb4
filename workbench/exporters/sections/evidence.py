"""What the numbers rest on: rows, cases, what was left out, and how far they can be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.exporters.blocks import Block, Bullets, Facts, Paragraph, Section, Table
from workbench.exporters.decision_words import restriction_text
from workbench.exporters.limit_words import interval_text
from workbench.exporters.recorded import Recorded, cases_of, real
from workbench.wording import count
from workbench.wording.optimality import optimality_text


def evidence_section(record: Recorded) -> Section:
    predictions, point = record["predictions"], record["operating_point"]
    receipt = predictions.get("receipt") or {}
    rows, used = predictions.get("rows"), predictions.get("rows_used")
    facts = [
        ("Rows read", "" if rows is None else count(rows)),
        ("Rows used", "" if used is None else count(used)),
        (
            "Cases",
            f"{count(record.cases)}{' (rows carry weights)' if used is not None and used != record.cases else ''}",
        ),
        ("Events", count(real(point["confusion"]["tp"]) + real(point["confusion"]["fn"]))),
    ]
    blocks: list[Block] = [Facts(items=tuple(fact for fact in facts if fact[1]))]
    restriction = restriction_text(record)
    blocks += [Paragraph(text=restriction)] if restriction else []
    blocks += _statements(record)
    dropped = tuple(
        f"{count(item['rows_count'])} rows left out: {item['reason']} (first: row {item['first_row']})."
        for item in receipt.get("dropped") or ()
    )
    if dropped:
        blocks += [Paragraph(text="Left out", style="label"), Bullets(items=dropped)]
    findings = tuple(_finding(item) for item in receipt.get("findings") or ())
    if findings:
        blocks += [Paragraph(text="Noticed while reading the file", style="label"), Bullets(items=findings)]
    rested = _denominators(record)
    blocks += [rested] if rested is not None else []
    blocks += [_segment(record, column, values) for column, values in (record["segments"] or {}).items() if values]
    named = (receipt.get("columns") or {}).get("segments") or ()
    left_out = [column for column in named if column not in (record["segments"] or {})]
    if left_out:
        what = "has" if len(left_out) == 1 else "have"
        blocks.append(Paragraph(text=f"Not told by value here: {', '.join(left_out)}, which {what} more than 50 values. The Segments page shows them.", style="note"))  # fmt: skip
    return Section(heading="Evidence", blocks=tuple(blocks))


def _statements(record: Recorded) -> list[Block]:
    evidence = record["evidence"] or {}
    said = []
    if any(item.get("low") is not None for item in record["operating_point"]["metrics"].values()):
        said.append(f"Intervals: {evidence.get('method') or 'as recorded'}.")
    else:
        said.append(
            "Intervals are not computed: the numbers are those of these predictions, and other cases would give others."
        )
    if evidence.get("chosen_and_measured_on_same_rows"):
        said.append("The point was chosen and measured on the same rows, which flatters it; expect less of fresh data.")
    near = optimality_text(evidence.get("optimality"))
    if near:
        said.append(f"{near}.")
    return [Paragraph(text=" ".join(said))]


def _finding(item: Mapping[str, Any]) -> str:
    where = [
        f"column {item['column']}" if item.get("column") else "",
        f"row {item['row']}" if item.get("row") is not None else "",
    ]
    place = ", ".join(part for part in where if part)
    return f"{item['text']} ({place})" if place else item["text"]


def _denominators(record: Recorded) -> Table | None:
    point = record["operating_point"]
    rows = []
    for name, metric in record.metrics.items():
        here = point["metrics"].get(name) or {"value": None}
        below = here.get("denominator")
        interval = interval_text(record, metric, here.get("low"), here.get("high"))
        rows.append(
            (
                metric.label,
                record.text(metric, here["value"]),
                "" if below is None else count(below),
                interval or "not computed",
            )
        )
    if not rows:
        return None
    return Table(
        header=("Metric", "Value", "Measured on", "Interval"),
        rows=tuple(rows),
        align=("left", "right", "right", "right"),
        widths=(3, 1.4, 1.6, 1.6),
        caption="What each metric rests on (the number it is divided by)",
    )


def _segment(record: Recorded, column: str, values: Mapping[str, Any]) -> Table:
    names = [name for name in record.metrics if all(name in item["metrics"] for item in values.values())]

    def row(value: str, item: Mapping[str, Any]) -> tuple[str, ...]:
        cells = item["confusion"]
        shown = (record.text(record.metrics[name], item["metrics"][name]["value"]) for name in names)
        return (
            value,
            count(cases_of(cells)),
            count(real(cells["tp"]) + real(cells["fn"])),
            count(real(cells["fn"])),
            count(real(cells["fp"])),
            *shown,
        )

    return Table(
        header=(
            column,
            "Cases",
            "Events",
            "Missed (count)",
            "False alarms (count)",
            *(record.metrics[name].label for name in names),
        ),
        rows=tuple(row(value, item) for value, item in values.items()),
        align=("left", *["right"] * (4 + len(names))),  # type: ignore[arg-type]
        widths=(1.8, 1.0, 1.0, 1.0, 1.1, *[1.4] * len(names)),
        caption=f"The chosen point by {column}",
    )
