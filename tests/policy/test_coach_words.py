"""What the coach says, word by word, and where it begins and stops to say it."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from tests.policy.test_coach import GOOD, contract, limit_on, metric
from workbench.policy.coach import Advice, coach
from workbench.sweep import Sweep

MODEL = {"name": "auc_like", "layer": "model", "role": "secondary"}


def said(*metrics, sweep=None, **rest) -> list[str]:
    return [str(each) for each in coach(contract(*metrics, **rest), sweep)]


def rows(make_predictions, label, tier=None, **columns) -> Sweep:
    """The scores fall from row to row."""
    score = [1 - place / 1000 for place in range(len(label))]
    return Sweep(make_predictions(label, score, segments={"tier": tier or ["a"] * len(label)}, **columns))


@pytest.mark.parametrize(
    ("metrics", "rest", "expected"),
    [
        (
            [GOOD, metric(**MODEL | {"role": "diagnostic"}, so_what="")],
            {},
            "metrics[1] (auc_like).so_what: Missed has no so-what. Write what people do differently when it moves, and what "
            "that is worth; if nobody would, take it out.",
        ),
        (
            [GOOD, metric(**MODEL, so_what="a better model")],
            {},
            "metrics[1] (auc_like).so_what: Missed measures the model, and its so-what leads to no behaviour or outcome. "
            "Write it in steps: what it measures -> what people do -> what that is worth.",
        ),
        (
            [GOOD, metric(name="second", label="Second", role="secondary")],
            {},
            "north_star: More than one outcome is the north star: Missed, Second. Keep one; the others are steps towards "
            "it, or limits.",
        ),
        (
            [GOOD],
            {"north_star": "Fewer claims"},
            "north_star: More than one outcome is the north star: Fewer claims, Missed. Keep one; the others are steps "
            "towards it, or limits.",
        ),
        (
            [metric(layer="action")],
            {},
            "north_star: No outcome is named that all of this serves. Name one north star, or weigh a metric of the layer "
            "outcome.",
        ),
        (
            [GOOD, *(metric(name=f"m{number}", layer="action", role="diagnostic") for number in range(3))],
            {},
            "metrics: There are 4 metrics. People decide well on 3; which can go?",
        ),
        (
            [GOOD],
            {"payoff": {"FN": -5}},
            "payoff: A false alarm costs no more than getting the case right, so money alone flags everybody. Write what "
            "the error costs; losses are negative.",
        ),
        (
            [GOOD],
            {"payoff": {"FP": -5}},
            "payoff: A missed event costs no more than getting the case right, so money alone flags nobody. Write what the "
            "error costs; losses are negative.",
        ),
    ],
)
def test_what_is_said_of_a_contract(metrics, rest, expected):
    assert said(*metrics, **rest) == [expected]


def test_what_is_said_where_all_metrics_measure_the_model():
    assert said(metric(layer="model"))[1] == (
        "metrics[0] (missed).layer: Missed measures the model, and no metric of behaviour or outcome stands above it. Add "
        "the one it should move, or name it as the north star."
    )
    # What people do is above the model, though no outcome is named.
    assert len(said(metric(layer="model"), metric(name="done", layer="action", role="diagnostic"))) == 1


def test_a_built_in_metric_without_a_label_goes_by_its_own_and_a_formula_by_its_name():
    recall = {"name": "recall", "layer": "outcome", "role": "primary", "worst": 0.1, "target": 0.9, "so_what": ""}
    assert said(recall)[0].startswith("metrics[0] (recall).so_what: Recall has no so-what.")
    own = metric(name="recall", label=None, so_what="")
    assert said(own)[0].startswith("metrics[0] (recall).so_what: recall has no so-what.")
    assert said(metric(label=None, so_what=""))[0].startswith("metrics[0] (missed).so_what: missed has no so-what.")


def test_what_is_said_of_a_segment_that_is_not_there(make_predictions):
    sweep = rows(make_predictions, [1, *[0] * 40], ["a"] * 20 + ["b"] * 21, period=["w"] * 41)
    held = limit_on("region", "north") | {"where": {"region": "north", "tier": ["gold", "b", "tin"]}}
    assert said(GOOD, held, sweep=sweep) == [
        "metrics[1] (held).where.region: Held looks at region, which is no segment of these predictions (tier). Name the "
        "column as a segment on the Predictions page, or measure on one that is there.",
        "metrics[1] (held).where.tier: No row that counts has tier 'gold' or 'tin'. The values there are: a, b.",
    ]
    none = Sweep(make_predictions([1, 0], [0.9, 0.1]))
    assert "(none)" in said(GOOD, limit_on("tier", "a"), sweep=none)[0]
    two = Sweep(make_predictions([1, 0], [0.9, 0.1], segments={"road": ["u", "h"], "tier": ["a", "b"]}))
    assert "(road, tier)" in said(GOOD, limit_on("region", "north"), sweep=two)[0]


@pytest.mark.parametrize(("count", "listed"), [(8, "0, 1, 2, 3, 4, 5, 6, 7."), (9, "0, 1, 2, 3, 4, 5, 6, 7 ….")])
def test_of_many_values_eight_are_named(make_predictions, count, listed):
    sweep = rows(make_predictions, [0] * count, [str(place) for place in range(count)])
    assert said(GOOD, limit_on("tier", "gold"), sweep=sweep)[0].endswith(f"The values there are: {listed}")


def test_what_is_said_of_few_cases(make_predictions):
    sweep = rows(make_predictions, [1] * 3 + [0] * 29)
    assert said(GOOD, limit_on("tier", "a"), sweep=sweep) == [
        "metrics[1] (held).limit: Held is measured on 29 cases; even without a single error among them, a limit of 0.1 could "
        "not be told from chance. It takes about 30. Bring more data for it, or agree how its limit is watched instead."
    ]
    per_case = limit_on("tier", "a") | {"formula": "5 * FP + FN", "unit": "EUR"}
    few = rows(make_predictions, [1] * 3 + [0] * 37, ["a"] * 29 + ["b"] * 11)
    assert said(GOOD, per_case, sweep=few) == [
        "metrics[1] (held).limit: Held is measured on 29 cases. Fewer than 30 say next to nothing. Bring more data for it."
    ]


def test_what_is_said_of_a_target_that_is_met(make_predictions):
    label, rule = [1, 1, 1, 1, 0, 0], [1, 1, 1, 0, 1, 0]
    sweep = Sweep(make_predictions(label, {"p": [6, 5, 4, 3, 2, 1], "rule": rule}, scores=("p",), baseline="rule"))
    assert said(metric(target=0.25), sweep=sweep) == [
        "metrics[0] (missed).target: Today's process already reaches the target of Missed, 0.25. Nothing better is worth "
        "anything then. Ask for more, or make it a limit."
    ]
    # A diagnostic decides nothing, so that nobody minds what its target is.
    beside = metric(name="beside", layer="action", role="diagnostic", target=0.3)
    assert said(metric(target=0.2), beside, sweep=sweep) == []


def test_today_may_be_named_by_the_contract(make_predictions):
    sweep = Sweep(make_predictions([1, 1, 1, 1, 0, 0], {"p": [6, 5, 4, 3, 2, 1]}))
    named = {"predictions": {"label": "label", "scores": ["p"], "baseline": {"score": "p", "threshold": 4}}}
    assert said(metric(target=0.25), sweep=sweep) == []
    assert len(said(metric(target=0.25), sweep=sweep, **named)) == 1


def test_what_is_said_of_costs_that_lead_where_a_limit_is_broken(make_predictions):
    label = [1, 0, 0, 0, 0, 0, 1]
    amounts = {"eur": [50.0] * 7}
    sweep = Sweep(
        make_predictions(label, [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3], amounts=amounts, segments={"tier": ["a"] * 7})
    )
    held = limit_on("tier", "a", limit=0.5) | {"where": {}}
    where = "payoff: The costs alone would put the threshold where the limit of Held is broken."
    todo = (
        "Either an error costs something else than written here, or the limit says more than money does. Settle which of "
        "the two counts."
    )
    constant = said(GOOD, held, sweep=sweep, payoff={"FP": -1, "FN": -99})
    assert constant[-1] == f"{where} For a calibrated score they ask for a threshold of about 0.01. {todo}"
    columns = {"label": "label", "amounts": {"eur": "eur"}}
    by_amount = said(GOOD, held, sweep=sweep, payoff={"FP": -1, "FN": {"eur": -1}}, predictions=columns)
    assert by_amount[-1] == f"{where} {todo}"


@pytest.mark.parametrize(
    ("changes", "events", "others", "is_few"),
    [
        ({"limit": 0.09}, 1, 33, True),  # 3 / 0.09 = 33.3: 34 are needed
        ({"limit": 0.09}, 1, 34, False),
        ({"limit": 0.9, "goal": "maximise", "formula": "TP / POSITIVES"}, 29, 40, True),  # 3 / (1 - 0.9) = 30
        ({"limit": 0.9, "goal": "maximise", "formula": "TP / POSITIVES"}, 30, 40, False),
        ({"limit": 0}, 1, 29, False),  # no number of cases shows that something never happens; thirty are enough
        ({"limit": 0}, 1, 28, True),
        ({"limit": 1}, 1, 9, True),
        ({"limit": 1}, 1, 29, False),
        ({"limit": 0.5, "formula": "FP / POSITIVES", "unit": "alarms an event"}, 7, 22, True),  # no share
        ({"limit": 0.5, "formula": "FP / POSITIVES", "unit": "alarms an event"}, 7, 23, False),
    ],
)
def test_how_many_cases_a_limit_needs(make_predictions, changes, events, others, is_few):
    sweep = rows(make_predictions, [1] * events + [0] * others)
    assert bool(said(GOOD, limit_on("tier", "a") | changes, sweep=sweep)) == is_few


def test_rows_that_all_weigh_nothing_are_few(make_predictions):
    sweep = rows(make_predictions, [1, 0], weight=[0, 0])
    per_case = limit_on("tier", "a") | {"formula": "5 * FP + FN", "unit": "EUR", "where": {}}
    assert "measured on 0 cases" in said(GOOD, per_case, sweep=sweep)[0]


def test_advice_cannot_be_changed_and_its_parts_are_named():
    advice = Advice(kind="many", field="metrics", found="There are 4.", todo="Which can go?")
    with pytest.raises(FrozenInstanceError):
        advice.kind = "met"
    with pytest.raises(TypeError):
        Advice("many", "metrics", "There are 4.", "Which can go?")
