"""How two recorded points differ, in words."""

from __future__ import annotations

from workbench.metrics import BUILTIN
from workbench.wording.recorded_points import Units, change_words


def point(payoff: float, fnr: float) -> dict:
    cells = {"tp": 3, "fp": 2, "fn": 1, "tn": 4}
    return {"confusion": cells, "payoff": payoff, "metrics": {"fnr": {"value": fnr}}}


def test_sums_that_differ_by_rounding_alone_are_no_difference() -> None:
    """What does the same thing is not 0 EUR worse."""
    units = Units(metrics={"fnr": BUILTIN["fnr"]}, currency="EUR", factor=10.0, per="a year")
    total = 0.1 + 0.2 + 0.3
    assert total != 0.3 + 0.2 + 0.1
    assert change_words(point(-total, 0.25), point(-(0.3 + 0.2 + 0.1), 0.25), units) == "Nothing measured here differs."
    said = change_words(point(-total, 0.25), point(-0.7, 0.25), units)
    assert said.startswith("1 EUR a year worse")
