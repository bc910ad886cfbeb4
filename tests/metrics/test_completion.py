"""Names to choose from, each of which can be used, and the name that was meant in place of one that is none."""

from __future__ import annotations

import pytest

from workbench.errors import FormulaError
from workbench.metrics import parse_formula
from workbench.metrics.completion import formula_names, repaired
from workbench.metrics.formula import CELL_NAMES, FUNCTIONS

AMOUNTS = ("eur", "miles driven", "d'or")


def test_every_name_there_is_and_what_it_means():
    names = formula_names(AMOUNTS)
    assert [name.name for name in names] == [*CELL_NAMES, "[eur]", "[miles driven]", "[d'or]", *FUNCTIONS]
    assert all(name.says for name in names)


def test_what_a_name_inserts_can_be_used_as_it_is():
    for name in formula_names(AMOUNTS):
        values = {"max": 2, "min": 2}.get(name.name, 1)
        text = {
            "cell": name.insert,
            "amount": f"FN{name.insert}",
            "function": f"{name.insert}{', '.join(['TP'] * values)})",
        }[name.kind]
        parse_formula(text, amounts=AMOUNTS)


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("FN / POSITIVE", "FN / POSITIVES"),
        ("fn / POSITIVES", "FN / POSITIVES"),
        ("1000 * FP / ALL[eurs]", "1000 * FP / ALL[eur]"),
        ("FN['miles drivn']", "FN['miles driven']"),
        ("FN[mile_driven]", "FN['miles driven']"),
        ("sqr(TP) + FN", "sqrt(TP) + FN"),
        ("Max(TP, FP)", "max(TP, FP)"),
        ("TRP / POSITVES", "TP / POSITVES"),
        ("FN / zebra", None),
        ("TP +", None),
        ("TP % FP", None),
        ("TP.shape", None),
        ("", None),
    ],
)
def test_the_nearest_name_takes_the_place_of_a_wrong_one(text, better):
    with pytest.raises(FormulaError) as refused:
        parse_formula(text, amounts=AMOUNTS)
    assert repaired(text, refused.value, amounts=AMOUNTS) == better
