"""Weights as a list or as parts of a contract: each segment and each range arrives as it was written."""

from __future__ import annotations

import json

import pytest

from workbench.contract import Contract, merge_weights
from workbench.errors import InputError

START = {
    "title": "t",
    "decision": "d",
    "predictions": {"label": "y", "segments": ["road"], "amounts": {"eur": "e"}},
    "payoff": {"FP": {"each": -5}, "FN": {"each": -900, "eur": -1}},
}


def merged(content, start=START, **more):
    return merge_weights(Contract.from_dict(start), json.dumps(content), **more)


@pytest.mark.parametrize(("segment", "named"), [(0, "0"), (False, "false"), (True, "true"), (7, "7")])
def test_a_segment_that_is_no_text_is_that_segment_and_not_everybody(segment, named):
    changed, said = merged([{"segment": segment, "name": "payoff.FP", "value": -6}])
    assert changed.payoff["FP"].each == -5
    assert changed.payoff["FP"].by["road"][named].each == -6
    assert said == [f"payoff.FP.each where road={named} was -5 and is now -6."]
    parts, _ = merge_weights(Contract.from_dict(START), f"payoff: {{FP: {{by: {{road: {{{named}: -6}}}}}}}}")
    assert parts == changed


@pytest.mark.parametrize("segment", [None, ""])
def test_no_segment_is_everybody(segment):
    changed, _ = merged([{"segment": segment, "name": "payoff.FP", "value": -6}])
    assert (changed.payoff["FP"].each, changed.payoff["FP"].by) == (-6, None)


def test_a_segment_that_is_a_list_is_refused():
    with pytest.raises(InputError, match=r"entry 1: the segment must be one value, or COLUMN=VALUE; found \['a'\]"):
        merged([{"segment": ["a"], "name": "payoff.FP", "value": -6}])


def test_parts_of_a_contract_may_have_ranges_and_segments():
    changed, said = merged({"payoff": {"FP": {"each": -6, "between": [-9, -3], "by": {"road": {"urban": -8}}}}})
    fp = changed.payoff["FP"]
    assert (fp.each, fp.between, fp.by["road"]["urban"].each) == (-6, {"each": (-9, -3)}, -8)
    assert said == [
        "payoff.FP.each was -5 and is now -6.",
        "payoff.FP.between.each is now -9 to -3.",
        "payoff.FP.each where road=urban was -6 and is now -8.",
    ]
    again, said = merged({"payoff": {"FP": {"between": {"each": [-7, -3]}}}}, changed.to_dict())
    assert again.payoff["FP"].between == {"each": (-7, -3)}
    assert said == ["payoff.FP.between.each was -9 to -3 and is now -7 to -3."]
    assert merged({"payoff": {"FP": {"between": [-7, -3]}}}, again.to_dict()) == (again, [])


def test_a_range_of_one_amount_leaves_the_others():
    start = {**START, "payoff": {"FN": {"each": -900, "eur": -1, "between": {"each": [-1000, -800]}}}}
    changed, _ = merged({"payoff": {"FN": {"between": {"eur": [-2, -0.5]}}}}, start)
    assert changed.payoff["FN"].between == {"each": (-1000, -800), "eur": (-2, -0.5)}


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"between": {"each": -9}}, "payoff.FP.between.each: must be a list of two numbers"),
        ({"between": [-9, "x"]}, "payoff.FP.between.each: payoff.FP.each needs a number; found 'x'"),
        ({"between": {"km": [1, 2]}}, "'km' is no amount of this contract"),
        ({"by": ["road"]}, "payoff.FP.by: must have a segment column"),
    ],
)
def test_what_cannot_be_a_range_or_a_segment_is_refused(terms, said):
    with pytest.raises(InputError, match=said):
        merged({"payoff": {"FP": terms}})


TWO = {**START, "predictions": {**START["predictions"], "segments": ["tier", "premium"]}}
BY_PREMIUM = {**TWO, "payoff": {"FP": {"each": -5, "by": {"premium": {"yes": -7}}}}}
VALUES = {"tier": ("basic", "gold"), "premium": ("yes", "no")}
BASIC = "segment,name,value\nbasic,payoff.FP,-6\n"


def test_a_value_goes_to_the_column_that_has_it():
    changed, _ = merge_weights(Contract.from_dict(TWO), BASIC, segments=VALUES)
    assert set(changed.payoff["FP"].by["tier"]) == {"basic"}


def test_a_value_of_another_column_than_the_payoffs_differ_by_is_refused():
    said = "line 2: 'basic' is a value of tier, and the payoffs of this contract differ by premium"
    with pytest.raises(InputError, match=said):
        merge_weights(Contract.from_dict(BY_PREMIUM), BASIC, segments=VALUES)
    looked_at = [{"name": "fpr", "role": "guardrail", "limit": 0.1, "where": {"tier": "basic"}}]
    with pytest.raises(InputError, match=said):
        merge_weights(Contract.from_dict({**BY_PREMIUM, "metrics": looked_at}), BASIC)


@pytest.mark.parametrize(
    ("segment", "said"),
    [
        ("silver", "no segment column has the value 'silver'. The values are tier: basic, gold; premium: yes, no."),
        ("premium=basic", "no row has 'basic' in premium. The values are premium: yes, no."),
    ],
)
def test_a_value_that_no_row_has_is_refused(segment, said):
    with pytest.raises(InputError) as refused:
        merge_weights(Contract.from_dict(TWO), BASIC.replace("basic", segment), segments=VALUES)
    assert str(refused.value) == f"line 2: {said}"


def test_a_value_of_two_columns_must_say_which():
    with pytest.raises(InputError, match="which column is 'basic' of"):
        merge_weights(Contract.from_dict(TWO), BASIC, segments={**VALUES, "premium": ("basic",)})
