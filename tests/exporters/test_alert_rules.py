"""Tripwires in the memo and as alerting rules: read back as YAML they say what was agreed, and hostile text is only text."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace

import pytest
import yaml

import workbench as wb
from workbench.decision import Decision
from workbench.errors import InputError
from workbench.exporters.alert_rules import alert_rules
from workbench.stress import Tripwire

HOSTILE = [
    "{{ $labels.instance }}",
    "{{{{ query `up` }}}}",
    "{{- printf \"%s\" .Value -}}",
    "a\n- alert: Evil\n  expr: vector(1)",
    "'\"\\ # : & * ! | > %",
    "\u202eabc\x00\x1b[31m",
    "${HOME} $(id) `id`",
    "{" * 31,
]  # fmt: skip


@pytest.fixture(scope="module")
def decision():
    frame = {"y": [1, 1, 0, 0], "p": [0.9, 0.4, 0.6, 0.1]}
    import pandas as pd

    sweep = wb.sweep(wb.read_predictions(pd.DataFrame(frame), label="y", score="p"))
    return wb.decide(wb.choose(sweep, rule="max:f1"), rationale="Because", owner="Ada")


def with_tripwires(decision, *tripwires):
    return Decision(content={**decision.content, "tripwires": [each.to_dict() for each in tripwires]})


WIRE = Tripwire(metric="f1", level=0.5, at_most=False, window="7 days", owner="Ada", mitigation="Retrain")


def test_a_rule_watches_the_metric_of_this_decision_and_says_whom_to_ask(decision) -> None:
    high = replace(WIRE, metric="event_rate", at_most=True, level=-1e-7, formula="POSITIVES / ALL", window="24 hours")
    (group,) = yaml.safe_load(alert_rules(with_tripwires(decision, WIRE, high)))["groups"]
    low, missing, other, _ = group["rules"]
    name = group["name"].removeprefix("decision-")
    series = f'decision_workbench_metric{{decision="{name}",metric="f1",window_seconds="604800"}}'
    assert low["expr"] == f"{series} < 0.5 or {series} != {series}"
    assert missing["expr"] == f"absent({series})"
    assert low["annotations"]["owner"] == "Ada"
    assert low["annotations"]["mitigation"] == "Retrain"
    assert "> -1e-07 or " in other["expr"]
    assert 'window_seconds="86400"' in other["expr"]


def test_signing_does_not_change_the_name_of_the_rules(decision) -> None:
    wired = with_tripwires(decision, WIRE)
    signed = Decision(content={**wired.content, "status": "signed", "signatures": [{"name": "Ada"}]})
    assert alert_rules(signed) == alert_rules(wired)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_wrote_is_no_template_and_no_rule(decision, text, tmp_path) -> None:
    wire = replace(WIRE, owner=f"Ada {text}", mitigation=text, story=text)
    titled = Decision(content={**with_tripwires(decision, wire).content, "title": text})
    raw = alert_rules(titled)
    assert b"}}" not in raw
    assert b"{{" not in raw
    content = yaml.safe_load(raw)
    assert [rule["alert"] for rule in content["groups"][0]["rules"]] == [
        "DecisionTripwire1",
        "DecisionTripwire1NotMeasured",
    ]
    assert all("{" not in str(value) or key == "expr" or "{{" not in str(value)
               for rule in content["groups"][0]["rules"] for key, value in rule.items())  # fmt: skip
    assert not any(character in raw.decode() for character in "\u202e\x00\x1b")
    promtool = shutil.which("promtool")
    if promtool:
        path = tmp_path / "rules.yml"
        path.write_bytes(raw)
        ran = subprocess.run([promtool, "check", "rules", str(path)], capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr + ran.stdout


def test_without_tripwires_there_is_nothing_to_alert_on(decision) -> None:
    with pytest.raises(InputError, match="no tripwires"):
        alert_rules(decision)
    with pytest.raises(InputError, match="no tripwires"):
        alert_rules(Decision(content={**decision.content, "tripwires": ["as people once wrote them"]}))


def test_the_memo_has_them_in_a_table_and_keeps_older_ones_as_text(decision) -> None:
    wired = with_tripwires(decision, WIRE)
    content = json.loads(json.dumps(dict(wired.content)))
    content["tripwires"].append({"name": "Bo", "text": "Look at drift"})
    text = wb.memo(Decision(content=content)).to_bytes(".md").decode()
    assert "below 0.5" in text.replace("\\", "")
    assert "over 7 days" in text
    assert "Retrain" in text
    assert "Bo: Look at drift" in text


def test_decide_keeps_them_in_the_record_and_they_are_part_of_what_is_signed(decision) -> None:
    from workbench.decision.signing import signed_text_sha256, text_changes

    wired = with_tripwires(decision, WIRE)
    assert signed_text_sha256(wired) != signed_text_sha256(decision)
    assert any(change["field"].startswith("tripwires") for change in text_changes(decision, wired))
