"""The first page: enough to decide on."""

from __future__ import annotations

from workbench.exporters.blocks import Block, Callout, Facts, Paragraph
from workbench.exporters.comparison import metrics_table
from workbench.exporters.decision_words import (
    EXCEPTION_TITLE,
    brief,
    broken_limits,
    certify_text,
    decision_sentence,
    exception_text,
    given_up_text,
    is_exception,
    owner_text,
    restriction_text,
    reviews_text,
)
from workbench.exporters.memo_picture import memo_picture
from workbench.exporters.recorded import Recorded
from workbench.exporters.units import units_of
from workbench.wording.gains import gain_sentence
from workbench.wording.optimality import optimality_text


def first_page(record: Recorded) -> tuple[Block, ...]:
    """Warnings, the decision in one sentence, the metrics, the picture, and what was given up, by whom, until when."""
    blocks: list[Block | None] = [
        _exception(record),
        _synthetic(record),
        Paragraph(text=decision_sentence(record), style="lead"),
        metrics_table(record),
        _certify(record),
        memo_picture(record),
        _facts(record),
    ]
    return tuple(block for block in blocks if block is not None)


def _exception(record: Recorded) -> Callout | None:
    broken = broken_limits(record)
    if not broken:
        return None
    return Callout(
        tone="warning",
        title=EXCEPTION_TITLE if is_exception(record) else "THIS POINT BREAKS A LIMIT, and nobody has allowed it",
        text=f"{'; '.join(broken)}. {exception_text(record['exception'])}",
    )


def _synthetic(record: Recorded) -> Callout | None:
    note = record["predictions"].get("synthetic_note")
    return Callout(tone="note", title="Not real data", text=note) if note else None


def _certify(record: Recorded) -> Paragraph | None:
    text = certify_text(record)
    return Paragraph(text=text, style="note") if text else None


def _facts(record: Recorded) -> Facts:
    parts = record["rationale_parts"] or {}
    facts = [
        ("Rows looked at", restriction_text(record)),
        ("Why this point", brief(parts.get("why") or record["rationale"] or "")),
        ("Against one threshold", _gain(record)),
        ("How near the best", optimality_text((record["evidence"] or {}).get("optimality"))),
        ("Given up", given_up_text(record)),
        ("Owner", owner_text(record)),
        ("Looked at again", reviews_text(record)),
    ]
    return Facts(items=tuple((name, text) for name, text in facts if text))


def _gain(record: Recorded) -> str:
    return gain_sentence(record["best_single"], record["policy"], record["operating_point"], units_of(record))
