"""Which model for whom in one sentence, on data where each model is right about one road only."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from workbench.contract import Contract
from workbench.policy import Choice
from workbench.policy.tiers import MixingBuys, what_mixing_buys
from workbench.sweep import Sweep
from workbench.wording.recorded_points import Units
from workbench.wording.which_model import which_model_sentence

UNITS = Units(metrics={}, currency="EUR", factor=10.0, per="a year")


@pytest.fixture(scope="module")
def found(make_predictions) -> MixingBuys:
    """v7 tells events in town and knows nothing on the lane; v6 the other way round."""
    label, road = [1, 0, 1, 0] * 2, ["town"] * 4 + ["lane"] * 4
    right, blind = [0.9, 0.1, 0.8, 0.2], [0.5] * 4
    sweep = Sweep(make_predictions(label, {"v7": right + blind, "v6": blind + right}, segments={"road": road}))
    contract = Contract.from_dict(
        {"title": "T", "decision": "D", "currency": "EUR", "payoff": {"FP": {"each": -1}, "FN": {"each": -3}}}
    )
    return what_mixing_buys(sweep, contract, segment="road", rule="payoff")


def say(found: MixingBuys) -> str:
    return which_model_sentence(found, "road", rule="payoff", units=UNITS)


def test_the_gain_is_the_money_of_the_period(found):
    # The best one model errs on the other road alone: it flags its four there, two of them wrongly. 2 EUR, ten times a year.
    assert found.gain == 2.0
    assert say(found) == (
        "A model of its own for each road (v7 for town; v6 for lane) buys 20 EUR a year over the best one model for all, "
        "v7 with a threshold for each road."
    )


def test_where_nothing_is_bought_or_nothing_is_feasible_it_says_so(found):
    name, alone = found.alone[0]
    assert say(MixingBuys(mixed=alone, alone=((name, alone),))) == (
        "A model of its own for each road buys nothing: v7 for all is as good by the rule."
    )
    nothing: Choice = replace(alone, point=None, objective=math.nan)
    assert (
        say(MixingBuys(mixed=nothing, alone=((name, nothing),)))
        == "No choice of a model for each road keeps every limit."
    )
    assert "tiers with one model for all do not" in say(MixingBuys(mixed=found.mixed, alone=((name, nothing),)))
