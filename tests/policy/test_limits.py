"""Limits as text, and what they measure."""

from __future__ import annotations

import math

import numpy as np
import pytest

from workbench.contract import Contract
from workbench.errors import ColumnError, FormulaError, LimitError
from workbench.metrics import contract_metrics
from workbench.policy import contract_limits, parse_limit
from workbench.sweep import Sweep

FORMS = {
    "recall>=0.9": ("value", "recall", False, 0.9, None, ()),
    "  fpr <= 2e-2 ": ("value", "fpr", True, 0.02, None, ()),
    "mcc>=-0.5": ("value", "mcc", False, -0.5, None, ()),
    "recall>=.9": ("value", "recall", False, 0.9, None, ()),
    "flag_rate<=1_000": ("value", "flag_rate", True, 1000, None, ()),
    "fpr<=0.02@tier=premium": ("value", "fpr", True, 0.02, "tier", ("premium",)),
    "fpr <= 0.02 @ tier = premium , gold": ("value", "fpr", True, 0.02, "tier", ("premium", "gold")),
    "fpr<=0.02@home town=St. Ives": ("value", "fpr", True, 0.02, "home town", ("St. Ives",)),
    "gap(fpr)<=0.05@region": ("gap", "fpr", True, 0.05, "region", ()),
    "gap( fpr ) <= 0.05 @region=north,south": ("gap", "fpr", True, 0.05, "region", ("north", "south")),
    "ratio(recall)>=0.8@sex": ("ratio", "recall", False, 0.8, "sex", ()),
}


@pytest.mark.parametrize("text", FORMS)
def test_every_form_reads(text):
    limit = parse_limit(text)
    assert (limit.kind, limit.metric.name, limit.at_most, limit.bound, limit.column, limit.values) == FORMS[text]
    assert limit.text == text.strip()


WRONG = {
    "recall": "cannot be read",
    "recall>0.9": "cannot be read",
    "recall=0.9": "cannot be read",
    "recall==0.9": "cannot be read",
    "recall>=": "cannot be read",
    ">=0.9": "cannot be read",
    "recall>=ninety": "cannot be read",
    "recall>=90%": "cannot be read",
    "recall>=inf": "cannot be read",
    "recall>=nan": "cannot be read",
    "recall>=1e999": "needs a number after >=; found '1e999'",
    "recall>=1.2.3": "needs a number after >=; found '1.2.3'",
    "recall>=1e": "needs a number after >=; found '1e'",
    "gap(recall<=0.1@x": "cannot be read",
    "gap()<=0.1@x": "cannot be read",
    "gap(fpr)<=0.05": "compares segments; say of which column: gap\\(fpr\\)<=0.05@COLUMN",
    "fpr<=0.05@region": "needs a value of region: fpr<=0.05@region=VALUE",
    "fpr<=0.05@region=": "cannot be read",
    "fpr<=0.05@region=,": "needs a value of region",
    "": "cannot be read",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_cannot_be_read_shows_what_can(text):
    with pytest.raises(LimitError, match=WRONG[text]):
        parse_limit(text)


def test_an_unknown_metric_names_the_nearest():
    with pytest.raises(FormulaError, match="Did you mean 'recall'"):
        parse_limit("recal>=0.9")


@pytest.fixture
def sweep(make_predictions):
    """At 0.5, FPR is 1/2 in the north, 1/4 in the south and undefined in the west, which has no non-event."""
    label = [0, 0, 1, 0, 0, 0, 0, 1, 1]
    score = [0.9, 0.1, 0.9, 0.9, 0.1, 0.1, 0.1, 0.1, 0.9]
    region = ["north"] * 3 + ["south"] * 5 + ["west"]
    return Sweep(make_predictions(label, score, segments={"region": region}))


def at(text, sweep, threshold=0.5):
    return parse_limit(text).measure_at(sweep, "score", threshold)


def test_whole_segment_gap_and_ratio_worked_by_hand(sweep):
    assert at("fpr<=1", sweep) == pytest.approx(2 / 6)
    assert at("fpr<=1@region=north", sweep) == 0.5
    assert at("fpr<=1@region=south", sweep) == 0.25
    assert at("fpr<=1@region=north,south", sweep) == pytest.approx(2 / 6)
    assert at("gap(fpr)<=1@region=north,south", sweep) == 0.25
    assert at("ratio(fpr)>=0@region=north,south", sweep) == 0.5
    assert at("gap(flag_rate)<=1@region", sweep) == pytest.approx(1 - 1 / 5)
    assert at("ratio(flag_rate)>=0@region", sweep) == pytest.approx(1 / 5)


def test_a_segment_without_evidence_leaves_the_gap_undefined_and_never_passes(sweep):
    limit = parse_limit("gap(fpr)<=1@region")
    values = limit.measure(sweep)
    assert np.isnan(values).all()
    assert not limit.keeps(values).any()


def test_a_ratio_of_nothing_to_nothing_is_undefined(sweep):
    assert math.isnan(at("ratio(flag_rate)>=0.8@region", sweep, math.inf))


def test_a_value_that_no_row_has_any_more_is_not_compared(sweep):
    """Looking only at north and south, the west must not make every gap undefined."""
    only = Sweep(sweep.predictions.only("region", ["north", "south"]))
    assert at("gap(fpr)<=1@region", only) == 0.25


def test_one_threshold_is_measured_as_all_are(sweep):
    for text in FORMS:
        limit = parse_limit(text.replace("tier", "region").replace("sex", "region").replace("home town", "region"))
        if limit.values:
            limit = parse_limit("gap(fpr)<=0.1@region=north,south")
        for k, threshold in enumerate(sweep.threshold):
            np.testing.assert_equal(limit.measure_at(sweep, "score", threshold), limit.measure(sweep)[k])


def test_the_limit_holds_at_the_bound_itself(sweep):
    assert parse_limit("gap(fpr)<=0.25@region=north,south").keeps(np.array([0.25, 0.2500001])).tolist() == [True, False]
    assert parse_limit("recall>=0.5").keeps(np.array([0.5, 0.4999999, math.nan])).tolist() == [True, False, False]


def test_an_unknown_column_or_value_is_refused_when_measured(sweep):
    with pytest.raises(ColumnError, match="'regoin'"):
        at("fpr<=1@regoin=north", sweep)
    with pytest.raises(ColumnError, match="'nroth'"):
        at("fpr<=1@region=nroth", sweep)


URBAN = {"name": "urban_miss", "role": "guardrail", "goal": "minimise", "formula": "FN / POSITIVES",
         "where": {"road": "urban"}, "limit": 0.125}  # fmt: skip


def test_a_metric_of_one_segment_cannot_be_compared_across_that_column(make_predictions):
    contract = Contract.from_dict({"title": "T", "decision": "D", "metrics": [URBAN]})
    with pytest.raises(LimitError, match="urban_miss looks only at road=urban already"):
        parse_limit("urban_miss<=0.1@road=highway", contract=contract)
    both = parse_limit("urban_miss<=0.1@tier=gold", contract=contract)
    predictions = make_predictions(
        [1, 1, 1, 1],
        [0.9, 0.1, 0.1, 0.1],
        segments={"road": ["urban", "urban", "urban", "highway"], "tier": ["gold", "gold", "base", "gold"]},
    )
    assert both.measure_at(Sweep(predictions), "score", 0.5) == 0.5


def test_the_contracts_limits_read_as_text():
    metrics = [URBAN, {"name": "recall", "limit": 0.9}, {"name": "f1", "limit": 40}, {"name": "mcc"}]
    contract = Contract.from_dict({"title": "T", "decision": "D", "metrics": metrics})
    limits = contract_limits(contract_metrics(contract))
    assert [limit.text for limit in limits] == ["urban_miss<=0.125", "recall>=0.9", "f1>=40"]
    assert [limit.at_most for limit in limits] == [True, False, False]
    for limit in limits:
        assert parse_limit(limit.text, contract=contract).bound == limit.bound


def test_the_label_says_what_is_bounded():
    assert parse_limit("fpr<=0.1").label == "False positive rate"
    assert parse_limit("fpr<=0.1@tier=gold,base").label == "False positive rate (tier gold, base)"
    assert parse_limit("gap(fpr)<=0.1@tier").label == "Largest gap in False positive rate (tier)"
    assert parse_limit("ratio(recall)>=0.8@sex").label == "Smallest ratio of Recall (sex)"
