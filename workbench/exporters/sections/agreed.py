"""The contract: what was agreed to matter before anybody saw the trade-off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.contract import Review
from workbench.contract.agreement import AS_SAMPLE
from workbench.exporters.blocks import Block, Bullets, Facts, Paragraph, Section, Table
from workbench.exporters.decision_words import certify_text
from workbench.exporters.item_words import said
from workbench.exporters.limit_words import name_with_unit
from workbench.exporters.recorded import Recorded
from workbench.metrics import Metric
from workbench.wording import number
from workbench.wording.agreed import agreed_number
from workbench.wording.agreed_limits import beside_metrics
from workbench.wording.moments import moment
from workbench.wording.review import review_text

CELLS = {
    "TP": "event, flagged",
    "FP": "no event, flagged (false alarm)",
    "FN": "event, not flagged (missed)",
    "TN": "no event, not flagged",
}


def agreed_section(record: Recorded) -> Section | None:
    if not record.contract:
        return None
    blocks: list[Block] = []
    metrics = tuple(record.metrics.values())
    if metrics:
        certify = certify_text(record)
        blocks.append(_metrics(record, metrics))
        blocks += [Paragraph(text=certify, style="note")] if certify else []
        blocks.append(Facts(items=tuple((m.label, _definition(m)) for m in metrics)))
    payoff = record.contract.get("payoff") or {}
    if payoff:
        blocks.append(_payoff(record))
    review = record.contract.get("review")
    if review:
        text = review_text(Review.model_validate(review), record.currency)
        blocks.append(Paragraph(text=f"Review by a person: {text}"))
    blocks += [Bullets(items=lines)] if (lines := beside_metrics(record.contract)) else []
    efficiency = record.contract.get("efficiency")
    if efficiency:
        blocks.append(Bullets(items=(_efficiency(efficiency),)))
    blocks += _agreement(record)
    amendments = tuple(str(item.get("text") or said(item)) for item in record["amendments"] or ())
    if amendments:
        blocks += [Paragraph(text="Changed after it was agreed", style="label"), Bullets(items=amendments)]
    if record.contract.get("sha256"):
        blocks.append(Paragraph(text=f"SHA-256 of the contract: {record.contract['sha256']}", style="note"))
    return Section(heading="What was agreed to matter", blocks=tuple(blocks))


def _agreement(record: Recorded) -> list[Block]:
    """Who sealed and signed, and whether anybody had looked before."""
    agreement = record["agreement"] or {}
    seal, skipped = agreement.get("seal") or {}, agreement.get("blind_skipped") or {}
    if not agreement:
        return []
    lines = []
    if seal:
        seen = seal.get("frontier_seen_at")
        looked = (
            f"after the frontier was seen ({moment(seen)})"
            if seen
            else "before anybody saw the frontier of these predictions"
        )
        lines.append(f"Sealed by {seal['by']} on {moment(seal['at'])}, {looked}.")
    else:
        lines.append("The contract was not sealed.")
    if skipped:
        lines.append(_skipped(skipped))
    current = record.contract.get("sha256")
    for signature in agreement.get("signatures") or ():
        earlier = "" if signature["sha256"] == current else " (an earlier text of the contract)"
        lines.append(f"Signed by {signature['name']}, {signature['role']}, on {moment(signature['at'])}{earlier}.")
    missing = agreement.get("missing_roles") or ()
    if seal and missing:
        lines.append(f"Not signed by: {', '.join(missing)}.")
    return [Paragraph(text="The agreement", style="label"), Bullets(items=tuple(lines))]


def _skipped(skipped: Mapping[str, Any]) -> str:
    if skipped.get("by") == AS_SAMPLE:
        return f"The trade-off was never hidden: the study was {AS_SAMPLE}, on {moment(skipped['at'])}."
    by = f" by {skipped['by']}" if skipped.get("by") else ""
    return f"The trade-off was opened before the contract was sealed{by}, on {moment(skipped['at'])}."


def _metrics(record: Recorded, metrics: tuple[Metric, ...]) -> Table:
    def row(metric: Metric) -> tuple[str, ...]:
        limit = (
            ""
            if metric.limit is None
            else f"{'at most' if metric.goal == 'minimise' else 'at least'} {record.agreed_text(metric, metric.limit)}"
        )
        ends = ["" if end is None else record.agreed_text(metric, end) for end in (metric.worst, metric.target)]
        weight = agreed_number(metric.weight) if metric.weight else ""
        return (
            name_with_unit(metric),
            metric.role,
            "lower" if metric.goal == "minimise" else "higher",
            weight,
            *ends,
            limit,
        )

    return Table(
        header=("Metric", "Role", "Better", "Weight", "Worth nothing at", "Target", "Limit"),
        rows=tuple(row(metric) for metric in metrics),
        align=("left", "left", "left", "right", "right", "right", "left"),
        widths=(3.2, 1.2, 0.9, 0.9, 1.3, 1.0, 1.5),
        caption="Metrics of the contract",
    )


def _definition(metric: Metric) -> str:
    parts = [f"= {metric.definition}" if metric.definition else ""]
    parts += [f"only where {column} is {' or '.join(values)}" for column, values in metric.where.items()]
    text = "; ".join(part for part in parts if part)
    return f"{text}. {metric.so_what}".strip(". ") if metric.so_what else text


def _payoff(record: Recorded) -> Table:
    agreed = record.contract["payoff"]
    return Table(
        header=("Case", f"Payoff for each{', ' + record.currency if record.currency else ''}"),
        rows=tuple(row for cell, text in CELLS.items() if cell in agreed for row in _payoff_rows(text, agreed[cell])),
        align=("left", "right"),
        widths=(3, 2),
        caption="What each outcome is worth",
    )


def _payoff_rows(text: str, payoff: dict) -> list[tuple[str, str]]:
    """What a case is worth, then in each segment that has its own, then the ranges of what is not known well."""
    rows = [(text, _terms(payoff))]
    for column, parts in (payoff.get("by") or {}).items():
        rows += [(f"{text}, where {column} is {value}", _terms(terms)) for value, terms in parts.items()]
    for name, (low, high) in (payoff.get("between") or {}).items():
        rows.append(
            (
                f"{text}, not known well",
                f"{agreed_number(low)} to {agreed_number(high)}{'' if name == 'each' else f' x {name}'}",
            )
        )
    return rows


def _terms(terms: dict) -> str:
    parts = [agreed_number(terms.get("each") or 0.0)] if terms.get("each") or not terms.get("amounts") else []
    return " + ".join([*parts, *(f"{agreed_number(by)} x {name}" for name, by in (terms.get("amounts") or {}).items())])


def _efficiency(efficiency: dict) -> str:
    unit = f" {efficiency['unit']}" if efficiency.get("unit") else ""
    text = f"{efficiency['name']}: at most {agreed_number(efficiency['limit'])}{unit} (declared, not computed from predictions)"
    measured = efficiency.get("measured")
    if measured is None:
        return f"{text}; not measured."
    return f"{text}; measured {number(measured)}{unit}, {'kept' if measured <= efficiency['limit'] else 'BROKEN'}."
