"""The memo's section on who is treated differently, from a record written by hand."""

from __future__ import annotations

from collections.abc import Callable

from workbench.decision import Decision
from workbench.exporters import build_memo, memo
from workbench.exporters.blocks import Paragraph, Table

HEADING = "Who is treated differently from today"


def group(rows: int, events: float, others: float) -> dict:
    return {"rows": rows, "events": events, "others": others, "amounts": {"eur": {"events": 70, "others": 8}}}


def value(name: str, missed: int, alarms: int) -> dict:
    return {
        "value": name,
        "newly_missed": missed,
        "new_false_alarms": alarms,
        "newly_caught": 1,
        "false_alarms_gone": 2,
    }


SWAP = {
    "now": {"kind": "single", "score": "score_v7", "threshold": 0.4},
    "before": {"kind": "single", "score": "score_v6", "threshold": 0.5},
    "groups": {"both": group(9, 4, 5), "in": group(3, 2, 1), "out": group(4, 1, 3), "neither": group(20, 1, 19)},
    "segments": {
        "road": {"changed_values_count": 1, "values": [value("urban", 1, 1)]},
        "hub": {"changed_values_count": 1_207, "values": [value(f"=h{place}", 9 - place, 0) for place in range(7)]},
    },
}


def section_of(decision: Decision):
    return next(section for section in build_memo(decision).sections if section.heading == HEADING)


def test_amounts_stand_behind_the_cases_of_a_segment(decision: Decision, changed: Callable[..., Decision]) -> None:
    eur = {"newly_missed": 1234.5, "new_false_alarms": 20, "newly_caught": 0, "false_alarms_gone": 7}
    urban = {**value("urban", 3, 0), "amounts": {"eur": eur}}
    swap = {**SWAP, "segments": {"road": {"changed_values_count": 1, "values": [urban]}}}
    *_, segments = section_of(changed(decision, swap=swap)).blocks
    assert segments.rows == (("road: urban", "3 (1,235 eur)", "0", "1 (0 eur)", "2 (7 eur)"),)


def test_it_says_who_comes_in_and_who_goes_out(decision: Decision, changed: Callable[..., Decision]) -> None:
    said, note, groups, segments, more = section_of(changed(decision, swap=SWAP)).blocks
    assert said == Paragraph(
        text="3 cases are newly flagged: 2 events (70 eur) and 1 other (8 eur). 4 that were flagged no longer are: "
        "1 event (70 eur) and 3 others (8 eur). In all: 1 fewer case flagged, 1 more event caught, 2 fewer false alarms."
    )
    assert note.text == "Counted on these predictions. Today a case is flagged when score_v6 is 0.5 or higher."
    assert isinstance(groups, Table)
    assert groups.rows[1] == ("No longer flagged", "1", "3", "70", "8")
    assert segments.header == ("Segment", "Newly missed", "New false alarms", "Newly caught", "False alarms gone")
    assert ("road: urban", "1", "1", "1", "2") in segments.rows
    assert [row[0] for row in segments.rows if row[0] != "road: urban"] == [f"hub: =h{place}" for place in range(5)]
    assert more.text == "Segments with less change are not listed: 1,202 more of hub."


def test_it_is_in_every_format(decision: Decision, changed: Callable[..., Decision]) -> None:
    document = memo(changed(decision, swap=SWAP))
    assert HEADING in document.to_bytes("md").decode()
    assert HEADING in document.to_bytes("html").decode()
    assert document.to_bytes("docx")[:2] == b"PK"
    assert document.to_bytes("pdf")[:4] == b"%PDF"


def test_without_a_baseline_or_in_an_older_record_there_is_no_such_section(
    named: Callable[[str], Decision], decision: Decision
) -> None:
    assert HEADING not in [section.heading for section in build_memo(named("without baseline")).sections]
    older = Decision(content={name: part for name, part in decision.content.items() if name != "swap"})
    assert HEADING not in [section.heading for section in build_memo(older).sections]


def test_where_nobody_flips_there_are_no_tables(decision: Decision, changed: Callable[..., Decision]) -> None:
    groups = {**SWAP["groups"], "in": group(0, 0, 0), "out": group(0, 0, 0)}
    blocks = section_of(changed(decision, swap={**SWAP, "groups": groups, "segments": {}})).blocks
    assert blocks[0].text == "Nobody is treated differently: the same cases are flagged."
    assert not [block for block in blocks if isinstance(block, Table)]


def test_what_it_counts_is_the_difference_of_the_two_points(decision: Decision) -> None:
    groups, here, there = decision["swap"]["groups"], decision["operating_point"], decision["baseline"]
    gained = {name: here["confusion"][name] - there["operating_point"]["confusion"][name] for name in ("tp", "fp")}
    assert groups["in"]["events"] - groups["out"]["events"] == gained["tp"]
    assert groups["in"]["others"] - groups["out"]["others"] == gained["fp"]
