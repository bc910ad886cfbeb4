"""A contract on its pages: printed as it was agreed, and refused where it cannot be measured on these predictions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workbench.contract import Contract
from workbench.errors import ContractError, InputError
from workbench.register import Studies, open_register
from workbench.ui.contract_files import _read
from workbench.ui.contract_paper import _worth
from workbench.ui.unmeasured import try_on

STUDY = "sample-card-fraud-0f0f0f"


@pytest.fixture
def page(open_page):
    open_page("tradeoff", STUDY)  # keeps the sample as a study
    return lambda name: open_page(name, STUDY)


def agree(**parts) -> Contract:
    """The sample's contract with other parts, stored as if it had been saved; the trade-off is open."""
    studies = Studies(open_register())
    study = studies.load(STUDY)
    contract = Contract.from_dict({**study.contract, **parts})
    skipped = {"by": "Ada", "at": "2026-11-14T00:00:00Z"}
    changed = replace(study, contract=contract.to_dict(), blind_skipped=skipped)
    studies.save(changed, op_id="behind", at="2026-11-14T00:00:00Z")
    return contract


def unmeasurable() -> dict:
    return {"FP": {"each": -4.5, "by": {"channel": {"basic": -6}}}, "FN": {"each": 0, "eur": -1}}


def metrics(**changes) -> list[dict]:
    stored = Studies(open_register()).load(STUDY).contract["metrics"]
    return [{**metric, **changes.get(metric["name"], {})} for metric in stored]


def test_the_page_that_is_signed_has_every_digit(page):
    agree(
        volume={"cases": 7265432.1, "per": "year"},
        payoff={
            "FP": {"each": -1234567.89, "between": [-123456789.125, -4.5678]},
            "FN": {"each": -12345, "eur": -0.123456},
        },
        metrics=metrics(
            fraud_loss={"weight": 1.2345678, "worst": 7265.4321, "target": 49.9964},
            insult_rate={"worst": 0.67894, "target": 0.0123456},
            premium_insult_rate={"limit": 0.67894, "certify": 0.9995},
        ),
        efficiency={"name": "latency", "limit": 1234.5678, "unit": "ms", "measured": 1000.4321},
        launch_minimum={"fraud_loss": 7265.4321},
        review={
            "cost": 4.1234,
            "minutes": 5,
            "sensitivity": 0.98765,
            "specificity": 0.9,
            "capacity": 12345,
            "per": "day",
        },
        alerts={"relative_degradation": 0.123456, "score_drift_psi": 0.12345678},
    )
    text = "\n".join(each.value for each in page("contract").get("html"))
    for words in (
        "7,265,432.1 cases a year",
        "-1,234,567.89 EUR (may be from -123,456,789.125 to -4.5678)",
        "-12,345 EUR and -0.123456 × eur",
        "weight 1.2345678; worth nothing at 7,265.4321 EUR per 1,000 transactions, everything at 49.9964<",
        "worth nothing at 67.894% of good payments, everything at 1.23456%<",
        "at most 67.894% of good premium payments, where tier is premium; to be certified at 99.95%",
        "at most 1,234.5678 ms: measured 1,000 ms",
        "at most 7,265.4321 EUR per 1,000 transactions",
        "A review costs 4.1234 EUR and takes 5 minutes; it catches 98.765% of the events and clears 90% of the other cases.",
        "At most 12,345 cases a day can be reviewed.",
        "gets 12.3456% worse than it was, or the scores drift by a PSI of 0.12345678",
    ):
        assert words in text, words


def test_a_payoff_of_a_segment_that_no_row_has_is_refused_before_it_is_saved(page):
    study = Studies(open_register()).load(STUDY)
    with pytest.raises(ContractError, match=r"payoff.FP.by.channel: No row has the value 'basic'"):
        try_on(study, Contract.from_dict({**study.contract, "payoff": unmeasurable()}))
    try_on(study, Contract.from_dict(dict(study.contract)))


def test_a_contract_that_cannot_be_measured_here_is_not_sealed_however_it_was_saved(page):
    agree(payoff=unmeasurable())
    test = page("contract")
    next(each for each in test.text_input if each.label == "Who seals it").set_value("Ann")
    next(each for each in test.button if each.label == "Seal the contract").click().run()
    (said,) = [each.value.replace("\\", "") for each in test.warning if "Not recorded" in each.value]
    assert "This contract cannot be measured on these predictions, so it is not sealed." in said
    assert "No row has the value 'basic'" in said
    assert Studies(open_register()).load(STUDY).seal is None


def test_weights_go_to_the_column_that_has_the_value_or_are_refused(page):
    contract = agree(payoff={"FP": {"each": -4.5, "by": {"tier": {"premium": -9}}}})
    study = Studies(open_register()).load(STUDY)
    channel = page_values(study)[0]
    with pytest.raises(InputError, match=f"line 2: '{channel}' is a value of channel, and .* differ by tier"):
        _read(study, {"content": contract.to_dict()}, "w.csv", f"segment,name,value\n{channel},payoff.FP,-6\n".encode())


def page_values(study) -> list[str]:
    from workbench.ui.loaded import predictions_of

    return list(predictions_of(study).segments["channel"].values)


def test_the_trade_off_of_such_a_contract_is_one_box_that_says_where_to_mend_it(page):
    agree(payoff=unmeasurable())
    (box,) = page("tradeoff").error
    said = box.value.replace("\\", "")
    assert said.startswith("This contract cannot be measured on these predictions. No row has the value 'basic'")
    assert said.endswith("Correct it on the Contract page.")


def test_a_range_is_read_as_that_of_its_own_number():
    terms = Contract.from_dict(
        {
            "title": "t",
            "decision": "d",
            "predictions": {"label": "y", "scores": ["s"], "segments": ["region"], "amounts": {"eur": "eur"}},
            "payoff": {
                "FP": {"each": -8.5333, "between": [-12, -5], "by": {"region": {"X": -21.7}}},
                "FN": {"each": -3, "eur": -0.5, "between": {"eur": [-1, -0.2]}},
            },
            "currency": "CHF",
        }
    )
    assert [text for _, text in _worth(terms)] == [
        "<p>-8.5333 CHF (may be from -12 to -5); where region is X: -21.7 CHF</p>",
        "<p>-3 CHF and -0.5 (may be from -1 to -0.2) × eur</p>",
    ]
