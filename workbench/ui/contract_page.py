"""The Contract page: what is decided, by whom, and by which few numbers. As a form, or from a file."""

from __future__ import annotations

from typing import Any

import streamlit as st

from workbench.contract import METRICS_ADVISED, METRICS_MAX, Contract, merge_weights
from workbench.errors import ContractError, FormulaError, WorkbenchError
from workbench.metrics import contract_metrics
from workbench.register import Study
from workbench.ui.contract_draft import proposal, to_contract_content
from workbench.ui.contract_fields import draw_metric, draw_payoff, optional_number
from workbench.ui.frame import begin
from workbench.ui.loaded import predictions_of, sweep_of
from workbench.ui.studies import columns_of, contract_of, save_study, say, with_contract


def draw() -> None:
    study = begin()
    predictions = predictions_of(study)
    contract = contract_of(study)
    draft_key = f"contract-draft-{study.id}-{study.version}"
    if draft_key not in st.session_state:
        st.session_state[draft_key] = contract.to_dict() if contract else proposal(study.title, columns_of(study))
    draft: dict[str, Any] = st.session_state[draft_key]
    form, files = st.columns([2.2, 1], gap="large")
    with files:
        _draw_files(study, contract)
    with form:
        if contract is None:
            st.info(
                "No contract yet. This is a proposal: change what does not fit, then save it.",
                icon=":material/edit_note:",
            )
        content = _draw_form(draft, draft_key, predictions.receipt.columns.amounts, _segment_values(study))
        st.session_state[draft_key] = content
        if st.button("Save the contract", type="primary", key=f"{draft_key}-save"):
            _save(study, content)
        if contract is not None and st.button("See the trade-off →", key=f"{draft_key}-next"):
            st.switch_page("pages/tradeoff.py", query_params={"study": study.id})


def _segment_values(study: Study) -> dict[str, tuple[str, ...]]:
    return {column: segment.values for column, segment in predictions_of(study).segments.items()}


def _draw_form(draft: dict[str, Any], key: str, amounts: Any, segments: dict[str, tuple[str, ...]]) -> dict[str, Any]:
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
        drawn
        for position, metric in enumerate(draft.get("metrics", []))
        if (drawn := draw_metric(metric, key=f"{key}-metric-{position}", amounts=amounts, segments=segments))
        is not None
    ]
    content["metrics"] = metrics
    if len(metrics) > METRICS_ADVISED:
        st.warning(f"There are {len(metrics)} metrics. People decide well on {METRICS_ADVISED}; can one go?")
    if st.button("Add a metric", key=f"{key}-add", disabled=len(metrics) >= METRICS_MAX):
        content["metrics"] = [*metrics, {"name": "precision", "role": "secondary", "worst": 0.0, "target": 1.0}]
        st.session_state[key] = content
        st.rerun()
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


def _save(study: Study, content: dict[str, Any]) -> None:
    try:
        contract = Contract.from_dict(to_contract_content(content, columns_of(study)))
        _try_on(study, contract)
    except WorkbenchError as refusal:
        _show_problems(refusal)
        return
    if save_study(with_contract(study, contract)) is not None:
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


def _draw_files(study: Study, contract: Contract | None) -> None:
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
            changed = _read_file(study, contract, file.name, file.getvalue())
        except WorkbenchError as error:
            st.session_state["contract_refusal"] = error
        else:
            save_study(with_contract(study, changed))
        st.rerun()
    if contract is not None:
        st.download_button("Download it as YAML", contract.to_yaml(), file_name="contract.yaml", mime="text/yaml")
        st.download_button(
            "Download it as JSON", contract.to_json(), file_name="contract.json", mime="application/json"
        )
        st.caption(f"SHA-256 {contract.sha256[:16]}…")


def _read_file(study: Study, contract: Contract | None, name: str, raw: bytes) -> Contract:
    if name.lower().endswith(".csv"):
        if contract is None:
            raise ContractError([])
        changed, sentences = merge_weights(contract, raw.decode("utf-8-sig", errors="replace"), file_name=name)
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
