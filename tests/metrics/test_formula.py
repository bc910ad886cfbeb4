"""Formulas: arithmetic over cells and nothing else."""

from __future__ import annotations

import math
import warnings
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from workbench.errors import FormulaError
from workbench.metrics import Formula, parse_formula

BY_HAND = {
    "FN / POSITIVES": 4 / 12,
    "1000 * FP / ALL[km]": 1000 * 2 / 100,
    "FN[eur] + 4.5 * FP": 30 + 9,
    "FLAGGED - CLEARED + POSITIVES * NEGATIVES": 10 - 10 + 96,
    "-FP": -2,
    "-(FP - FN) ** 2": -4,
    "2 ** 3 * TN": 48,
    "max(FP, FN) + min(TP, 3)": 7,
    "sqrt(TP * 2) + abs(FP - FN)": 6,
    "log(exp(TP))": 8,
    "log(FP - 1)": 0,
    "log(FP / TP)": -2 * math.log(2),
    "(FP - 2) ** 0": 1,
    "(FP - 2) ** 0.5": 0,
    "(FP - 1) ** -1": 1,
    "FP ** -1": 0.5,
    "TP['eur'] / FLAGGED['eur']": 50 / 60,
    "  TP  ": 8,
    "TP\n + FP": 10,
    "(TP +\n FP) / ALL": 0.5,
}


@pytest.fixture
def counts(make_counts):
    return make_counts((8, 2, 4, 6), km=[(40, 10, 20, 30)], eur=[(50, 10, 30, 60)])


@pytest.mark.parametrize("text", BY_HAND)
def test_value_worked_by_hand(text, counts):
    assert parse_formula(text).value(counts) == pytest.approx([BY_HAND[text]])


HOSTILE = [
    "__import__('os').system('true')",
    "().__class__.__bases__[0].__subclasses__()",
    "TP.__class__",
    "TP.tofile('x')",
    "TP.__array__()",
    "FP.dtype.type.mro()",
    "exec('1')",
    "eval('1')",
    "open('/etc/passwd').read()",
    "print(TP)",
    "globals()",
    "lambda: TP",
    "(lambda x: x)(TP)",
    "[TP for _ in (1,)]",
    "{TP for _ in (1,)}",
    "{1: TP}",
    "[TP]",
    "(TP, FP)",
    "{TP}",
    "TP if FP else FN",
    "TP and FP",
    "TP or FP",
    "not TP",
    "~TP",
    "TP < FP",
    "TP == FP",
    "TP in FP",
    "TP is FP",
    "TP % FP",
    "TP // FP",
    "TP @ FP",
    "TP | FP",
    "TP & FP",
    "TP ^ FP",
    "TP << 2",
    "TP >> 2",
    "(x := TP)",
    "x = TP",
    "TP; FP",
    "import os",
    "del TP",
    "await TP",
    "yield TP",
    "f'{TP}'",
    "'TP'",
    "b'TP'",
    "'a' * 10000000",
    "True",
    "TP + True",
    "None",
    "...",
    "1j * TP",
    "1e999 * TP",
    "FP / 1e999",
    "9" * 400 + " * TP",
    "TP[0]",
    "TP[1:2]",
    "TP[km, km]",
    "TP[km][km]",
    "TP[FP[km]]",
    "TP[:]",
    "TP[-1]",
    "TP[b'km']",
    "ALL[km.__class__]",
    "max(TP)",
    "max(TP, FP, FN)",
    "max(*TP)",
    "max(TP, initial=1)",
    "abs()",
    "sqrt(TP, FP)",
    "sum(TP)",
    "TP(1)",
    "max",
    "abs + TP",
    "np.sum(TP)",
    "os",
    "_",
    "tp",
    "TPR",
    "recall",
    "1000",
    "",
    "   ",
    "\n",
    "TP +",
    "TP FP",
    "(TP",
    "TP)",
    "TP # / 0",
    "TP\x00",
    "\ud800",
    "+" * 600,
    "-" * 499 + "TP",
    "(" * 240 + "TP" + ")" * 240,
    "TP" + "+TP" * 150,
    "TP" * 300,
    "*TP",
    "**TP",
    "TP!",
    "$TP",
    "`TP`",
    "${TP}",
    "{{TP}}",
    "TP -> FP",
    "km",
    "FP[𝐤𝐦𝟐]",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_not_arithmetic_over_cells_is_refused_in_a_sentence(text):
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        with pytest.raises(FormulaError) as refused:
            parse_formula(text, amounts=["km"])
    assert str(refused.value)
    assert refused.value.position is None or 0 <= refused.value.position <= len(text)


def test_the_hostile_corpus_is_not_a_handful():
    assert len(set(HOSTILE)) >= 60


HARMLESS = ["9 ** 9 ** 9 ** 9 * TP", "exp(exp(exp(TP)))", "TP ** TP ** TP ** TP", "1 / (TP - TP)", "0 * TP ** 0.5 / 0"]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_too_large_or_divides_by_zero_is_undefined_at_once(text, counts):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.isnan(parse_formula(text).value(counts)).all()


UNDEFINED_WHERE_TP_IS_0 = [
    "FP / TP",
    "TP / TP",
    "min(FP / TP, 5)",
    "max(5, FP / TP)",
    "1 / (FP / TP)",
    "(FP / TP) ** 0",
    "1 ** (FP / TP)",
    "TP ** -1",
    "1 / TP ** -1",
    "log(TP)",
    "exp(log(TP))",
    "log(-FP)",
    "sqrt(-FP)",
    "(-FP) ** 0.5",
    "0 * (FP / TP)",
]


@pytest.mark.parametrize("text", UNDEFINED_WHERE_TP_IS_0)
def test_undefined_stays_undefined_through_the_formula(text, make_counts):
    assert math.isnan(parse_formula(text).value(make_counts((0, 3, 2, 5)))[0])


@pytest.mark.parametrize("text", list(BY_HAND))
def test_never_infinite(text, make_counts, hostile_cells):
    rows = list(hostile_cells.values())
    counts = make_counts(*rows, km=rows, eur=rows)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert not np.isinf(parse_formula(text).value(counts)).any()


DENOMINATORS = {
    "FN / POSITIVES": 12,
    "1000 * FP / ALL[km]": 100,
    "100 * (FN / POSITIVES)": 12,
    "FN / POSITIVES * 100": 12,
    "-FN / POSITIVES": 12,
    "-(FN / POSITIVES)": 12,
    "sqrt(4) * (FN / POSITIVES)": 12,
    "FN / POSITIVES * abs(-2)": 12,
    "(TP + TN) / ALL / 2": 20,
    "1000 * (FN[eur] + 4.5 * FP) / ALL": 20,
    "2 * TP / (2 * TP + FP + FN)": 22,
    "FN[eur] + 4.5 * FP": None,
    "FP / 1000": None,
    "TP / POSITIVES + TN / NEGATIVES": None,
}


@pytest.mark.parametrize("text", DENOMINATORS)
def test_a_ratio_carries_its_denominator(text, counts):
    below = parse_formula(text).denominator
    assert (None if below is None else below(counts)[0]) == DENOMINATORS[text]


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("FP / POSITIVE", 5),
        ("   FP / POSITIVE", 8),
        ("FP + recall", 5),
        ("FP + TP % 2", 5),
        ("FP['é'] + TPR", 10),
        ("FP[miles]", 3),
        ("FP + TPR[km]", 5),
        ("FP # x", 3),
        ("# x", 0),
        ("FP # x # y", 3),
        ("TP['km'] # x", 9),
        ("TP + * FP", 5),
        ("   (TP", 3),
        ("FP + (TP", 5),
        ("TP +", 4),
        ("TP\r\n + X", 7),
        ("FP / \\\nTP", 5),
    ],
)
def test_the_position_is_the_character_where_it_goes_wrong(text, position):
    with pytest.raises(FormulaError) as refused:
        parse_formula(text, amounts=["km", "é"])
    assert refused.value.position == position


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("TP" + " " * 499, "A formula may have 500 characters; this one has 501."),
        ("  ", "The formula is empty. Write one such as FN / POSITIVES."),
        ("# x", "A formula has no comments; leave out what follows #."),
        ("TP +", "'TP +' is not complete arithmetic. Write it like 1000 * FP / ALL[km]."),
        ("1000", "'1000' names no confusion cell. Use at least one of TP, FP, FN, TN, FLAGGED, "),
        ("1e999 * TP", "'1e309' is too large a number"),
        ("max(TP)", "'max(TP)' gives max 1 values; it takes 2"),
        (
            "TP % 2",
            "'TP % 2' is not allowed; a formula has numbers, cells, + - * / ** and abs, exp, log, max, min, sqrt",
        ),
        ("FP / xyzzy", "'xyzzy' is not a confusion cell. The names are TP, FP, FN, TN, FLAGGED, CLEARED, "),
        ("TPR[km]", "'TPR[km]' is not a confusion cell; did you mean TP?"),
        ("FP[miles]", "'FP[miles]' names 'miles', which is not an amount column (km)"),
    ],
)
def test_what_is_refused_is_said_with_its_reason(text, said):
    with pytest.raises(FormulaError) as refused:
        parse_formula(text, amounts=["km"])
    assert said in str(refused.value)


def test_up_to_500_characters_and_120_parts_are_read(counts):
    """A sum of n cells and m numbers has 2 n + m parts and n + m - 1 additions of two parts: 120 of 29 and 2."""
    assert parse_formula("TP" + " " * 498).value(counts) == [8]
    assert parse_formula("+".join(["TP"] * 29 + ["1"] * 2)).value(counts) == [29 * 8 + 2]
    with pytest.raises(FormulaError, match="too long to check"):
        parse_formula("+".join(["TP"] * 30 + ["1"]))


def test_of_what_is_refused_40_characters_are_repeated():
    long = "TP % 1" + "0" * 60
    with pytest.raises(FormulaError, match=f"'TP % 1{'0' * 34}' is not allowed"):
        parse_formula(long)


@pytest.mark.parametrize("text", ["FP['a#b']", 'FP["a#b"]'])
def test_a_hash_in_the_name_of_a_column_is_no_comment(text):
    assert parse_formula(text, amounts=["a#b"]).amounts == {"a#b"}


def test_nothing_has_no_sign(make_counts):
    """A total of -0 would be shown with a minus."""
    assert not np.signbit(parse_formula("-FP").value(make_counts((1, 0, 1, 1)))).any()


def test_a_formula_stays_as_it_was_read():
    formula = parse_formula("FP")
    with pytest.raises(FrozenInstanceError):
        formula.text = "FN"
    with pytest.raises(TypeError, match="positional"):
        Formula("FP", formula.value, None, frozenset(), frozenset({"FP"}))


def test_the_nearest_cell_is_named():
    with pytest.raises(FormulaError, match="did you mean POSITIVES"):
        parse_formula("FN / positive")


def test_an_amount_that_is_not_there_is_named_with_those_that_are(counts):
    with pytest.raises(FormulaError, match=r"'miles', which is not an amount column \(eur, km\)"):
        parse_formula("FP / ALL[miles]", amounts=["km", "eur"])
    with pytest.raises(FormulaError, match=r"needs an amount column named 'miles'; these predictions have km, eur"):
        parse_formula("FP / ALL[miles]").value(counts)


def test_where_there_is_no_amount_column_none_is_named(make_counts):
    with pytest.raises(FormulaError, match=r"not an amount column \(there is none\)"):
        parse_formula("FP[miles]", amounts=[])
    with pytest.raises(FormulaError, match=r"these predictions have none\. Name it"):
        parse_formula("FP[miles]").value(make_counts((1, 1, 1, 1)))


def test_the_formula_says_what_it_uses():
    formula = parse_formula("FN[eur] + 4.5 * FP")
    assert formula.text == "FN[eur] + 4.5 * FP"
    assert formula.amounts == {"eur"}
    assert formula.cells == {"FN", "FP"}


def test_counts_are_not_changed(counts):
    before = counts.cases.tp.tobytes()
    value = parse_formula("TP").value(counts)
    value[:] = -1
    assert counts.cases.tp.tobytes() == before
