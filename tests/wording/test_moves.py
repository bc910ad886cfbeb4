"""The sentence of a move, by hand."""

from __future__ import annotations

import math

import pytest

from workbench.metrics import BUILTIN, Metric
from workbench.wording import phrase_for, say_difference, say_move


def metric(**changes):
    given = {"name": "m", "label": "Hard brakes", "goal": "minimise", "unit": "per 1,000 km", "value": None, **changes}
    return Metric(**given)


MISSES = phrase_for(BUILTIN["fnr"])
BRAKES = phrase_for(metric())
F1 = phrase_for(BUILTIN["f1"])
MONEY = phrase_for(metric(goal="maximise", unit="EUR", is_money=True), currency="EUR", factor=1000.0, per="a year")

WORTH = metric(goal="maximise", unit="", is_money=True)
NO_CURRENCY = phrase_for(WORTH, per="on these predictions")
EUROS_HERE = phrase_for(WORTH, currency="EUR", per="on these predictions")


@pytest.mark.parametrize(
    ("phrase", "start", "end", "text"),
    [
        (MISSES, 0.05, 0.038, "12 fewer missed events per 1,000 events"),
        (MISSES, 0.038, 0.05, "12 more missed events per 1,000 events"),
        (MISSES, 0.05, 0.05, "as many missed events per 1,000 events"),
        (BRAKES, 10.0, 13.4, "3.4 more hard brakes per 1,000 km"),
        (BRAKES, 13.4, 13.4, "as many hard brakes per 1,000 km"),
        (F1, 0.5, 0.512, "F1 up 0.012 on a scale of 0 to 1"),
        (F1, 0.512, 0.5, "F1 down 0.012 on a scale of 0 to 1"),
        (F1, 0.5, 0.5, "F1 unchanged"),
        (MONEY, 0.0, 410.0, "410 k EUR a year better"),
        (MONEY, 410.0, 0.0, "410 k EUR a year worse"),
        (MONEY, 5.0, 5.0, "no change in money"),
        (MISSES, math.nan, 0.1, "missed events per 1,000 events undefined"),
        (F1, 0.1, math.nan, "F1 undefined"),
        (MONEY, math.nan, 1.0, "money undefined"),
        (NO_CURRENCY, 8.53, 0.0, "worth 8.53 less on these predictions"),
        (NO_CURRENCY, 0.0, 1234.0, "worth 1,234 more on these predictions"),
        (EUROS_HERE, 8.53, 0.0, "8.53 EUR worse on these predictions"),
    ],
)
def test_one_difference(phrase, start, end, text):
    assert say_difference(phrase, start, end) == text


def test_less_money_to_pay_is_better():
    cost = phrase_for(metric(goal="minimise", unit="EUR", is_money=True), currency="EUR", per="on these predictions")
    assert say_difference(cost, 900.0, 400.0) == "500 EUR better on these predictions"


def test_a_move_says_money_last():
    text = say_move("0.50", "0.37", [MONEY, MISSES, BRAKES], [0.0, 0.05, 10.0], [410.0, 0.038, 13.4])
    assert text == (
        "From 0.50 to 0.37: 12 fewer missed events per 1,000 events, 3.4 more hard brakes per 1,000 km; "
        "410 k EUR a year better."
    )


def test_a_move_of_nothing_says_so():
    text = say_move("0.5", "0.5", [MISSES, MONEY], [0.1, 3.0], [0.1, 3.0])
    assert text == "From 0.5 to 0.5: as many missed events per 1,000 events; no change in money."


def test_the_users_own_share_is_counted_by_its_label():
    phrase = phrase_for(metric(label="Missed people", unit="share of people"))
    assert say_difference(phrase, 0.02, 0.01) == "10 fewer missed people per 1,000 people"


def test_an_acronym_keeps_its_capitals():
    assert phrase_for(metric(label="FX losses")).tail == "FX losses per 1,000 km"


def test_phrases_are_plain_data():
    assert MISSES.to_dict() == {
        "style": "count", "factor": 1000.0, "head": "", "tail": "missed events per 1,000 events", "sign": -1,
    }  # fmt: skip


def test_money_too_little_to_write_is_no_change() -> None:
    from workbench.wording.moves import Phrase
    from workbench.wording.rates import say_rate

    euros = Phrase(style="money", factor=1.0, head="EUR", tail="a year", sign=1)
    assert say_difference(euros, 0.1 + 0.2, 0.3) == "no change in money"
    assert say_difference(euros, 0.0, -0.4).endswith("worse")
    assert say_rate([euros], [0.1 + 0.2], [0.3]) == ""
