"""The chart that is only named anew is the chart that would be drawn up for these axes."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from workbench.charts.theme import DARK, LIGHT
from workbench.charts.tradeoff import tradeoff_chart
from workbench.metrics import BUILTIN
from workbench.ui.tradeoff_spec import dark_colours, tradeoff_spec

MONEY = replace(BUILTIN["fpr"], name="payoff", label="Money", unit="EUR", goal="maximise", is_money=True)
PLAIN = replace(BUILTIN["fpr"], name="lift", label="Lift", unit="times", goal="maximise")


@pytest.mark.parametrize("third", [None, BUILTIN["precision"], MONEY, replace(PLAIN, goal="minimise")])
@pytest.mark.parametrize(
    ("x", "y"), [(BUILTIN["fpr"], BUILTIN["recall"]), (BUILTIN["flag_rate"], MONEY), (PLAIN, BUILTIN["fnr"])]
)
def test_a_named_chart_is_the_chart_of_these_axes(x, y, third):
    scores = ("a model", "another")
    expected = tradeoff_chart(x, y, scores=scores, palette=LIGHT, third=third).to_dict()
    assert tradeoff_spec(x, y, scores=scores, third=third) == expected


def test_dark_colours_make_the_dark_chart_of_the_light_one():
    x, y, scores = BUILTIN["fpr"], BUILTIN["recall"], tuple("abcdefg")
    dark = dark_colours()
    text = json.dumps(tradeoff_spec(x, y, scores=scores))
    for light in dark:
        text = text.replace(json.dumps(light), f'"<{light}>"')
    for light, colour in dark.items():
        text = text.replace(f'"<{light}>"', json.dumps(colour))
    assert json.loads(text) == tradeoff_chart(x, y, scores=scores, palette=DARK).to_dict()


def test_one_chart_does_not_change_the_next():
    first = tradeoff_spec(BUILTIN["fpr"], BUILTIN["recall"], scores=("a",))
    before = json.dumps(first)
    first["config"]["axisY"] = {"titleLimit": 1}
    assert json.dumps(tradeoff_spec(BUILTIN["fpr"], BUILTIN["recall"], scores=("a",))) == before
