"""Saving what the Decision page holds, once for each press, and what is otherwise than the saved decision has it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from workbench.contract import Contract
from workbench.contract.names import recorded_name
from workbench.decision import QUESTIONS, Alternative, Decision, Rationale, decide
from workbench.errors import WorkbenchError
from workbench.metrics import Metric
from workbench.policy import Choice, OperatingPoint, Policy
from workbench.register import Study
from workbench.stress import Tripwire
from workbench.sweep import Sweep
from workbench.ui.asked_limits import has_other_limits
from workbench.ui.loaded import lens_of
from workbench.ui.pins import pins_of
from workbench.ui.plain_text import plain
from workbench.ui.read_texts import mark_read
from workbench.ui.save_press import (
    DECISION,
    SavePress,
    answering,
    draw_save,
    end_press,
    is_as_pressed,
    open_press,
    recorded_study,
)
from workbench.ui.studies import agreement_of, save_study, waiting

SAVED = ("success", "The decision is saved. Sign it, and take the memo with you.")


def draw_saving(
    study: Study,
    point: OperatingPoint,
    choice: Choice | None,
    contract: Contract | None,
    content: Mapping[str, Any],
    *,
    axes: tuple[Metric, Metric] | None,
) -> None:
    """The button, and the answer to its press: ``content`` is what is written, ``point`` and ``choice`` are what is shown."""
    shown = rests_on(study)
    draw_save(DECISION, study.id, is_field=partial(is_field, study.id), shown=shown, type="primary")
    press = open_press(DECISION, study)
    if press is None:
        return
    saved = recorded_study(press, study)
    if saved is not None:  # by a run that was stopped before it could say so
        said = waiting()
        _say_saved(said, saved, Decision(content=saved.decision or {}))
    elif is_as_pressed(press, shown):
        with answering():
            _save(study, point, choice, contract, content, axes, press)


def rests_on(study: Study) -> dict[str, Any]:
    """What the numbers on the page come from; another tab or person may move any of it before a press is here."""
    asked = (study.view.get("kind_settings") or {}).get("limits")  # by segment, from the Trade-off page
    return {
        "point": study.point,
        "contract": study.contract,
        "columns": study.columns,
        "limits": asked,
        "tripwires": [dict(item) for item in study.tripwires],
    }


def is_field(study_id: str, key: str) -> bool:
    """Whether a key of the session is that of a field of the page."""
    return key.endswith(f"-{study_id}") and not key.startswith("seen-")


def _save(
    study: Study,
    point: OperatingPoint,
    choice: Choice | None,
    contract: Contract | None,
    content: Mapping[str, Any],
    axes: tuple[Metric, Metric] | None,
    press: SavePress,
) -> None:
    try:
        decision = decide(
            point,
            rationale=Rationale(**{name: content[name] for name in QUESTIONS}),
            owner=content["owner"],
            contract=contract,
            choice=choice,
            axes=axes,
            alternatives=[
                Alternative(name=name, policy=policy, why_not=content["why_not"][name])
                for name, policy in rivals(study, point.sweep, point.policy).items()
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
    said = waiting()
    if study.decision is not None and _is_same(decision.content, study.decision):
        # The second press of two: what is saved keeps its time, and with it its signatures.
        _say_saved(said, study, Decision(content=study.decision))
        return
    changed, actor = replace(study, decision=dict(decision.content)), recorded_name(content["owner"])
    stands_on = ("point", "contract", "columns", "tripwires")
    if save_study(changed, kind="decision saved", actor=actor, stands_on=stands_on, op_id=press.op_id):
        _say_saved(said, study, decision)
    end_press()
    st.rerun()


def _say_saved(said: list[tuple[str, str]], study: Study, decision: Decision) -> None:
    # Nothing of Streamlit stands between COMMIT and the receipt, which is said once for two presses.
    if SAVED not in said:
        said.append(SAVED)
    mark_read(study, decision)
    end_press()
    st.rerun()


def _is_same(content: Mapping[str, Any], saved: Mapping[str, Any]) -> bool:
    """Whether two records say the same, whenever they were made."""
    one, other = (json.dumps({**record, "decided_at": None}, sort_keys=True) for record in (content, saved))
    return one == other


def what_changed(study: Study, policy: Policy, contract: Contract | None, sweep: Sweep) -> str:
    """What is otherwise than the saved decision has it, or an empty text."""
    saved = study.decision or {}
    if saved["policy"] != policy.to_dict():
        return "The point was moved"
    if has_other_limits(study, lens_of(study, contract), policy, saved):
        return "The limits by segment were changed"
    if (saved["contract"] or {}).get("sha256") != (contract and contract.sha256):
        return "The contract was changed"
    if saved["predictions"]["receipt"]["columns"] != sweep.predictions.receipt.to_dict()["columns"]:
        return "The columns were changed"
    if [dict(item) for item in study.tripwires] != (saved.get("tripwires") or []):
        return "The tripwires were changed"
    return "The words were changed" if _is_rewritten(study, rivals(study, sweep, policy)) else ""


def rivals(study: Study, sweep: Sweep, chosen: Policy) -> dict[str, Policy]:
    """The pins that the decision is weighed against, by name: those at another point of scores that are there."""
    return {name: policy for name, policy in pins_of(study, sweep) if policy != chosen}


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
