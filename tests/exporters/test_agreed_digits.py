"""Agreed numbers in a memo: every digit, wherever it stands and whoever asked for it; measured numbers are rounded."""

from __future__ import annotations

import re

import pytest

from tests.exporters.conftest import CONTRACT, make_predictions
from workbench.api import at, choose, decide, memo
from workbench.contract import Agreement, Contract
from workbench.decision.agreed import recorded_amendments
from workbench.errors import InputError
from workbench.explore import build_view
from workbench.metrics import contract_metrics, payoff_metric, payoff_per_period_metric
from workbench.sweep import Sweep

VOLUME, COST, LEAST, WEIGHT = 7_265_432.1, -1234.56789, -2345.678912, 1.2345678


def agreed(**changes) -> Contract:
    content = {
        **CONTRACT,
        "currency": "EUR",
        "volume": {"cases": VOLUME, "per": "year"},
        "payoff": {"FP": {"each": COST, "between": [LEAST, -12.3456]}, "FN": {"each": -54321.0987}},
        "alerts": {"relative_degradation": 0.0512345, "score_drift_psi": 0.2123456},
        **changes,
    }
    metrics = [{**metric} for metric in content["metrics"]]
    metrics[0] |= {"weight": WEIGHT, "worst": 0.9876543, "target": 0.0123456}
    return Contract.from_dict({**content, "metrics": metrics})


@pytest.fixture(scope="module")
def text() -> str:
    sweep, contract = Sweep(make_predictions()), agreed()
    choice = choose(sweep, contract, limits=["flag_rate<=0.8765432", "gap(fpr)<=0.9123456@road"])
    decision = decide(choice, rationale="It keeps the limits.", owner="Ada", contract=contract)
    return memo(decision).to_bytes(".md").decode().replace("\\", "")


@pytest.mark.parametrize(
    "words",
    [
        "at most 87.65432%",
        "at most 91.23456%",
        "5.12345% worse than here",
        "above 0.2123456",
        "(agreed 1.2345678)",
        "-1,234.56789",
        "-2,345.678912 to -12.3456",
        "98.76543%",
    ],
)
def test_what_was_agreed_stands_in_the_memo_with_every_digit(text, words):
    assert words in text


def test_no_section_rounds_the_volume(text):
    assert len(re.findall(r"7,265,432\.1 cases per year", text)) == 3
    assert not re.search(r"7,265,432 cases", text)


def test_the_table_of_the_score_has_weight_and_ends_as_they_were_agreed(text):
    (row,) = [line for line in text.splitlines() if "| 98.76543% | 1.23456% |" in line and "primary" not in line]
    assert "| 1.2345678 |" in row


def test_the_page_has_the_limit_as_it_was_agreed():
    content = agreed().to_dict()
    content["metrics"][2]["limit"] = 0.3123456
    contract = Contract.from_dict(content)
    x, y, _ = contract_metrics(contract)
    view = build_view(Sweep(make_predictions()), contract=contract, x=x, y=y, rule="contract", points={})
    (guard,) = [metric for metric in view.payload["metrics"] if metric["limit"] is not None]
    assert (guard["limit_short"], guard["limit_text"]) == ("31.23456%", "31.23456% of pedestrians in town")


def test_a_notebook_has_the_limit_as_it_was_agreed():
    content = agreed().to_dict()
    content["metrics"][2]["limit"] = 0.3123456
    contract = Contract.from_dict(content)
    assert "at most 31.23456%: kept" in str(choose(Sweep(make_predictions()), contract))


def test_what_a_payoff_is_made_of_says_every_digit():
    contract = agreed()
    assert payoff_metric(contract).definition == "FP: -1,234.56789 each; FN: -54,321.0987 each"
    assert "7,265,432.1 cases per year" in payoff_per_period_metric(contract, cases_count=600).definition


def test_an_amendment_says_every_digit():
    before = agreed()
    after = agreed(volume={"cases": 7_265_432.2, "per": "year"})
    sealed = Agreement(contract=before).sealed(by="Ann", at="2026-11-14T09:00:00Z", predictions_sha256="a" * 64)
    amended = sealed.amended(after, by="Ann", reason="r", at="2026-11-15T09:00:00Z", predictions_sha256="a" * 64)
    (item, *_) = recorded_amendments(after, make_predictions().receipt.columns, amended)
    assert item["text"].startswith("volume.cases was 7,265,432.1 and is 7,265,432.2.")


def test_a_refusal_names_the_limit_with_every_digit():
    content = agreed().to_dict()
    content["metrics"][2]["limit"] = 0.0123456
    contract = Contract.from_dict(content)
    point = at(Sweep(make_predictions()), 0.9, score="score_v7", contract=contract)
    with pytest.raises(InputError, match=r"limit 1\.23456% of pedestrians in town, here"):
        decide(point, rationale="r", owner="Ada", contract=contract)
