"""The Decision page: the chosen point, why, who answers for it, and the memo to take away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from workbench.contract import Contract
from workbench.contract.names import recorded_name
from workbench.decision import QUESTIONS, Alternative, Rationale, decide, point_to_dict
from workbench.decision.infeasible import recorded_ways_out
from workbench.decision.policy_parts import recorded_parts
from workbench.errors import WorkbenchError
from workbench.exporters import MemoDocument, memo, memo_formats
from workbench.metrics import Metric, contract_metrics
from workbench.policy import Choice, OperatingPoint, Policy, SingleThreshold, baseline_policy, choose, measure_point
from workbench.register import Study
from workbench.stress import Tripwire
from workbench.sweep import Sweep
from workbench.ui.blind_gate import passes_gate
from workbench.ui.comparison import comparison_table
from workbench.ui.decision_signing import draw_signing, handed_out
from workbench.ui.frame import begin
from workbench.ui.infeasible_panel import draw_ways_out
from workbench.ui.kept_text import kept_text
from workbench.ui.loaded import lens_of, sweep_of
from workbench.ui.memo_files import MIME, NAMES
from workbench.ui.plain_text import plain
from workbench.ui.read_texts import mark_read
from workbench.ui.save_press import SAVED, SavePress, answering, begin_press, end_press, is_as_pressed, open_press
from workbench.ui.starting_view import axis_metrics, rule_of_study
from workbench.ui.stored_policy import stored_policy
from workbench.ui.studies import agreement_of, contract_of, save_study, waiting
from workbench.ui.swap_panel import draw_swap
from workbench.ui.tradeoff_page import look_at
from workbench.ui.why_panel import draw_why
from workbench.wording.policies import policy_name
from workbench.wording.ways_out import blocked_sentences, no_way_text, nothing_sentence

HINTS = {
    "why": "What it achieves, in the words of the people who live with it.",
    "sacrificed": "What gets worse compared with today or with the next best point.",
    "rejected": "The pinned points and today's process: why not those?",
    "change": "A number, a level and a time: when do we look again before the review?",
}


def draw() -> None:
    study = begin(saves_decision=True)
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
    point = measure_point(sweep, policy, contract=contract, metrics=metrics)
    choice = _choice(contract, study, policy)
    writing, taking = st.columns([1.5, 1], gap="large")
    with writing:
        st.subheader("The chosen point", anchor=False)
        st.table(comparison_table([("Chosen", point)], sweep, contract))
        _draw_standing(point, choice)
        today = baseline_policy(sweep.predictions, contract)
        draw_swap(study, sweep, policy, None if today is None else today[0], place="decision")
        _draw_reasons(study, contract, point, choice)
        content = _draw_questions(study, sweep, contract, point)
        if any(content.values()) and content != dict(study.draft):
            # What is written is kept as it is written: a page switch or a reload loses nothing.
            study = save_study(replace(study, draft=content)) or study
        st.button("Save the decision", type="primary", on_click=begin_press, args=(study.id,))
        press = open_press(study)
        if press is not None and is_as_pressed(press):
            with answering():
                _save(study, point, choice, contract, content, press)
    with taking:
        document = _draw_exports(study, policy, contract, sweep)
    if document is not None:
        # Under both columns: its tables need more room than one of them has.
        with st.expander("The memo", expanded=True):
            st.iframe(document.to_bytes(".html").decode(), height=640, alt="Preview of the memo")


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
        draw_ways_out(study.id, lens, now=point.policy, rule=rule, metrics=metrics, look_at=look_at, place="decision")
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
        return lens_of(study, contract).look_like(policy, rule=rule)


def _draw_standing(point: OperatingPoint, choice: Choice | None) -> None:
    if not point.is_feasible:
        st.error(
            "This point breaks a limit of the contract. It can only be decided with a named exception.",
            icon=":material/block:",
        )
    elif choice is not None and choice.point is not None:
        by = "the contract's score" if choice.rule == "contract" else "money"
        if choice.is_best(point.policy):
            st.success(f"This is the point recommended by {by}.", icon=":material/check:")
        else:
            other = policy_name(
                choice.point.policy.to_dict(), {**point_to_dict(choice.point), **recorded_parts(choice.point)}
            )
            st.info(
                f"Recommended by {by} is {plain(other)}; say below why you choose differently.",
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
    for name in _rivals(study, sweep, point.policy):
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


def _save(
    study: Study,
    point: OperatingPoint,
    choice: Choice | None,
    contract: Contract | None,
    content: dict[str, Any],
    press: SavePress,
) -> None:
    try:
        decision = decide(
            point,
            rationale=Rationale(**{name: content[name] for name in QUESTIONS}),
            owner=content["owner"],
            contract=contract,
            choice=choice,
            axes=_picture_axes(study, point.sweep, contract),
            alternatives=[
                Alternative(name=name, policy=policy, why_not=content["why_not"][name])
                for name, policy in _rivals(study, point.sweep, point.policy).items()
            ],
            title=None if contract else study.title,
            decided_at=press.at,
            exception=content["exception"] if not point.is_feasible else None,
            synthetic_note=study.synthetic_note,
            agreement=agreement_of(study) if contract is not None else None,
            tripwires=[Tripwire.from_dict(item) for item in study.tripwires],
        )
    except WorkbenchError as refusal:
        st.error(plain(str(refusal)), icon=":material/edit_note:")
        end_press()
        return
    changed = replace(study, decision=dict(decision.content))
    said, actor = waiting(), recorded_name(content["owner"])
    if save_study(changed, kind="decision saved", actor=actor, stands_on=("contract", "columns"), op_id=press.op_id):
        said.append(("success", SAVED))
        mark_read(study, decision)
    end_press()
    st.rerun()


def _draw_exports(study: Study, policy: Policy, contract: Contract | None, sweep: Sweep) -> MemoDocument | None:
    """What is signed and taken away, and the memo to show, if there is one."""
    if study.decision is None:
        st.subheader("Take it with you", anchor=False)
        st.caption(
            "Save the decision first; then the memo is here as Word, PDF, HTML and Markdown, and the record as JSON."
        )
        return None
    outdated = _what_changed(study, policy, contract, sweep)
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


def _what_changed(study: Study, policy: Policy, contract: Contract | None, sweep: Sweep) -> str:
    """What is otherwise than the saved decision has it, or an empty text."""
    saved = study.decision or {}
    if saved["policy"] != policy.to_dict():
        return "The point was moved"
    if (saved["contract"] or {}).get("sha256") != (contract and contract.sha256):
        return "The contract was changed"
    if saved["predictions"]["receipt"]["columns"] != sweep.predictions.receipt.to_dict()["columns"]:
        return "The columns were changed"
    if [dict(item) for item in study.tripwires] != (saved.get("tripwires") or []):
        return "The tripwires were changed"
    return "The words were changed" if _is_rewritten(study, _rivals(study, sweep, policy)) else ""


def _rivals(study: Study, sweep: Sweep, chosen: Policy) -> dict[str, Policy]:
    """The pins that the decision is weighed against, by name: those at another point of scores that are there."""
    pins = {pin["name"]: stored_policy(_unnamed(pin), sweep) for pin in study.pins}
    return {name: policy for name, policy in pins.items() if policy is not None and policy != chosen}


def _unnamed(pin: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in pin.items() if key != "name"}


def _is_rewritten(study: Study, rivals: Mapping[str, Policy]) -> bool:
    """Whether what is written now differs from what the saved decision says."""
    said, draft = study.decision or {}, study.draft
    parts = said.get("rationale_parts") or {}
    if any((parts.get(name) or "").strip() != (draft.get(name) or "").strip() for name in QUESTIONS):
        return True
    if recorded_name(said.get("owner") or "") != recorded_name(draft.get("owner") or ""):
        return True
    allowed, allows = said.get("exception"), draft.get("exception") or {}
    # What was once written for a point that breaks a limit is kept, and says nothing about one that keeps them all.
    if allowed and any(
        recorded_name(allowed.get(part) or "") != recorded_name(allows.get(part) or "") for part in ("name", "reason")
    ):
        return True
    written = draft.get("why_not") or {}
    before = {each["name"]: (each.get("why_not") or "").strip() for each in said.get("alternatives") or ()}
    now = {name: (written.get(name) or "").strip() for name in rivals}
    return {name: why for name, why in before.items() if why} != {name: why for name, why in now.items() if why}
