"""What a choice says where its sweep lists only some of the candidates."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.api.show import choice_rows, nothing_feasible_text
from workbench.policy import choose, parse_limit
from workbench.sweep import Sweep


@pytest.fixture
def predictions(make_predictions):
    """Of 1,000 cases the 100 that score highest are the events."""
    return make_predictions([1] * 100 + [0] * 900, np.arange(1000, 0, -1) / 8)


def test_all_ties_are_counted_listed_or_not(predictions):
    """Recall is 1 from the 100th case on: at 901 thresholds."""
    rows = choice_rows(choose(Sweep(predictions, candidates_max=16), rule="max:recall"))
    assert rows[-1][:2] == ("Ties", "901")
    assert "looked at are feasible" in rows[0][2]


def test_how_many_keep_a_limit_is_said_of_those_looked_at(predictions):
    limits = [parse_limit("recall>=0.5"), parse_limit("flag_rate<=0.01")]
    every = choose(Sweep(predictions), rule="max:recall", limits=limits)
    assert "951 of 1,001 candidates keep it" in nothing_feasible_text(every)
    few = choose(Sweep(predictions, candidates_max=16), rule="max:recall", limits=limits)
    assert f"of {few.candidates_count:,} candidates looked at keep it" in nothing_feasible_text(few)
    assert few.candidates_count < 500
