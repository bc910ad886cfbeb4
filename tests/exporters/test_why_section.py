"""The memo's sections on why the point and on what was not feasible, and that an exception cannot be overlooked."""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Callable

import docx
import pytest

from tests.policy.practice import practice, tied_optima
from workbench.decision import Decision, decide
from workbench.exporters import build_memo, memo, memo_formats
from workbench.exporters.blocks import Bullets, Callout, Paragraph, Section, Table
from workbench.policy import SingleThreshold, choose, measure_point, parse_limit

WHY, INFEASIBLE = "What stands behind this point", "Nothing was feasible"
EXCEPTION = {"name": "Dee Chief", "reason": "The pilot runs on a closed road."}


def section(decision: Decision, heading: str) -> Section | None:
    return next((found for found in build_memo(decision).sections if found.heading == heading), None)


def decided(make_predictions, *, threshold: float | None = None, limits=(), exception=None) -> Decision:
    sweep, contract = practice(make_predictions)
    choice = choose(sweep, contract, limits=limits)
    point = choice.point
    if threshold is not None:
        policy = SingleThreshold(score="s", threshold=threshold)
        point = measure_point(sweep, policy, contract=contract, limits=limits)
    return decide(point, rationale="Why", owner="Ada", contract=contract, choice=choice, exception=exception)


def test_the_killed_winner_and_the_runner_up_are_in_the_memo(make_predictions):
    found = section(decided(make_predictions), WHY)
    said = dict(found.blocks[0].items)
    assert "Premium insult rate 3.4% breaks the limit of at most 2%" in said["Stopped by a limit"]
    assert "0.55 points behind" in said["Runner-up"]
    tables = {block.caption: block for block in found.blocks if isinstance(block, Table)}
    assert tables["What the score adds up from"].rows[-1][-1] == "1.05"
    assert tables["The limits, and what is left of them"].rows[0][-1] == "kept, 0.4 points to spare"
    assert tables["The point that a limit stops"].rows[2][-1] == "-2"
    assert tables["The point and its rivals"].header[:3] == ("Point", "Flagged when", "Score")
    for table in tables.values():
        assert {len(row) for row in table.rows} == {len(table.header)} == {len(table.align)} == {len(table.widths)}


def test_ties_are_two_in_the_memo(make_predictions):
    sweep, contract = tied_optima(make_predictions)
    choice = choose(sweep, contract, rule="payoff")
    record = decide(choice.point, rationale="Why", owner="Ada", contract=contract, choice=choice)
    assert (
        "2 points tie for it and are not averaged; the record lists those that were looked at."
        in dict(section(record, WHY).blocks[0].items)["Where it stands"]
    )
    options = section(record, "Options considered")
    other = {0.2: 0.8, 0.8: 0.2}[record["policy"]["threshold"]]
    assert [block.items for block in options.blocks if isinstance(block, Bullets)] == [
        (f"flagged when s is {other} or higher",)
    ]


def test_the_sentence_on_weighting_stands_once_and_names_the_limit(
    decision: Decision, changed: Callable[..., Decision]
) -> None:
    hull = {"x_label": "X", "y_label": "Y", "by_weights": False, "by_limits": ["The limit"]}
    exchange = {**decision["exchange_rate"], "on_frontier": True, "on_hull": False, "weights": None}
    record = changed(decision, why={**decision["why"], "hull": hull}, exchange_rate=exchange)
    sentence = (
        "No weighting of X against Y picks this point; it needs a limit to justify it, and the limit on The limit does."
    )
    assert section(record, "What was given up").blocks[-1] == Paragraph(text=sentence)
    assert sentence not in str(section(record, WHY))


def test_where_nothing_was_feasible_the_ways_out_are_told(make_predictions):
    record = decided(make_predictions, threshold=0.6, limits=[parse_limit("recall>=0.85")], exception=EXCEPTION)
    found = section(record, INFEASIBLE)
    assert found.blocks[0].text == "No threshold keeps every limit."
    assert "misses by 1.4 points" in found.blocks[1].items[0]
    table = next(block for block in found.blocks if isinstance(block, Table))
    assert [row[:2] for row in table.rows] == [("Move Premium insult rate", "s ≥ 0.6"), ("Move Recall", "s ≥ 0.9")]
    assert "instead of at most 2% of good premium payments" in found.blocks[3].items[0]
    assert "largest excess" in found.blocks[-1].text
    assert section(decided(make_predictions), INFEASIBLE) is None


def test_an_older_record_has_neither_section(decision: Decision) -> None:
    older = Decision(
        content={name: part for name, part in decision.content.items() if name not in ("why", "infeasible")}
    )
    assert section(older, WHY) is None
    assert section(older, INFEASIBLE) is None


def test_an_exception_is_the_first_thing_on_the_first_page_and_in_the_status(make_predictions):
    made = build_memo(decided(make_predictions, threshold=0.6, exception=EXCEPTION))
    callout = made.first_page[0]
    assert isinstance(callout, Callout)
    assert (callout.tone, callout.title) == ("warning", "DECIDED WITH AN EXCEPTION")
    assert callout.text == (
        "Premium insult rate: agreed at most 2%, here 3.4% of good premium payments. "
        "Allowed by Dee Chief, because: The pilot runs on a closed road."
    )
    assert made.status == "DRAFT, not signed, DECIDED WITH AN EXCEPTION"
    assert "EXCEPTION" not in build_memo(decided(make_predictions)).status


def test_a_broken_limit_that_nobody_allowed_is_not_called_an_exception(make_predictions, changed):
    record = changed(decided(make_predictions, threshold=0.6, exception=EXCEPTION), exception=None)
    made = build_memo(record)
    assert made.first_page[0].title == "THIS POINT BREAKS A LIMIT, and nobody has allowed it"
    assert "EXCEPTION" not in made.status


def _page_text(made: bytes, suffix: str) -> str:
    """The text of the first page, as far as the format has pages."""
    if suffix == ".docx":
        paragraphs = [paragraph.text for paragraph in docx.Document(io.BytesIO(made)).paragraphs]
        return "\n".join(paragraphs[:4])
    return (
        made.decode("utf-8").partition("<h1")[2].partition("lead")[0]
        if suffix == ".html"
        else made.decode("utf-8")[:600]
    )


@pytest.mark.parametrize("suffix", [".docx", ".html", ".md"])
def test_it_is_marked_before_the_decision_itself(make_predictions, suffix):
    made = memo(decided(make_predictions, threshold=0.6, exception=EXCEPTION)).to_bytes(suffix)
    text = _page_text(made, suffix).replace("\\", "")
    assert text.count("DECIDED WITH AN EXCEPTION") == 2  # beside the status, and as a warning
    assert "Allowed by Dee Chief, because: The pilot runs on a closed road." in text


def test_it_is_marked_in_the_record_and_in_the_pdf(make_predictions):
    document = memo(decided(make_predictions, threshold=0.6, exception=EXCEPTION))
    record = json.loads(document.to_bytes(".json"))
    assert (record["feasible"], record["exception"]) == (False, EXCEPTION)
    pdf = document.to_bytes(".pdf")
    # The description of the document holds its status; the page's own text is in glyph numbers.
    assert "DECIDED WITH AN EXCEPTION".encode("utf-16-be") in pdf or b"DECIDED WITH AN EXCEPTION" in _inflated(pdf)
    assert set(memo_formats()) == {".docx", ".html", ".json", ".md", ".pdf"}


def _inflated(pdf: bytes) -> bytes:
    found = [pdf]
    for part in pdf.split(b"stream\n")[1:]:
        try:
            found.append(zlib.decompress(part.partition(b"\nendstream")[0]))
        except zlib.error:
            continue
    return b"\n".join(found)
