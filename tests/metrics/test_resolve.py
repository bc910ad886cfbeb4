"""From words to metrics."""

from __future__ import annotations

import pytest

from workbench.contract import RESERVED_NAMES, Contract
from workbench.errors import ContractError, FormulaError
from workbench.metrics import BUILTIN, contract_metrics, known_metrics, resolve_metrics
from workbench.sweep import Sweep


def contract(*metrics, **more):
    return Contract.from_dict({"title": "T", "decision": "D", "metrics": list(metrics), **more})


def test_built_in_names_and_formulas():
    recall, cost = resolve_metrics(["recall", "cost = 5*FP + FN"])
    assert recall is BUILTIN["recall"]
    assert (cost.name, cost.goal, cost.definition) == ("cost", "minimise", "5*FP + FN")


def test_a_formula_has_its_name_as_label_no_unit_and_its_denominator(make_counts):
    (share,) = resolve_metrics([" missed  = FN / POSITIVES"])
    assert (share.name, share.label, share.unit, share.goal) == ("missed", "missed", "", "minimise")
    counts = make_counts((8, 2, 4, 6))
    assert share.value(counts) == pytest.approx([4 / 12])
    assert share.denominator(counts).tolist() == [12]


def test_what_follows_the_first_equals_sign_is_the_formula():
    with pytest.raises(FormulaError, match="'FP = FN' is not complete arithmetic"):
        resolve_metrics(["x =FP = FN"])


@pytest.mark.parametrize(
    ("word", "near"),
    [("recal", "recall"), ("Recall", "recall"), ("F1", "f1"), ("flagrate", "flag_rate")],
)
def test_an_unknown_name_names_the_nearest(word, near):
    with pytest.raises(FormulaError, match=rf"no metric named '{word}'. Did you mean '{near}'\?"):
        resolve_metrics([word])


def test_a_name_that_is_near_none_lists_all():
    with pytest.raises(FormulaError, match=r"The names are: precision, recall, .*name=FORMULA"):
        resolve_metrics(["zzzzzz"])


@pytest.mark.parametrize("word", ["1x=FP", "a b=FP", "=FP", "a.b=FP", "recall>=0.9"])
def test_a_name_must_be_a_name(word):
    with pytest.raises(FormulaError, match="cannot name a metric"):
        resolve_metrics([word])


@pytest.mark.parametrize("name", RESERVED_NAMES)
def test_a_metric_cannot_take_a_column_of_the_sweep_table(name):
    with pytest.raises(FormulaError, match="column of every sweep table"):
        resolve_metrics([f"{name} = FP"])
    with pytest.raises(ContractError, match="column of every sweep table"):
        contract({"name": name, "formula": "FP", "goal": "minimise"})


def test_contract_metrics_come_first_and_then_the_payoff():
    agreed = contract(
        {"name": "recall", "formula": "FP", "goal": "minimise"},
        payoff={"FP": -1},
        volume={"cases": 100, "per": "month"},
    )
    assert resolve_metrics(["recall"], contract=agreed)[0].definition == "FP"
    assert resolve_metrics(["payoff"], contract=agreed)[0].is_money
    assert resolve_metrics(["payoff_per_month"], contract=agreed, cases_count=10)[0].label == "Payoff per month"
    assert "payoff_per_month" in known_metrics(agreed, cases_count=10)
    assert "payoff_per_month" not in known_metrics(agreed), "unknown as long as nobody says how many cases there are"


def test_a_contract_metric_keeps_what_the_contract_says(make_predictions):
    """The fourth row is the only missed event; it is urban, and so are two of the three events."""
    agreed = contract(
        {"name": "urban_miss", "label": "Missed, urban", "layer": "action", "role": "guardrail", "goal": "minimise",
         "formula": "FN / POSITIVES", "unit": "share of pedestrians", "where": {"road": "urban"}, "limit": 0.02,
         "so_what": "Injury"},
        {"name": "fnr", "role": "secondary", "worst": 0.5, "target": 0},
    )  # fmt: skip
    urban, miss = contract_metrics(agreed)
    assert (urban.label, urban.layer, urban.role, urban.limit) == ("Missed, urban", "action", "guardrail", 0.02)
    assert (urban.where, urban.weight, urban.so_what) == ({"road": ("urban",)}, 0.0, "Injury")
    assert (miss.label, miss.unit, miss.things, miss.weight, miss.goal) == (
        "Miss rate", "share of events", "missed events", 0.5, "minimise",
    )  # fmt: skip
    predictions = make_predictions(
        [1, 0, 1, 1], [0.9, 0.8, 0.7, 0.1], segments={"road": ["urban", "urban", "highway", "urban"]}
    )
    sweep = Sweep(predictions)
    assert urban.measure_at(sweep, "score", 0.5) == (0.5, 2.0)
    assert miss.measure_at(sweep, "score", 0.5) == (pytest.approx(1 / 3), 3.0)


def test_a_formula_of_the_contract_is_labelled_by_its_name_in_words(make_counts):
    (miss,) = contract_metrics(contract({"name": "urban_miss_rate", "formula": "FN / POSITIVES", "goal": "minimise"}))
    assert (miss.name, miss.label, miss.unit, miss.goal) == ("urban_miss_rate", "Urban miss rate", "", "minimise")
    assert miss.definition == "FN / POSITIVES"
    counts = make_counts((8, 2, 4, 6))
    assert miss.value(counts) == pytest.approx([4 / 12])
    assert miss.denominator(counts).tolist() == [12]


def test_limits_worst_and_target_are_those_of_the_contract():
    (recall,) = contract_metrics(
        contract({"name": "recall", "role": "primary", "worst": 0.5, "target": 0.9, "limit": 0.6, "weight": 3})
    )
    assert (recall.worst, recall.target, recall.limit, recall.weight, recall.role) == (0.5, 0.9, 0.6, 3.0, "primary")
    (fnr,) = contract_metrics(contract({"name": "fnr", "limit": 0.2, "layer": "outcome", "so_what": "Injury"}))
    assert (fnr.worst, fnr.target, fnr.limit) == (None, None, 0.2)
    assert (fnr.layer, fnr.so_what, fnr.name) == ("outcome", "Injury", "fnr")


@pytest.mark.parametrize("given", [{"label": "Missed"}, {"unit": "share of pedestrians"}, {"label": "M", "unit": "u"}])
def test_a_built_in_metric_in_other_words_no_longer_counts_the_old_things(given):
    """ "12 fewer missed events" beside "share of pedestrians" would count two things at once."""
    (fnr,) = contract_metrics(contract({"name": "fnr", **given}))
    assert fnr.things is None
    assert (fnr.label, fnr.unit) == (given.get("label", "Miss rate"), given.get("unit", "share of events"))


def test_a_built_in_metric_may_be_turned_by_the_contract():
    (flags,) = contract_metrics(contract({"name": "flag_rate", "goal": "maximise"}))
    assert flags.goal == "maximise"
    assert flags.sign == 1


@pytest.mark.parametrize("given", [{"worst": 0.5}, {"target": 0.5}])
def test_one_end_of_the_scale_alone_is_no_contradiction(given):
    assert len(contract_metrics(contract({"name": "recall", **given}))) == 1


def test_a_name_that_is_near_no_built_in_metric_is_refused_without_a_guess():
    with pytest.raises(ContractError, match=r"'zzzzzz' is not the name of a built-in metric\.$"):
        contract_metrics(contract({"name": "zzzzzz"}))


def test_every_formula_that_cannot_be_used_is_named_at_once():
    agreed = contract(
        {"name": "a", "formula": "FNN", "goal": "minimise"},
        {"name": "b", "formula": "FP"},
        {"name": "recal"},
        {"name": "d", "formula": "FP / ALL[km]", "goal": "minimise"},
    )
    with pytest.raises(ContractError) as refused:
        contract_metrics(agreed, amounts=["eur"])
    assert [problem.field for problem in refused.value.problems] == [
        "metrics[0] (a).formula", "metrics[1] (b).formula", "metrics[2] (recal).formula", "metrics[3] (d).formula",
    ]  # fmt: skip
    text = str(refused.value)
    for hint in ("did you mean FN", "needs a goal", "Did you mean 'recall'", "not an amount column (eur)"):
        assert hint.lower() in text.lower()


def test_a_built_in_metric_whose_worst_is_better_than_its_target_is_refused():
    """Recall rises, so worst 0.9 and target 0.5 would reward missing events."""
    agreed = contract({"name": "recall", "role": "primary", "worst": 0.9, "target": 0.5})
    with pytest.raises(ContractError, match=r"metrics\[0\] \(recall\).goal: is maximise, but worst 0.9"):
        contract_metrics(agreed)


def test_weights_by_role():
    agreed = contract(
        {"name": "recall", "role": "primary", "worst": 0, "target": 1},
        {"name": "precision", "role": "secondary", "worst": 0, "target": 1},
        {"name": "f1", "role": "secondary", "weight": 2, "worst": 0, "target": 1},
        {"name": "fpr", "role": "guardrail", "limit": 0.1, "weight": 3},
        {"name": "fnr", "role": "diagnostic", "weight": 3},
    )
    assert [metric.weight for metric in contract_metrics(agreed)] == [1.0, 0.5, 2.0, 0.0, 0.0]
