"""The form that shows which column plays which part, for correction."""

from __future__ import annotations

from dataclasses import asdict, replace
from functools import partial

import streamlit as st

from workbench.contract import Contract
from workbench.errors import ColumnError, ContractError
from workbench.predictions import Columns, Table, guess_columns, guess_positive
from workbench.register import Study
from workbench.ui.next_focus import focus_next
from workbench.ui.plain_text import plain
from workbench.ui.read_texts import carry_read
from workbench.ui.save_press import COLUMNS, answering, draw_save, end_press, is_as_pressed, is_recorded, open_press
from workbench.ui.studies import columns_of, save_study

NOTHING = "(none)"


def draw_columns_form(study: Study, table: Table, *, is_open: bool) -> None:
    """Show the parts as they stand and save what the user corrects."""
    now, guess = columns_of(study), guess_columns(table)
    reasons = {part: plain(reason) for part, reason in guess.reasons.items()}
    names = list(table.column_names)

    def key(part: str) -> str:
        return f"{part}-{study.id}-{study.version}"

    def known(chosen: tuple[str, ...]) -> list[str]:
        return [name for name in chosen if name in names]

    with st.expander("What each column was taken for; correct it here", expanded=is_open):
        label = st.selectbox(
            "Label: what really happened",
            names,
            index=names.index(now.label) if now.label in names else None,
            placeholder="choose the column",
            help=reasons.get("label"),
            key=key("label"),
        )
        positive = _draw_positive(table, label, now, key("positive"))
        scores = st.multiselect(
            "Scores: one or several models; a 0/1 rule or today's process counts as one",
            names,
            default=known(now.scores),
            help=reasons.get("scores"),
            key=key("scores"),
        )
        flip = st.multiselect(
            "Scores where LOW means the event is likely (they are turned round)", scores, default=[n for n in now.flip if n in scores], key=key("flip")
        )  # fmt: skip
        baseline = _optional("Baseline: today's process, to compare with", scores, now.baseline, key("baseline"))
        segments = st.multiselect(
            "Segments: groups that may fare differently", names, default=known(now.segments), key=key("segments")
        )
        amounts = st.multiselect(
            "Amounts: money, distance or other quantities a row carries",
            names,
            default=known(tuple(now.amounts.values())),
            help=reasons.get("amounts"),
            key=key("amounts"),
        )
        left, middle, right = st.columns(3)
        with left:
            weight = _optional("Weight", names, now.weight, key("weight"), help=reasons.get("weight"))
        with middle:
            period = _optional("Period", names, now.period, key("period"))
        with right:
            identity = _optional("Id", names, now.id, key("id"))
        # With another version these fields begin anew, with what somebody else saved.
        shown = {"version": study.version}
        draw_save(COLUMNS, study.id, is_field=partial(_is_field, study), shown=shown, key=key("use"))
        press = open_press(COLUMNS, study)
        if press is not None and is_recorded(press):  # by a run that was stopped before it could go on
            end_press()
            st.rerun()
        if press is None or not is_as_pressed(press, shown):
            return
        if not label or not scores:
            st.error("Choose the label and at least one score.")
            end_press()
            return
        in_formulas = {column: name for name, column in now.amounts.items()}
        columns = Columns(
            label=label,
            positive=positive,
            scores=tuple(scores),
            flip=tuple(flip),
            baseline=baseline,
            segments=tuple(segments),
            amounts={in_formulas.get(column, column): column for column in amounts},
            weight=weight,
            period=period,
            id=identity,
        )
        with answering():
            _save(study, columns, press.op_id)


def _is_field(study: Study, key: str) -> bool:
    return f"-{study.id}-{study.version}" in key


def _save(study: Study, columns: Columns, op_id: str) -> None:
    contract = study.contract
    if contract is not None:
        if study.seal is not None:
            st.error(
                "Not changed: the contract is sealed, and it names these columns. Amend it on the Contract page (put a file with "
                "the other columns there), or open the predictions as a new study."
            )
            end_press()
            return
        named = {**dict(contract.get("predictions") or {}), **_as_contract(columns)}
        contract = {**contract, "predictions": {key: value for key, value in named.items() if value is not None}}
        try:
            Contract.from_dict(contract)
        except ContractError as refusal:
            said = "; ".join(str(problem) for problem in refusal.problems)
            st.error(f"Not changed: the contract needs these columns as they were. {plain(said)}")
            end_press()
            return
    if save_study(replace(study, columns=asdict(columns), contract=contract), op_id=op_id) is not None and contract:
        carry_read(study, Contract.from_dict(contract))
    end_press()
    focus_next("What was read")
    st.rerun()


def _as_contract(columns: Columns) -> dict[str, object]:
    content: dict[str, object] = asdict(columns)
    content["baseline"] = None if columns.baseline is None else {"score": columns.baseline}
    return content


def _draw_positive(table: Table, label: str | None, now: Columns, key: str) -> str | None:
    if label is None:
        return now.positive
    try:
        guess = guess_positive(table.column(label))
    except ColumnError:
        return now.positive
    values = list(dict.fromkeys([guess.value, *guess.alternatives]))
    chosen = now.positive if label == now.label and now.positive in values else guess.value
    return st.radio(
        f"Which value of {plain(repr(label))} is the event?",
        values,
        index=values.index(chosen),
        format_func=plain,
        horizontal=True,
        key=f"{key}-{label}",
    )


def _optional(title: str, names: list[str], now: str | None, key: str, *, help: str | None = None) -> str | None:
    options = [NOTHING, *names]
    chosen = st.selectbox(title, options, index=options.index(now) if now in names else 0, key=key, help=help)
    return None if chosen == NOTHING else chosen
