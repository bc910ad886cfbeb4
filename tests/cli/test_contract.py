"""contract new and contract check."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from workbench.contract import Contract


def test_the_starting_contract_is_fine_as_it_stands(run, folder: Path) -> None:
    ran = run("contract", "new", "--out", "new.yaml")
    assert (ran.status, ran.out) == (0, "")
    ran = run("contract", "check", "new.yaml")
    assert (ran.status, ran.out, ran.err) == (0, "new.yaml is fine.\n", "")
    assert run("contract", "new").out == (folder / "new.yaml").read_text(encoding="utf-8")


def test_a_contract_is_not_written_over(run, folder: Path) -> None:
    before = (folder / "contract.yaml").read_text(encoding="utf-8")
    ran = run("contract", "new", "--out", "contract.yaml")
    assert ran.status == 2
    assert (folder / "contract.yaml").read_text(encoding="utf-8") == before


def test_every_problem_at_once(run, folder: Path) -> None:
    """An unknown key, a wrong number, a guardrail without limit, swapped ends and a bad formula: five, in one run."""
    (folder / "bad.yaml").write_text(
        """
titel: Wrong
title: Right
decision: d
payoff: {FN: {each: lots}}
metrics:
  - {name: a, role: primary, goal: minimise, formula: FN / POSITIVS, worst: 0.1, target: 0.01, so_what: x}
  - {name: b, role: guardrail, goal: minimise, formula: FP / NEGATIVES, so_what: x}
  - {name: c, goal: minimise, formula: FP / ALL, worst: 0.1, target: 0.2, so_what: x}
""",
        encoding="utf-8",
    )
    ran = run("contract", "check", "bad.yaml")
    assert (ran.status, ran.out) == (2, "")
    for part in ("titel", "'title'", "payoff.FN.each", "POSITIVES", "guardrail needs a limit", "Swap worst and target"):
        assert part in ran.err, ran.err
    ran = run("contract", "check", "bad.yaml", "--json")
    found = json.loads(ran.out)
    assert (ran.status, found["ok"], found["sha256"]) == (2, False, None)
    assert len(found["problems"]) == 5
    assert set(found["problems"][0]) == {"field", "message"}


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "title: [", "title: a\ntitle: b\n", "title: x\n"])
def test_what_is_no_contract_is_status_2(run, folder: Path, text) -> None:
    (folder / "bad.yaml").write_text(text, encoding="utf-8")
    ran = run("contract", "check", "bad.yaml")
    assert (ran.status, ran.out) == (2, "")
    assert "Traceback" not in ran.err
    assert "fault" not in ran.err


def test_missing_keys_do_not_hide_other_problems(run, folder: Path) -> None:
    (folder / "bad.yaml").write_text("metrics: [{role: guardrail, goal: upwards}]\n", encoding="utf-8")
    found = json.loads(run("contract", "check", "bad.yaml", "--json").out)
    fields = [problem["field"] for problem in found["problems"]]
    assert {"title", "decision", "metrics[0].name", "metrics[0].goal"} <= set(fields)


def test_warnings_stop_nobody(run, folder: Path) -> None:
    (folder / "w.yaml").write_text(
        "{title: t, decision: d, metrics: [{name: recall, role: primary}]}", encoding="utf-8"
    )
    ran = run("contract", "check", "w.yaml")
    assert ran.status == 0
    assert "so_what" in ran.err
    assert "worst and target" in ran.err
    found = json.loads(run("contract", "check", "w.yaml", "--json").out)
    assert found["ok"] is True
    assert found["sha256"] == Contract.read(folder / "w.yaml").sha256
    assert len(found["warnings"]) == 2


def test_a_contract_that_fits_the_predictions(run) -> None:
    ran = run("contract", "check", "contract.yaml", "--predictions", "predictions.csv")
    assert (ran.status, ran.out) == (0, "contract.yaml is fine.\n")
    assert all(line.startswith("Think about") for line in ran.err.splitlines())


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("scores: [p, q]", "scores: [p, z]", "predictions.scores[1]"),
        ("{eur: amount}", "{eur: amounts}", "predictions.amounts.eur"),
        ("label: fraud", "label: frauds", "predictions.label"),
        ("positive: 1", "positive: 7", "'7'"),
        ("where: {tier: gold}", "where: {tier: golden}", "golden"),
        ("scores: [p, q]", "scores: [tier]", "tier"),
    ],
)
def test_a_contract_that_does_not_fit_the_predictions(run, folder: Path, before, after, said) -> None:
    text = (folder / "contract.yaml").read_text(encoding="utf-8")
    assert before in text
    (folder / "other.yaml").write_text(text.replace(before, after), encoding="utf-8")
    ran = run("contract", "check", "other.yaml", "--predictions", "predictions.csv")
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err


def test_the_coach_speaks_where_predictions_are_given(run, folder: Path) -> None:
    """A false alarm that costs nothing: flagging everybody earns most, which breaks the limit of 0 on gold."""
    text = (folder / "contract.yaml").read_text(encoding="utf-8")
    content = yaml.safe_load(text)
    content["payoff"] = {"FN": {"each": -5}}
    for metric in content["metrics"]:
        metric["so_what"] = ""
    (folder / "coached.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    alone = run("contract", "check", "coached.yaml")
    ran = run("contract", "check", "coached.yaml", "--predictions", "predictions.csv")
    assert ran.status == 0
    assert "money alone flags everybody" in ran.err
    assert "Think about" not in alone.err
    assert ran.err.count("so_what") == alone.err.count("so_what"), "what a warning says is not said twice"
    found = json.loads(run("contract", "check", "coached.yaml", "--predictions", "predictions.csv", "--json").out)
    assert found["ok"] is True
    assert {"kind", "field", "found", "todo"} == set(found["advice"][0])
    assert "costs" in {each["kind"] for each in found["advice"]}


def test_a_formula_with_an_amount_that_nobody_named(run, folder: Path) -> None:
    text = (folder / "contract.yaml").read_text(encoding="utf-8").replace("FN / POSITIVES", "'FN[usd] / POSITIVES'")
    (folder / "other.yaml").write_text(text, encoding="utf-8")
    ran = run("contract", "check", "other.yaml")
    assert ran.status == 2
    assert "usd" in ran.err


def test_the_review_that_the_template_shows_is_valid_once_it_is_no_comment():
    from workbench.cli.contract_template import TEMPLATE
    from workbench.contract import Contract

    assert TEMPLATE.count("\n# review: {") == 1
    agreed = Contract.from_text(TEMPLATE.replace("\n# review: {", "\nreview: {")).review
    assert (agreed.cost, agreed.share_caught, agreed.capacity, agreed.per) == (4, 0.95, 120, "day")
    assert Contract.from_text(TEMPLATE).review is None


def _fields(run, *words: object) -> set[str]:
    found = json.loads(run("contract", "check", *words, "--json").out)["problems"]
    fields = [problem["field"] for problem in found]
    assert len(fields) == len(set(fields)), "one problem is told once"
    return set(fields)


def test_what_is_wrong_between_fields_does_not_hide_formulas(run, folder: Path) -> None:
    """Nothing is wrong in a field of its own here: each stage found stops none of the next."""
    (folder / "two.yaml").write_text(
        """
title: T
decision: ""
owner: {name: "", role: product}
predictions: {label: fraud, positive: "yes", scores: [p, p]}
payoff: {FP: {each: -4, between: {each: [5, 9]}}}
metrics:
  - {name: a, role: primary, goal: minimise, formula: FN / POSITIVE, worst: 0.1, target: 0.1}
  - {name: a, role: guardrail, goal: minimise, formula: "FP[zzz] / ("}
  - {name: recall, role: secondary, worst: 0.9, target: 0.1}
  - {name: d, goal: maximise, formula: "__import__('os')"}
launch_minimum: {zzz: 0.5}
signatures: {required: [product, product, ""]}
""",
        encoding="utf-8",
    )
    assert _fields(run, "two.yaml") == {
        "decision",
        "owner.name",
        "predictions.scores[1]",
        "payoff.FP.between.each",
        "metrics[0] (a).target",
        "metrics[0] (a).formula",
        "metrics[1].name",
        "metrics[1] (a).limit",
        "metrics[1] (a).formula",
        "metrics[2] (recall).goal",
        "metrics[3] (d).formula",
        "launch_minimum.zzz",
        "signatures.required[1]",
        "signatures.required[2]",
    }


def test_what_is_wrong_in_fields_hides_nothing_else(run, folder: Path) -> None:
    """The payoff of an amount, a list of numbers and a name that is none: each was where reading ended."""
    (folder / "bad.yaml").write_text(
        """
titel: Typo
decision: ""
predictions: {label: fraud, positive: 1, scores: [p], segments: [tier], amounts: {eur: amount}}
volume: {cases: -5}
payoff:
  TP: {each: lots, between: {each: [1, 2]}}
  FP: {each: -4, between: {each: [5, 9]}}
  FN: {eur: .inf, by: {tier: {gold: {eur: many}}}}
metrics:
  - {name: a, role: guardrail, goal: minimize, formula: "FP / ("}
  - {name: b c, role: chief, formula: "FP ** ", worst: 1}
  - {name: recall, role: secondary, worst: 0.9, target: 0.1, certify: 95}
  - 17
launch_minimum: {zzz: 0.5}
reviews: {validate_after_weeks: [0, -2]}
""",
        encoding="utf-8",
    )
    assert _fields(run, "bad.yaml") == {
        "titel",
        "title",
        "decision",
        "volume.cases",
        "payoff.TP.each",
        "payoff.FP.between.each",
        "payoff.FN.eur",
        "payoff.FN.by.tier.gold.eur",
        "metrics[0].goal",
        "metrics[0] (a).limit",
        "metrics[0] (a).formula",
        "metrics[1].name",
        "metrics[1].role",
        "metrics[1] (b c).formula",
        "metrics[2].certify",
        "metrics[2] (recall).goal",
        "metrics[3]",
        "launch_minimum.zzz",
        "reviews.validate_after_weeks[0]",
        "reviews.validate_after_weeks[1]",
    }


def test_a_key_that_is_unknown_where_it_stands_and_a_field_that_is_missing_hide_nothing(run, folder: Path) -> None:
    (folder / "bad.yaml").write_text(
        """
title: T
decision: D
review: {accuracy: 95, per: year}
metrics:
  - {name: recall, title: x, score: y, role: guardrail}
""",
        encoding="utf-8",
    )
    assert _fields(run, "bad.yaml") == {
        "review.cost",
        "review.accuracy",
        "review.per",
        "metrics[0].title",
        "metrics[0].score",
        "metrics[0] (recall).limit",
    }


def test_every_column_is_judged_whatever_is_wrong_with_the_others(run, folder: Path) -> None:
    text = (folder / "contract.yaml").read_text(encoding="utf-8")
    for before, after in [
        ("positive: 1", "positive: maybe"),
        ("scores: [p, q]", "scores: [p, tier]\n  weight: channel"),
        ("{eur: amount}", "{eur: nothing}"),
        ("{tier: gold}", "{tier: Mars}"),
        ("FP: {each: -3}", "FP: {each: -3, by: {tier: {Nowhere: -1}}}"),
    ]:
        assert before in text
        text = text.replace(before, after)
    (folder / "other.yaml").write_text(text, encoding="utf-8")
    assert _fields(run, "other.yaml", "--predictions", "predictions.csv") == {
        "predictions.positive",
        "predictions.scores[1]",
        "predictions.weight",
        "predictions.amounts.eur",
        "metrics[2] (gold_insult_rate).where.tier",
        "payoff.FP.by.tier",
    }


def _checked(run, folder: Path, text: str) -> set[str]:
    (folder / "bad.yaml").write_text(text, encoding="utf-8")
    return _fields(run, "bad.yaml")


@pytest.mark.parametrize("is_json", [False, True])
def test_a_key_that_is_given_twice_hides_nothing_else(run, folder: Path, is_json) -> None:
    text = 'title: A\ndecision: ""\ntitle: B\ncolour: red\n'
    if is_json:
        text = '{"title": "A", "decision": "", "title": "B", "colour": "red"}'
    (folder / "bad.yaml").write_text(text, encoding="utf-8")
    found = json.loads(run("contract", "check", "bad.yaml", "--json").out)["problems"]
    assert [each["field"] for each in found] == ["" if is_json else "line 3", "colour", "decision"]
    assert "'title' is given twice" in found[0]["message"]


# What is wrong in a contract that is read all the same, and the field that is to be named.
CARELESS = {
    "metrics: [{name: a, goal: minimise, formula: FP / 0}]": "metrics[0] (a).formula",
    "metrics: [{name: a, goal: minimise, formula: FP / (ALL - ALL)}]": "metrics[0] (a).formula",
    "metrics: [{name: a, goal: minimise, formula: FP * 1e308 * 1e308}]": "metrics[0] (a).formula",
    "metrics: [{name: a, goal: minimise, formula: FP - FP + 3}]": "metrics[0] (a).formula",
    "metrics: [{name: fnr, role: guardrail, limit: 2}]": "metrics[0] (fnr).limit",
    "metrics: [{name: a, goal: minimise, formula: FP / ALL, role: guardrail, limit: 5}]": "metrics[0] (a).limit",
    "metrics: [{name: a, goal: minimise, formula: FP, unit: share of cases, worst: 1.5, target: 0}]": "metrics[0] (a).worst",
    "metrics: [{name: fnr, label: A}, {name: fpr, label: a}]": "metrics[1].label",
    "metrics: [{name: fnr, label: ' '}]": "metrics[0] (fnr).label",
    "metrics: [{name: fnr, where: {seg: [b, b]}}]": "metrics[0] (fnr).where.seg[1]",
    "metrics: [{name: fnr, role: primary, weight: 0, worst: 1, target: 0}]": "metrics",
    "metrics: [{name: fnr, unit: share of events}]\nlaunch_minimum: {fnr: -1}": "launch_minimum.fnr",
    "predictions: {label: y, segments: [seg, seg]}": "predictions.segments[1]",
    "predictions: {label: y, scores: [p], flip: [p, p]}": "predictions.flip[1]",
    "predictions: {label: y, scores: [y]}": "predictions.scores[0]",
    "predictions: {label: y, weight: y}": "predictions.weight",
    "predictions: {label: y, baseline: ' '}": "predictions.baseline",
    "predictions: {label: y, amounts: {eur: ' '}}": "predictions.amounts.eur",
    "predictions: {label: y, amounts: {'a\\b': x}}": "predictions.amounts.a\\b",
    "efficiency: {name: x, limit: -5}": "efficiency.limit",
    "efficiency: {name: '', limit: 5}": "efficiency.name",
    "efficiency: {name: x, limit: 5, measured: -1}": "efficiency.measured",
    "volume: {cases: 5, per: ' '}": "volume.per",
    "signatures: {required: [Product, product]}": "signatures.required[1]",
    'signatures: {required: ["\\u200b"]}': "signatures.required[0]",
    "reviews: {validate_after_weeks: [2, 2]}": "reviews.validate_after_weeks[1]",
    'north_star: "\\u200b"': "north_star",
}


@pytest.mark.parametrize(("text", "field"), CARELESS.items())
def test_what_nobody_can_have_meant_is_reported(run, folder: Path, text, field) -> None:
    whole = f"title: T\ndecision: D\n{text}\n"
    assert _checked(run, folder, whole) == {field}
    Contract.from_text(whole)  # it can be read, so that a study that has it stays open


def test_an_amount_that_needs_quotes_and_a_contract_that_nobody_signs_are_warned_of(run, folder: Path) -> None:
    (folder / "odd.yaml").write_text(
        "title: T\ndecision: D\npredictions: {label: y, segments: [s], amounts: {1bad: x}}\n"
        "metrics: [{name: a, goal: minimise, formula: \"FN['1bad']\", so_what: x, role: primary, worst: 5, target: 0}]\n"
        "signatures: {required: []}\nalerts: {relative_degradation: 5}\n",
        encoding="utf-8",
    )
    ran = run("contract", "check", "odd.yaml")
    assert ran.status == 0
    assert "FN['1bad']" in ran.err
    assert "nobody has to sign" in ran.err
    assert "500%" in ran.err


def test_a_path_is_that_of_the_file_as_it_is_written(run, folder: Path) -> None:
    text = """
title: T
decision: D
predictions: {label: y, segments: [s], amounts: {eur: x}}
payoff:
  TP: {zzz: 1}
  FP: {amounts: {yyy: 1}}
  FN: {each: -5, eur: lots, by: {s: {a.b: {eur: lots}}}}
  TN: {each: 1, between: [2, 3]}
metrics: [{name: fnr, where: {s: {}}}]
"""
    assert _checked(run, folder, text) == {
        "payoff.TP.zzz",
        "payoff.FP.amounts.yyy",
        "payoff.FN.eur",
        "payoff.FN.by.s.a.b.eur",
        "payoff.TN.between",
        "metrics[0].where.s",
    }


def test_a_column_that_is_not_there_is_said_plainly(run, folder: Path) -> None:
    (folder / "p.csv").write_text("fraud,p\n1,0.5\n0,0.1\n", encoding="utf-8")
    (folder / "c.yaml").write_text("title: T\ndecision: D\npredictions: {label: frod, scores: [p]}\n", encoding="utf-8")
    ran = run("contract", "check", "c.yaml", "--predictions", "p.csv")
    assert "There is no column 'frod'." in ran.err


def test_ends_that_are_one_are_told_whatever_is_wrong_with_the_goal(run, folder: Path) -> None:
    (folder / "ends.yaml").write_text(
        "title: T\ndecision: D\nmetrics: [{name: recall, role: primary, goal: smaller, worst: 0.05, target: 0.05}]\n",
        encoding="utf-8",
    )
    assert _fields(run, "ends.yaml") == {"metrics[0].goal", "metrics[0] (recall).target"}
