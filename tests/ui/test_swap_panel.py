"""What changes against today, as the page says it: closed it looks at no row, open it says who flips."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest


def page(baseline: str | None, scores: tuple[str, ...], is_repeated: bool, identity: str | None) -> None:
    """Four rows a time: of old and new at 0.5 one case comes in and one goes out."""
    import pandas as pd

    from workbench.policy import SingleThreshold
    from workbench.predictions import read_predictions
    from workbench.register import Study
    from workbench.sweep import Sweep
    from workbench.ui.swap_panel import draw_swap

    frame = pd.DataFrame(
        {
            "label": [1, 0, 1, 0],
            "new": [0.9, 0.8, 0.1, 0.2],
            "old": [0.9, 0.1, 0.7, 0.2],
            "tier": ["*x*", "*x*", "y", "y"],
            "eur": [1, 20, 30, 4],
            "id": ["p", "q", "r", "s"],
        }
    )
    predictions = read_predictions(
        frame, label="label", score=list(scores), segments=["tier"], amounts={"eur": "eur"}, id=identity
    )
    today = SingleThreshold(score=baseline, threshold=0.5) if baseline else None
    point = SingleThreshold(score="new", threshold=0.5)
    draw_swap(Study(id="s"), Sweep(predictions), point, point if is_repeated else today, place="here")


def opened(
    *,
    baseline: str | None = "old",
    scores=("new", "old"),
    is_repeated: bool = False,
    is_open: bool = True,
    identity: str | None = "id",
):
    test = AppTest.from_function(page, args=(baseline, scores, is_repeated, identity), default_timeout=60)
    test.session_state["swap-here-s"] = is_open
    test.run()
    assert not test.exception
    return test


def said(test: AppTest) -> str:
    return "\n".join(item.value for kind in ("markdown", "caption") for item in getattr(test, kind)).replace("\\", "")


SENTENCE = (
    "1 case is newly flagged: 1 other (20 eur). 1 that was flagged no longer is: 1 event (30 eur). "
    "In all: as many cases flagged, 1 fewer event caught, 1 more false alarm."
)


def test_the_closed_box_says_what_today_is_and_no_more():
    test = opened(is_open=False)
    assert [box.label.replace("\\", "") for box in test.expander] == ["What changes against today (old at 0.5)"]
    assert not test.markdown
    assert not test.table


def test_the_open_box_says_who_flips_by_group_and_segment_with_a_few_rows():
    test = opened()
    assert SENTENCE in said(test)
    groups, tiers = (table.value for table in test.table)
    assert groups.loc["Newly flagged"].tolist() == ["0", "1", "0", "20"]
    assert groups.loc["No longer flagged"].tolist() == ["1", "0", "30", "0"]
    assert tiers.index.tolist() == ["\\*x\\*", "y"]
    assert tiers.loc["y"].tolist() == ["1 (30 eur)", "0", "0", "0"]
    rows = test.dataframe[0].value
    assert rows["Id"].tolist() == ["q", "r"]
    assert rows["Change"].tolist() == ["Newly flagged", "No longer flagged"]
    assert rows["tier"].tolist() == ["*x*", "y"]


def test_without_ids_the_rows_are_named_by_their_number():
    rows = opened(identity=None).dataframe[0].value
    assert "Id" not in rows
    assert rows["Change"].tolist() == ["Newly flagged", "No longer flagged"]
    assert rows["Row"].tolist() == ["2", "3"]


def test_without_a_baseline_it_says_how_to_name_one_and_compares_with_the_other_score():
    test = opened(baseline=None)
    assert "Name the score or the yes/no rule that is used today as the baseline" in said(test)
    assert [box.options for box in test.selectbox] == [["old at the same share flagged"]]
    # new flags two of four; old does from 0.7 on.
    assert "Compared with old at 0.7, which flags as nearly as it can as many cases." in said(test)
    assert SENTENCE in said(test)


def test_without_a_baseline_and_another_score_there_is_nothing_to_compare():
    test = opened(baseline=None, scores=("new",))
    assert "No baseline is named" in said(test)
    assert not test.selectbox
    assert not test.table


def test_beside_today_other_scores_can_be_picked():
    test = opened()
    assert test.selectbox[0].options == ["Today: old at 0.5", "old at the same share flagged"]
    test.selectbox[0].select_index(1).run()
    assert "which flags as nearly as it can as many cases" in said(test)


@pytest.mark.parametrize("scores", [("new", "old"), ("new",)])
def test_where_nobody_flips_there_are_no_tables(scores):
    test = opened(scores=scores, is_repeated=True)
    assert "Nobody is treated differently: the same cases are flagged." in said(test)
    assert not test.table
