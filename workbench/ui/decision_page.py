"""The Decision page: the chosen point, why, who answers for it, and the memo to take away."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from workbench.contract import Contract
from workbench.decision import QUESTIONS
from workbench.decision.infeasible import recorded_ways_out
from workbench.exporters import MemoDocument, memo, memo_formats
from workbench.metrics import Metric, contract_metrics
from workbench.policy import Choice, OperatingPoint, Policy, SingleThreshold, baseline_policy, choose, measure_point
from workbench.register import Study
from workbench.sweep import Sweep
from workbench.ui.asked_limits import limits_for, order_for
from workbench.ui.blind_gate import passes_gate
from workbench.ui.comparison import draw_compared
from workbench.ui.decision_saving import draw_saving, rests_on, rivals, what_changed
from workbench.ui.decision_signing import draw_signing, handed_out
from workbench.ui.frame import begin
from workbench.ui.infeasible_panel import draw_ways_out
from workbench.ui.kept_text import kept_text, texts_are_sent
from workbench.ui.loaded import lens_of, sweep_of
from workbench.ui.memo_files import MIME, NAMES
from workbench.ui.plain_text import plain
from workbench.ui.save_press import DECISION
from workbench.ui.starting_view import axis_metrics, rule_of_study
from workbench.ui.stored_policy import stored_policy
from workbench.ui.studies import contract_of, save_study
from workbench.ui.swap_panel import draw_swap
from workbench.ui.tradeoff_page import look_at
from workbench.ui.why_panel import draw_why
from workbench.wording.broken import broken_limits
from workbench.wording.named_policy import named
from workbench.wording.ways_out import blocked_sentences, no_way_text, nothing_sentence

HINTS = {
    "why": "What it achieves, in the words of the people who live with it.",
    "sacrificed": "What gets worse compared with today or with the next best point.",
    "rejected": "The pinned points and today's process: why not those?",
    "change": "A number, a level and a time: when do we look again before the review?",
}


def draw() -> None:
    study = begin(saves=DECISION)
    if not passes_gate(study, shows_frontier=study.point is not None):
        return
    sweep, contract = sweep_of(study), contract_of(study)
    policy = stored_policy(study.point, sweep)
    if policy is None:
        st.info(
            "No point is chosen yet. Go to the Trade-off page, move to the point you want, and press “Choose this point”."
        )
        if st.button("Choose a point →", type="primary"):
            st.switch_page("pages/tradeoff.py", query_params={"study": study.id})
        return
    metrics = contract_metrics(contract) if contract is not None and contract.metrics else _axes(study, sweep, contract)
    limits = limits_for(study, lens_of(study, contract), policy)
    point = measure_point(sweep, policy, contract=contract, metrics=metrics, limits=limits)
    choice = _choice(contract, study, policy)
    writing, taking = st.columns([1.5, 1], gap="large")
    with writing:
        st.subheader("The chosen point", anchor=False)
        draw_compared([("Chosen", point)], sweep, contract, key=f"chosen-{study.id}")
        _draw_standing(point, choice)
        today = baseline_policy(sweep.predictions, contract)
        draw_swap(study, sweep, policy, None if today is None else today[0], place="decision")
        _draw_reasons(study, contract, point, choice)
        content = _draw_questions(study, sweep, contract, point)
        if any(content.values()) and content != dict(study.draft):
            # What is written is kept as it is written: a page switch or a reload loses nothing.
            study, before = save_study(replace(study, draft=content)) or study, study
            if rests_on(study) != rests_on(before):
                st.rerun()  # somebody else moved what this page was drawn from
        draw_saving(study, point, choice, contract, content, axes=_picture_axes(study, sweep, contract))
    with taking:
        document = _draw_exports(study, policy, contract, sweep)
    if document is not None:
        # Under both columns: its tables need more room than one of them has.
        with st.expander("The memo", expanded=True):
            st.iframe(document.to_bytes(".html").decode(), height=640, alt="Preview of the memo")
    texts_are_sent()


def _axes(study: Study, sweep: Sweep, contract: Contract | None) -> tuple[Any, ...]:
    known = axis_metrics(sweep, contract)
    names = [study.view.get("y") or "recall", study.view.get("x") or "flag_rate"]
    return tuple(known[name] for name in names if name in known)


def _draw_reasons(study: Study, contract: Contract | None, point: OperatingPoint, choice: Choice | None) -> None:
    """Why this point, and the ways out where nothing is feasible."""
    lens, rule = lens_of(study, contract), None if choice is None else choice.rule
    metrics = [item.metric for item in point.metrics]
    axes = _picture_axes(study, lens.sweep, contract)
    draw_why(study.id, lens, point.policy, rule=rule, metrics=metrics, axes=axes, place="decision")
    if isinstance(point.policy, SingleThreshold):
        look = partial(look_at, study)
        draw_ways_out(study.id, lens, now=point.policy, rule=rule, metrics=metrics, look_at=look, place="decision")
    elif choice is not None and not choice.is_feasible and choice.blocked:
        ways = recorded_ways_out(lens.sweep, choice, contract=contract) or {}
        said = [nothing_sentence(ways), *blocked_sentences(ways), no_way_text(ways)]
        st.warning(plain(" ".join(said)), icon=":material/block:")


def _picture_axes(study: Study, sweep: Sweep, contract: Contract | None) -> tuple[Metric, Metric] | None:
    """The two metrics of the Trade-off page's picture, where somebody picked them."""
    known = axis_metrics(sweep, contract)
    x, y = known.get(study.view.get("x") or ""), known.get(study.view.get("y") or "")
    return (x, y) if x and y else None


def _choice(contract: Contract | None, study: Study, policy: Policy) -> Choice | None:
    """What is recommended among the policies of the chosen one's kind."""
    rule = rule_of_study(study, contract)
    if contract is None or rule is None:
        return None
    if isinstance(policy, SingleThreshold):
        return choose(sweep_of(study), contract, rule=rule)
    with st.spinner("Looking for the best of its kind …"):
        lens = lens_of(study, contract)
        limits, order = limits_for(study, lens, policy), order_for(study, lens, policy)
        return lens.look_like(policy, rule=rule, limits=limits, order=order)


def _draw_standing(point: OperatingPoint, choice: Choice | None) -> None:
    if not point.is_feasible:
        st.error(
            plain(
                f"This point breaks a limit. {'; '.join(broken_limits(point))}. It can only be decided with a named exception."
            ),
            icon=":material/block:",
        )
    elif choice is not None and choice.point is not None:
        by = "the contract's score" if choice.rule == "contract" else "money"
        if choice.is_best(point.policy):
            st.success(f"This is the point recommended by {by}.", icon=":material/check:")
        else:
            other = plain(named(choice.point.policy, choice.point.sweep))
            st.info(
                f"Recommended by {by} is {other}; say below why you choose differently.",
                icon=":material/info:",
            )


def _draw_questions(study: Study, sweep: Sweep, contract: Contract | None, point: OperatingPoint) -> dict[str, Any]:
    draft = dict(study.draft)
    st.subheader("Why", anchor=False)
    content: dict[str, Any] = {
        name: kept_text(question, draft.get(name, ""), key=f"{name}-{study.id}", hint=HINTS[name], is_long=True)
        for name, question in QUESTIONS.items()
    }
    reasons = dict(draft.get("why_not") or {})
    for name in rivals(study, sweep, point.policy):
        reasons[name] = kept_text(f"Why not pin {plain(name)}", reasons.get(name, ""), key=f"why-not-{name}-{study.id}")
    content["why_not"] = reasons
    agreed = contract.owner.name if contract is not None and contract.owner else ""
    content["owner"] = kept_text(
        "Owner: the one person who answers for it", draft.get("owner") or agreed, key=f"owner-{study.id}"
    )
    content["exception"] = dict(draft.get("exception") or {})
    if not point.is_feasible:
        st.subheader("The exception", anchor=False)
        exception = content["exception"]
        content["exception"] = {
            "name": kept_text("Who allows it", exception.get("name", ""), key=f"exception-name-{study.id}"),
            "reason": kept_text(
                "Why the limit may be broken", exception.get("reason", ""), key=f"exception-{study.id}", is_long=True
            ),
        }
    return content


def _draw_exports(study: Study, policy: Policy, contract: Contract | None, sweep: Sweep) -> MemoDocument | None:
    """What is signed and taken away, and the memo to show, if there is one."""
    if study.decision is None:
        st.subheader("Take it with you", anchor=False)
        st.caption(
            "Save the decision first; then the memo is here as Word, PDF, HTML and Markdown, and the record as JSON."
        )
        return None
    outdated = what_changed(study, policy, contract, sweep)
    if outdated:
        st.warning(f"{outdated} after this decision was saved. Save it again to update the memo.")
    draw_signing(study, is_current=not outdated)
    st.subheader("Take it with you", anchor=False)
    decision = handed_out(study)
    assert decision is not None
    document = memo(decision)
    stem = Path(study.id).name
    for short in sorted((suffix.removeprefix(".") for suffix in memo_formats()), key=list(NAMES).index):
        st.download_button(
            f"Memo as {NAMES[short]}" if short != "json" else NAMES[short],
            data=lambda short=short: document.to_bytes(short),
            file_name=f"{stem}.{short}",
            mime=MIME[short],
            key=f"memo-{short}",
            on_click="ignore",
            icon=":material/download:",
        )
    notices = [notice for notice in map(document.notice, memo_formats()) if notice]
    for notice in notices:
        st.caption(plain(notice))
    st.caption("To read it before you sign: the memo is shown in full below.")
    st.caption(f"SHA-256 of the record: {decision.sha256[:16]}…")
    return document
