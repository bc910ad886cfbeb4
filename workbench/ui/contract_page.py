"""The Contract page: what is decided, by whom, and by which few numbers. As a form, or from a file."""

from __future__ import annotations

import secrets
from typing import Any

import streamlit as st

from workbench.contract import METRICS_ADVISED, METRICS_MAX, Contract, merge_weights
from workbench.errors import ContractError, FormulaError, WorkbenchError
from workbench.metrics import contract_metrics
from workbench.register import Study
from workbench.ui.contract_draft import new_metric, proposal, to_contract_content
from workbench.ui.contract_fields import draw_metric, draw_payoff, optional_number
from workbench.ui.frame import begin
from workbench.ui.loaded import predictions_of, sweep_of
from workbench.ui.studies import columns_of, contract_of, save_study, say, with_contract


def draw() -> None:
    study = begin()
    predictions = predictions_of(study)
    try:
        contract = contract_of(study)
    except ContractError as broken:  # it no longer fits; the form below is where it is mended
        contract = None
        _show_problems(broken)
    draft = _open_draft(study)
    form, files = st.columns([2.2, 1], gap="large")
    with files:
        _draw_files(study, contract, draft)
    with form:
        if study.contract is None:
            st.info(
                "No contract yet. This is a proposal: change what does not fit, then save it.",
                icon=":material/edit_note:",
            )
        _draw_conflict(study, draft)
        key = f"contract-{study.id}-{draft['turn']}"
        draft["content"] = _draw_form(draft, key, predictions.receipt.columns.amounts, _segment_values(study))
        if st.button("Save the contract", type="primary", key=f"{key}-save", disabled=_is_overtaken(study, draft)):
            _save(study, draft)
        if contract is not None and st.button("See the trade-off →", key=f"{key}-next"):
            st.switch_page("pages/tradeoff.py", query_params={"study": study.id})


def _open_draft(study: Study) -> dict[str, Any]:
    """What this session has in its form: ``content``, and the contract it was opened on as ``base``.

    A contract that changed elsewhere replaces a form in which nothing was written.
    """
    drafts = st.session_state.setdefault("contract-drafts", {})
    stored = dict(study.contract) if study.contract else proposal(study.title, columns_of(study))
    draft = drafts.get(study.id)
    if draft is None or (
        draft["base"] != stored and _as_saved(draft["content"], study) == _as_saved(draft["opened"], study)
    ):
        metrics = [{**metric, "_id": secrets.token_hex(4)} for metric in stored.get("metrics", [])]
        content = {**stored, "metrics": metrics}
        turn = 0 if draft is None else draft["turn"] + 1
        draft = {"base": stored, "opened": content, "content": content, "turn": turn}
        drafts[study.id] = draft
    return draft


def _as_saved(content: dict[str, Any], study: Study) -> dict[str, Any]:
    plain = to_contract_content(content, columns_of(study))
    try:
        return Contract.from_dict(plain).to_dict()
    except ContractError:
        return plain


def _is_overtaken(study: Study, draft: dict[str, Any]) -> bool:
    return study.contract is not None and draft["base"] != dict(study.contract)


def _draw_conflict(study: Study, draft: dict[str, Any]) -> None:
    if not _is_overtaken(study, draft):
        return
    st.warning("Somebody else saved another contract while you were writing. What you wrote is still here.")
    theirs, mine = st.columns(2)
    if theirs.button("Show theirs and drop what I wrote"):
        st.session_state["contract-drafts"].pop(study.id)
        st.rerun()
    if mine.button("Go on with mine; saving replaces theirs"):
        draft["base"] = dict(study.contract or {})
        st.rerun()


def _segment_values(study: Study) -> dict[str, tuple[str, ...]]:
    return {column: segment.values for column, segment in predictions_of(study).segments.items()}


def _draw_form(held: dict[str, Any], key: str, amounts: Any, segments: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    draft = held["content"]
    st.subheader("The decision", anchor=False)
    content = dict(draft)
    content["title"] = st.text_input("Title", draft.get("title", ""), key=f"{key}-title")
    content["decision"] = st.text_input(
        "What happens when the score reaches the threshold", draft.get("decision", ""), key=f"{key}-decision",
        placeholder="Block the payment when the fraud score reaches the threshold",
    )  # fmt: skip
    content["why"] = st.text_input("What gets better if this works", draft.get("why", ""), key=f"{key}-why")
    name, role = st.columns(2)
    owner = draft.get("owner") or {}
    content["owner"] = {
        "name": name.text_input("Owner: the one accountable person", owner.get("name", ""), key=f"{key}-owner"),
        "role": role.text_input("Their role", owner.get("role", ""), key=f"{key}-role"),
    }
    st.subheader("The metrics", anchor=False)
    st.caption(
        f"Up to {METRICS_ADVISED}. Guardrails are limits that must hold; the others are weighed, from nothing at “worst” to "
        "everything at “target”, as you agree here before looking."
    )
    metrics = [
        draw_metric(
            metric,
            key=f"{key}-metric-{metric['_id']}",
            amounts=amounts,
            segments=segments,
            on_remove=lambda gone=metric["_id"]: _take_out(held, gone),
        )
        for metric in draft.get("metrics", [])
    ]
    content["metrics"] = metrics
    if len(metrics) > METRICS_ADVISED:
        st.warning(f"There are {len(metrics)} metrics. People decide well on {METRICS_ADVISED}; can one go?")
    st.button("Add a metric", key=f"{key}-add", disabled=len(metrics) >= METRICS_MAX, on_click=_add, args=(held,))
    st.subheader("What each case is worth", anchor=False)
    volume = draft.get("volume") or {}
    cases, per, currency = st.columns(3)
    with cases:
        number = optional_number("How many cases will come", volume.get("cases"), key=f"{key}-cases")
    per_text = per.text_input("per", volume.get("per", "year"), key=f"{key}-per")
    content["volume"] = {"cases": number, "per": per_text} if number else None
    content["currency"] = currency.text_input(
        "Currency", draft.get("currency", ""), key=f"{key}-currency", placeholder="EUR"
    )
    content["payoff"] = draw_payoff(draft.get("payoff") or {}, key=f"{key}-payoff", amounts=amounts)
    return content


def _add(held: dict[str, Any]) -> None:
    metrics = held["content"].get("metrics", [])
    added = {**new_metric([metric["name"] for metric in metrics]), "_id": secrets.token_hex(4)}
    held["content"] = {**held["content"], "metrics": [*metrics, added]}


def _take_out(held: dict[str, Any], gone: str) -> None:
    kept = [metric for metric in held["content"].get("metrics", []) if metric["_id"] != gone]
    held["content"] = {**held["content"], "metrics": kept}


def _save(study: Study, draft: dict[str, Any]) -> None:
    try:
        contract = Contract.from_dict(to_contract_content(draft["content"], columns_of(study)))
        _try_on(study, contract)
    except WorkbenchError as refusal:
        _show_problems(refusal)
        return
    if save_study(with_contract(study, contract)) is not None:
        st.session_state["contract-drafts"].pop(study.id, None)
        say("The contract is saved.", kind="success")
        for warning in contract.warnings:
            say(warning, kind="warning")
    st.rerun()


def _try_on(study: Study, contract: Contract) -> None:
    """Measure every metric once, so that a formula that cannot run on these predictions is refused now."""
    sweep = sweep_of(study)
    for metric in contract_metrics(contract, amounts=tuple(sweep.predictions.amounts)):
        try:
            metric.measure_at(sweep, sweep.scores[0], 0.5)
        except FormulaError as error:
            raise FormulaError(f"{metric.label}: {error}") from None


def _draw_files(study: Study, contract: Contract | None, draft: dict[str, Any]) -> None:
    st.subheader("From a file", anchor=False)
    taken = st.session_state.get("contracts_taken", 0)
    file = st.file_uploader(
        "A contract (YAML or JSON) or weights (CSV)",
        type=["yaml", "yml", "json", "csv"],
        key=f"contract-{taken}",
        max_upload_size=1,
    )
    refusal = st.session_state.pop("contract_refusal", None)
    if refusal is not None:
        _show_problems(refusal)
    if file is not None:
        st.session_state["contracts_taken"] = taken + 1
        try:
            changed = _read_file(study, draft, file.name, file.getvalue())
        except WorkbenchError as error:
            st.session_state["contract_refusal"] = error
        else:
            if save_study(with_contract(study, changed)) is not None:
                st.session_state["contract-drafts"].pop(study.id, None)
        st.rerun()
    if contract is not None:
        st.download_button("Download it as YAML", contract.to_yaml(), file_name="contract.yaml", mime="text/yaml")
        st.download_button(
            "Download it as JSON", contract.to_json(), file_name="contract.json", mime="application/json"
        )
        st.caption(f"SHA-256 {contract.sha256[:16]}…")


def _read_file(study: Study, draft: dict[str, Any], name: str, raw: bytes) -> Contract:
    if name.lower().endswith(".csv"):
        # Weights go into what the form shows, be it saved or still a proposal.
        shown = Contract.from_dict(to_contract_content(draft["content"], columns_of(study)))
        changed, sentences = merge_weights(shown, raw.decode("utf-8-sig", errors="replace"), file_name=name)
        say(f"{name} was merged into the contract: {' '.join(sentences)}", kind="success")
        return changed
    read = Contract.from_text(raw)
    if read.predictions is None:
        content = to_contract_content(read.to_dict(), columns_of(study))
        read = Contract.from_dict(content)
    probe = with_contract(study, read)
    _try_on(probe, read)
    say(f"The contract in {name} is now this study's. Its columns are used for the predictions.", kind="success")
    return read


def _show_problems(refusal: WorkbenchError) -> None:
    problems = [str(problem) for problem in getattr(refusal, "problems", ())] or [
        str(refusal) or "Save a contract first, then merge weights into it."
    ]
    lines = "\n".join(f"- `{problem.replace('`', chr(39))}`" for problem in problems)
    st.error(f"Not saved. The contract you had is unchanged.\n\n{lines}", icon=":material/block:")
