"""The chosen point: its exact threshold, the thresholds that do the same, and what happens to the cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.exporters.blocks import Block, Callout, Facts, Section, Table
from workbench.exporters.policy_words import exact, rule_text
from workbench.exporters.recorded import Recorded, real
from workbench.exporters.thin_gap import THIN_TEXT, THIN_TITLE, is_thin
from workbench.wording import count, number, percent


def operating_point_section(record: Recorded) -> Section:
    policy, point = record["policy"], record["operating_point"]
    facts = [("Flagged when", rule_text(policy, point))]
    if policy.get("kind") == "single":
        facts += [
            ("Exact threshold", exact(policy["threshold"])),
            ("Same cases flagged", same_actions_text(policy, point)),
        ]
    facts.append(("Share flagged", percent(real(point.get("flag_rate")))))
    blocks: list[Block] = [Facts(items=tuple(fact for fact in facts if fact[1]))]
    if is_thin(point):
        blocks.append(Callout(tone="warning", title=THIN_TITLE, text=THIN_TEXT))
    blocks.append(_confusion(point["confusion"], 1.0, "On these predictions", record, count))
    if record.per_period:
        blocks.append(_confusion(point["confusion"], record.per_period, f"Per {record.period}", record, number))
    return Section(heading="The operating point", blocks=tuple(blocks))


def same_actions_text(policy: Mapping[str, Any], point: Mapping[str, Any]) -> str:
    """The interval of thresholds that flag the same cases."""
    same = point.get("same_actions") or {}
    low, high = same.get("above"), same.get("up_to")
    if low is None and high is None:
        return ""
    if high is None:
        return f"any threshold above {low!r} flags nobody on these predictions"
    if low is None:
        return f"any threshold up to {high!r} flags everybody on these predictions"
    return f"any threshold above {low!r} up to {high!r} flags the same cases on these predictions"


def _confusion(cells: Mapping[str, Any], factor: float, caption: str, record: Recorded, write: Any) -> Table:
    tp, fp, fn, tn = (real(cells[cell]) * factor for cell in ("tp", "fp", "fn", "tn"))

    def row(name: str, *values: float) -> tuple[str, ...]:
        return (name, *(write(value) for value in values))

    return Table(
        header=(caption, "Flagged", "Not flagged", "All"),
        rows=(
            row("Event", tp, fn, tp + fn),
            row("No event", fp, tn, fp + tn),
            row("All", tp + fp, fn + tn, tp + fp + fn + tn),
        ),
        align=("left", "right", "right", "right"),
        widths=(2.4, 1.5, 1.5, 1.5),
        caption=f"What happens to the cases, {caption[0].lower() + caption[1:]}",
    )
