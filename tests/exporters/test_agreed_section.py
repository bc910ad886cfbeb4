"""The memo writes what was agreed with all its digits; what was measured keeps the one rounding."""

from __future__ import annotations

import math

from workbench.exporters import build_memo
from workbench.exporters.blocks import Table
from workbench.exporters.recorded import value_at


def tables(memo):
    sections = [*memo.first_page, *(block for section in memo.sections for block in section.blocks)]
    return {block.caption: block for block in sections if isinstance(block, Table)}


def test_agreed_numbers_are_printed_as_agreed(decision, changed) -> None:
    contract = {
        **decision["contract"],
        "payoff": {"FP": {"each": -4.5678, "between": {"each": [-12345, -0.123456]}}, "FN": {"each": -1234567.89}},
        "efficiency": {"name": "latency", "limit": 7265.4321, "unit": "ms", "measured": 7000.4321},
        "launch_minimum": {"miss_rate": 0.67894},
    }
    metrics = {name: dict(metric) for name, metric in decision["metrics"].items()}
    metrics["miss_rate"].update(weight=1.23456, worst=0.67894, target=0.123456)
    metrics["urban_miss_rate"].update(limit=0.999)
    metrics["hard_brakes"].update(worst=7265.4321, target=49.9964)
    found = tables(build_memo(changed(decision, contract=contract, metrics=metrics)))
    rows = {row[0].partition(",")[0]: row[3:] for row in found["Metrics of the contract"].rows}
    assert rows["Missed pedestrians"][:3] == ("1.23456", "67.894%", "12.3456%")
    assert rows["Hard brakes"][1:3] == ("7,265.4321", "49.9964")
    assert rows["Missed pedestrians in town"][3] == "at most 99.9%"
    assert [row[1] for row in found["What each outcome is worth"].rows] == [
        "-4.5678",
        "-12,345 to -0.123456",
        "-1,234,567.89",
    ]
    bounds = [row[found["What was agreed to matter, at this point"].header.index("Limit or target")] for row in
              found["What was agreed to matter, at this point"].rows]  # fmt: skip
    assert bounds[:3] == ["target 12.3456%", "target 49.9964", "at most 99.9%"]
    text = str(build_memo(changed(decision, contract=contract, metrics=metrics)).sections)
    assert "at most 7,265.4321 ms" in text
    assert "measured 7,000 ms" in text
    assert "at most 67.894%" in text


def test_what_was_agreed_about_review_is_printed_with_all_digits(decision, changed) -> None:
    review = {"cost": 4.1234, "sensitivity": 0.98765, "specificity": 0.9, "capacity": 12345, "per": "week"}
    contract = {**decision["contract"], "review": review}
    text = str(build_memo(changed(decision, contract=contract)).sections)
    assert "A review costs 4.1234" in text
    assert "it catches 98.765% of the events and clears 90% of the other cases. At most 12,345 cases a week" in text
    assert "A review costs" not in str(build_memo(decision).sections)


def test_what_is_counted_again_from_a_record_knows_of_reviews_only_where_the_record_does() -> None:
    point = {"metrics": {}, "confusion": {"tp": 1, "fp": 2, "fn": 3, "tn": 4}}
    assert value_at(point, "accuracy") == 0.5
    assert math.isnan(value_at(point, "review_rate"))
    assert value_at({**point, "confusion": {**point["confusion"], "reviewed": 4}}, "review_rate") == 0.4


def test_who_opened_the_trade_off_before_sealing_is_said_and_that_a_sample_never_hid_it(decision, changed) -> None:
    def said(by: str) -> str:
        agreement = {"seal": None, "blind_skipped": {"at": "2026-11-28T02:00:00Z", "by": by}}
        return str(build_memo(changed(decision, agreement=agreement)).sections)

    assert "opened before the contract was sealed by Ann Lee, on 28 Nov 2026" in said("Ann Lee")
    assert "opened before the contract was sealed, on 28 Nov 2026" in said("")
    assert "never hidden: the study was opened as a sample, on 28 Nov 2026" in said("opened as a sample")
