"""Which model for whom in one sentence, on data where each model is right about one road only."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from workbench.contract import Contract
from workbench.decision.mixing import mixing_to_dict
from workbench.policy.tiers import MixingBuys, what_mixing_buys
from workbench.sweep import Sweep
from workbench.wording.mixing import mixing_sentence
from workbench.wording.recorded_points import Units

UNITS = Units(metrics={}, currency="EUR", factor=10.0, per="a year")
CONTRACT = Contract.from_dict(
    {"title": "T", "decision": "D", "currency": "EUR", "payoff": {"FP": {"each": -1}, "FN": {"each": -3}}}
)


def sweep_of(make_predictions, roads: int) -> Sweep:
    """v7 tells events on every second road and knows nothing on the others; v6 the other way round."""
    right, blind = [0.9, 0.1, 0.8, 0.2], [0.5] * 4
    names = [f"road {number}" for number in range(roads)]
    v7, v6 = ([*([right, blind] * roads)][first : first + roads] for first in (0, 1))
    segments = {"road": np.repeat(names, 4).tolist()}
    scores = {"v7": [each for part in v7 for each in part], "v6": [each for part in v6 for each in part]}
    return Sweep(make_predictions([1, 0, 1, 0] * roads, scores, segments=segments))


@pytest.fixture(scope="module")
def two(make_predictions) -> Sweep:
    return sweep_of(make_predictions, 2)


@pytest.fixture(scope="module")
def found(two) -> MixingBuys:
    return what_mixing_buys(two, CONTRACT, segment="road", rule="payoff")


def say(sweep: Sweep, found: MixingBuys) -> str:
    content = mixing_to_dict(found, sweep, segment="road", contract=CONTRACT, rule="payoff", metrics=())
    return mixing_sentence(content, UNITS)


def test_the_gain_is_the_money_of_the_period(two, found):
    # The best one model errs on the other road alone: it flags its four there, two of them wrongly. 2 EUR, ten times a year.
    assert found.gain == 2.0
    assert say(two, found).startswith(
        "Another model for each road (road: road 0 v7 ≥ 0.8, road 1 v6 ≥ 0.8) buys 20 EUR a year over the best one model, v7."
    )


def test_of_many_roads_it_says_which_takes_which_model(make_predictions):
    sweep = sweep_of(make_predictions, 14)
    text = say(sweep, what_mixing_buys(sweep, CONTRACT, segment="road", rule="payoff"))
    assert text.startswith(
        "Another model for each road (v7 for road 0, road 2, road 4, road 6, road 8, road 10 and 1 more; "
        "v6 for road 1, road 3, road 5, road 7, road 9, road 11 and 1 more) buys 140 EUR a year"
    )


def test_where_nothing_is_bought_or_nothing_is_feasible_it_says_so(two, found):
    name, alone = found.alone[0]
    assert say(two, MixingBuys(mixed=alone, alone=((name, alone),))).startswith(
        "Another model for each road buys nothing over the best one model, v7: v7 for all is as good by the rule."
    )
    nothing = replace(alone, point=None, objective=float("nan"))
    assert (
        say(two, MixingBuys(mixed=nothing, alone=((name, nothing),)))
        == "No choice of a model for each road keeps every limit."
    )
    assert "with no one model can that be done" in say(two, MixingBuys(mixed=found.mixed, alone=((name, nothing),)))
