"""Payoffs by segment and in ranges, as a contract holds them: read, checked, merged, written, and absent where unused."""

from __future__ import annotations

import json

import pytest

from workbench.contract import Contract, Payoff, merge_weights
from workbench.errors import ContractError, InputError

OLD = {"title": "t", "decision": "d", "payoff": {"FN": {"each": -900, "eur": -1}, "FP": -5}}
COLUMNS = {"label": "y", "segments": ["road", "tier"], "amounts": {"eur": "e"}}


def contract(payoff, **more):
    return Contract.from_dict({"title": "t", "decision": "d", "predictions": COLUMNS, "payoff": payoff, **more})


def problems(payoff):
    with pytest.raises(ContractError) as refused:
        contract(payoff)
    return [str(problem) for problem in refused.value.problems]


def test_a_contract_without_them_has_the_sha_256_it_always_had():
    """The canonical text of such a contract, written out by hand."""
    text = Contract.from_dict(OLD).to_dict()
    assert text["payoff"] == {"FN": {"each": -900.0, "amounts": {"eur": -1.0}}, "FP": {"each": -5.0, "amounts": {}}}
    assert Contract.from_dict(OLD).sha256 == "87a458f366a5a76bbacd5933ff12671ca8df912799a4ba78797f982de40c37ae"


@pytest.mark.parametrize("empty", [{"by": {}}, {"by": None}, {"between": {}}, {"between": None}, {"by": {"road": {}}}])
def test_what_is_left_empty_is_left_out(empty):
    assert contract({"FN": {"each": -900, **empty}}) == contract({"FN": -900})
    assert contract({"FN": {"each": -900, **empty}}).sha256 == contract({"FN": -900}).sha256


def test_it_reads_as_it_is_written_and_comes_back_the_same():
    agreed = contract({"FN": {"each": -900, "by": {"road": {"urban": {"each": -1500, "eur": -1}, 7: -3}}}})
    own = agreed.payoff["FN"].by["road"]
    assert (own["urban"].each, dict(own["urban"].amounts), own["7"].each) == (-1500, {"eur": -1}, -3)
    assert (agreed.payoff_segment, agreed.segment_columns) == ("road", ("road",))
    for text in (agreed.to_yaml(), agreed.to_json()):
        assert Contract.from_text(text) == agreed
        assert Contract.from_text(text).sha256 == agreed.sha256


def test_ranges_come_back_the_same_and_may_be_short():
    agreed = contract({"FN": {"each": -900, "eur": -1, "between": {"each": [-1000, -800], "eur": [-1.2, -1]}}})
    assert json.loads(agreed.to_json())["payoff"]["FN"]["between"] == {"each": [-1000, -800], "eur": [-1.2, -1]}
    assert contract({"FN": {"each": -900, "between": [-1000, -800]}}).payoff["FN"].between == {"each": (-1000, -800)}


def test_amounts_may_go_by_the_names_of_these_keys():
    agreed = Contract.from_dict({"title": "t", "decision": "d", "payoff": {"FN": {"by": -2, "between": 3}}})
    assert dict(agreed.payoff["FN"].amounts) == {"by": -2, "between": 3}
    assert Contract.from_text(agreed.to_yaml()) == agreed


@pytest.mark.parametrize(
    ("payoff", "said"),
    [
        (
            {"FN": {"by": {"rod": {"u": -1}}}},
            "payoff.FN.by.rod: is no segment of predictions.segments (road, tier). Did you mean 'road'?",
        ),
        (
            {"FN": {"by": {"road": {"u": {"km": 1}}}}},
            "payoff.FN.by.road.u.km: is no amount of predictions.amounts (eur).",
        ),
        (
            {"FN": {"by": {"road": {"u": -1}}}, "FP": {"by": {"tier": {"a": -1}}}},
            "payoff: differs by road, tier. The payoffs of a contract may differ by one segment column; keep the one that "
            "matters most.",
        ),
        (
            {"FN": {"by": {"road": {"u": -1}, "tier": {"a": -1}}}},
            "payoff: differs by road, tier. The payoffs of a contract may differ by one segment column; keep the one that "
            "matters most.",
        ),
        (
            {"FN": {"each": -3, "between": [-2, -1]}},
            "payoff.FN.between: must go from the least to the most with -3 between; found -2 to -1.",
        ),
        (
            {"FN": {"each": -1.5, "between": [-1, -2]}},
            "payoff.FN.between: must go from the least to the most with -1.5 between; found -1 to -2.",
        ),
        (
            {"FN": {"each": -1, "between": {"eur": [0, 1]}}},
            "payoff.FN.between.eur: is no part of this payoff (each).",
        ),
        (
            {"FN": {"each": -1, "between": [1, 2, 3]}},
            "payoff.FN.between: must be a list of two numbers, the least and the most; found [1, 2, 3].",
        ),
        ({"FN": {"by": {"road": {"u": "x"}}}}, "payoff.FN.by.road.u: must be lines of `key: value` with the keys each, the names of amounts; found 'x'."),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_with_its_place(payoff, said):
    assert said in problems(payoff)


def test_times_multiplies_everything():
    """By -2 the least becomes the most."""
    terms = Payoff(each=-3, amounts={"eur": 0.5}, by={"road": {"u": {"each": 4, "eur": 1}}}, between={"each": [-4, -1]})
    found = terms.times(-2)
    assert (found.each, dict(found.amounts), found.between) == (6, {"eur": -1}, {"each": (2, 8)})
    assert (found.by["road"]["u"].each, dict(found.by["road"]["u"].amounts)) == (-8, {"eur": -2})
    assert terms.each == -3


MERGED = """segment,name,value
urban,payoff.FN,-1500
road=rural,payoff.FN.eur,-2
,payoff.FN.eur,-3
"""


def test_weights_may_set_the_payoff_of_a_segment():
    """What a segment does not name is as elsewhere, also where elsewhere changes further down."""
    start = Contract.from_dict({**OLD, "predictions": {**COLUMNS, "segments": ["road"]}})
    merged, sentences = merge_weights(start, MERGED)
    own = merged.payoff["FN"].by["road"]
    assert (own["urban"].each, dict(own["urban"].amounts)) == (-1500, {"eur": -3})
    assert (own["rural"].each, dict(own["rural"].amounts)) == (-900, {"eur": -2})
    assert (merged.payoff["FN"].each, dict(merged.payoff["FN"].amounts)) == (-900, {"eur": -3})
    assert sentences == [
        "payoff.FN.eur was -1 and is now -3.",
        "payoff.FN.each where road=urban was -900 and is now -1500.",
        "payoff.FN.eur where road=rural was -3 and is now -2.",
    ]
    again, sentences = merge_weights(merged, "payoff: {FN: {by: {road: {urban: {each: -1, eur: -3}}}}}")
    assert sentences == ["payoff.FN.each where road=urban was -1500 and is now -1."]
    assert again.payoff["FN"].by["road"]["rural"] == own["rural"]


def test_a_value_alone_needs_one_column_that_it_can_be_of():
    with pytest.raises(
        InputError, match=r"line 2: which column is 'urban' of\? Write it as COLUMN=VALUE; the segments are road, tier"
    ):
        merge_weights(contract({"FN": -1}), "segment,name,value\nurban,payoff.FN,-2\n")  # fmt: skip
    merged, _ = merge_weights(contract({"FN": {"by": {"tier": {"a": -1}}}}), "segment,name,value\nb,payoff.FN,-2\n")
    assert set(merged.payoff["FN"].by["tier"]) == {"a", "b"}
    watched = [{"name": "fpr", "role": "guardrail", "limit": 0.1, "where": {"tier": "a"}}]
    merged, _ = merge_weights(contract({"FN": -1}, metrics=watched), "segment,name,value\na,payoff.FN,-2\n")
    assert set(merged.payoff["FN"].by) == {"tier"}
    with pytest.raises(ContractError, match="differs by road, tier"):
        merge_weights(contract({"FN": {"by": {"tier": {"a": -1}}}}), "segment,name,value\nroad=b,payoff.FN,-2\n")
