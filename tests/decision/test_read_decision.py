"""Reading a decision record, and refusing what is none."""

from __future__ import annotations

import json

import pytest

from workbench.decision import read_decision
from workbench.errors import InputError

POINT = {"confusion": {"tp": 1, "fp": 0, "fn": 0, "tn": 1}, "metrics": {}}
POLICY = {"kind": "single", "score": "s", "threshold": 0.5}
SMALLEST = {"kind": "decision", "version": 1, "policy": POLICY, "operating_point": POINT, "predictions": {},
            "owner": "R", "rationale": "x"}  # fmt: skip


def without(key):
    return {name: value for name, value in SMALLEST.items() if name != key}


def test_the_smallest_record_is_read():
    assert read_decision(json.dumps(SMALLEST).encode()).content == SMALLEST
    assert read_decision(b"\xef\xbb\xbf" + json.dumps(SMALLEST).encode()).content == SMALLEST


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff\xfe\x00", "not JSON"),
        (b"PK\x03\x04", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"kind": "decision", "version": 1, "payoff": NaN}', "NaN is not a JSON number"),
        (b"9" * 5000, "not"),
        (b"[]", '"kind": "decision"'),
        (b"null", '"kind": "decision"'),
        (b'{"kind": "contract"}', '"kind": "decision"'),
        (json.dumps({**SMALLEST, "version": 2}).encode(), "has version 2; this program reads version 1"),
        (json.dumps(without("version")).encode(), "has version None"),
        (json.dumps(without("owner")).encode(), "lacks owner"),
        (json.dumps(without("policy")).encode(), "lacks policy"),
        (json.dumps({**SMALLEST, "policy": 3}).encode(), "no usable policy"),
    ],
    ids=range(15),
)
def test_what_is_no_record_is_refused_in_a_sentence(source, words):
    with pytest.raises(InputError) as refused:
        read_decision(source)
    assert words in str(refused.value)
    assert len(str(refused.value)) < 300


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(InputError, match="cannot be opened"):
        read_decision(tmp_path / "none.json")
    with pytest.raises(InputError, match="cannot be opened"):
        read_decision(tmp_path)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"policy": {}}, "policy.kind is missing"),
        ({"policy": {**POLICY, "kind": "dice"}}, "policy.kind 'dice' does not exist; the kinds are single, tiered"),
        ({"policy": {**POLICY, "kind": "tiered"}}, "policy.segment is missing"),
        ({"policy": {"kind": "single", "score": "s"}}, "policy.threshold is missing"),
        ({"policy": {**POLICY, "threshold": "0.5"}}, "policy.threshold must be a number or null"),
        ({"operating_point": {}}, "operating_point.confusion is missing"),
        ({"operating_point": {**POINT, "confusion": {"tp": 1}}}, "operating_point.confusion.fp is missing"),
        ({"operating_point": {**POINT, "metrics": {"f1": 0.5}}}, "operating_point.metrics.f1 must be an object"),
        ({"operating_point": {**POINT, "limits": [{}]}}, "operating_point.limits[0].text is missing"),
        ({"metrics": {"f1": {"name": "f1"}}}, "metrics.f1.goal is missing"),
        ({"baseline": {"policy": POLICY}}, "baseline.operating_point is missing"),
        ({"alternatives": [{"policy": POLICY}]}, "alternatives[0].name is missing"),
        ({"predictions": {"only": {"road": "urban"}}}, "predictions.only.road must be a list"),
        ({"contract": []}, "contract must be an object"),
    ],
)
def test_a_field_that_is_missing_or_wrong_is_named(changes, words):
    with pytest.raises(InputError) as refused:
        read_decision(json.dumps({**SMALLEST, **changes}).encode())
    assert words in str(refused.value)
