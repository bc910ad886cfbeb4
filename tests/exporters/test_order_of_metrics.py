"""Two records of one hash make one memo, whatever order their keys stand in."""

from __future__ import annotations

import json

from tests.exporters.conftest import CONTRACT, make_predictions
from workbench.api import choose, decide
from workbench.contract import Contract
from workbench.decision import Decision
from workbench.exporters import build_memo
from workbench.exporters.formats.markdown import export
from workbench.sweep import Sweep


def test_a_record_whose_keys_were_sorted_makes_the_same_memo():
    """Metrics whose alphabet is not the contract's order, and costs whose cells are not either."""
    content = {
        **CONTRACT,
        "payoff": {"TP": {"each": 3.25}, "FP": {"each": -8.5}, "FN": {"each": -90}},
        "launch_minimum": {
            metric["name"]: 0.9 for metric in reversed(CONTRACT["metrics"]) if metric["name"] != "hard_brakes"
        },
    }
    contract = Contract.from_dict(content)
    assert [metric.name for metric in contract.metrics] != sorted(metric.name for metric in contract.metrics)
    choice = choose(Sweep(make_predictions()), contract)
    decision = decide(choice, rationale="It keeps the limits.", owner="Ada", contract=contract)
    as_recorded = Decision(content=json.loads(decision.to_json()))
    sorted_keys = Decision(content=json.loads(json.dumps(decision.content, sort_keys=True)))
    assert sorted_keys.sha256 == as_recorded.sha256
    one, other = (export(build_memo(each)).decode().splitlines() for each in (as_recorded, sorted_keys))
    assert one == other
    header = [cell.strip() for cell in next(line for line in one if line.startswith("| Point |")).split("|")]
    labels = [metric.label for metric in contract.metrics]
    assert [cell for cell in header if cell in labels] == labels
