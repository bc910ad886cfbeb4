"""The appendix of the memo that tells of the workshops, in every format; hostile words stay words."""

from __future__ import annotations

import io

import pytest
from docx import Document
from pypdf import PdfReader

from workbench.decision import Decision, signed_text_sha256, with_signatures
from workbench.exporters import build_memo, memo, memo_formats
from workbench.exporters.blocks import Bullets, Facts, Table

HOSTILE = "=cmd|' /C calc'!A0 <script>x</script> $x$ #"
SESSION = {
    "room": "ab12",
    "opened_at": "2026-11-23T09:00:00Z",
    "closed_at": "2026-11-23T10:05:00Z",
    "traded": ["Missed", "Cost"],
    "method": "median",
    "seats": [
        {"label": "Fay", "role": "", "standing": "facilitator", "joined_at": "2026-11-23T09:00:00Z"},
        {"label": "Ann", "role": "Safety", "standing": "participant", "joined_at": "2026-11-23T09:01:00Z"},
    ],
    "course": [
        {"at": "2026-11-23T09:05:00Z", "by": "Fay", "did": "move", "step": "elicit", "about": ""},
        {"at": "2026-11-23T09:40:00Z", "by": "Fay", "did": "merge_stories", "step": "", "about": HOSTILE},
        {"at": "2026-11-23T09:45:00Z", "by": "Fay", "did": "grant", "step": "viewer", "about": "Ann"},
    ],
    "judged": [{"label": "Ann", "role": "Safety", "first": "score ≥ 0.3", "second": "score ≥ 0.4", "vote": "", "runoff": None}],
    "outcomes": [{"step": "vote", "sentence": "score ≥ 0.4 is the median of 1 votes.", "said": "Missed 3%"}],
    "dissent": [{"label": "Ann", "role": "Safety", "at": "2026-11-23T09:50:00Z", "vote": "score ≥ 0.3", "words": HOSTILE}],
    "stories": [
        {"title": "Fraud moves", "texts": ["Fraud moves", "They adapt"], "authors": ["Ann"], "rank": 1, "risk": 20.0, "likelihood": 4.0,
         "harm": 5.0, "votes_count": 1, "stress": "the share of events doubles", "found": "It costs 3 more.", "mitigation": "Watch",
         "owner": "Olu", "tripwire": {"metric": "missed", "level": 0.05, "at_most": True, "window": "7 days", "owner": "Olu"}},
        {"title": "Quiet", "texts": ["Quiet"], "authors": ["Ann"], "rank": None, "risk": None, "likelihood": None, "harm": None,
         "votes_count": 0, "stress": "", "found": "", "mitigation": "", "owner": "", "tripwire": None},
    ],
    "left_unrevealed": {"premortem_vote": 2},
    "left_out": {"vote_again": ["Ann"]},
    "last_entry": {"seq": 31, "sha256": "f" * 64},
}  # fmt: skip


@pytest.fixture
def told(decision: Decision) -> Decision:
    return with_signatures(decision, [], register_head="a" * 64, sessions=[SESSION])


def section(decision: Decision):
    return next(each for each in build_memo(decision).sections if each.heading == "Appendix: the session")


def test_the_appendix_says_who_moved_how_and_what_is_done(told: Decision) -> None:
    blocks = section(told).blocks
    tables = {block.caption: block for block in blocks if isinstance(block, Table)}
    moved = tables["What each preferred and voted for, and how they moved"]
    assert moved.header == ("Who", "Role", "First round", "Second round", "Vote")  # no runoff was held
    assert moved.rows == (("Ann", "Safety", "score ≥ 0.3", "score ≥ 0.4", "no point"),)
    assert [row[:3] for row in tables["Who was there"].rows] == [
        ("Fay", "–", "led the room"),
        ("Ann", "Safety", "took part"),
    ]
    ranked = tables["Pre-mortem: medians of the room, each from 1 to 5"]
    assert ranked.rows[0] == ("1", "Fraud moves (They adapt)", "Ann", "4 × 5 = 20")
    assert ranked.rows[1][3] == "no vote"
    assert tables["What is done about it"].rows == (
        ("Fraud moves", "the share of events doubles. It costs 3 more", "Watch", "Olu", "missed above 0.05 over 7 days"),
    )  # fmt: skip
    assert tables["What was done when"].rows == (
        ("23 Nov 2026, 09:05 UTC", "Fay", "On to: Your judgement"),
        ("23 Nov 2026, 09:40 UTC", "Fay", f"Merged stories into “{HOSTILE}”"),
        ("23 Nov 2026, 09:45 UTC", "Fay", "Ann: only watches from now on"),
    )
    facts = dict(next(block for block in blocks if isinstance(block, Facts)).items)
    assert facts["What was traded"] == "Missed against Cost"
    assert facts["Left unrevealed"] == "How likely, how bad?: 2 people"
    assert facts["Answered and not counted"] == "Runoff: Ann"
    assert facts["In the register"] == f"entry 31, {'f' * 64}"


def test_dissent_of_a_session_stands_in_the_dissent_of_the_memo(told: Decision) -> None:
    dissent = next(each for each in build_memo(told).sections if each.heading == "Dissent")
    (bullets,) = (block for block in dissent.blocks if isinstance(block, Bullets))
    assert bullets.items == (f"Ann, Safety (voted for score ≥ 0.3): {HOSTILE}",)


def test_without_a_session_there_is_no_appendix(decision: Decision) -> None:
    without = with_signatures(decision, [], register_head=None)
    assert "sessions" not in without.content
    assert not [each for each in build_memo(without).sections if each.heading.startswith("Appendix")]


def test_a_session_that_is_closed_later_takes_no_signature_away(decision: Decision, told: Decision) -> None:
    assert signed_text_sha256(told) == signed_text_sha256(decision)


def test_every_format_has_it(told: Decision) -> None:
    document = memo(told)
    assert {".docx", ".pdf", ".html", ".md"} <= set(memo_formats())
    docx = Document(io.BytesIO(document.to_bytes(".docx")))
    cells = [cell.text for table in docx.tables for row in table.rows for cell in row.cells]
    texts = {
        "docx": "\n".join([*(paragraph.text for paragraph in docx.paragraphs), *cells]),
        "pdf": "".join(page.extract_text() for page in PdfReader(io.BytesIO(document.to_bytes(".pdf"))).pages),
        "html": document.to_bytes(".html").decode(),
        "md": document.to_bytes(".md").decode().replace("\\", ""),
    }
    for kind, text in texts.items():
        for wanted in ("Appendix: the session", "They adapt", "Watch", "missed above 0.05 over 7 days"):
            assert "".join(wanted.split()) in "".join(text.split()), (kind, wanted)
    assert "<script>x" not in texts["html"]
