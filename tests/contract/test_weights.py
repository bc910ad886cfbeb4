"""Weights that arrive alone: what they change, what they say, and what they refuse."""

from __future__ import annotations

import json

import pytest

from workbench.contract import Contract, merge_weights
from workbench.errors import ContractError, InputError

TEXT = """
title: Cards
decision: block
predictions: {label: fraud, scores: [p], segments: [tier], amounts: {eur: amount}}
volume: {cases: 1000, per: year}
currency: EUR
payoff: {FP: {each: -5}, FN: {each: 0, eur: -1}}
metrics:
  - {name: miss_rate, role: primary, goal: minimise, formula: FN / POSITIVES, worst: 0.5, target: 0.1, so_what: x}
  - {name: insult_rate, role: secondary, weight: 0.5, goal: minimise, formula: FP / NEGATIVES, worst: 0.5, target: 0.1}
  - {name: gold_insult_rate, role: guardrail, goal: minimise, formula: FP / NEGATIVES, where: {tier: gold}, limit: 0.2}
  - {name: basic_miss_rate, role: guardrail, goal: minimise, formula: FN / POSITIVES, where: {tier: basic}, limit: 0.9}
"""


@pytest.fixture
def contract() -> Contract:
    return Contract.from_text(TEXT)


def metric(contract: Contract, name: str):
    return next(item for item in contract.metrics if item.name == name)


def test_a_csv_of_names_and_values(contract: Contract) -> None:
    text = (
        "name,value\npayoff.FP,-6\npayoff.TP.each,1.5\npayoff.FN.eur,-1.25\nmiss_rate,2\nweight.insult_rate,0.75\n"
        "limit.gold_insult_rate,0.1\nworst.miss_rate,0.6\ntarget.miss_rate,0.05\nvolume,2000\ncurrency,USD\n"
    )
    changed, said = merge_weights(contract, text, file_name="w.csv")
    assert changed.payoff["FP"].each == -6
    assert changed.payoff["TP"].each == 1.5
    assert changed.payoff["FN"].amounts == {"eur": -1.25}
    assert (metric(changed, "miss_rate").weight, metric(changed, "insult_rate").weight) == (2, 0.75)
    assert (metric(changed, "miss_rate").worst, metric(changed, "miss_rate").target) == (0.6, 0.05)
    assert metric(changed, "gold_insult_rate").limit == 0.1
    assert (changed.volume.cases, changed.volume.per, changed.currency) == (2000, "year", "USD")
    assert said == [
        "payoff.FP.each was -5 and is now -6.",
        "payoff.TP.each was 0 and is now 1.5.",
        "payoff.FN.eur was -1 and is now -1.25.",
        "weight.miss_rate is now 2.",
        "weight.insult_rate was 0.5 and is now 0.75.",
        "limit.gold_insult_rate was 0.2 and is now 0.1.",
        "worst.miss_rate was 0.5 and is now 0.6.",
        "target.miss_rate was 0.1 and is now 0.05.",
        "volume was 1000 and is now 2000.",
        "currency was 'EUR' and is now 'USD'.",
    ]


def test_the_contract_that_was_given_is_unchanged(contract: Contract) -> None:
    before = contract.sha256
    changed, _ = merge_weights(contract, "name,value\npayoff.FP,-6\n")
    assert contract.sha256 == before != changed.sha256


def test_what_is_the_same_already_is_not_said(contract: Contract) -> None:
    changed, said = merge_weights(contract, "name,value\npayoff.FP,-5\nlimit.gold_insult_rate,0.2\n")
    assert said == []
    assert changed == contract


@pytest.mark.parametrize(
    "text",
    [
        'name;value\npayoff.FP;"-6,5"\n',
        "name;value\npayoff.FP;-6,5\n",
        "\ufeffName , Value\r\n payoff.FP , -6.5 \r\n\r\n",
        b"name,value\npayoff.FP.each,-6.5\n",
        '{"payoff.FP": -6.5}',
        "payoff.FP: -6.5\n",
        "payoff: {FP: {each: -6.5}}\n",
        "payoff: {FP: -6.5}\n",
        '[{"name": "payoff.FP", "value": "-6.5"}]',
        "value,name\n-6.5,payoff.FP\n",
        "segment,name,value\n,payoff.FP,-6.5\n",
    ],
)
def test_every_way_of_writing_the_same(contract: Contract, text) -> None:
    changed, said = merge_weights(contract, text)
    assert changed.payoff["FP"].each == -6.5
    assert said == ["payoff.FP.each was -5 and is now -6.5."]


def test_part_of_a_contract(contract: Contract) -> None:
    part = {
        "payoff": {"FN": {"each": -2, "eur": -3}},
        "metrics": [{"name": "miss_rate", "weight": 3, "target": 0.2}, {"name": "gold_insult_rate", "limit": 0.05}],
        "volume": {"cases": 5, "per": "month"},
        "currency": "GBP",
    }
    changed, said = merge_weights(contract, json.dumps(part), file_name="w.json")
    assert (changed.payoff["FN"].each, changed.payoff["FN"].amounts) == (-2, {"eur": -3})
    assert changed.payoff["FP"].each == -5
    assert (metric(changed, "miss_rate").weight, metric(changed, "miss_rate").target) == (3, 0.2)
    assert (changed.volume.cases, changed.volume.per, changed.currency) == (5, "month", "GBP")
    assert len(said) == 8


def test_a_contracts_own_payoff_reads_back_as_weights(contract: Contract) -> None:
    """What ``to_dict`` writes has the amounts under their own key."""
    text = json.dumps({"payoff": contract.to_dict()["payoff"]})
    assert merge_weights(contract, text) == (contract, [])


@pytest.mark.parametrize("segment", ["gold", "tier=gold"])
@pytest.mark.parametrize("name", ["limit.gold_insult_rate", "limit.insult_rate"])
def test_a_segment_sets_the_limit_of_the_metric_that_looks_at_it(contract: Contract, segment, name) -> None:
    """By the metric's own name, or by that of the metric on all cases that it repeats."""
    changed, said = merge_weights(contract, f"segment,name,value\n{segment},{name},0.15\n")
    assert metric(changed, "gold_insult_rate").limit == 0.15
    assert metric(changed, "insult_rate").limit is None
    assert said == ["limit.gold_insult_rate was 0.2 and is now 0.15."]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,value\nmis_rate,2\n", ["line 2", "'miss_rate'", "payoff.FN.eur"]),
        ("name,value\nmiss_rate,1\n\npayoff.XX,2\n", ["line 4", "payoff.FP"]),
        ("name,value\npayoff.FN.usd,2\n", ["line 2", "'usd'", "eur"]),
        ("name,value\nmiss_rate,high\n", ["line 2", "number", "'high'"]),
        ("name,value\nmiss_rate,nan\n", ["line 2", "number"]),
        ("name,value\nmiss_rate,inf\n", ["line 2", "number"]),
        ("name,value\nmiss_rate,\n", ["line 2", "number"]),
        ("name,value\nmiss_rate,1,2\n", ["line 2", "3 values"]),
        ("name,value\nmiss_rate,1\nweight.miss_rate,2\n", ["line 3", "line 2"]),
        ("name,value\ngold_insult_rate,1\n", ["line 2", "guardrail", "limit.gold_insult_rate"]),
        ("segment,name,value\ngold,miss_rate,2\n", ["line 2", "cannot differ by segment"]),
        ("segment,name,value\nsilver,limit.insult_rate,0.1\n", ["line 2", "'silver'", "gold_insult_rate (tier=gold)"]),
        ("segment,name,value\nbasic,limit.insult_rate,0.1\n", ["line 2", "'basic'"]),
        ("segment,name,value\nregion=gold,limit.insult_rate,0.1\n", ["line 2", "'region=gold'"]),
        ("name,value\n", ["holds no weights"]),
        ("", ["weights.csv"]),
        ("payoff.FP,-6\n", ["first line", "name,value"]),
        ("name,value,colour\nmiss_rate,1,red\n", ["header"]),
        (b"\xff\xfe\x00", ["UTF-8"]),
    ],
)
def test_what_cannot_be_merged_names_the_line_and_the_names(contract: Contract, text, said) -> None:
    with pytest.raises(InputError) as caught:
        merge_weights(contract, text, file_name="weights.csv")
    for part in said:
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("payoff: [1]\n", "payoff"),
        ("metrics: [{weight: 1}]\n", "metrics[0]"),
        ("metrics: [{name: miss_rate, label: x}]\n", "label.miss_rate"),
        ("- 1\n", "entry 1"),
        ("just words", "map names to values"),
        ("payoff.FP: true\n", "number"),
        ("payoff.FP: [1]\n", "number"),
        ("a: [\n", "cannot be read"),
    ],
)
def test_yaml_that_cannot_be_merged(contract: Contract, text, said) -> None:
    with pytest.raises(InputError) as caught:
        merge_weights(contract, text, file_name="weights.yaml")
    assert said in str(caught.value)


def test_a_change_that_breaks_the_contract_is_refused(contract: Contract) -> None:
    with pytest.raises(ContractError) as caught:
        merge_weights(contract, "name,value\ntarget.miss_rate,0.9\n", file_name="w.csv")
    assert "Swap worst and target" in str(caught.value)
    assert "w.csv" in str(caught.value)
