"""How the decision is watched once it is live."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.exporters.blocks import Block, Bullets, Facts, Paragraph, Section, Table
from workbench.exporters.decision_words import reviews_text
from workbench.exporters.item_words import said
from workbench.exporters.recorded import Recorded, value_at
from workbench.metrics.bound import keeps_bound
from workbench.stress import Tripwire
from workbench.stress.tripwire import is_tripwire
from workbench.wording.agreed import agreed_number, agreed_percent
from workbench.wording.tripwires import tripwire_words


def monitoring_section(record: Recorded) -> Section | None:
    alerts = record.contract.get("alerts") or {}
    facts = [("Looked at again", reviews_text(record))]
    if "relative_degradation" in alerts:
        worse = agreed_percent(alerts["relative_degradation"])
        facts.append(("Alert", f"a contract metric more than {worse} worse than here, relative to its value"))
    if "score_drift_psi" in alerts:
        most = agreed_number(alerts["score_drift_psi"])
        facts.append(
            ("Alert", f"scores drift: population stability index (distance of two distributions) above {most}")
        )
    change = ((record["rationale_parts"] or {}).get("change") or "").strip()
    facts.append(("Would change our mind", change))
    kept = tuple((name, text) for name, text in facts if text)
    blocks: list[Block] = [Facts(items=kept)] if kept else []
    minimums = _minimums(record)
    blocks += [minimums] if minimums is not None else []
    entries = record["tripwires"] or ()
    table = _tripwires(record, [Tripwire.from_dict(item) for item in entries if is_tripwire(item)])
    blocks += [table] if table is not None else []
    others = tuple(said(item) for item in entries if not is_tripwire(item))
    if others:
        blocks += [Paragraph(text="Tripwires", style="label"), Bullets(items=others)]
    return Section(heading="Monitoring", blocks=tuple(blocks)) if blocks else None


def _minimums(record: Recorded) -> Table | None:
    rows = []
    minimums = record.contract.get("launch_minimum") or {}
    for name, metric in record.metrics.items():
        if name not in minimums:
            continue
        least = minimums[name]
        value = value_at(record["operating_point"], name)
        met = keeps_bound(value, least, at_most=metric.goal == "minimise")
        side = "at most" if metric.goal == "minimise" else "at least"
        rows.append(
            (
                metric.label,
                f"{side} {record.agreed_text(metric, least)}",
                record.judged_text(metric, value, least),
                "met" if met else "NOT MET",
            )
        )
    if not rows:
        return None
    return Table(
        header=("Launch minimum", "Needed", "Here", "Outcome"),
        rows=tuple(rows),
        align=("left", "right", "right", "left"),
        widths=(3, 1.6, 1.4, 1.4),
        caption="What must hold before it goes live",
    )


def _tripwires(record: Recorded, tripwires: Sequence[Tripwire]) -> Table | None:
    """When somebody looks again before the review, who, and what is done then."""
    if not tripwires:
        return None
    rows = []
    for each in tripwires:
        what, when = tripwire_words(each.to_dict(), record.metrics, record.currency)
        rows.append((what, when, each.owner, each.mitigation or each.story))
    return Table(
        header=("Tripwire", "Tripped", "Who looks", "What is done then"),
        rows=tuple(rows),
        align=("left", "left", "left", "left"),
        widths=(2, 1.8, 1.4, 2.4),
        caption="When somebody looks again before the review; a value that is undefined trips too",
    )
