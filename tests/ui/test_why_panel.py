"""The boxes on why a point and on the ways out: closed they work nothing out, open they say what the record says."""

from __future__ import annotations

import re

from streamlit.testing.v1 import AppTest


def page(limit: float, threshold: float, label: str):
    import pandas as pd
    import streamlit as st

    from tests.policy.practice import CONTRACT, ROWS
    from workbench.contract import Contract
    from workbench.explore import Lens
    from workbench.metrics import BUILTIN, contract_metrics
    from workbench.policy import SingleThreshold
    from workbench.predictions import read_predictions
    from workbench.sweep import Sweep
    from workbench.ui.infeasible_panel import draw_ways_out
    from workbench.ui.why_panel import draw_why

    frame = pd.DataFrame([dict(zip(("label", "s", "tier", "weight"), row, strict=True)) for row in ROWS])
    predictions = read_predictions(frame, label="label", positive=1, score="s", segments=["tier"], weight="weight")
    metrics = [dict(metric) for metric in CONTRACT["metrics"]]
    metrics[0] |= {"limit": limit, "label": label}
    lens = Lens(Sweep(predictions), Contract.from_dict({**CONTRACT, "metrics": metrics}))
    now = st.session_state.get("now", SingleThreshold(score="s", threshold=threshold))
    shown = contract_metrics(lens.contract)
    axes = (BUILTIN["fpr"], BUILTIN["recall"])
    draw_why("id", lens, now, rule="contract", metrics=shown, axes=axes, place="here")
    draw_ways_out(
        "id",
        lens,
        now=now,
        rule="contract",
        metrics=shown,
        look_at=lambda policy: st.session_state.update(now=policy),
        place="here",
    )
    st.session_state["kept"] = list(lens._kept.get("named", ()))


def opened(*, limit: float = 0.0, threshold: float = 0.9, is_open: bool = True, label: str = "Caught fraud") -> AppTest:
    test = AppTest.from_function(page, args=(limit, threshold, label), default_timeout=60)
    test.session_state["why-here-id"] = is_open
    test.run()
    assert not test.exception
    return test


def said(test: AppTest) -> str:
    return "\n".join(item.value for kind in ("markdown", "caption") for item in getattr(test, kind)).replace("\\", "")


def cells(table: str, column: str) -> list[str]:
    return re.findall(rf"data-label='{column}'>([^<]*)</td>", table)


def test_the_closed_box_works_nothing_out():
    test = opened(is_open=False)
    assert [box.label for box in test.expander] == ["Why this point"]
    assert test.session_state["kept"] == []
    assert not test.get("html")


def test_the_open_box_says_why_and_shows_the_killed_winner():
    test = opened()
    text = said(test)
    assert "Of the points that keep every limit it has the highest contract score, 1.05." in text
    assert "Premium insult rate 3.4% breaks the limit of at most 2% of good premium payments" in text
    assert [name.partition(" ")[0] for name in test.session_state["kept"]] == ["why"]
    terms, limits, rivals, stopped = (each.value for each in test.get("html"))
    assert cells(terms, "Points") == ["0.6", "0.45", "1.05"]
    assert cells(limits, "Outcome")[1] == "kept, 0.4 points to spare"
    assert cells(rivals, "Runner-up")[0] == "s, nobody flagged"
    assert cells(rivals, "Stopped by a limit")
    assert cells(stopped, "Points")[-1] == "-0.75"


def test_what_people_wrote_is_no_markup():
    test = opened(label="*Caught* $x$")
    assert all("*Caught* $x$" not in item.value for item in test.markdown)
    test = opened(label="<b>Caught</b>")
    assert "&lt;b&gt;Caught&lt;/b&gt;, " in test.get("html")[0].value
    assert all("<b>Caught" not in each.value for each in test.get("html"))


def test_where_nothing_is_feasible_the_ways_out_are_there_and_lead_to_their_points():
    test = opened(limit=0.85, is_open=False)
    assert [box.label for box in test.expander] == ["Why this point", "Nothing is feasible: the ways out"]
    assert "it misses by 1.4 points" in said(test)
    assert "No limit was relaxed" in said(test)
    labels = [button.label.replace("\\", "") for button in test.button]
    # Without the limit on caught fraud 0.9 is chosen, and that is where the study is.
    assert labels == ["You are here: Move Caught fraud", "Look at this point: Move Premium insult rate"]
    test.button[1].click().run()
    assert test.session_state["now"].threshold == 0.6
    assert test.button[1].label.startswith("You are here")
    assert test.button[1].disabled
