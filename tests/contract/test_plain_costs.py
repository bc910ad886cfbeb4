"""Plain answers become payoffs: worked by hand, in points and in ranges."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.contract import Contract
from workbench.contract.guess import Guess, said
from workbench.contract.plain_costs import PlainAnswers, plain_costs, share_text
from workbench.errors import InputError
from workbench.metrics import payoff_of
from workbench.sweep import Sweep

of = Guess.of
ALARM = {
    "minutes": of(4),
    "hourly_cost": of(38),
    "lost_share": of(1 / 50),
    "customer_value": of(300),
    "currency": "EUR",
}


def payoff(**answers):
    return {cell: dict(terms) for cell, terms in plain_costs(PlainAnswers(**answers)).payoff.items()}


def test_a_false_alarm_of_4_minutes_at_38_an_hour_that_loses_1_in_50_customers_worth_300():
    """4 / 60 x 38 = 2.5333 and 300 / 50 = 6."""
    found = plain_costs(PlainAnswers(**ALARM))
    assert found.payoff["FP"] == {"each": -8.5333}
    assert found.derivation == (
        "A false alarm takes 4 minutes at 38 EUR an hour: 4 / 60 × 38 = 2.5333 EUR.",
        "A false alarm loses 1 in 50 customers worth 300 EUR: 0.02 × 300 = 6 EUR.",
        "So a false alarm is worth -8.5333 EUR.",
        "So a flagged event is worth 0 EUR, and a missed one 0 EUR.",
    )


def test_an_action_that_works_7_times_in_10_leaves_3_tenths_of_the_loss():
    found = plain_costs(PlainAnswers(**ALARM, loss=of(900), works=of(0.7)))
    assert found.payoff == {"TP": {"each": -270.0}, "FP": {"each": -8.5333}, "FN": {"each": -900.0}}
    assert found.derivation[-3:] == (
        "A missed event loses 900 EUR.",
        "The action works 70 % of the time, so 70 % of that loss is prevented where an event is flagged.",
        "So a flagged event is worth -270 EUR, and a missed one -900 EUR.",
    )


def test_handling_events_takes_its_time_as_well():
    """-270 - 2.5333."""
    assert payoff(**ALARM, loss=of(900), works=of(0.7), handles_events=True)["TP"] == {"each": -272.5333}


def test_against_doing_nothing_a_missed_event_is_worth_0():
    """0.7 x 900 = 630, less 2.5333 of handling."""
    answers = {**ALARM, "loss": of(900), "works": of(0.7), "handles_events": True}
    found = plain_costs(PlainAnswers(**answers, against_nothing=True))
    assert found.payoff == {"TP": {"each": 627.4667}, "FP": {"each": -8.5333}, "FN": {"each": 0.0}}
    assert found.derivation[-1] == (
        "Compared with doing nothing, a flagged event is worth 627.4667 EUR (the loss prevented, less the time it takes), "
        "a missed one 0, and clearing everybody 0. The differences between thresholds are what they are without this: every "
        "event is worth the same sum more."
    )


def test_against_doing_nothing_changes_no_difference_between_thresholds(make_predictions):
    rng = np.random.default_rng(3)
    sweep = Sweep(make_predictions(rng.integers(0, 2, 40).tolist(), rng.random(40).round(2).tolist(),
        amounts={"eur": rng.integers(1, 90, 40).tolist()}))  # fmt: skip
    answers = {**ALARM, "loss": of(900), "loss_amount": "eur", "works": of(0.75), "handles_events": True}

    def worth(against_nothing):
        found = payoff(**answers, against_nothing=against_nothing)
        return payoff_of(sweep.counts(), Contract.from_dict({"title": "t", "decision": "d", "payoff": found}).payoff)

    plain, against = worth(False), worth(True)
    assert against[0] == 0  # nobody is flagged
    assert np.diff(against) == pytest.approx(np.diff(plain), abs=1e-6)


def test_a_loss_that_is_an_amount_becomes_a_coefficient():
    """80 % of the amount and 12 besides; a flag that works in 3 of 4 cases leaves a quarter."""
    answers = {"loss": of(12), "loss_amount": "eur", "loss_rate": of(0.8), "works": of(0.75)}
    assert payoff(**answers) == {
        "TP": {"each": -3.0, "amounts": {"eur": -0.2}},
        "FP": {"each": 0.0},
        "FN": {"each": -12.0, "amounts": {"eur": -0.8}},
    }
    said = plain_costs(PlainAnswers(**answers)).derivation
    assert "A missed event loses 12 and 0.8 × its eur." in said
    assert said[-1] == "So a flagged event is worth -3 and -0.2 × its eur, and a missed one -12 and -0.8 × its eur."


def test_ranges_come_through_with_the_middle_as_the_number():
    """Handling 3..6 min x 38 / 60 = 1.9..3.8, mid 2.85; leaving 1..3 % x 300 = 3..9, mid 6. Loss 800..1000."""
    answers = {**ALARM, "minutes": of(3, 6), "lost_share": of(0.01, 0.03), "loss": of(800, 1000)}
    assert payoff(**answers) == {
        "TP": {"each": 0.0},
        "FP": {"each": -8.85, "between": {"each": [-12.8, -4.9]}},
        "FN": {"each": -900.0, "between": {"each": [-1000.0, -800.0]}},
    }
    lines = plain_costs(PlainAnswers(**answers)).derivation
    assert lines[0] == "A false alarm takes 3 to 6 minutes at 38 EUR an hour: 4.5 / 60 × 38 = 2.85 (1.9 to 3.8) EUR."
    assert "A missed event loses 800 to 1,000 EUR." in lines
    assert not any("move together" in line for line in lines)


def test_an_unsure_answer_that_is_in_two_numbers_gives_neither_a_range_of_its_own():
    """A loss of 40 to 60 of which a fifth is prevented: -32 to -48 beside -40 to -60, the one always 0.8 of the other."""
    answers = {**ALARM, "loss": of(40, 60), "works": of(0.2)}
    found = plain_costs(PlainAnswers(**answers))
    assert found.payoff == {"TP": {"each": -40.0}, "FP": {"each": -8.5333}, "FN": {"each": -50.0}}
    assert "move together" in found.derivation[-1]
    against = plain_costs(PlainAnswers(**answers, against_nothing=True))
    assert against.payoff["TP"] == {"each": 10.0, "between": {"each": [8.0, 12.0]}}
    assert "move together" not in against.derivation[-1]


def test_only_the_ranges_that_move_together_are_left_out():
    handled = payoff(**{**ALARM, "minutes": of(3, 6)}, handles_events=True)
    assert not any("between" in terms for terms in handled.values()), "handling is in both"
    amounts = payoff(loss=of(10), loss_amount="eur", works=of(0.6, 0.8), against_nothing=True)
    assert amounts["TP"] == {"each": 7.0, "amounts": {"eur": 0.7}}, "how often it works is in both"
    works = payoff(**{**ALARM, "minutes": of(3, 6)}, loss=of(900), works=of(0.6, 0.8))
    assert works["TP"] == {"each": -270.0, "between": {"each": [-360.0, -180.0]}}
    assert works["FP"]["between"] == {"each": [-9.8, -7.9]}


def test_ranges_of_coefficients_and_against_nothing():
    """Works 60..80 % of eur: the prevented loss is 0.6..0.8 of it."""
    found = payoff(loss_amount="eur", works=of(0.6, 0.8), against_nothing=True)
    assert found["TP"] == {"each": 0.0, "amounts": {"eur": 0.7}, "between": {"eur": [0.6, 0.8]}}
    assert found["FN"] == {"each": 0.0}


def test_what_comes_out_is_a_whole_contract_and_reads_back():
    answers = {**ALARM, "minutes": of(3, 6), "loss": of(1 / 3, 200 / 3), "loss_amount": "eur", "works": of(1 / 3, 0.9)}
    content = {"title": "t", "decision": "d", "payoff": payoff(**answers)}
    contract = Contract.from_dict(content)
    assert Contract.from_text(contract.to_yaml()) == contract


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"minutes": of(-1, 2)}, "Minutes cannot be below 0; found -1."),
        ({"lost_share": of(0.5, 1.5)}, "Lost share is a share, at most 1; found 1.5."),
        ({"works": of(70)}, "Works is a share, at most 1; found 70."),
        ({"loss_amount": " "}, "Name the amount"),
    ],
)
def test_what_cannot_be_is_refused(answers, said):
    with pytest.raises(InputError, match=said):
        plain_costs(PlainAnswers(**answers))


@pytest.mark.parametrize(("low", "high"), [(2, 1), (float("nan"), 1), (0, float("inf"))])
def test_a_range_goes_from_the_least_to_the_most(low, high):
    with pytest.raises(InputError, match="from the least to the most"):
        of(low, high)


def test_products_of_ranges_of_both_signs():
    found = of(-2, 3) * of(-5, 4)
    assert (found.low, found.mid, found.high) == (-15, -0.25, 12)
    assert (-found).range_text == "-12 to 15"


def test_shares_are_said_as_people_say_them():
    assert [share_text(of(share)) for share in (0.5, 1, 0.07)] == ["1 in 2", "1 in 1", "7 % of"]
    assert [said(number) for number in (0.0, 1 / 3, -2.5, 1234567.0, 1e-7)] == [
        "0",
        "0.3333",
        "-2.5",
        "1,234,567",
        "0.0000001",
    ]


@pytest.mark.parametrize("number", [1e-12, -1e-12, 1e-300, -0.0])
def test_what_is_too_small_to_write_is_nothing_and_has_no_sign_or_dot(number):
    assert said(number) == "0"
    assert Guess.of(number).text == "0"


def test_no_number_is_written_with_a_stray_dot():
    for power in range(-16, 9):
        for digits in (1, -1, 12345.678, -9.99999):
            text = said(digits * 10.0**power)
            assert not text.endswith("."), text
            assert text not in ("-0", "0.0", ""), text
