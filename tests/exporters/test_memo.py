"""What the fact sheet says, against expectations worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from workbench.decision import Decision
from workbench.exporters import Memo, build_memo
from workbench.exporters.blocks import Bullets, Callout, Facts, Paragraph, Picture, Signatures, Table
from workbench.exporters.policy_words import action_text, rule_text


def blocks(memo: Memo, heading: str, kind: type) -> list[Any]:
    section = next(section for section in memo.sections if section.heading == heading)
    return [block for block in section.blocks if isinstance(block, kind)]


def first(memo: Memo, kind: type) -> Any:
    return next(block for block in memo.first_page if isinstance(block, kind))


def column(table: Table, name: str) -> list[str]:
    return [row[table.header.index(name)] for row in table.rows]


def test_the_first_page_has_all_that_a_director_needs(decision: Decision) -> None:
    memo = build_memo(decision)
    assert memo.status == "DRAFT, not signed"
    assert first(memo, Callout).text == "Made by a program; no vehicle was driven."
    assert [name for name, _ in first(memo, Facts).items] == ["Why this point", "Given up", "Owner", "Looked at again"]
    assert dict(first(memo, Facts).items)["Looked at again"] == (
        "check on fresh data in week 2 and in week 6, full audit in week 8 (counted from going live)"
    )
    alt = first(memo, Picture).alt
    assert all(name in alt for name in ("Chosen, as recommended", "Baseline", "A (0.5)", "B (0.3)", "lower is better"))


def test_money_is_per_period_and_compared_with_the_baseline(
    changed: Callable[..., Decision], decision: Decision
) -> None:
    # 600 cases stand for 2.4 million, so a payoff of -100 is -400,000 a year, and the baseline's -150 is -600,000.
    point = {**decision["operating_point"], "payoff": -100}
    baseline = {**decision["baseline"], "operating_point": {**decision["baseline"]["operating_point"], "payoff": -150}}
    memo = build_memo(changed(decision, operating_point=point, baseline=baseline))
    assert (
        "over 2,400,000 cases per year the payoff is -400 k EUR, 200 k EUR better than the baseline"
        in first(memo, Paragraph).text
    )
    table = first(memo, Table)
    assert table.rows[-1] == ("Payoff per year", "-400 k EUR", "", "", "-600 k EUR", "+200 k EUR, better")


def test_limits_and_targets_are_judged_in_words(changed: Callable[..., Decision], decision: Decision) -> None:
    metrics = {name: dict(item) for name, item in decision["operating_point"]["metrics"].items()}
    metrics["miss_rate"]["value"], metrics["hard_brakes"]["value"] = 0.01, None
    metrics["urban_miss_rate"].update(value=0.31, ok=False)
    table = first(
        build_memo(changed(decision, operating_point={**decision["operating_point"], "metrics": metrics})), Table
    )
    assert column(table, "Outcome")[:3] == ["reached", "not reached", "BROKEN"]
    assert column(table, "Limit or target")[:3] == ["target 1%", "target 2", "at most 30%"]
    assert column(table, "This point")[:3] == ["1%", "undefined", "31%"]
    assert column(table, "Difference")[1] == "undefined"


def test_intervals_get_a_column_only_where_there_are_some(changed: Callable[..., Decision], decision: Decision) -> None:
    assert "Interval" not in first(build_memo(decision), Table).header
    metrics = {name: dict(item) for name, item in decision["operating_point"]["metrics"].items()}
    metrics["miss_rate"].update(low=0.021, high=0.107)
    table = first(
        build_memo(changed(decision, operating_point={**decision["operating_point"], "metrics": metrics})), Table
    )
    assert column(table, "Interval") == ["2.1% to 10.7%", "", "", ""]


def test_a_broken_limit_is_said_first_with_who_allowed_it(named: Callable[[str], Decision]) -> None:
    callout = build_memo(named("exception")).first_page[0]
    assert isinstance(callout, Callout)
    assert callout.tone == "warning"
    assert callout.text.startswith("Missed pedestrians in town: agreed at most 30%, here ")
    assert callout.title == "DECIDED WITH AN EXCEPTION"
    assert callout.text.endswith("Allowed by Dee Chief, because: The pilot runs on a closed road.")


def test_flagging_nobody_is_said_in_words(named: Callable[[str], Decision]) -> None:
    memo = build_memo(named("nobody"))
    assert first(memo, Paragraph).text.startswith("Flag nobody: brake when ")
    facts = dict(blocks(memo, "The operating point", Facts)[0].items)
    assert facts["Exact threshold"] == "none (nobody is flagged)"
    assert facts["Same cases flagged"].startswith("any threshold above 0.")
    assert facts["Share flagged"] == "0%"
    again = dict(blocks(memo, "How to get the same numbers", Facts)[0].items)["To compute it again"]
    assert "--score score_v7 --threshold nobody" in again
    assert "Chosen (flag nobody)" in first(memo, Picture).alt


def test_undefined_is_a_word(named: Callable[[str], Decision]) -> None:
    table = first(build_memo(named("undefined")), Table)
    assert column(table, "This point") == ["undefined", "0%"]


def test_without_a_contract_nothing_of_a_contract_is_said(named: Callable[[str], Decision]) -> None:
    memo = build_memo(named("without contract"))
    headings = [section.heading for section in memo.sections]
    assert "What was agreed to matter" not in headings
    assert not [heading for heading in headings if heading.startswith("Consequences")]
    assert first(memo, Paragraph).text.startswith("Flag a case when score_v7 is 0.")
    assert blocks(memo, "Options considered", Paragraph)[1].text.startswith(
        "The chosen point is the best by the highest f1."
    )
    command = dict(blocks(memo, "How to get the same numbers", Facts)[0].items)["To compute it again"]
    assert command.startswith(
        "python -m workbench at PREDICTIONS --label pedestrian --positive 1 --score score_v7 --threshold 0."
    )


def test_without_a_baseline_nothing_is_compared(named: Callable[[str], Decision]) -> None:
    memo = build_memo(named("without baseline"))
    assert first(memo, Table).header == ("Metric", "This point")
    assert "Given up" not in dict(first(memo, Facts).items)
    assert dict(blocks(memo, "Context", Facts)[0].items)["Baseline"] == "none named: nothing is compared with today"


def test_sections_with_nothing_to_say_are_left_out(decision: Decision, changed: Callable[..., Decision]) -> None:
    assert "Dissent" not in [section.heading for section in build_memo(decision).sections]
    memo = build_memo(changed(decision, dissent=[{"name": "Fay Against", "text": "Too harsh."}]))
    assert blocks(memo, "Dissent", Bullets)[0].items == ("Fay Against: Too harsh.",)
    assert all(section.blocks for section in memo.sections)


def test_ties_are_listed_never_averaged(decision: Decision, changed: Callable[..., Decision]) -> None:
    ties = [decision["policy"], *({"kind": "single", "score": "score_v7", "threshold": t} for t in (0.25, 0.75))]
    memo = build_memo(changed(decision, ties=ties, ties_count=3))
    listed = blocks(memo, "Options considered", Bullets)[-1].items
    assert listed == ("flagged when score_v7 is 0.25 or higher", "flagged when score_v7 is 0.75 or higher")
    assert "0.5 or higher" not in " ".join(listed)


@pytest.mark.parametrize(
    ("exchange", "said"),
    [
        (
            {"on_hull": False, "weights": None},
            "No weighting of the two picks this point; it needs a limit to justify it.",
        ),
        # A share counts per 1,000: 0.0002 per hard brake is 0.2 missed pedestrians per 1,000.
        (
            {"on_hull": True, "weights": {"low": 0.0002, "high": 0.001}},
            "counts as much as a change of between 0.2 and 1 in missed",
        ),
        (
            {"on_hull": True, "weights": {"low": 0.0002, "high": None}},
            "counts as much as a change of 0.2 or more in missed",
        ),
        ({"on_hull": True, "weights": {"low": 0, "high": 0.001}}, "counts as much as a change of at most 1 in missed"),
    ],
)
def test_the_weights_that_pick_the_point(
    exchange: dict, said: str, decision: Decision, changed: Callable[..., Decision]
) -> None:
    memo = build_memo(changed(decision, exchange_rate={**decision["exchange_rate"], **exchange}))
    assert said in blocks(memo, "What was given up", Paragraph)[-1].text


def test_a_step_either_way_is_an_exchange(decision: Decision, changed: Callable[..., Decision]) -> None:
    step = {"score": "score_v7", "threshold": 0.6, "x_change": -4.0, "y_change": 0.0006}
    memo = build_memo(
        changed(decision, exchange_rate={**decision["exchange_rate"], "to_better_x": step, "to_better_y": None})
    )
    assert blocks(memo, "What was given up", Bullets)[0].items == (
        "Better on Hard brakes (score_v7 from 0.6): 4 fewer hard brakes per 1,000 frames, "
        "at the price of 0.6 more missed pedestrians per 1,000 pedestrians. "
        "Rate: 0.15 more missed pedestrians per 1,000 pedestrians for every 1 fewer hard brakes per 1,000 frames.",
    )


def test_a_thin_gap_between_scores_is_a_warning(decision: Decision, changed: Callable[..., Decision]) -> None:
    assert blocks(build_memo(decision), "The operating point", Callout) == []
    point = {**decision["operating_point"], "same_actions": {"above": 0.5, "up_to": 0.5 + 1e-12}}
    assert blocks(build_memo(changed(decision, operating_point=point)), "The operating point", Callout)


def test_the_confusion_matrix_adds_up(decision: Decision) -> None:
    counts, per_year = blocks(build_memo(decision), "The operating point", Table)
    assert counts.rows[2][3] == "600"
    assert per_year.rows[2][3] == "2,400,000"
    cells = decision["operating_point"]["confusion"]
    assert counts.rows[0][1:3] == (str(cells["tp"]), str(cells["fn"]))
    assert counts.rows[1][1:3] == (str(cells["fp"]), str(cells["tn"]))


def test_the_owner_and_each_required_role_sign(decision: Decision, changed: Callable[..., Decision]) -> None:
    signed = [
        {"role": "Engineering", "name": "Eve", "signed_at": "2026-11-23T09:00:00Z"},
        {"role": "legal", "name": "Lee"},
    ]
    lines = blocks(build_memo(changed(decision, signatures=signed)), "Sign-off", Signatures)[0].lines
    assert [(line.role, line.name, line.date, line.is_signed) for line in lines] == [
        ("Owner", "Ada Owner", "", False),
        ("product", "", "", False),
        ("engineering", "Eve", "2026-11-23", True),
        ("data science", "", "", False),
        ("legal", "Lee", "", True),
    ]


def test_a_long_reason_is_short_on_page_one_and_whole_below(
    decision: Decision, changed: Callable[..., Decision]
) -> None:
    why = "Because it matters. " * 60
    memo = build_memo(changed(decision, rationale_parts={**decision["rationale_parts"], "why": why}))
    assert dict(first(memo, Facts).items)["Why this point"].endswith("… (in full below)")
    assert why.strip() in [block.text for block in blocks(memo, "Context", Paragraph)]


def test_reproduction_names_every_hash(decision: Decision) -> None:
    facts = dict(blocks(build_memo(decision), "How to get the same numbers", Facts)[0].items)
    assert facts["SHA-256 of the predictions"] == "ab" * 32
    assert facts["SHA-256 of the contract"] == decision["contract"]["sha256"]
    assert facts["SHA-256 of the decision record"] == decision.sha256
    assert float(facts["Exact threshold"]) == decision["policy"]["threshold"]


def with_columns(decision: Decision, only: dict | None = None, **columns: object) -> dict[str, Any]:
    receipt = decision["predictions"]["receipt"]
    changed = {**decision["predictions"], "receipt": {**receipt, "columns": {**receipt["columns"], **columns}}}
    return changed if only is None else {**changed, "only": only}


def test_the_command_names_whatever_differs_from_the_contract(
    decision: Decision, changed: Callable[..., Decision]
) -> None:
    predictions = with_columns(
        decision,
        only={"road": ["urban", "old town"]},
        label="is pedestrian",
        weight="w",
        flip=["score_v7"],
        amounts={"eur": "price"},
    )
    policy = {"kind": "single", "score": "-score_v7", "threshold": -0.25}
    memo = build_memo(changed(decision, predictions=predictions, policy=policy, picture=None))
    assert dict(blocks(memo, "How to get the same numbers", Facts)[0].items)["To compute it again"] == (
        "python -m workbench at PREDICTIONS --contract CONTRACT --label 'is pedestrian' --score score_v7 "
        "--threshold -0.25 --flip score_v7 --baseline score_v6 --amount eur=price --weight w "
        "--only 'road=urban,old town'"
    )


def test_a_restriction_is_said_in_words(decision: Decision, changed: Callable[..., Decision]) -> None:
    memo = build_memo(changed(decision, predictions=with_columns(decision, only={"road": ["urban"]})))
    said = "Only rows where road is urban were used."
    assert dict(first(memo, Facts).items)["Rows looked at"] == said
    assert said in [block.text for block in blocks(memo, "Evidence", Paragraph)]


def test_limits_beside_the_contract_are_written_in_words(decision: Decision, changed: Callable[..., Decision]) -> None:
    limits = [
        {"text": "gap(miss_rate)<=0.05@road", "label": "Largest gap (road)", "value": 0.031, "ok": True},
        {"text": "ratio(miss_rate)>=0.8@road", "label": "Smallest ratio (road)", "value": 0.9, "ok": True},
    ]
    memo = build_memo(changed(decision, operating_point={**decision["operating_point"], "limits": limits}))
    rows = [row for row in first(memo, Table).rows if "(road)" in row[0]]
    assert [row[1:3] for row in rows] == [("3.1%", "at most 5%"), ("0.9", "at least 0.8")]


def test_a_certification_that_is_not_computed_is_said(decision: Decision, changed: Callable[..., Decision]) -> None:
    metrics = [{**metric, "certify": 0.95} for metric in decision["contract"]["metrics"]]
    memo = build_memo(changed(decision, contract={**decision["contract"], "metrics": metrics}))
    said = "certification at 95% was asked for and is not computed by this version; 'kept' is the point estimate"
    assert said in [block.text for block in blocks(memo, "What was agreed to matter", Paragraph)]
    assert said in [block.text for block in memo.first_page if isinstance(block, Paragraph)]


@pytest.mark.parametrize(
    ("decision_text", "said"),
    [
        ("Brake when the pedestrian score reaches the threshold", "Brake when v7 is 0.5 or higher"),
        (
            "Keep it when its confidence reaches the threshold, otherwise ask.",
            "Keep it when v7 is 0.5 or higher, otherwise ask",
        ),
        ("Block the payment", "Block the payment: a case is flagged when v7 is 0.5 or higher"),
        (
            r"Act when the \1 score reaches the threshold",
            r"Act when the \1 score reaches the threshold: a case is flagged when v7 is 0.5 or higher",
        ),
        ("", "Flag a case when v7 is 0.5 or higher"),
    ],
)
def test_the_threshold_is_filled_into_the_action(decision_text: str, said: str) -> None:
    policy = {"kind": "single", "score": "v7", "threshold": 0.5}
    assert action_text(decision_text, policy, {"same_actions": {"above": 0.25, "up_to": 0.5}}) == said


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        (
            {"kind": "tiered", "score": "s", "segment": "road", "thresholds": {"urban": 0.3, "rural": None}},
            "s reaches the threshold of its road: urban from 0.3, rural never",
        ),
        (
            {"kind": "review", "score": "s", "clear_below": 0.2, "act_from": 0.6},
            "s is 0.6 or higher; from 0.2 up to there a person decides, and lower is cleared",
        ),
        (
            {"kind": "capacity", "score": "s", "k": 1000, "per": "week", "threshold": 0.4},
            "s is among the 1,000 highest of each week",
        ),
    ],
)
def test_other_policies_have_words_too(policy: dict, said: str) -> None:
    assert said in rule_text(policy)
