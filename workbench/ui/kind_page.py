"""The Trade-off page of tiers, bands and lists: one panel whose sliders move the picture, and what there is to say beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from workbench.charts.theme import DARK, LIGHT
from workbench.explore import Lens, packed
from workbench.explore.kind_view import Asked, KindView, build_kind_view, first_policy
from workbench.explore.limit_metrics import agreed_texts, read_limits
from workbench.policy import Policy, Reviewer
from workbench.policy.bands.band_frontier import AUTOMATED
from workbench.policy.capacity import Shared
from workbench.register import Study
from workbench.ui.frame import sentences_for_errors
from workbench.ui.kind_notes import draw_notes
from workbench.ui.kind_picker import PickedKind, picked_kind, said_reviewer, with_limits
from workbench.ui.kind_undo import draw_undo
from workbench.ui.loaded import lens_of
from workbench.ui.pins import is_full, pins_of, with_pin
from workbench.ui.policy_panel import policies_spec, policy_panel
from workbench.ui.starting_view import axes_of, known_axes, rule_of_study
from workbench.ui.stored_policy import stored_policy
from workbench.ui.studies import contract_of, current_study, save_study
from workbench.ui.tradeoff_panel import panel_bytes
from workbench.ui.tradeoff_spec import dark_colours

VIEWS_KEPT = 3


def draw_kind(study: Study, lens: Lens, kind: PickedKind) -> None:
    """The panel of one kind of policy, with what is said below it."""
    # The panel is drawn anew, so it must be told where the policy is even if it moved there itself.
    st.session_state.get(_memory_key(study, kind), {}).update(told=None)
    is_measured = False
    with st.spinner("Finding the best policies of this kind …"), sentences_for_errors():
        _looked(study, lens, kind)
        is_measured = True
    if is_measured:
        _explore()


@st.fragment
def _explore() -> None:
    with sentences_for_errors():
        study = current_study()
        lens, kind = lens_of(study, contract_of(study)), picked_kind(study)
        memory = _looked(study, lens, kind)
        policy_panel(
            memory["payload"],
            key=f"policies-{study.id}-{kind.name}",
            on_commit=lambda message: _take(study.id, message),
        )
        draw_undo(study, lens, memory)
        draw_notes(study, lens, memory["asked"], memory["view"])
    if st.session_state.get("go_to_decision"):
        st.rerun(scope="app")


def _memory_key(study: Study, kind: PickedKind) -> str:
    return f"policies-memory-{study.id}-{kind.name}-{kind.column}"


def _looked(study: Study, lens: Lens, kind: PickedKind) -> dict[str, Any]:
    """What this session remembers of the kind, with its view brought up to date."""
    key = _memory_key(study, kind)
    memory = st.session_state.setdefault(key, {"rev": 0, "now": None})
    x, y, _ = axes_of(study, lens)
    kind = with_limits(kind, study, lens)
    limits, _ = read_limits(lens, (*agreed_texts(lens), *kind.limits))
    asked = Asked(
        kind=kind.name,
        column=kind.column,
        is_mixed=kind.is_mixed,
        score=kind.score,
        k=kind.k,
        per=kind.per,
        reviewer=_reviewer(lens, kind),
        shared=_shared(lens, kind),
        limits=limits,
        order=kind.order,
        pins=tuple(pins_of(study, lens.sweep)),
        rule=rule_of_study(study, lens.contract),
        x=x,
        y=y,
    )
    # Another reviewer, score or length of the list makes another policy of what was looked at. Both are kept at once, since
    # Streamlit may stop this run at any time.
    if memory["now"] is None:
        memory.update(now=first_policy(lens, asked, stored_policy(study.point, lens.sweep)), own=asked.own)
    elif memory["own"] != asked.own:
        memory.update(now=first_policy(lens, asked, memory["now"], is_reopened=False), own=asked.own, undo=None)
    question = (lens, asked.key, is_full(study))
    if memory.get("question") == question and memory.get("told") == memory["now"]:
        return memory
    choices = {name: metric.label for name, metric in known_axes(lens).items()}
    view = build_kind_view(lens, asked, now=memory["now"], choices=choices)
    rev = memory["rev"] + 1
    payload = {
        **packed(dict(view.payload)),
        "rev": rev,
        "spec": policies_spec(x, y),
        "has_all_pins": is_full(study),
        "dark_colours": dark_colours(),
        "palette": {"light": LIGHT.scores, "dark": DARK.scores},
    }
    memory.update(
        question=question,
        views={**dict(list(memory.get("views", {}).items())[-VIEWS_KEPT:]), rev: view},
        asked=asked,
        now=view.now,
        told=view.now,
        rev=rev,
        view=view,
        payload=panel_bytes(payload),
    )
    return memory


def _reviewer(lens: Lens, kind: PickedKind) -> Reviewer | None:
    if kind.name != "review":
        return None
    if lens.contract is not None and lens.contract.review is not None:
        return Reviewer.of(lens.contract)
    return said_reviewer(kind)


def _shared(lens: Lens, kind: PickedKind) -> Shared | None:
    team = None if lens.contract is None else lens.contract.team
    return Shared(each=kind.each, reviewers=team.reviewers) if kind.each and team is not None else None


def _take(study_id: str, message: Mapping[str, Any]) -> None:
    study = current_study()
    kind = picked_kind(study)
    memory = st.session_state.get(_memory_key(study, kind))
    if study.id != study_id or memory is None or memory.get("view") is None:
        return
    # The browser speaks of the places of what it was sent last, which may be older than what is drawn now.
    view: KindView = memory["views"].get(message.get("rev"), memory["view"])
    if message["type"] == "automation":
        message = {"type": "axes", **_automation_axes(lens_of(study, contract_of(study)))}
    if message["type"] == "axes":
        known = known_axes(lens_of(study, contract_of(study)))
        chosen = {name: str(message.get(name) or "") for name in ("x", "y")}
        if set(chosen.values()) <= set(known) and chosen["x"] != chosen["y"]:
            save_study(replace(study, view={**study.view, **chosen}))
        else:
            memory["told"] = None
        return
    before, policy = _named(view, message), _policy_in(view, message)
    if policy is None:
        memory["told"] = None  # the panel is told where the policy still is
        return
    memory["now"], memory["undo"] = policy, None
    if message["type"] == "pin":
        memory["told"] = None
        save_study(with_pin(study, policy) or replace(study, point=policy.to_dict()))
        return
    if message["type"] not in ("select", "choose"):
        memory["undo"] = {"action": message["type"], "before": before, "now": policy}
    is_kept = save_study(replace(study, point=policy.to_dict())) is not None
    if message["type"] == "choose" and is_kept:
        st.session_state["go_to_decision"] = True


def _automation_axes(lens: Lens) -> dict[str, str]:
    """The share automated across; up what it costs: the money where cases have a worth, else the first metric."""
    money = next((name for name, metric in known_axes(lens).items() if metric.is_money), None)
    up = money or next((metric.name for metric in lens.metrics), "recall")
    return {"x": AUTOMATED.name, "y": up}


def _policy_in(view: KindView, message: Mapping[str, Any]) -> Policy | None:
    """The policy that the browser names, or what an action makes of it."""
    policy = _named(view, message)
    if policy is None or message["type"] in ("select", "choose", "pin"):
        return policy
    return view.act(str(message["type"]), policy)


def _named(view: KindView, message: Mapping[str, Any]) -> Policy | None:
    """The policy that the browser names by places; never trusted further than that."""
    at = message.get("at")
    if not isinstance(at, list) or not all(isinstance(place, int) and not isinstance(place, bool) for place in at):
        return None
    return view.policy(at)
