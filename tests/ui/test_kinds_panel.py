"""All kinds of policy side by side, on the page of any kind; and money that is of one period wherever it is written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from workbench.register import Studies

ROOT = Path(__file__).resolve().parents[2]
STUDY = "sample-card-fraud-0d0d0d"


def tradeoff(*, is_open: bool = False, **params: str) -> AppTest:
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    test.query_params["study"] = STUDY
    for name, value in params.items():
        test.query_params[name] = value
    test.session_state[f"kinds-{STUDY}"] = is_open
    test.run()
    return test.switch_page("pages/tradeoff.py").run()


def keep(studies: Studies, **changes) -> None:
    tradeoff()  # the first showing writes the sample
    studies.save(replace(studies.load(STUDY), **changes), op_id="view", at="2026-11-14T00:00:00Z")


def said(test: AppTest) -> str:
    return "\n".join(str(each.value) for kind in ("markdown", "caption", "warning") for each in getattr(test, kind))


@pytest.mark.parametrize("kind", ["single", "tiered"])
def test_every_kind_that_was_set_on_the_page_is_compared_wherever_one_looks(studies, kind):
    settings = {"cost": 2.0, "sensitivity": 0.9, "specificity": 0.8, "k": 300, "per": "all", "column": "tier"}
    keep(studies, view={"kind": kind, "kind_settings": settings})
    test = tradeoff(is_open=True)
    assert not test.exception
    tables = [table.value for table in test.table if "One threshold" in table.value.columns]
    assert len(tables) == 1
    words = said(test)
    for name in ("By tier", "By tier, each with its own model", "With human review", "A list of 300 in all"):
        assert name in tables[0].columns or f"**{name}:**" in words
        assert f"{name} " in words or f"{name}:" in words
    assert "as at the best single threshold" in words
    assert "open it above and say what a look costs" not in words


def test_what_nobody_has_set_is_said(studies):
    test = tradeoff(is_open=True)
    assert not test.exception
    words = said(test)
    assert "A list of 1,000 in all" in words
    assert "one case in twenty" in words
    assert "With human review is not among them" in words


def test_money_across_or_up_is_of_the_period_of_the_tiles(studies):
    """A view that was kept with money on the predictions is shown by the year, as everything else is."""
    keep(studies, view={"kind": "single", "y": "payoff"})
    test = tradeoff()
    assert not test.exception
    view = test.session_state[f"tradeoff-{STUDY}"]["view"]
    metrics = {metric["name"]: metric for metric in view.payload["metrics"]}
    assert view.payload["axes"]["y"] == "payoff_per_year"
    assert metrics["payoff_per_year"]["phrase"]["factor"] == 1.0
    assert metrics["payoff"]["phrase"]["factor"] > 1.0
    assert "payoff_per_year" not in view.payload["told"]
    assert "Payoff per year" not in test.table[0].value.index


def test_all_kinds_are_held_to_the_limits_by_segment(studies):
    settings = {"column": "tier", "limits": ["gap(fpr)<=0.002@tier"], "k": 300, "per": "all"}
    keep(studies, view={"kind": "tiered", "kind_settings": settings})
    test = tradeoff(is_open=True)
    assert not test.exception
    table = next(
        table.value
        for table in test.table
        if "One threshold" in table.value.columns or "By tier" in table.value.columns
    )
    row = table.loc[next(name for name in table.index if name.startswith("Largest gap in"))]
    assert len(row)
    assert all("limit kept" in cell for cell in row)
    assert "All are held to the limits by segment" in said(test)


def test_what_differs_by_rounding_alone_is_not_told(studies):
    """Card fraud's money adds cents: tiers that flag what one threshold flags earn the same but for the last bit."""
    keep(studies, view={"kind": "tiered", "kind_settings": {"column": "tier"}})
    line = next(line for line in said(tradeoff()).splitlines() if "to this policy" in line)
    assert "Nothing measured here differs" in line.replace("\\", "")
