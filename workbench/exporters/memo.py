"""From a decision record to the memo's fact sheet; each number is turned into text here and nowhere later."""

from __future__ import annotations

from workbench.decision import Decision
from workbench.exporters.blocks import Memo
from workbench.exporters.clean_text import clean
from workbench.exporters.decision_words import owner_text, status_text
from workbench.exporters.first_page import first_page
from workbench.exporters.recorded import Recorded
from workbench.exporters.sections import SECTIONS


def build_memo(decision: Decision) -> Memo:
    """The memo of a decision record, from the record alone.

    Text that people wrote keeps its words; line breaks in it become new paragraphs or spaces, and control characters
    that no document may hold are left out. ``record`` is the JSON as it stands.
    """
    record = Recorded(decision=decision)
    decided_at = str(record["decided_at"] or "")
    title = str(record["title"] or "").strip() or "Untitled decision"
    memo = Memo(
        title=title,
        status=status_text(record),
        subtitle=f"Decision memo{', decided ' + decided_at[:10] if decided_at else ''}",
        author=owner_text(record),
        decided_at=decided_at,
        first_page=first_page(record),
        sections=tuple(section for section in (make(record) for make in SECTIONS) if section is not None),
        record=decision.to_json(),
    )
    return clean(memo, keep=("record",))
