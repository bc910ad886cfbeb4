"""``wb.by_segment`` and ``wb.fairness`` on the samples: any policy is taken, and what they show is text."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import workbench as wb


@pytest.fixture(scope="module")
def fraud():
    predictions = wb.read_predictions(
        "sample_data/card-fraud/predictions.csv",
        label="fraud",
        score="score",
        segments=["tier", "channel"],
        amounts={"eur": "amount_eur"},
    )
    return wb.sweep(predictions), wb.Contract.read("sample_data/card-fraud/contract.yaml")


def test_a_choice_a_point_and_a_policy_give_the_same(fraud):
    sweep, contract = fraud
    choice = wb.choose(sweep, contract)
    tables = [
        wb.by_segment(sweep, given, "tier", contract=contract, replicates=50).table()
        for given in (choice, choice.point, choice.point.policy)
    ]
    for table in tables[1:]:
        pd.testing.assert_frame_equal(tables[0], table)
    assert set(tables[0]["metric"]) == {"fraud_loss", "insult_rate", "premium_insult_rate"}
    by_hand = wb.at(sweep, choice.point.policy.threshold).counts.within("tier", ("new",))
    row = tables[0].query("tier == 'new' and metric == 'insult_rate'").iloc[0]
    assert row["value"] == by_hand.cell("FP")[0] / by_hand.cell("NEGATIVES")[0]
    assert row["denominator"] == by_hand.cell("NEGATIVES")[0]


def test_crossings_and_orders(fraud):
    sweep, contract = fraud
    found = wb.by_segment(sweep, wb.at(sweep, 0.5), ["tier", "channel"], contract=contract, replicates=50)
    assert len(found) == 9
    assert sorted(found.order("insult_rate", by="harm")) == sorted(found.order("insult_rate", by="name"))
    outside = found.metric("premium_insult_rate").verdict
    assert [verdict == "outside" for verdict in outside] == [values[0] != "premium" for values in found.values]


def test_what_it_shows_is_text():
    frame = pd.DataFrame({"y": [0, 1] * 40, "p": [0.2, 0.9] * 40, "g": ["<b>x</b>", "y", "y", "<b>x</b>"] * 20})
    sweep = wb.sweep(wb.read_predictions(frame, label="y", score="p", segments=["g"]))
    segments = wb.by_segment(sweep, wb.at(sweep, 0.5), "g", metrics=["recall"])
    fair = wb.fairness(sweep, wb.at(sweep, 0.5), "g")
    for shown in (segments, fair):
        assert "<b>x</b>" in repr(shown)
        assert "<b>x</b>" not in shown._repr_html_()
        assert "&lt;b&gt;x&lt;/b&gt;" in shown._repr_html_()
    assert list(fair.gap_table()["name"]) == [gap.name for gap in fair.gaps]
    assert np.allclose(fair.table().query("rate == 'tpr'")["value"], 1.0)


def test_what_cannot_be_is_refused(fraud):
    sweep, _ = fraud
    with pytest.raises(wb.InputError, match="Name the metrics"):
        wb.by_segment(sweep, wb.at(sweep, 0.5), "tier")
    nothing = wb.choose(sweep, rule="max:recall", limits=["precision>=1.1"])
    with pytest.raises(wb.NothingFeasible, match="no feasible point"):
        wb.fairness(sweep, nothing, "tier")
