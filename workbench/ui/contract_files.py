"""A contract or weights from a file, and the contract as a file."""

from __future__ import annotations

from typing import Any

import streamlit as st

from workbench.contract import Agreement, Contract, merge_weights
from workbench.errors import WorkbenchError
from workbench.register import Study
from workbench.ui.contract_draft import to_contract_content
from workbench.ui.contract_editing import drop_draft, put_in_form, show_problems, written
from workbench.ui.loaded import predictions_of
from workbench.ui.read_texts import mark_read
from workbench.ui.studies import columns_of, save_study, say, with_contract
from workbench.ui.unmeasured import try_on


def draw_files(study: Study, agreement: Agreement, draft: dict[str, Any]) -> None:
    """Upload and download. A file becomes the contract, or, once that is sealed, an amendment in the making."""
    st.subheader("As a file", anchor=False)
    taken = st.session_state.get("contracts_taken", 0)
    file = st.file_uploader(
        "A contract (YAML or JSON) or weights (CSV)",
        type=["yaml", "yml", "json", "csv"],
        key=f"contract-{taken}",
        max_upload_size=1,
    )
    refusal = st.session_state.pop("contract_refusal", None)
    if refusal is not None:
        show_problems(refusal)
    if file is not None:
        st.session_state["contracts_taken"] = taken + 1
        try:
            changed, said = _read(study, draft, file.name, file.getvalue())
        except WorkbenchError as error:
            st.session_state["contract_refusal"] = error
        else:
            _take(study, agreement, changed, file.name, said)
        st.rerun()
    contract = agreement.contract
    if contract is not None:
        st.download_button("Download it as YAML", contract.to_yaml(), file_name="contract.yaml", mime="text/yaml")
        st.download_button(
            "Download it as JSON", contract.to_json(), file_name="contract.json", mime="application/json"
        )
        st.caption(f"SHA-256 {contract.sha256[:16]}…")


def _take(study: Study, agreement: Agreement, changed: Contract, name: str, said: str) -> None:
    if agreement.is_sealed:
        put_in_form(study, changed)
        say(f"{name} is in the form below. The contract is sealed, so it counts once it is recorded as an amendment.")
    elif save_study(with_contract(study, changed), kind="contract saved", stands_on=("contract", "seal")) is not None:
        mark_read(study, changed)
        drop_draft(study)
        say(said, kind="success")


def _read(study: Study, draft: dict[str, Any], name: str, raw: bytes) -> tuple[Contract, str]:
    if name.lower().endswith(".csv"):
        # Weights go into what the form shows, be it saved or still a proposal.
        shown = written(study, draft)
        segments = {column: segment.values for column, segment in predictions_of(study).segments.items()}
        changed, sentences = merge_weights(
            shown, raw.decode("utf-8-sig", errors="replace"), file_name=name, segments=segments
        )
        try_on(study, changed)
        return changed, f"{name} was merged into the contract: {' '.join(sentences)}"
    read = Contract.from_text(raw)
    if read.predictions is None:
        read = Contract.from_dict(to_contract_content(read.to_dict(), columns_of(study)))
    try_on(with_contract(study, read), read)
    return read, f"The contract in {name} is now this study's. Its columns are used for the predictions."
