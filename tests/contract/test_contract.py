"""The contract: what a correct one means, and what is said about a wrong one."""

from __future__ import annotations

import json

import pytest
import yaml

from workbench.contract import Contract
from workbench.errors import ContractError, InputError

BRAKING = """\
# One page, agreed before anyone looks.
version: 1
title: Emergency braking
decision: Brake when the score reaches the threshold
why: Fewer people hit, without a ride so harsh that drivers switch it off
owner: {name: R. Vega, role: product}
predictions:
  label: person
  positive: 1
  scores: [v7, v6]
  baseline: v6
  segments: [road]
  amounts: {km: km_driven}
  weight: null
  period: week
  id: frame
volume: {cases: 2_400_000, per: year}
currency: EUR
payoff:
  TP: {each: 0}
  FP: {each: -0.4}
  FN: {each: -900, km: -1}
  TN: 0
metrics:
  - name: miss_rate
    label: Missed people
    role: primary
    weight: 1
    goal: minimise
    formula: FN / POSITIVES
    unit: share of people
    worst: 0.10
    target: 0.01
    so_what: A missed person may be hurt
  - name: hard_brakes
    layer: action
    role: secondary
    goal: minimise
    formula: 1000 * FP / ALL[km]
    unit: per 1,000 km
    worst: 40
    target: 2
    so_what: Harsh rides get switched off
  - name: urban_miss_rate
    role: guardrail
    goal: minimise
    formula: FN / POSITIVES
    where: {road: urban}
    limit: 0.02
    certify: 0.95
    so_what: The city permit promises it
efficiency: {name: latency_p99, limit: 50, unit: ms, measured: 38}
launch_minimum: {miss_rate: 0.05}
alerts: {relative_degradation: 0.05, score_drift_psi: 0.2}
signatures:
  required: [product, engineering]
reviews: {validate_after_weeks: [2, 6], audit_after_weeks: 8}
"""
MINIMAL = "title: T\ndecision: D\n"


def problems(text):
    with pytest.raises(ContractError) as refused:
        Contract.from_text(text)
    return {problem.field: problem.message for problem in refused.value.problems}


def only_problem(text):
    found = problems(text)
    assert len(found) == 1, found
    return next(iter(found.items()))


def test_a_full_contract_is_read_as_it_looks():
    contract = Contract.from_text(BRAKING)
    assert contract.owner.name == "R. Vega"
    assert contract.predictions.baseline.score == "v6"
    assert contract.predictions.positive == "1"
    assert contract.predictions.amounts == {"km": "km_driven"}
    assert contract.volume.cases == 2_400_000
    assert contract.payoff["FN"].each == -900
    assert contract.payoff["FN"].amounts == {"km": -1}
    assert contract.payoff["TN"].each == 0
    miss, brakes, urban = contract.metrics
    assert (miss.effective_weight, brakes.effective_weight, urban.effective_weight) == (1.0, 0.5, 0.0)
    assert (miss.worst, miss.target, urban.limit, urban.certify) == (0.10, 0.01, 0.02, 0.95)
    assert urban.where == {"road": ("urban",)}
    assert contract.reviews.validate_after_weeks == (2, 6)
    assert [said.split()[0] for said in contract.warnings] == ["urban_miss_rate"]  # certifying is asked for, not done


def test_the_smallest_contract_has_the_usual_reviews_and_alerts():
    contract = Contract.from_text(MINIMAL)
    assert contract.reviews.audit_after_weeks == 8
    assert contract.alerts.relative_degradation == 0.05
    assert contract.signatures.required == ("product", "engineering", "data science")


@pytest.mark.parametrize(
    "text", [BRAKING, MINIMAL, MINIMAL + 'why: "a: b # c\\n - \'d\'"\nowner: {name: "012", role: "no"}\n']
)
def test_yaml_and_json_read_back_equal_with_the_same_hash(text):
    contract = Contract.from_text(text)
    for written in (
        contract.to_yaml(),
        contract.to_json(),
        json.dumps(contract.to_dict()),
        contract.to_yaml().encode(),
    ):
        again = Contract.from_text(written)
        assert again == contract
        assert again.sha256 == contract.sha256
    assert yaml.safe_load(contract.to_yaml()) == contract.to_dict(), "other YAML readers see the same"


SURPRISING = [
    *(
        "no",
        "012",
        "12:30:00",
        "1e5",
        "~",
        "null",
        "=",
        "- x",
        "a: b",
        "#",
        "é😀",
        " lead",
        "trail ",
        "'",
        '"',
        "\\",
        "y",
    ),
    *(
        "line\nline",
        "\t",
        "*a",
        "&a",
        "!t",
        "%",
        "@",
        "0x1F",
        "1_000",
        ".inf",
        "2026-01-01",
        "",
        "<<",
        "\x85",
        "\u2028",
    ),
]


@pytest.mark.parametrize("text", SURPRISING)
def test_any_text_survives_the_round_trip(text):
    contract = Contract.from_dict({"title": "T", "decision": "D", "why": text, "owner": {"name": text}})
    for again in (Contract.from_text(contract.to_yaml()), Contract.from_text(contract.to_json())):
        assert again.why == text
        assert again.owner.name == text
        assert again.sha256 == contract.sha256


@pytest.mark.parametrize("value", [1e-05, 1e22, 0.1, -0.0, 123456789.125, 5e-324, 1.7976931348623157e308])
def test_any_number_survives_the_round_trip(value):
    contract = Contract.from_dict({"title": "T", "decision": "D", "payoff": {"FP": value}})
    for again in (Contract.from_text(contract.to_yaml()), Contract.from_text(contract.to_json())):
        assert again.payoff["FP"].each == value
        assert again.sha256 == contract.sha256


def test_the_hash_depends_on_what_is_agreed_and_not_on_how_it_is_written():
    plain = Contract.from_text(MINIMAL + "volume: {cases: 1000}\n")
    assert plain.sha256 == Contract.from_text("decision: D\nvolume:\n  cases: 1_000.0\ntitle: 'T'\n").sha256
    assert plain.sha256 != Contract.from_text(MINIMAL + "volume: {cases: 1001}\n").sha256
    assert plain.sha256 != Contract.from_text(MINIMAL + "why: x\nvolume: {cases: 1000}\n").sha256


@pytest.mark.parametrize(
    ("written", "each", "amounts"),
    [
        ("-5", -5, {}),
        ("{each: -5}", -5, {}),
        ("{each: -5, eur: -1}", -5, {"eur": -1}),
        ("{eur: -1}", 0, {"eur": -1}),
        ("{each: -5, amounts: {eur: -1}}", -5, {"eur": -1}),
        ("{}", 0, {}),
    ],
)
def test_payoff_may_be_written_short_or_long(written, each, amounts):
    payoff = Contract.from_text(MINIMAL + f"payoff: {{FP: {written}}}\n").payoff["FP"]
    assert (payoff.each, payoff.amounts) == (each, amounts)


def test_segment_values_are_text_however_they_are_written():
    contract = Contract.from_text(
        MINIMAL + "metrics:\n  - {name: a, where: {zone: 7}}\n  - {name: b, where: {zone: [no, 7, true]}}\n"
    )
    assert contract.metrics[0].where == {"zone": ("7",)}
    assert contract.metrics[1].where == {"zone": ("no", "7", "true")}


def test_a_key_with_nothing_after_it_counts_as_absent():
    contract = Contract.from_text(MINIMAL + "alerts:\nowner:\nmetrics:\npayoff:\n")
    assert contract == Contract.from_text(MINIMAL)
    assert only_problem("title:\ndecision: D\n") == ("title", "is needed and is not there.")


WRONG = {
    "metrix: []": ("metrix", "Did you mean 'metrics'?"),
    "metrics: [{name: x, so_whta: y}]": ("metrics[0].so_whta", "Did you mean 'so_what'?"),
    "predictions: {label: y, amuonts: {}}": ("predictions.amuonts", "Did you mean 'amounts'?"),
    "reviews: {audit_after_week: 8}": ("reviews.audit_after_week", "Did you mean 'audit_after_weeks'?"),
    "zzz: 1": ("zzz", "The keys here are version, title, decision"),
    "payoff: {TPP: 1}": ("payoff.TPP", "Did you mean 'TP'?"),
    "payoff: {FP: {eur: x}}": ("payoff.FP.eur", "must be a number; found 'x'"),
    "payoff: {FP: {each: }}": ("payoff.FP.each", "must be a number; found None"),
    "payoff: {FP: {amounts: 3}}": ("payoff.FP.amounts", "must be lines of `key: value`; found 3"),
    "metrics: [{name: 9x}]": ("metrics[0].name", "must be a name of letters, digits and _"),
    "metrics: [{name: a b}]": ("metrics[0].name", "must be a name of letters, digits and _"),
    "metrics: [{name: x, role: main}]": ("metrics[0].role", "must be 'primary', 'secondary', 'guardrail' or"),
    "metrics: [{name: x, weight: -1}]": ("metrics[0].weight", "must be 0 or more; found -1"),
    "metrics: [{name: x, limit: true}]": ("metrics[0].limit", "must be a number; found True"),
    "metrics: [{name: x, limit: 2%}]": ("metrics[0].limit", "(write 2 % as 0.02); found '2%'"),
    "metrics: [{name: x, limit: .inf}]": ("metrics[0].limit", "must be a number; found '.inf'"),
    "metrics: [{name: x, limit: 1e999}]": ("metrics[0].limit", "must be a number; found inf"),
    "metrics: [{name: x, certify: 95}]": ("metrics[0].certify", "must be less than 1; found 95"),
    "metrics: [{name: x, where: urban}]": ("metrics[0].where", "must be lines of `key: value`"),
    "metrics: [{name: x, where: {road: []}}]": ("metrics[0].where.road", "must be a list with at least one value"),
    "metrics: [{name: tp}]": ("metrics[0] (tp).name", "is a column of every sweep table"),
    "metrics: {name: x}": ("metrics", "must be a list, such as [first, second]"),
    "metrics: [{name: x}, {name: x}]": ("metrics[1].name", "'x' is used twice"),
    "metrics: [{name: x, role: guardrail}]": ("metrics[0] (x).limit", "a guardrail needs a limit"),
    "metrics: [{name: x, goal: minimise, worst: 0.1, target: 0.9}]": (
        "metrics[0] (x).goal", "is minimise, but going from worst 0.1 to target 0.9 rises. Swap worst and target",
    ),
    "metrics: [{name: x, goal: maximise, worst: 0.9, target: 0.1}]": (
        "metrics[0] (x).goal", "is maximise, but going from worst 0.9 to target 0.1 falls",
    ),
    "metrics: [{name: x, worst: 1, target: 1}]": ("metrics[0] (x).target", "must differ from worst"),
    "metrics: [{name: x, role: primary, worst: 1}]": ("metrics[0] (x).target", "is needed to weigh this metric"),
    "owner: A. Owner": ("owner", "must be lines of `key: value` with the keys name, role; found 'A. Owner'"),
    "volume: {cases: 0}": ("volume.cases", "must be more than 0; found 0"),
    "version: 2": ("version", "must be 1; found 2"),
    "version: true": ("version", "must be a number; found True"),
    "why: 12": ("why", 'must be text (put it in quotes: "12"); found 12'),
    "1: 2": ("[1]", "must be a key made of text"),
    "reviews: {audit_after_weeks: 1.5}": ("reviews.audit_after_weeks", "must be a whole number; found 1.5"),
    "reviews: {audit_after_weeks: 99999999999999999999}": ("reviews.audit_after_weeks", "must be 520 or less"),
    "predictions: {label: y, segments: road}": ("predictions.segments", "must be a list, such as [first, second]"),
    "predictions: {label: y, scores: [a], flip: [b]}": ("predictions.flip.b", "is none of the scores (a)"),
    "predictions: {label: y, amounts: {eur: e}}\npayoff: {FP: {euro: 1}}": (
        "payoff.FP.euro", "is no amount of predictions.amounts (eur). Did you mean 'eur'?",
    ),
    "predictions: {label: y, segments: [road]}\nmetrics: [{name: x, where: {raod: u}}]": (
        "metrics[0] (x).where.raod", "is no segment of predictions.segments (road). Did you mean 'road'?",
    ),
    "metrics: [{name: miss}]\nlaunch_minimum: {mis: 1}": ("launch_minimum.mis", "Did you mean 'miss'?"),
    "<<: {why: x}": ("<<", "is not a key of a contract"),
}  # fmt: skip


@pytest.mark.parametrize("lines", WRONG)
def test_what_is_wrong_names_the_field_and_what_to_write(lines):
    field, message = only_problem(MINIMAL + lines + "\n")
    assert (field, WRONG[lines][1] in message) == (WRONG[lines][0], True), message


@pytest.mark.parametrize("lines", WRONG)
def test_no_message_speaks_like_a_library(lines):
    text = " ".join(problems(MINIMAL + lines + "\n").values())
    for jargon in (
        "Input should",
        "String should",
        "dictionary",
        "instance of",
        "tuple",
        "pydantic",
        "NoneType",
        "pattern",
    ):
        assert jargon not in text


def test_all_problems_come_at_once():
    found = problems("metrix: 1\nowner: {rule: x}\nmetrics: [{name: 9x, role: main}]\n")
    assert set(found) == {
        "title",
        "decision",
        "metrix",
        "owner.name",
        "owner.rule",
        "metrics[0].name",
        "metrics[0].role",
    }
    metrics = "metrics: [{name: a, role: guardrail}, {name: a, goal: minimise, worst: 0, target: 1}]\n"
    found = problems(MINIMAL + metrics + "launch_minimum: {b: 1}")
    assert set(found) == {"metrics[0] (a).limit", "metrics[1].name", "metrics[1] (a).goal", "launch_minimum.b"}


def metrics_text(count):
    return (
        MINIMAL
        + "metrics:\n"
        + "".join(f"  - {{name: m{i}, so_what: x, role: primary, weight: 0}}\n" for i in range(count))
    )


def test_three_metrics_are_fine_four_warn_six_are_refused():
    assert Contract.from_text(metrics_text(3)).warnings == ()
    assert "There are 4 metrics" in Contract.from_text(metrics_text(4)).warnings[0]
    assert "There are 5 metrics" in Contract.from_text(metrics_text(5)).warnings[0]
    assert only_problem(metrics_text(6)) == ("metrics", "has 6; at most 5 can be weighed. Drop some.")


def test_warnings_of_a_careful_colleague():
    contract = Contract.from_text(MINIMAL + "metrics: [{name: a, role: guardrail, limit: 1, weight: 2}]\n")
    said = " ".join(contract.warnings)
    assert "No metric is the primary one" in said
    assert "a has no so_what" in said
    assert "its weight of 2 counts for nothing" in said


@pytest.mark.parametrize("text", ["", "just text", "- a\n- b\n", "12", "[1, 2]", "null"])
def test_what_is_no_contract_at_all_says_what_one_is(text):
    assert "`key: value`" in only_problem(text)[1]


def test_an_empty_title_is_refused():
    assert only_problem("title: '  '\ndecision: D") == ("title", "is empty. Write one line.")


def test_a_file_is_read_and_one_that_is_not_there_is_said(tmp_path):
    path = tmp_path / "contract.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + BRAKING.encode())
    assert Contract.read(path) == Contract.from_text(BRAKING)
    with pytest.raises(InputError, match="cannot be opened: No such file"):
        Contract.read(tmp_path / "none.yaml")
    with pytest.raises(InputError, match="cannot be opened"):
        Contract.read(tmp_path)
    path.write_bytes(b"title: \xff")
    with pytest.raises(ContractError, match="must be UTF-8"):
        Contract.read(path)
    path.write_bytes(b"# " + b"x" * 1_000_001)
    with pytest.raises(ContractError, match="larger than 1 MB"):
        Contract.read(path)


def test_broken_characters_are_refused():
    assert "broken characters" in only_problem('{"title": "T\\ud800", "decision": "D"}')[1]


REVIEW = "review: {cost: 4, accuracy: 0.95, capacity: 120, per: day, minutes: 5}\n"


def test_a_review_section_is_read_and_written_and_says_how_often_the_reviewer_is_right():
    contract = Contract.from_text(MINIMAL + REVIEW)
    assert (contract.review.cost, contract.review.capacity, contract.review.per) == (4, 120, "day")
    assert (contract.review.share_caught, contract.review.share_cleared) == (0.95, 0.95)
    assert Contract.from_text(contract.to_yaml()) == contract
    apart = Contract.from_text(MINIMAL + "review: {cost: 0, accuracy: 0.9, sensitivity: 0.8}")
    assert (apart.review.share_caught, apart.review.share_cleared) == (0.8, 0.9)


def test_a_contract_without_review_keeps_its_sha256_and_with_it_has_another():
    assert Contract.from_text(MINIMAL + "review:\n").sha256 == Contract.from_text(MINIMAL).sha256
    assert "review" not in Contract.from_text(MINIMAL).to_dict()
    assert Contract.from_text(MINIMAL + REVIEW).sha256 != Contract.from_text(MINIMAL).sha256


@pytest.mark.parametrize(
    ("review", "field", "said"),
    [
        ("{accuracy: 0.9}", "review.cost", "is needed"),
        ("{cost: 1}", "review.accuracy", "how often is the reviewer right"),
        ("{cost: 1, sensitivity: 0.9}", "review.specificity", "is needed beside the other"),
        ("{cost: 1, accuracy: 0.9, sensitivity: 0.9, specificity: 0.9}", "review.accuracy", "say too"),
        ("{cost: 1, accuracy: 95}", "review.accuracy", "1 or less"),
        ("{cost: -1, accuracy: 0.9}", "review.cost", "0 or more"),
        ("{cost: 1, accuracy: 0.9, per: day}", "review.capacity", "how many cases"),
        ("{cost: 1, accuracy: 0.9, capacity: 5, per: year}", "review.per", "'day', 'week'"),
        ("{cost: 1, acuracy: 0.9}", "review.acuracy", "Did you mean 'accuracy'?"),
    ],
)
def test_what_is_wrong_with_a_review_section_is_named(review, field, said):
    found = problems(MINIMAL + f"review: {review}")
    assert said in found[field]


def test_a_file_with_a_wrong_field_says_what_is_wrong_between_the_others_too() -> None:
    content = {"title": "t", "decision": "", "version": 2, "metrics": [{"name": "recall", "role": "guardrail"}]}
    with pytest.raises(ContractError) as caught:
        Contract.from_dict(content)
    fields = [problem.field for problem in caught.value.problems]
    assert fields == ["version", "decision", "metrics[0] (recall).limit"]
    assert content["version"] == 2, "what was given stays as it was"
