"""FrugalML's YELP sentiment texts: which to send on from the free model to a paid service, by one threshold.

Source of the predictions: lchen001/FrugalML on GitHub (Apache-2.0), dataset/mlserviceperformance_YELP. Its repository
prints the services' accuracies and no policies; the accuracy and cost at 21 thresholds are an independent recomputation
kept with the predictions. FrugalML's own policies depend on the predicted class too, which is more than one threshold.
"""

from __future__ import annotations

import pytest

import workbench as wb

# Dollars for 10,000 texts: the free model always runs, Google where a text is sent on.
METRICS = [
    "flag_rate",
    "routed = (FLAGGED[google] + CLEARED[free]) / ALL",
    "cost = 0.001 + 2.5 * FLAGGED / ALL",
]


@pytest.fixture(scope="module")
def case(read_case):
    """The event is that the free model is wrong; a text is sent on at a *low* confidence, so the score is flipped."""
    frame, expected = read_case("frugalml_yelp")
    predictions = wb.read_predictions(
        frame,
        label="label",
        positive=0,
        score="score",
        flip="score",
        amounts={"google": "correct_google", "free": "correct_github"},
    )
    return wb.sweep(predictions), expected["recomputed"]


def test_accuracy_and_cost_at_every_recomputed_threshold(case, values_at):
    """Sent on where confidence <= threshold: -confidence >= -threshold, ties included."""
    sweep, recomputed = case
    rows = recomputed["sweep"]
    assert len(rows) == 21
    for row in rows:
        ours = values_at(sweep, -row["threshold"], METRICS)
        printed = {"flag_rate": row["escalated"], "routed": row["accuracy"], "cost": row["cost"]}
        assert ours == pytest.approx(printed, rel=1e-12), row["threshold"]


def test_the_ends_are_the_services_by_themselves(case, values_at):
    """TotalReward/n of the published matrices: 0.7452 for the free model, 0.95705 for Google."""
    sweep, recomputed = case
    assert values_at(sweep, None, METRICS)["routed"] == recomputed["accuracy"]["GitHub(Vader)"] == 0.7452
    everything = sweep.table(METRICS).iloc[-1]
    assert everything["flag_rate"] == 1
    assert everything["routed"] == recomputed["accuracy"]["Google"] == 0.95705


def test_the_cheapest_threshold_for_an_accuracy_lies_between_the_recomputed_ones(case):
    """An accuracy of 0.9062 costs 1.133 and one of 0.91765 costs 1.2585, so 0.91 costs something between."""
    sweep, _ = case
    guardrail = {"goal": "maximise", "role": "guardrail", "limit": 0.91}
    contract = wb.Contract.from_dict(
        {
            "title": "Routing",
            "decision": "Send a text on when the free model is not sure",
            "metrics": [{"name": "routed", "formula": METRICS[1].split(" = ")[1], **guardrail}],
        }
    )
    choice = wb.choose(sweep, contract, rule="min:flag_rate")
    assert choice.point.value("routed") >= 0.91
    assert 1.133 < 0.001 + 2.5 * choice.point.value("flag_rate") < 1.2585
    # One step cheaper is not enough: the neighbouring candidate flags less and falls short.
    table = sweep.table(METRICS)
    cheaper = table[table["flag_rate"] < choice.point.value("flag_rate")]
    assert (cheaper["routed"] < 0.91).all()
    assert len(cheaper) > 10
