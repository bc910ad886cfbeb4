"""The Predictions page: open a file or a sample, see what was read, correct what was guessed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from workbench.errors import ColumnError, WorkbenchError
from workbench.predictions import Columns, Predictions, Receipt, guess_columns
from workbench.register import Study, list_samples
from workbench.ui.columns_form import draw_columns_form
from workbench.ui.frame import begin
from workbench.ui.loaded import predictions_of, table_of
from workbench.ui.plain_text import plain
from workbench.ui.save_press import COLUMNS
from workbench.ui.studies import as_it_stands, fresh_sample, new_study, open_study, save_study, say, studies, uploads
from workbench.wording import count, percent

FORMATS = "CSV, TSV, JSON Lines, Parquet, Arrow or Excel; text files also as .gz or .zip. Up to 1 GB."
ICONS = {"info": ":material/info:", "warning": ":material/warning:", "question": ":material/help:"}


def draw() -> None:
    _take_upload()
    study = begin(saves=COLUMNS)
    loaded, opening = st.columns([1.55, 1], gap="large")
    with opening:
        _draw_opening()
    with loaded:
        _draw_loaded(study)


def _draw_opening() -> None:
    st.subheader("Open your own predictions", anchor=False)
    st.file_uploader(
        "A file with one row a case: what happened, and the model's score",
        key=f"upload-{st.session_state.get('uploads_taken', 0)}",
        help=FORMATS,
    )
    st.caption(FORMATS)
    refusal = st.session_state.get("refusal")
    if refusal:
        st.error(f"{plain(refusal)} The study you had open is unchanged.", icon=":material/block:")
    st.subheader("Or look at a sample", anchor=False)
    for sample in list_samples():
        with st.container(border=True):
            kind = "synthetic data" if sample.is_synthetic else "real data"
            st.markdown(f"**{sample.title}** · {kind}  \n{sample.pitch}")
            if st.button("Open", key=f"sample-{sample.slug}", help=f"Open {sample.title} as a new study"):
                open_study(fresh_sample(sample))
                st.rerun()
    earlier = [study for study in studies().recent() if study.id != st.session_state.get("study_id")]
    if earlier:
        st.subheader("Or go on with an earlier study", anchor=False)
        names = {study.id: f"{study.title} · {study.file_name} · {study.created_at[:10]}" for study in earlier}
        chosen = st.selectbox("Earlier studies, newest first", list(names), format_func=names.get)
        if st.button("Go on with it") and chosen:
            open_study(next(study for study in earlier if study.id == chosen))
            st.rerun()


def _take_upload() -> None:
    taken = st.session_state.get("uploads_taken", 0)
    file = st.session_state.get(f"upload-{taken}")
    if file is None:
        return
    st.session_state["uploads_taken"] = taken + 1
    st.session_state.pop("refusal", None)
    try:
        with st.spinner(f"Reading {plain(file.name)} …"):
            sha256 = uploads().keep(file.getvalue())
            table = uploads().table(sha256, file_name=file.name)
            guess = guess_columns(table)
    except WorkbenchError as refusal:
        st.session_state["refusal"] = f"{file.name} was not opened. {refusal}"
        return
    # A guessed weight would change every number, so it waits for somebody to choose it.
    columns = replace(guess.columns, weight=None)
    study = new_study(title=file.name.partition(".")[0], sha256=sha256, file_name=file.name, columns=columns)
    open_study(study)
    say(f"{file.name} was read. Check below what each column was taken for.", kind="success")
    st.rerun()  # the navigation above was drawn for the study that was open before


def _draw_loaded(study: Study) -> None:
    try:
        table = table_of(study)
    except WorkbenchError as refusal:
        st.error(plain(str(refusal)), icon=":material/block:")
        return
    try:
        predictions = predictions_of(study)
    except ColumnError as question:
        st.subheader("One question before we can count", anchor=False)
        st.warning(
            plain(str(question).replace("(exclude_bad_scores=True)", "with the button below")), icon=":material/help:"
        )
        _draw_leave_out(study)
        draw_columns_form(study, table, is_open=True)
        return
    _draw_receipt(study, predictions)
    has_question = any(finding.level == "question" for finding in predictions.receipt.findings)
    draw_columns_form(study, table, is_open=has_question)
    with st.expander("The first rows, as they were read"):
        st.dataframe(table.rows(0, 20), hide_index=True)
    if study.sample:
        sample = next(sample for sample in list_samples() if sample.slug == study.sample)
        with st.expander("Where this sample comes from"):
            st.markdown(sample.provenance)


def _draw_receipt(study: Study, predictions: Predictions) -> None:
    receipt = predictions.receipt
    st.subheader("What was read", anchor=False)
    events = float(np.average(predictions.label, weights=predictions.weight))
    cells = st.columns(4)
    cells[0].metric("Rows read", count(receipt.rows_read))
    cells[1].metric("Rows used", count(receipt.rows_used))
    cells[2].metric("Rows left out", count(receipt.rows_read - receipt.rows_used))
    cells[3].metric("Events", percent(events))
    st.markdown(plain(receipt.label_meaning))
    st.markdown(plain(_parts(receipt.columns)))
    for dropped in receipt.dropped:
        st.markdown(
            f":material/filter_alt: {count(dropped.rows_count)} rows left out: {plain(dropped.reason)} (first: row {dropped.first_row:,})."
        )
    notable = [finding for finding in receipt.findings if finding.level != "info"]
    for finding in notable:
        st.warning(plain(finding.text), icon=ICONS[finding.level])
    go_on = "Agree what matters →" if not study.contract else "See the contract →"
    if st.button(go_on, type="primary"):
        st.switch_page("pages/contract.py", query_params={"study": study.id})
    with st.expander("The whole receipt"):
        _draw_details(receipt)


def _parts(columns: Columns) -> str:
    """Which column plays which part, in one line."""
    parts = {
        "Label": columns.label,
        "Scores": ", ".join(columns.used_name(name) for name in columns.scores),
        "Today's process": columns.baseline or "",
        "Segments": ", ".join(columns.segments),
        "Amounts": ", ".join(columns.amounts.values()),
        "Weight": columns.weight or "",
        "Period": columns.period or "",
        "Id": columns.id or "",
    }
    return "; ".join(f"{part}: {name}" for part, name in parts.items() if name) + "."


def _draw_details(receipt: Receipt) -> None:
    facts = {
        "File": receipt.file_name,
        "Format": receipt.format,
        "Encoding": receipt.encoding,
        "Delimiter": {"\t": "tab", ",": "comma", ";": "semicolon", "|": "bar"}.get(
            receipt.delimiter or "", receipt.delimiter
        ),
        "Decimal sign": receipt.decimal,
        "Size": f"{receipt.bytes_count:,} bytes",
        "SHA-256": receipt.sha256,
    }
    st.table({name: plain(value) for name, value in facts.items() if value}, border="horizontal")
    for finding in receipt.findings:
        st.markdown(f"{ICONS[finding.level]} {plain(finding.text)}")


def _draw_leave_out(study: Study) -> None:
    if study.exclude_bad_scores:
        return
    st.button(
        "Leave out the rows without a usable number, and say so on the receipt", on_click=_leave_out, args=(study,)
    )


def _leave_out(study: Study) -> None:
    save_study(replace(as_it_stands(study), exclude_bad_scores=True))
