"""What changes against today: who is flagged otherwise than by today's process or by another score."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from workbench.decision.swap import swap_reviewed
from workbench.exporters.table_file import table_bytes
from workbench.policy import Policy, SingleThreshold, acted_rows
from workbench.predictions import Predictions
from workbench.register import Study
from workbench.sweep import SwapRows, SwapSet, Sweep, flipped_rows, same_share, swap_set
from workbench.ui.plain_text import plain
from workbench.wording import count, number, threshold_text
from workbench.wording.policies import score_names
from workbench.wording.swaps import (
    GROUP_NAMES,
    SEGMENT_HEADER,
    reviewed_sentence,
    swap_group_table,
    swap_segment_rows,
    swap_sentence,
)

SEGMENT_VALUES_MAX = 500
FEW_VALUES = 8


def draw_swap(study: Study, sweep: Sweep, point: Policy, today: SingleThreshold | None, *, place: str) -> None:
    """A closed box that works out the swap set when it is opened; ``place`` says which page it stands on."""
    against = "today" if today is None else f"today ({plain(_rule(sweep, today))})"
    box = st.expander(f"What changes against {against}", key=f"swap-{place}-{study.id}", on_change="rerun")
    if not box.open:  # rows are looked at only where somebody asks
        return
    with box:
        before = _before(study, sweep, point, today, place)
        if before is None:
            return
        swap = _swap(sweep, point, before, _data_key(sweep.predictions), repr((point, before)))
        st.markdown(plain(swap_sentence(swap)))
        reviewed = reviewed_sentence(swap_reviewed(sweep, now=point, before=before))
        if reviewed:
            st.markdown(plain(reviewed))
        if swap.flipped_count:
            header, rows = swap_group_table(swap)
            st.table(_table(header, rows))
            _draw_segments(swap)
            _draw_rows(study, sweep, swap, point, before, place)


def _before(
    study: Study, sweep: Sweep, point: Policy, today: SingleThreshold | None, place: str
) -> SingleThreshold | None:
    """What to compare with: today, or another score where it flags as many; None where there is neither."""
    others = [name for name in sweep.predictions.score_names if name not in score_names(point.to_dict())]
    if today is None:
        st.caption(
            "No baseline is named, so there is no today to compare with. Name the score or the yes/no rule that is used "
            "today as the baseline on the Predictions page or in the contract; a score that does not lie between 0 and 1 "
            "also needs its threshold in the contract."
        )
        if not others:
            return None
    labels = [f"{name} at the same share flagged" for name in others]
    if today is not None:
        if not others:
            return today
        labels.insert(0, f"Today: {_rule(sweep, today)}")
    options = list(range(len(labels)))
    picked = st.selectbox(
        "Compared with", options, format_func=lambda index: labels[index], key=f"swap-with-{place}-{study.id}"
    )
    if today is not None:
        if not picked:
            return today
        picked -= 1
    score = others[picked or 0]
    threshold = _as_many(sweep, point, _data_key(sweep.predictions), score, repr(point))
    other = SingleThreshold(score=score, threshold=threshold)
    st.caption(f"Compared with {plain(_rule(sweep, other))}, which flags as nearly as it can as many cases.")
    return other


def _draw_segments(swap: SwapSet) -> None:
    for column, values in swap.segments.items():
        st.markdown(f"**By {plain(column)}**, where most is newly missed or a new false alarm first")
        table = _table((column, *SEGMENT_HEADER), swap_segment_rows(values[:SEGMENT_VALUES_MAX]))
        if len(values) <= FEW_VALUES:
            st.table(table)
        else:
            st.dataframe(table.reset_index(), hide_index=True, height=320)
        if len(values) > SEGMENT_VALUES_MAX:
            st.caption(f"The first {count(SEGMENT_VALUES_MAX)} of {count(len(values))} values.")


def _draw_rows(
    study: Study,
    sweep: Sweep,
    swap: SwapSet,
    point: Policy,
    before: SingleThreshold,
    place: str,
) -> None:
    assert swap.sample is not None
    predictions = sweep.predictions
    st.markdown("**A few of these rows**")
    st.dataframe(_shown(swap.sample), hide_index=True)
    by = (
        f"with the largest {next(iter(predictions.amounts))}"
        if predictions.amounts
        else "that lie furthest past the threshold"
    )
    st.caption(
        plain(f"Of each kind those {by}, ties by id, then by row. Neither the memo nor the decision record has rows.")
        + _row_note(predictions)
    )
    st.download_button(
        f"Download all {count(swap.flipped_count)} rows that change (CSV)",
        data=lambda: table_bytes(
            pd.DataFrame(
                flipped_rows(predictions, now=acted_rows(point, sweep), before=acted_rows(before, sweep)).columns()
            ),
            ".csv",
        ),
        file_name="rows-that-change.csv",
        key=f"swap-rows-{place}-{study.id}",
        on_click="ignore",
        icon=":material/download:",
    )


def _shown(rows: SwapRows) -> pd.DataFrame:
    """The rows as people read them: words for the change and the label, numbers written the one way."""
    table: dict[str, list[Any]] = {}
    for name, values in rows.columns().items():
        if name == "change":
            table["Change"] = [GROUP_NAMES[value] for value in values]
        elif name == "event":
            table["Case"] = ["event" if value else "no event" for value in values]
        elif name not in ("row", "id"):
            table[name] = [number(value) if isinstance(value, float) else str(value) for value in values]
    first = (
        {"Row": [count(int(row)) for row in rows.row]} if rows.id is None else {"Id": [str(each) for each in rows.id]}
    )
    return pd.DataFrame({**first, **table})


def _row_note(predictions: Predictions) -> str:
    receipt = predictions.receipt
    if predictions.id_column is not None or receipt.rows_used == receipt.rows_read:
        return ""
    return " Rows are counted among those used, since some were left out at reading."


def _table(header: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> pd.DataFrame:
    """A table whose first column names its rows; nothing in it is taken for markup."""
    columns: Mapping[str, list[str]] = {
        plain(name): [row[place] for row in rows] for place, name in enumerate(header) if place
    }
    return pd.DataFrame(columns, index=pd.Index([plain(row[0]) for row in rows], name=plain(header[0])))


def _rule(sweep: Sweep, policy: SingleThreshold) -> str:
    """``score_v6 at 0.5``, in as few digits as flag the same rows."""
    if math.isinf(policy.threshold):
        return f"{policy.score}, never"
    text = threshold_text(policy.threshold, sweep.same_actions(policy.score, policy.threshold))
    return f"{policy.score} at {text}"


def _data_key(predictions: Predictions) -> tuple[str, str, int]:
    """The upload, its columns and how many rows of it are used: the same three are the same predictions."""
    return predictions.receipt.sha256, repr(predictions.receipt.columns), len(predictions)


@st.cache_resource(max_entries=16, show_spinner="Looking for who is treated differently …")
def _swap(_sweep: Sweep, _now: Policy, _before: Policy, data: tuple[str, str, int], rules: str) -> SwapSet:
    return swap_set(_sweep.predictions, now=acted_rows(_now, _sweep), before=acted_rows(_before, _sweep))


@st.cache_resource(max_entries=64, show_spinner=False)
def _as_many(_sweep: Sweep, _point: Policy, data: tuple[str, str, int], score: str, rule: str) -> float:
    flagged = _point.count(_sweep).cell("FLAGGED")[0]
    return same_share(_sweep, score, flagged=float(flagged))
