"""The table that a deployer implements: acting by its text alone flags the rows that the record counts."""

from __future__ import annotations

import json
import math
import re
import shlex
from typing import Any

import numpy as np
import pytest

from tests.exporters.test_formats import squeezed, text_of
from workbench.decision import Decision
from workbench.exporters import memo_formats
from workbench.exporters.blocks import Callout, Facts, Memo, Paragraph, Table
from workbench.exporters.clean_text import exact_text
from workbench.exporters.document import memo
from workbench.exporters.memo import build_memo
from workbench.exporters.sections.deployment import _counted
from workbench.exporters.sections.reproduction import policy_options

SUFFIXES = [suffix for suffix in memo_formats() if suffix != ".json"]


def section(memo: Memo, heading: str) -> tuple[Any, ...]:
    return next(part.blocks for part in memo.sections if part.heading == heading)


def deployed(memo: Memo, kind: type) -> list[Any]:
    return [block for block in section(memo, "What to deploy") if isinstance(block, kind)]


def read_value(text: str) -> str:
    return json.loads(text) if text.startswith('"') else text


def read_threshold(text: str) -> float:
    return math.inf if text == "none (nobody is flagged)" else float(text)


@pytest.mark.parametrize("name", ["hostile tiers", "hostile tiers, mixed"])
def test_who_implements_the_table_flags_the_same_rows(name, named, make_rows) -> None:
    """Read as a deployer reads it: the value, the score, a number, and the rule score >= threshold."""
    decision: Decision = named(name)
    (table,) = deployed(build_memo(decision), Table)
    predictions = make_rows(tuple(decision["policy"]["thresholds"]))
    column = predictions.segments[table.header[0]]
    where = np.array(column.values, dtype=object)[column.codes]
    flagged = np.zeros(len(predictions), dtype=bool)
    for row in table.rows:
        score, threshold = (row[1], row[2]) if "Score" in table.header else (table.header[1].split(" ")[2], row[1])
        flagged |= (where == read_value(row[0])) & (predictions.scores[score] >= read_threshold(threshold))
    event = predictions.label.astype(bool)
    cells = decision["operating_point"]["confusion"]
    assert (int((flagged & event).sum()), int((flagged & ~event).sum())) == (cells["tp"], cells["fp"])
    assert cells["tp"]
    assert cells["fp"]


def test_thresholds_have_every_digit_and_their_interval(named) -> None:
    (table,) = deployed(build_memo(named("hostile tiers")), Table)
    assert [row[1] for row in table.rows] == ["0.30000000000000004", "0.123456789012345"]
    for row, tier in zip(table.rows, named("hostile tiers")["operating_point"]["tiers"], strict=True):
        low, high = (float(number) for number in re.findall(r"[0-9.]+", row[2]))
        assert {"above": low, "up_to": high} == tier["same_actions"]


@pytest.mark.parametrize("name", ["hostile tiers", "hostile tiers, mixed"])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_format_has_the_exact_thresholds_and_values(suffix, name, named) -> None:
    decision = named(name)
    text = text_of(suffix, memo(decision).to_bytes(suffix))
    for value, threshold in decision["policy"]["thresholds"].items():
        assert repr(threshold) in text
        if suffix != ".pdf":  # a PDF orders right-to-left text its own way, and has no glyph for every sign
            assert squeezed(exact_text(value)) in text


def test_what_happens_to_other_values_and_missing_scores_is_said(named) -> None:
    (facts,) = deployed(build_memo(named("hostile tiers")), Facts)
    said = dict(facts.items)
    assert "do not flag the case" in said["Any other value of road"]
    assert "do not flag the case" in said["A missing or empty road"]
    assert "do not flag the case" in said["A missing or infinite score"]
    assert said["Which score"] == "score_v7"
    assert "score >= threshold" in said["A score equal to a threshold"]


def test_a_missing_value_that_was_among_the_rows_has_its_own_threshold(make_tiered) -> None:
    (facts,) = deployed(build_memo(make_tiered(road=("(missing)", "town"))), Facts)
    assert dict(facts.items)["A missing or empty road"] == "has the threshold of (missing) above"


def test_a_value_that_a_page_would_change_is_quoted_and_the_others_are_not(named) -> None:
    memo_of = build_memo(named("hostile tiers"))
    (table,) = deployed(memo_of, Table)
    assert [row[0].startswith('"') for row in table.rows] == [True, False]
    assert "\\u202e" in table.rows[0][0]
    assert any("JSON text" in block.text for block in deployed(memo_of, Paragraph))


def test_a_threshold_too_near_to_the_next_score_is_warned_of_by_its_tier(named, changed) -> None:
    decision = named("hostile tiers")
    point = json.loads(json.dumps(decision["operating_point"]))
    point["tiers"][1]["same_actions"] = {"above": 0.12345678901, "up_to": 0.123456789012345}
    (warning,) = deployed(build_memo(changed(decision, operating_point=point)), Callout)
    assert "🚗" in warning.text
    assert "double precision" in warning.text
    assert not deployed(build_memo(decision), Callout)


def test_a_single_threshold_has_its_rule_too(decision) -> None:
    (table,) = deployed(build_memo(decision), Table)
    assert table.rows[0] == (f"score_v7 >= {decision['policy']['threshold']!r}", "flag")


def test_what_the_tiers_buy_is_one_sentence_on_the_first_page(named) -> None:
    decision = named("hostile tiers")
    facts = next(block for block in build_memo(decision).first_page if isinstance(block, Facts))
    said = dict(facts.items)["Against one threshold"]
    gain = decision["best_single"]["gain"]
    assert said.startswith(f"Tiered thresholds {'buy' if gain > 0 else 'cost'} ")
    assert f"{decision['best_single']['policy']['threshold']:.4g}" in said


def test_tiers_with_nothing_to_gain_and_without_a_single_one_to_compare(named, changed) -> None:
    decision = named("hostile tiers")
    best = decision["best_single"]

    def said(**changes: Any) -> str:
        memo_of = build_memo(changed(decision, best_single={**best, **changes}))
        return dict(next(block for block in memo_of.first_page if isinstance(block, Facts)).items)[
            "Against one threshold"
        ]

    assert "buy nothing over" in said(gain=0)
    assert "No single threshold keeps every limit" in said(policy=None, operating_point=None, objective=None, gain=None)
    assert "cost 0.25 points of the contract's score against" in said(gain=-0.25)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({"is_proven": True, "gap": 0, "gap_share": 0}, "Proven optimal. All 1,204 looked at"),
        ({"is_proven": False, "gap": 0.5, "gap_share": 0.0002}, "Within 0.02% of the best possible. All 1,204 looked at"),
        ({"is_proven": False, "gap": 0.5, "gap_share": None}, "At most 0.5 from the best possible. All 1,204 looked at"),
        ({"is_proven": False, "gap": 1e-9, "gap_share": 1e-9}, "Within 0.0001% of the best possible. All 1,204 looked at"),
        ({"is_proven": False, "is_approximate": True, "gap": 0, "gap_share": 0}, "Not proven to be the best. All 1,204"),
    ],
)  # fmt: skip
def test_how_near_the_best_it_is_is_said_in_words(found, said, named, changed) -> None:
    decision = named("hostile tiers")
    content = {"objective": 1, "bound": 1, "is_approximate": False, "how": "all 1,204 looked at", "text": "", **found}
    memo_of = build_memo(changed(decision, evidence={**decision["evidence"], "optimality": content}))
    facts = next(block for block in memo_of.first_page if isinstance(block, Facts))
    assert dict(facts.items)["How near the best"].startswith(said)
    assert any(said in block.text for block in section(memo_of, "Evidence") if isinstance(block, Paragraph))


def test_no_sentence_of_single_thresholds_is_said_of_tiers(named) -> None:
    """It lies beside their frontier, so neither an exchange rate nor a weighting is its own."""
    words = " ".join(
        block.text
        for part in build_memo(named("hostile tiers")).sections
        for block in part.blocks
        if isinstance(block, Paragraph)
    )
    assert "No weighting" not in words
    assert "No other point keeps every limit" not in words
    assert re.search("single threshold .*as good on both|same .* and", words)


@pytest.mark.parametrize(
    ("policy", "options"),
    [
        ({"kind": "single", "score": "s", "threshold": 0.1}, "--threshold 0.1"),
        ({"kind": "single", "score": "s", "threshold": None}, "--threshold nobody"),
        (
            {"kind": "tiered", "score": "s", "segment": "a road", "thresholds": {"x=1, y": 1e-7, "-z": None}},
            "--by 'a road' --tier 'x=1, y=1e-07' --tier -z=nobody",
        ),
    ],
)
def test_the_options_that_say_a_policy(policy, options) -> None:
    assert " ".join(f"{name} {shlex.quote(value)}" for name, value in policy_options(policy)) == options


@pytest.mark.parametrize("change", [{"scores": {"a": "s", "b": "t"}, "score": None}, {}])
def test_what_options_cannot_say_is_said_as_json(change) -> None:
    values = {"a": 0.1, "b" if change else "b\u202e  c": 0.2}
    policy = {"kind": "tiered", "score": "s", "segment": "road", "thresholds": values, **change}
    ((name, text),) = policy_options(policy)
    assert (name, json.loads(text)) == ("--policy", policy)


def test_a_review_band_says_what_was_agreed_for_more_than_people_can_look_at(named) -> None:
    (facts,) = deployed(build_memo(named("review band")), Facts)
    said = dict(facts.items)
    assert said["At most"] == "400 reviews in all"
    assert "nothing was agreed for those beyond" in said["Where the band brings more"]


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        ({"kind": "capacity", "per": "week"}, {"The week of a case": "ISO 8601, from Monday to Sunday", "What a row counts": "the column w says"}),
        ({"kind": "capacity", "per": "day"}, {"The day of a case": "its date in the column booked_on", "What a row counts": "the column w says"}),
        ({"kind": "capacity", "per": "all"}, {"What a row counts": "the column w says"}),
        ({"kind": "review", "reviewer": {"capacity": 3, "per": "week"}}, {"The week of a case": "booked_on", "What a row counts": "w says"}),
        ({"kind": "review", "reviewer": {"capacity": None, "per": "day"}}, {}),
        ({"kind": "single"}, {}),
    ],
)  # fmt: skip
def test_what_a_list_is_counted_by_is_said(policy, said):
    """The period's column and a row's weight, without which nobody makes the same lists."""
    facts = dict(_counted(policy, {"period": "booked_on", "weight": "w"}))
    assert list(facts) == list(said)
    assert all(words in facts[name] for name, words in said.items())
