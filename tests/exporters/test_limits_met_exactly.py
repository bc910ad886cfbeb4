"""The memo says of a limit that is met exactly what the choice said: kept."""

from __future__ import annotations

from tests.exporters.test_agreed_section import tables
from workbench.contract import Contract
from workbench.decision import decide
from workbench.exporters import build_memo
from workbench.policy import SingleThreshold, measure_point
from workbench.sweep import Sweep


def test_a_limit_a_target_and_a_launch_minimum_met_exactly_are_kept_reached_and_met(make_predictions):
    """1 - 7/10 is 0.30000000000000004 in floats."""
    miss = {"goal": "minimise", "formula": "1 - TP / POSITIVES"}
    content = {
        "title": "T",
        "decision": "D",
        "metrics": [
            {"name": "aim", "label": "Aim", "role": "primary", "worst": 1, "target": 0.3, **miss},
            {"name": "miss", "label": "Miss", "role": "guardrail", "limit": 0.3, **miss},
        ],
        "launch_minimum": {"aim": 0.3},
    }
    contract = Contract.from_dict(content)
    sweep = Sweep(make_predictions([1] * 10 + [0] * 2, [0.9] * 3 + [0.5] * 4 + [0.2] * 3 + [0.4, 0.1]))
    point = measure_point(sweep, SingleThreshold(score="score", threshold=0.5), contract=contract)
    assert point.value("miss") > 0.3
    memo = build_memo(decide(point, contract=contract, rationale="R", owner="O"))
    cells = {cell for table in tables(memo).values() for row in table.rows for cell in row}
    assert "BROKEN" not in str(memo)
    assert "not reached" not in str(memo)
    assert "NOT MET" not in str(memo)
    assert {"kept", "reached", "met"} <= cells
