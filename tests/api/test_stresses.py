"""``wb.stress``: what it says is what the library measures, and notebooks show it as text."""

from __future__ import annotations

import math

import pandas as pd
import pytest

import workbench as wb


@pytest.fixture(scope="module")
def sweep():
    # 10 events of which 8 are flagged at 0.5, 90 others of which 9 are.
    frame = pd.DataFrame(
        {
            "y": [1] * 10 + [0] * 90,
            "p": [0.9] * 8 + [0.1] * 2 + [0.9] * 9 + [0.1] * 81,
            "tier": (["<b>x</b>", "y"] * 50),
        }
    )
    return wb.sweep(wb.read_predictions(frame, label="y", score="p", segments=["tier"]))


def test_by_hand(sweep) -> None:
    half = wb.at(sweep, 0.5)
    found = wb.stress(sweep, half, "prevalence=0.5", rule="max:f1", limits=["precision>=0.4", "flag_rate<=0.4"])
    table = found.table().set_index("name")
    # 50 events, 40 flagged; 50 others, 5 flagged: precision 40/45, flagged 45 of 100.
    assert table.loc["precision>=0.4", "now"] == pytest.approx(8 / 17)
    assert table.loc["precision>=0.4", "stressed"] == pytest.approx(40 / 45)
    assert table.loc["flag_rate<=0.4", "stressed"] == pytest.approx(0.45)
    assert not table.loc["flag_rate<=0.4", "kept"]
    assert table.loc["flag_rate<=0.4", "slack"] == pytest.approx(-0.05)
    assert "broken by 5 points" in str(found)
    assert "45% of cases" in str(found)


def test_several_act_together_and_have_no_one_tipping_point(sweep) -> None:
    found = wb.stress(sweep, wb.at(sweep, 0.5), ["noise=0.1", {"kind": "prevalence", "size": 0.2}], rule="max:f1")
    # Labels first: 18 events of 100, then a fifth of the cases are events.
    assert found.point.count("POSITIVES") == pytest.approx(20)
    assert found.point.count("TP") == pytest.approx((8 * 0.9 + 9 * 0.1) * 20 / 18)
    with pytest.raises(wb.InputError, match="one stress"):
        found.tipping()


def test_tipping_points_in_words(sweep) -> None:
    found = wb.stress(
        sweep, wb.at(sweep, 0.5), wb.Stress(kind="prevalence", size=0.02), rule="max:f1", limits=["precision>=0.25"]
    )
    said = found.tipping_sentences()
    assert said[0] == "As the share of events falls from 10%, Precision (at least 25% of flags) breaks at 4%."
    assert found.tipping(up=True, choice=False)[0].size is None


def test_names_of_segments_are_text_in_a_notebook(sweep) -> None:
    found = wb.stress(sweep, wb.at(sweep, 0.5), "mix=0.9@tier=<b>x</b>", rule="max:f1")
    assert "<b>" not in found._repr_html_()
    assert "&lt;b&gt;x" in found._repr_html_()


def test_what_it_refuses(sweep) -> None:
    with pytest.raises(wb.InputError, match="Say what is best"):
        wb.stress(sweep, wb.at(sweep, 0.5), "noise=0.1")
    nothing = wb.choose(sweep, rule="max:f1", limits=["precision>=1.1"])
    with pytest.raises(wb.NothingFeasible):
        wb.stress(sweep, nothing, "noise=0.1", rule="max:f1")


def test_where_nothing_keeps_every_limit_it_says_so(sweep) -> None:
    found = wb.stress(sweep, wb.at(sweep, 0.5), "noise=0.1", rule="max:f1", limits=["precision>=1.1"])
    assert found.retuned is None
    assert math.isnan(found.regret)
    assert "no policy of this kind keeps every limit" in str(found)
