"""Why there is a decision to take, how many cases it touches, and what its words mean."""

from __future__ import annotations

from workbench.exporters.blocks import Block, Facts, Paragraph, Section
from workbench.exporters.clean_text import paragraphs_of, printable
from workbench.exporters.decision_words import brief
from workbench.exporters.policy_words import rule_text
from workbench.exporters.recorded import Recorded
from workbench.wording.agreed import agreed_number


def context_section(record: Recorded) -> Section:
    contract, receipt = record.contract, record["predictions"].get("receipt") or {}
    facts = [
        ("What is decided", contract.get("decision") or ""),
        ("Why it matters", contract.get("why") or ""),
        ("Volume", f"{agreed_number(record.volume)} cases per {record.period}" if record.volume else ""),
        ("Currency", record.currency),
        ("The event", receipt.get("label_meaning") or ""),
        ("Flagged means", "score >= threshold: the case's score is the threshold or higher"),
        ("Baseline", _baseline(record)),
    ]
    blocks: list[Block] = [Facts(items=tuple((name, text) for name, text in facts if text))]
    why = (record["rationale_parts"] or {}).get("why") or record["rationale"] or ""
    if len(paragraphs_of(why)) > 1 or brief(why) != printable(why):
        blocks += [
            Paragraph(text="Why this point", style="label"),
            *(Paragraph(text=line) for line in paragraphs_of(why)),
        ]
    return Section(heading="Context", blocks=tuple(blocks))


def _baseline(record: Recorded) -> str:
    baseline = record["baseline"]
    if not baseline:
        return "none named: nothing is compared with today"
    rule = rule_text(baseline["policy"], baseline["operating_point"])
    return f"flagged when {rule} ({baseline['note']})" if baseline.get("note") else f"flagged when {rule}"
