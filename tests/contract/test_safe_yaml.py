"""YAML and JSON as they look, and nothing that only YAML experts expect."""

from __future__ import annotations

import time

import pytest

from workbench.contract.safe_yaml import load_yaml
from workbench.errors import ContractError


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("012", 12),
        ("-012", -12),
        ("0o14", "0o14"),
        ("0x1F", "0x1F"),
        ("12:30:00", "12:30:00"),
        ("12:30", "12:30"),
        ("no", "no"),
        ("yes", "yes"),
        ("off", "off"),
        ("y", "y"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("2_400_000", 2_400_000),
        ("1_000.5", 1000.5),
        ("1e5", 100000.0),
        ("1e-3", 0.001),
        (".5", 0.5),
        ("1.", 1.0),
        ("+7", 7),
        (".", "."),
        ("-", [None]),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("2026-01-01", "2026-01-01"),
        ("1.2.3", "1.2.3"),
        ("'012'", "012"),
        ("2%", "2%"),
        ("=", "="),
    ],
)
def test_a_value_reads_as_it_looks(written, value):
    got = load_yaml(f"key: {written}\n") if written != "-" else {"key": load_yaml("-")}
    assert got == {"key": value}
    assert type(got["key"]) is type(value)


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("a: 1\nb: 2\na: 3\n", "line 3", "the key 'a' is given twice"),
        ("x:\n  a: 1\n  a: 1\n", "line 3", "the key 'a' is given twice"),
        ("x: {a: 1, a: 2}\n", "line 1", "the key 'a' is given twice"),
        ("a: &x 1\nb: *x\n", "line 2", "aliases (*name) are not allowed"),
        ("a: !!int [1]\n", "line 1", "tags (!name) are not allowed"),
        ("a: !!bool maybe\n", "line 1", "tags (!name) are not allowed"),
        ("a: !!python/object/apply:os.system [true]\n", "line 1", "tags (!name) are not allowed"),
        ("a: !x y\n", "line 1", "tags (!name) are not allowed"),
        ("? [a]\n: b\n", "line 1", "a key must be plain text"),
        ("a: b: c\n", "line 1", "mapping values are not allowed here"),
        ("a: 1\n\tb: 2\n", "line 2", "a tab stands where spaces are needed"),
        ("a: [1, 2\nb: 3\n", "line 2", "Correct this line"),
        ("a: 1\n---\nb: 2\n", "line 2", "Correct this line"),
        ("[" * 3000, "line 1", "nested too deeply"),
        ("{" * 3000, "line 1", "nested too deeply"),
        ("- " * 3000, "line 1", "nested too deeply"),
    ],
)
def test_what_cannot_be_read_names_the_line(text, where, what):
    with pytest.raises(ContractError) as refused:
        load_yaml(text)
    (problem,) = refused.value.problems
    assert problem.field == where
    assert what in problem.message


UNREADABLE = ["a: \x00", "a: \ud800", '{"a": NaN}', '{"a": 1, "a": 2}', '{"a": Infinity}', "a: '", "a: [", "@"]


@pytest.mark.parametrize("text", UNREADABLE)
def test_nothing_but_our_error_comes_out(text):
    with pytest.raises(ContractError):
        load_yaml(text)


def test_json_may_be_indented_with_tabs_and_escape_letters():
    text = '{\n\t"a": "\\ud83d\\ude00\\/", "b": [1, 2.5, null, true]}'
    assert load_yaml(text) == {"a": "😀/", "b": [1, 2.5, None, True]}


def test_a_brace_may_begin_yaml_too():
    assert load_yaml("{a: 012, b: no}") == {"a": 12, "b": "no"}


BOMBS = ["[" * 500_000, "{a: " * 100_000, "&a [" * 100_000, "a: b: " + "1" * 900_000]


@pytest.mark.parametrize("bomb", BOMBS, ids=range(len(BOMBS)))
def test_a_hostile_file_is_refused_briefly_and_within_seconds(bomb):
    begun = time.perf_counter()
    with pytest.raises(ContractError) as refused:
        load_yaml(bomb)
    assert len(str(refused.value)) < 500
    assert time.perf_counter() - begun < 20


def test_more_than_a_megabyte_is_refused():
    with pytest.raises(ContractError, match="larger than 1 MB"):
        load_yaml("é" * 500_001)
