"""Reading a decision record, and refusing what is none."""

from __future__ import annotations

import json

import pytest

from workbench.decision import read_decision
from workbench.errors import InputError

SMALLEST = {"kind": "decision", "version": 1, "policy": {}, "operating_point": {}, "predictions": {}, "owner": "R",
            "rationale": "x"}  # fmt: skip


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
