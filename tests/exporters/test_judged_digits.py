"""A limit and the value beside it are written so that it is seen whether it is kept: memo, terminal, record, page."""

from __future__ import annotations

import pytest

from workbench.api import at, decide, memo
from workbench.api.show import as_text, nothing_feasible_text, point_rows
from workbench.contract import Contract
from workbench.decision.infeasible import recorded_ways_out
from workbench.errors import InputError
from workbench.explore import build_view
from workbench.metrics import contract_metrics
from workbench.policy import choose, parse_limit
from workbench.sweep import Sweep
from workbench.wording.ways_out import blocked_sentences

CONTRACT = Contract.from_dict(
    {
        "title": "T",
        "decision": "D",
        "metrics": [
            {"name": "miss", "label": "Missed", "role": "primary", "formula": "FN / POSITIVES", "goal": "minimise",
             "unit": "share of events", "worst": 1, "target": 0},
            {"name": "fa", "label": "Insulted", "role": "guardrail", "formula": "FP / NEGATIVES", "goal": "minimise",
             "unit": "share of honest", "limit": 0.125},
        ],
        "launch_minimum": {"fa": 0.125},
    }
)  # fmt: skip


@pytest.fixture(scope="module")
def sweep(make_predictions) -> Sweep:
    """At 0.8 1,254 of 10,000 non-events are flagged, 12.54 %: rounded to three digits that is the limit of 12.5 %."""
    negatives = [0.8] * 1254 + [0.2] * 8746
    return Sweep(make_predictions([0] * 10_000 + [1] * 10, [*negatives, *[0.8] * 9, 0.2]))


def test_the_terminal_and_notebooks(sweep):
    text = as_text(point_rows(at(sweep, 0.8, contract=CONTRACT, limits=["fpr<=0.125"]), CONTRACT))
    assert "12.54% of honest" in text
    assert "limit at most 12.5%: BROKEN" in text
    assert "fpr<=0.125" in text
    assert "0.1254" in text


def test_the_memo_wherever_it_judges(sweep):
    point = at(sweep, 0.8, contract=CONTRACT, limits=["fpr<=0.125", "fpr<=0.1253999"])
    with pytest.raises(InputError, match=r"Insulted: limit 12\.5% of honest, here 12\.54% of honest"):
        decide(point, rationale="R", owner="O", contract=CONTRACT)
    exception = {"name": "N", "reason": "R"}
    decision = decide(point, rationale="R", owner="O", contract=CONTRACT, exception=exception)
    text = memo(decision).to_bytes(".md").decode().replace("\\", "")
    judging = [line for line in text.splitlines() if "BROKEN" in line or "NOT MET" in line or "agreed at most" in line]
    assert len(judging) >= 5
    for line in judging:
        assert "12.54%" in line
        assert "12.5%" in line or "12.53999%" in line
    assert any("at most 12.53999%" in line for line in judging), "limits asked for beside the contract too"


def test_what_blocks(sweep):
    limits = [parse_limit("miss<=0.2", contract=CONTRACT)]
    choice = choose(sweep, CONTRACT, limits=limits)
    said = blocked_sentences(recorded_ways_out(sweep, choice, contract=CONTRACT, limits=limits))
    assert said[0].startswith("Insulted must be at most 12.5% of honest.")
    assert "nearest has 12.54%: it misses by 0.04 points" in said[0]
    assert "nearest 0.1254 with" in nothing_feasible_text(choice)
    x, y = contract_metrics(CONTRACT)
    primary, guard = CONTRACT.to_dict()["metrics"]
    strict = Contract.from_dict(CONTRACT.to_dict() | {"metrics": [primary | {"limit": 0.2}, guard]})
    blocked = build_view(sweep, contract=strict, x=x, y=y, rule="contract", points={}).payload["blocked"]
    assert "12.54% of honest" in [each["nearest"] for each in blocked]
