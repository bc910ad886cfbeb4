"""What the payoff in the form means: the rule of thumb, and, where one may look, the threshold that earns most here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from workbench.contract import Contract
from workbench.decision.why import rule_to_explain
from workbench.errors import ContractError, WorkbenchError
from workbench.metrics import contract_metrics
from workbench.policy import choose, every_limit
from workbench.policy.coach import rule_of_thumb
from workbench.policy.unsure import unsure_payoffs
from workbench.sweep import Sweep
from workbench.ui.blind_gate import is_unseen
from workbench.ui.contract_draft import to_contract_content
from workbench.ui.loaded import sweep_of
from workbench.ui.plain_text import plain
from workbench.ui.studies import columns_of, current_study
from workbench.wording import money, threshold_text
from workbench.wording.payoffs import thumb_sentence, unsure_sentence


def draw_payoff_meaning(payoff: Mapping[str, Any], *, currency: str, metrics: Sequence[Mapping[str, Any]] = ()) -> None:
    """Sentences below the payoff's fields; ``metrics`` are the form's, whose limits count.

    Nothing of the frontier is among them until the Trade-off page has shown it, and recorded that it did.
    """
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
    if is_unseen(study):
        st.caption(
            "Where these numbers put the threshold on your predictions is told here once the Trade-off page has been opened, "
            "which is recorded."
        )
        return
    try:
        limited = Contract.from_dict(to_contract_content({**content, "metrics": metrics}, columns_of(study)))
    except ContractError:
        st.caption(
            "Where these numbers put the threshold is told once the metrics above are whole: their limits count."
        )
        return
    try:
        said = _on_these(study.upload_sha256, repr(study.columns), study.exclude_bad_scores, limited.sha256, limited,
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
    return payoff_sentences(_sweep, _contract)


def payoff_sentences(sweep: Sweep, contract: Contract) -> list[str]:
    """What the rule ``payoff`` recommends within the contract's limits, and what each range means for that choice."""
    choice = choose(sweep, contract, rule="payoff")
    cases_count = float(sweep.counts().cell("ALL")[0])
    limits = every_limit(contract, contract_metrics(contract), (), cases_count=cases_count)
    if choice.point is None:
        return ["On these predictions no threshold keeps every limit, so none is the best by these numbers."]
    point = choice.point
    policy = point.policy
    text = threshold_text(policy.threshold, point.same_actions)
    where = "flagging nobody" if policy.flags_nobody else f"{policy.score} ≥ {text}"
    ties = f", as do {choice.ties_count - 1} others" if choice.ties_count > 1 else ""
    among = ", of the points that keep every limit," if limits else ""
    said = [f"On these predictions{among or ','} {where} earns most{ties}: {money(point.payoff, contract.currency)}."]
    if rule_to_explain(contract, None) == "contract":
        said.append(
            "That is the choice by money alone; the contract's score weighs more than money, and may choose another."
        )
    unsure = unsure_payoffs(point.sweep, policy, contract, limits)
    return [*said, *(unsure_sentence(found, contract.currency) for found in unsure)]
