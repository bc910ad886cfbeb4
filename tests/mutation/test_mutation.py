"""The machinery of mutation testing: the faults it makes, and that a fault is seen by the tests that run on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutation.mutants import mutants
from tests.mutation.report import KEY, PAGE, REASONS, equivalents, filled, reasons

ROOT = Path(__file__).resolve().parents[2]


def faults(source):
    return {mutant.becomes for mutant in mutants(source, path="f.py")}


def test_faults_of_an_expression():
    assert faults("def f(a, b):\n    return a < b and not a\n") == {
        "return a <= b and not a",
        "return a < b or not a",
        "return a < b and a",
    }


def test_a_statement_is_left_out_and_each_argument_of_a_call():
    assert faults("def f(a, b):\n    a.put(b, 1)\n") == {
        "pass",
        "a.put(None, 1)",
        "a.put(b, None)",
        "a.put(1)",
        "a.put(b, )",
        "a.put(b, 2)",
    }


@pytest.mark.parametrize(
    "source",
    [
        "from a import b\n",
        "def f(a: int | None) -> int | None: ...\n",
        "__all__ = ['f']\n",
        'def f():\n    """Words."""\n',
        "n = len(a)\n",
    ],
)
def test_what_does_nothing_is_left_alone(source):
    assert faults(source) <= {"n = None"}


def test_the_words_of_an_error_are_left_alone_and_what_decides_them_is_not():
    made = faults("def f(a):\n    raise ValueError('none' if a > 1 else 'some')\n")
    assert "raise ValueError('none' if a >= 1 else 'some')" in made
    assert not any("XX" in code for code in made)


def test_a_fault_says_where_it_is():
    first = mutants("class A:\n    def f(self):\n        return 1\n", path="f.py")[0]
    assert (first.path, first.place, first.line, first.was, first.becomes) == ("f.py", "A.f", 3, "return 1", "return 2")
    assert first.code == "class A:\n    def f(self):\n        return 2\n"


@pytest.mark.parametrize("path", sorted({each["path"] for each in equivalents()}))
def test_every_fault_that_is_excused_is_still_one_that_is_made(path):
    made = {mutant.key for mutant in mutants((ROOT / path).read_text(encoding="utf-8"), path=path)}
    named = {tuple(each[name] for name in KEY) for each in equivalents() if each["path"] == path}
    assert named - made == set()


def test_the_page_gives_the_reasons_as_they_stand_in_the_list():
    page = PAGE.read_text(encoding="utf-8")
    assert filled(page, REASONS, reasons()) == page
    assert all(len(each["why"]) > 20 for each in equivalents())
