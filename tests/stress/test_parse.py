"""Stresses as text, and their words."""

from __future__ import annotations

import pytest

from workbench.errors import InputError
from workbench.stress import Stress
from workbench.stress.parse import parse_stress
from workbench.wording.stress import stress_text


@pytest.mark.parametrize(
    ("text", "stress"),
    [
        ("prevalence=0.05", Stress(kind="prevalence", size=0.05)),
        (" noise = 2% ", Stress(kind="noise", size=0.02)),
        ("mix=0.4@tier=a=b", Stress(kind="mix", column="tier", shares={"a=b": 0.4})),
        ("cost=2", Stress(kind="cost", size=2.0)),
        ("cost=0.5@fn", Stress(kind="cost", size=0.5, cell="FN")),
        ("cost=2@[eur]", Stress(kind="cost", size=2.0, amount="eur")),
        ("cost=2@FN[eur]", Stress(kind="cost", size=2.0, cell="FN", amount="eur")),
        ("drift=-1e-2", Stress(kind="drift", size=-0.01)),
        ("drift=5%@road=urban, rural", Stress(kind="drift", size=0.05, unit="ranks", column="road", values=("urban", "rural"))),
    ],
)  # fmt: skip
def test_a_text_is_read(text, stress):
    assert str(parse_stress(text)) == str(stress)
    assert stress_text(stress)


@pytest.mark.parametrize(
    "text",
    ["", "prevalence", "prevalence=x", "luck=1", "noise=0.1@tier=a", "mix=0.4", "mix=0.4@tier", "cost=2@XX", "cost=2%",
     "drift=1e999", "drift=0.1@", "prevalence=1.5", "cost=2@FN[eur"],
)  # fmt: skip
def test_what_is_no_stress_is_refused(text):
    with pytest.raises(InputError):
        parse_stress(text)
