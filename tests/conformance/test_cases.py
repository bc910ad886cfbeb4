"""Real predictions with published answers; only our sweep and our metrics compute what is compared."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.contract import Contract
from workbench.metrics import BUILTIN, payoff_of, resolve_metrics
from workbench.sweep import Sweep


def cells(counts, k=0):
    return {name: int(getattr(counts.cases, name)[k]) for name in ("tp", "fp", "fn", "tn")}


@pytest.mark.parametrize("table", ["famhistory", "age", "marker"])
def test_dcurves_net_benefit_at_every_published_threshold(read_case, make_predictions, table):
    """Rates, net benefit less harm, and treat-all. dcurves replaces a threshold of 0 by the machine epsilon."""
    frame, expected = read_case("dcurves_binary")
    column = {"famhistory": "score_famhistory", "age": "score_age_risk", "marker": "score_marker_risk"}[table]
    published = expected["published"]["tables"][table]
    sweep = Sweep(make_predictions(frame["label"], {"p": frame[column], "all": np.ones(len(frame))}))
    rows = published["rows"]
    asked = np.array([row["threshold"] or np.finfo(float).eps for row in rows])
    counts = sweep.at("p", asked)
    assert len(rows) > 30
    np.testing.assert_allclose(counts.cell("TP") / 750, [row["tp_rate"] for row in rows], rtol=0, atol=1e-12)
    np.testing.assert_allclose(counts.cell("FP") / 750, [row["fp_rate"] for row in rows], rtol=0, atol=1e-12)
    ours = BUILTIN["net_benefit"].value(counts) - published["harm"]
    np.testing.assert_allclose(ours, [row["net_benefit"] for row in rows], rtol=0, atol=1e-12)
    treat_all = [row for row in published["treat_all"] if row["threshold"] < 1]
    counts = sweep.at("all", [row["threshold"] for row in treat_all])
    ours = BUILTIN["net_benefit"].value(counts)
    np.testing.assert_allclose(ours, [row["net_benefit"] for row in treat_all], rtol=1e-12, atol=1e-12)


BUSINESS_VALUE = {"TP": 50, "FP": -10, "FN": -50, "TN": 5}


def test_nannyml_car_loan_every_chunk(read_case, make_predictions):
    """20 chunks of 5,000 loans: cells exactly, metrics to the six printed decimals, both meanings of business value."""
    frame, expected = read_case("nannyml_car_loan")
    place = frame.groupby("period").cumcount() // 5000
    chunk = frame["period"] + "|" + place.astype(str)
    sweep = Sweep(make_predictions(frame["label"], frame["score"], segments={"chunk": chunk}))
    published = expected["published"]
    contract = Contract.from_dict({"title": "T", "decision": "D", "payoff": BUSINESS_VALUE})
    by_column = resolve_metrics(["v = (50*TP - 10*FP) / FLAGGED + (5*TN - 50*FN) / CLEARED"])[0]
    assert len(published["confusion_fraction"]) == 20
    for name, fractions in published["confusion_fraction"].items():
        counts = sweep.at("score", [0.65], where={"chunk": [name]})
        assert cells(counts) == {cell: round(5000 * share) for cell, share in fractions.items()}, name
        for metric in ("f1", "precision", "recall", "specificity", "accuracy"):
            ours = BUILTIN[metric].value(counts)[0]
            assert ours == pytest.approx(published["standard"][name][metric], abs=5.1e-7), (name, metric)
        value = published["business_value_per_prediction"][name]["value"]
        assert by_column.value(counts)[0] == pytest.approx(value, abs=5.1e-5), name
        mean = payoff_of(counts, contract.payoff)[0] / 5000
        assert mean == pytest.approx(expected["recomputed"][name]["business_value_mean"], abs=1e-9), name
    flagged = frame.loc[frame["y_pred"] == 1, "score"]
    low, high = sweep.same_actions("score", 0.65)
    assert (low, high) == (frame.loc[frame["y_pred"] == 0, "score"].max(), flagged.min())


def test_yardstick_two_classes(read_case, make_predictions):
    frame, expected = read_case("yardstick_two_class")
    sweep = Sweep(make_predictions(frame["label"], frame["score"]))
    counts = sweep.at("score", [0.5])
    assert cells(counts) == {name: expected["recomputed"]["at_0_5"][name] for name in ("tp", "fp", "fn", "tn")}
    assert round(BUILTIN["accuracy"].value(counts)[0], 3) == expected["published"]["accuracy"]
    assert round(BUILTIN["kappa"].value(counts)[0], 3) == expected["published"]["kap"]
    # The area under the ROC curve is the sum of trapezoids over our candidate thresholds.
    recall, fpr = BUILTIN["recall"].measure(sweep), BUILTIN["fpr"].measure(sweep)
    assert round(float(np.trapezoid(recall, fpr)), 3) == expected["published"]["roc_auc"]


def test_yardstick_macro_and_micro_precision_of_four_classes(read_case, make_predictions):
    """Each class against the rest, flagged where it is the predicted one."""
    frame, expected = read_case("yardstick_hpc_cv")
    counts = []
    for name in ("VF", "F", "M", "L"):
        predictions = make_predictions(frame["obs"] == name, (frame["pred"] == name).astype(float))
        counts.append(Sweep(predictions).at("score", [1.0]))
    macro = np.mean([BUILTIN["precision"].value(each)[0] for each in counts])
    micro = sum(each.cell("TP")[0] for each in counts) / sum(each.cell("FLAGGED")[0] for each in counts)
    assert round(float(macro), 3) == expected["published"]["macro_precision"]
    assert round(float(micro), 3) == expected["published"]["micro_precision"]


RATES = {"accuracy": "accuracy", "recall": "tpr", "fpr": "fpr", "specificity": "tnr", "fnr": "fnr", "precision": "ppv",
         "npv": "npv", "flag_rate": "selection_rate"}  # fmt: skip


def test_employment_in_massachusetts_by_group(read_case, make_predictions):
    """277,677 people by year, sex, race, disability and age: cells exactly, rates, and null where 0/0."""
    frame, expected = read_case("nannyml_ma_employment")
    columns = {name: frame[name].astype(str) for name in ("year", "sex", "race", "disability", "age_band")}
    sweep = Sweep(make_predictions(frame["label"], frame["score"], segments=columns))
    groups = expected["recomputed"]["groups"]
    assert len(groups) > 15
    for name, wanted in groups.items():
        where = {} if name == "all" else {part.split("=")[0]: [part.split("=")[1]] for part in name.split("|")}
        counts = sweep.at("score", [0.5], where=where)
        assert cells(counts) == {cell: wanted["at_0_5"][cell] for cell in ("tp", "fp", "fn", "tn")}, name
        for ours, theirs in RATES.items():
            figure = wanted["at_0_5"][theirs]
            value = BUILTIN[ours].value(counts)[0]
            assert value == pytest.approx(float("nan") if figure is None else figure, rel=1e-12, nan_ok=True), (
                name,
                ours,
            )


def test_frugalml_routing_accuracy_against_cost(read_case, make_predictions):
    """Escalate when the cheap model's confidence is at or under the threshold: its negative is our score."""
    frame, expected = read_case("frugalml_yelp")
    predictions = make_predictions(
        1 - frame["label"],
        -frame["score"].to_numpy(),
        amounts={"google": frame["correct_google"], "cheap": frame["label"]},
    )
    sweep = Sweep(predictions)
    accuracy, cost = resolve_metrics(
        ["accuracy_routed = (FLAGGED[google] + CLEARED[cheap]) / ALL", "cost = 0.001 + 2.5 * FLAGGED / ALL"]
    )
    rows = expected["recomputed"]["sweep"]
    counts = sweep.at("score", [-row["threshold"] for row in rows])
    np.testing.assert_allclose(BUILTIN["flag_rate"].value(counts), [row["escalated"] for row in rows], rtol=1e-12)
    np.testing.assert_allclose(accuracy.value(counts), [row["accuracy"] for row in rows], rtol=1e-12)
    np.testing.assert_allclose(cost.value(counts), [row["cost"] for row in rows], rtol=1e-12)
