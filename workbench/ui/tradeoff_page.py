"""The Trade-off page: read state, ask the domain for the view, draw it, take what the user does."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from workbench.charts.theme import DARK, DASHES, LIGHT
from workbench.errors import WorkbenchError
from workbench.explore import Lens, View, build_view, packed, with_costs, with_weights
from workbench.metrics import Metric
from workbench.policy import SingleThreshold
from workbench.register import Study
from workbench.sweep import Sweep
from workbench.ui.blind_gate import passes_gate
from workbench.ui.comparison import draw_comparison
from workbench.ui.frame import begin, sentences_for_errors
from workbench.ui.infeasible_panel import draw_ways_out
from workbench.ui.kind_page import draw_kind
from workbench.ui.kind_picker import pick_kind
from workbench.ui.kinds_panel import draw_kinds
from workbench.ui.loaded import lens_of
from workbench.ui.next_focus import focus_next
from workbench.ui.pins import is_full, pins_of, with_pin
from workbench.ui.plain_text import plain
from workbench.ui.starting_view import (
    axes_of,
    known_axes,
    policy_from,
    rule_of_study,
    rules_of,
    why_no_rule,
)
from workbench.ui.studies import as_it_stands, contract_of, current_study, save_study
from workbench.ui.tradeoff_panel import panel_bytes, tradeoff_panel
from workbench.ui.tradeoff_spec import dark_colours, tradeoff_spec
from workbench.ui.unmeasured import pointing_to_contract
from workbench.ui.why_panel import draw_why
from workbench.wording import count, percent, threshold_text


def draw() -> None:
    study = begin()
    if not passes_gate(study):
        return
    if st.session_state.pop("go_to_decision", False):
        focus_next("The chosen point")
        st.switch_page("pages/decision.py", query_params={"study": study.id})
    lens = lens_of(study, contract_of(study))  # a question that is still open is said on the page, not in the fragment
    kind = pick_kind(study, lens)
    if kind.name != "single":
        draw_kind(study, lens, kind)
        return
    # The panel is drawn anew, so it must be told where the point is even if it moved the point itself.
    st.session_state.get(f"tradeoff-{study.id}", {}).update(told=None, moved_by_browser=None)
    is_measured = False
    with (
        st.spinner("Finding the frontier and the recommended point …"),
        sentences_for_errors(),
        pointing_to_contract(study),
    ):
        _looked(study)
        is_measured = True
    if is_measured:
        _explore()


@st.fragment
def _explore() -> None:
    with sentences_for_errors():
        study = current_study()
        lens, memory, point = _looked(study)
        tradeoff_panel(memory["payload"], key=f"panel-{study.id}", on_commit=lambda message: _take(study.id, message))
        view: View = memory["view"]
        _confirm(view.frontier.sweep, point)
        metrics = _shown_metrics(lens, view)
        rule = view.payload["rule"]
        look = partial(look_at, study)
        draw_ways_out(study.id, lens, now=point, rule=rule, metrics=metrics, look_at=look, place="tradeoff")
        draw_comparison(study, lens, view, point)
        draw_kinds(study, lens, x=view.frontier.metrics[0], y=view.frontier.metrics[1], rule=rule)
        draw_why(study.id, lens, point, rule=rule, metrics=metrics, axes=view.frontier.metrics[:2], place="tradeoff")
    if st.session_state.get("go_to_decision"):
        st.rerun(scope="app")


def _shown_metrics(lens: Lens, view: View) -> tuple[Metric, ...]:
    own = {metric.name for metric in lens.metrics}
    return (*lens.metrics, *(metric for metric in view.frontier.metrics if metric.name not in own))


def look_at(shown: Study, policy: SingleThreshold) -> None:
    """Move the study's point; the Trade-off panel is told when it is drawn again."""
    study = as_it_stands(shown)
    # What this session remembers, taken in a way in which Streamlit does not stop the page before the point is saved.
    memory = st.session_state.to_dict().get(f"tradeoff-{study.id}")
    if memory is not None:
        memory.update(now=policy, told=None, moved_by_browser=None)
    save_study(replace(study, point=policy.to_dict()))
    if "point" in st.query_params:
        st.query_params["point"] = point_in_link(policy)


def _looked(study: Study) -> tuple[Lens, dict[str, Any], SingleThreshold]:
    """The study's lens, what this session remembers of the page with its view brought up to date, and the point."""
    lens = lens_of(study, contract_of(study))
    memory = st.session_state.get(f"tradeoff-{study.id}")
    if memory is None:  # on the way in the link's point stands; after that the study's, which this session moves
        sweep = lens.sweep
        point = _from_link(sweep) or policy_from(study.point, sweep) or lens.first_point
        memory = st.session_state[f"tradeoff-{study.id}"] = {"rev": 0, "start": point, "now": point, "what_if": {}}
    point = memory["now"] if memory["now"].score in lens.sweep.scores else lens.first_point
    _bring_up_to_date(study, lens, point, memory)
    return lens, memory, point


def point_in_link(policy: SingleThreshold) -> str:
    """The point as the address has it; it reads back exactly."""
    return f"{policy.score}@{'none' if policy.flags_nobody else repr(policy.threshold)}"


def _from_link(sweep: Sweep) -> SingleThreshold | None:
    """The point that the address names, snapped to the candidate that flags the same rows."""
    text = st.query_params.get("point")
    if text is None:
        return None
    score, _, number = text.rpartition("@")
    try:
        threshold = math.inf if number == "none" else float(number)
        is_known = score in sweep.scores and not math.isnan(threshold)
        candidate = sweep.same_actions(score, threshold)[1] if is_known else None
    except (ValueError, WorkbenchError):
        candidate = None
    if candidate is None:
        del st.query_params["point"]
        st.warning("The point in this link is none of this study's, so the study's own point is shown.")
        return None
    return SingleThreshold(score=score, threshold=candidate)


def _bring_up_to_date(study: Study, lens: Lens, point: SingleThreshold, memory: dict[str, Any]) -> None:
    sweep, contract = lens.sweep, lens.contract
    known = known_axes(lens)
    x, y, third = axes_of(study, lens)
    rules, rule = rules_of(contract), rule_of_study(study, contract)
    what_if = memory["what_if"]
    changed = None
    if contract is not None and what_if:
        changed = with_costs(with_weights(contract, what_if.get("weights", {})), what_if.get("costs", {}))
    pins = [(name, policy) for name, policy in pins_of(study, sweep) if isinstance(policy, SingleThreshold)]
    # Only what the browser cannot do alone makes a new payload; a moved point does not.
    key = (lens, x.name, y.name, third and third.name, rule, repr(what_if), tuple(pins), is_full(study))
    is_known_there = point in (memory.get("told"), memory.get("moved_by_browser"))
    if memory.get("key") == key and is_known_there:
        return
    view = build_view(
        sweep,
        contract=contract,
        x=x,
        y=y,
        third=third,
        rule=rule,
        what_if=changed,
        points={"now": point, "start": memory["start"]},
        pins=pins,
        lens=lens,
    )
    rev = memory["rev"] + 1
    payload = {
        **packed(view.payload),
        "rev": rev,
        "spec": tradeoff_spec(x, y, scores=sweep.scores, third=third),
        "dark_colours": dark_colours(),
        "palette": {"light": LIGHT.scores, "dark": DARK.scores},
        "dashes": DASHES,
        "has_all_pins": is_full(study),
        "rules": rules,
        "no_rule": why_no_rule(contract),
        "choices": {name: metric.label for name, metric in known.items()},
        "what_if": {"weights": what_if.get("weights", {}), "costs": what_if.get("costs", {}), "is_on": bool(what_if)},
    }
    memory.update(key=key, told=point, moved_by_browser=None, rev=rev, view=view, payload=panel_bytes(payload))


def _take(study_id: str, message: Mapping[str, Any]) -> None:
    study = current_study()
    if study.id != study_id:
        return
    memory = st.session_state[f"tradeoff-{study_id}"]
    # What the panel shows is listed there, so that no row need be looked at again.
    sweep = memory["view"].frontier.sweep
    policy = _policy_in(message, sweep)
    match message["type"]:
        case "select" if policy is not None:
            memory["moved_by_browser"] = policy
            _save_point(study, policy)
        case "exact" if policy is not None:
            _save_point(study, policy)  # it may not be among the points shown, so the panel is told anew
        case "choose" if policy is not None:
            memory["moved_by_browser"] = policy
            if _save_point(study, policy):
                st.session_state["go_to_decision"] = True
        case "pin" if policy is not None and (pinned := with_pin(study, policy)) is not None:
            memory.update(told=policy, moved_by_browser=None, now=policy)
            save_study(pinned)
        case "axes":
            known = known_axes(lens_of(study, contract_of(study)))
            chosen = {key: str(message.get(key) or "") for key in ("x", "y", "third")}
            if chosen["x"] in known and chosen["y"] in known and chosen["x"] != chosen["y"]:
                save_study(replace(study, view={**study.view, **chosen}))
            else:
                memory["key"] = None
        case "rule" if message.get("rule") in ("contract", "payoff"):
            memory["what_if"] = {}
            save_study(replace(study, view={**study.view, "rule": message["rule"]}))
        case "what_if":
            memory["what_if"] = {
                kind: {str(name): float(value) for name, value in dict(message.get(kind) or {}).items()}
                for kind in ("weights", "costs")
                if message.get(kind)
            }


def _policy_in(message: Mapping[str, Any], sweep: Sweep) -> SingleThreshold | None:
    """The point the browser names, snapped to the candidate that flags the same rows; never trusted further than that."""
    score, threshold = message.get("score"), message.get("threshold")
    if score not in sweep.scores or not (threshold is None or isinstance(threshold, int | float)):
        return None
    asked = math.inf if threshold is None else float(threshold)
    return None if math.isnan(asked) else SingleThreshold(score=score, threshold=sweep.same_actions(score, asked)[1])


def _save_point(study: Study, policy: SingleThreshold) -> bool:
    st.session_state[f"tradeoff-{study.id}"]["now"] = policy
    st.query_params["point"] = point_in_link(policy)
    return save_study(replace(study, point=policy.to_dict())) is not None


def _confirm(sweep: Sweep, point: SingleThreshold) -> None:
    counts = sweep.at(point.score, [point.threshold])
    text = threshold_text(point.threshold, sweep.same_actions(point.score, point.threshold))
    flagged = percent(counts.cell("FLAGGED")[0] / counts.cell("ALL")[0])
    exact = "nobody is flagged" if point.flags_nobody else f"flagged means {plain(point.score)} ≥ {text}"
    st.caption(f"Kept on the server: {exact}; {flagged} of cases. The address of this page reopens it.")
    if not sweep.is_complete:
        st.caption(
            f"With {count(len(sweep.predictions))} rows this page lists {count(len(sweep))} of the possible thresholds. "
            "Counts are exact at each; the frontier, its knee and one step along it are those among the thresholds "
            "listed. The recommendation, and the frontier and exchange rates in the decision, look at every threshold."
        )
