"""What the payoff in the form means: the rule of thumb, and, where one may look, the threshold that earns most here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from workbench.contract import Contract
from workbench.errors import ContractError, WorkbenchError
from workbench.policy import choose
from workbench.policy.coach import rule_of_thumb
from workbench.policy.unsure import unsure_payoffs
from workbench.sweep import Sweep
from workbench.ui.loaded import sweep_of
from workbench.ui.plain_text import plain
from workbench.ui.studies import agreement_of, current_study
from workbench.wording import money, threshold_text
from workbench.wording.payoffs import thumb_sentence, unsure_sentence


def draw_payoff_meaning(payoff: Mapping[str, Any], *, currency: str) -> None:
    """Sentences below the payoff's fields. Nothing of the frontier is among them while the study is blind."""
    if not payoff:
        return
    content = {"title": "payoff", "decision": "payoff", "currency": currency, "payoff": dict(payoff)}
    try:
        contract = Contract.from_dict(content)
    except ContractError as broken:
        for problem in broken.problems:
            st.caption(f":material/error: {plain(str(problem))}")
        return
    st.caption(f":material/rule: {plain(thumb_sentence(rule_of_thumb(contract.payoff), contract.payoff))}")
    study = current_study()
    try:
        is_blind = agreement_of(study).hides_frontier
    except ContractError:
        is_blind = True
    if is_blind:
        st.caption("Where these numbers put the threshold on your predictions is shown once the contract is sealed.")
        return
    try:
        said = _on_these(study.upload_sha256, repr(study.columns), study.exclude_bad_scores, contract.sha256, contract,
            sweep_of(study))  # fmt: skip
    except WorkbenchError as refused:
        st.caption(f":material/error: {plain(str(refused))}")
        return
    for sentence in said:
        st.caption(f":material/query_stats: {plain(sentence)}")


@st.cache_data(max_entries=48, show_spinner=False)
def _on_these(
    upload_sha256: str, columns: str, exclude_bad_scores: bool, contract_sha256: str, _contract: Contract, _sweep: Sweep
) -> list[str]:
    choice = choose(_sweep, _contract, rule="payoff")
    if choice.point is None:
        return []
    point = choice.point
    policy = point.policy
    text = threshold_text(policy.threshold, point.same_actions)
    where = "flagging nobody" if policy.flags_nobody else f"{policy.score} ≥ {text}"
    ties = f", as do {choice.ties_count - 1} others" if choice.ties_count > 1 else ""
    most = f"On these predictions, limits aside, {where} earns most{ties}: {money(point.payoff, _contract.currency)}."
    unsure = unsure_payoffs(point.sweep, policy, _contract)
    return [most, *(unsure_sentence(found, _contract.currency) for found in unsure)]
