"""What is done about each top story: a stress that makes it a number at the chosen point, a remedy, an owner, a tripwire."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from workbench.elicit import Board, Plan, rank_stories, ranking_sentences
from workbench.errors import InputError
from workbench.rooms import RoomView
from workbench.rooms.said import board_of, plans_of, story_votes_of
from workbench.ui.plain_text import plain
from workbench.ui.room_live import operation, press, rooms
from workbench.ui.room_said import draw_said, refuse
from workbench.ui.room_subject import Matter, matter_of, watched_in
from workbench.ui.starting_view import rule_of_study
from workbench.ui.stored_policy import stored_policy
from workbench.ui.stress_sliders import draw_sliders
from workbench.ui.stress_told import draw_stressed, stressed_by
from workbench.ui.studies import now_text, studies
from workbench.ui.tripwire_form import draw_tripwire_form
from workbench.wording.named_policy import named
from workbench.wording.tripwires import tripwire_words


def draw_plan(view: RoomView, token: str) -> None:
    """One story at a time, the one of the highest risk first."""
    board = board_of(view.revealed.get("premortem_write", ()), view.acts)
    ranked = rank_stories(board, story_votes_of(view.revealed.get("premortem_vote", ()), board))
    if not ranked:
        st.info("Nobody wrote a story, so there is nothing to plan.")
        return
    said = dict(zip([each.cluster for each in ranked], ranking_sentences(board, ranked), strict=True))
    plans = plans_of(view.acts, board)
    picked = st.selectbox(
        "Story",
        list(said),
        format_func=lambda each: f"{'✓ ' if each in plans and not plans[each].missing else ''}{said[each]}",
        key=f"room-plan-story-{view.code}",
    )
    if picked:
        _draw_story(view, token, board, picked, plans.get(picked))


def _draw_story(view: RoomView, token: str, board: Board, cluster: str, plan: Plan | None) -> None:
    study = studies().load(view.study_id)
    matter = matter_of(view)
    matter = matter if study is None else replace(matter, study=study)
    title = story_name(board, cluster)
    stress = _draw_stress(matter, cluster, title)
    if stress is None and plan is not None and plan.stress is not None:
        stress = dict(plan.stress)  # the sliders are at nothing, since this page was opened again: the number stays
        st.caption(plain(f"The number kept with this plan: {stress.get('said')}. {stress.get('found')}"))
    wires = [dict(each) for each in matter.study.tripwires if each.get("story") == title]
    st.subheader("Who does what about it", anchor=False)
    if wires:
        what, when = tripwire_words(wires[-1], *watched_in(matter))
        st.caption(plain(f"Tripwire: {what} {when}, {wires[-1]['owner']}."))
    else:
        st.caption("No tripwire of this story yet: make one above, and it is kept with the plan.")
    keys = (f"room-mitigation-{cluster}", f"room-owner-{cluster}")
    # What the fields began with: a press must not take back what somebody else kept since.
    st.session_state.setdefault(f"room-plan-begun-{cluster}", _words(plan))
    with st.form(f"room-plan-{cluster}", border=False, enter_to_submit=False):
        begun = (plan.mitigation, plan.owner) if plan is not None else _begun(wires)
        st.text_area("What we do about it", begun[0], key=keys[0], height=90, max_chars=2000)
        st.text_input("Who owns it", begun[1], key=keys[1], max_chars=100)
        st.form_submit_button(
            "Keep the plan", key=f"room-plan-press-{cluster}", type="secondary", on_click=_keep,
            args=(view, token, board, cluster, keys, begun, stress, wires, operation("plan")),
        )  # fmt: skip
    draw_said("plan")
    if plan is not None and plan.missing:
        st.caption(f"Still missing: {', '.join(plan.missing)}.")


def _draw_stress(matter: Matter, cluster: str, title: str) -> dict[str, Any] | None:
    """The sliders and what comes of them at the study's chosen point; what is made a tripwire here lands in the study."""
    study, lens = matter.study, matter.lens
    rule = rule_of_study(study, matter.contract)
    policy = stored_policy(study.point, lens.sweep)
    if matter.contract is None or rule is None or policy is None:
        st.info(
            "A story becomes a number once a point is chosen and the contract says what is worth how much. Record the outcome of "
            "the vote, or choose a point on the Trade-off page."
        )
        return None
    keyed = replace(study, id=f"{study.id}-{cluster}")  # each story has sliders and a form of its own
    moving, telling = st.columns([1, 2], gap="large")
    with moving:
        st.caption(plain(f"At {named(policy, lens.sweep)}"))
        stresses = draw_sliders(keyed, lens, policy)
    with telling:
        try:
            found = stressed_by(keyed, lens, policy, stresses, rule)
        except InputError as refusal:
            st.warning(plain(str(refusal)), icon=":material/block:")
            return None
        told = draw_stressed(keyed, lens, policy, found, rule)
        draw_tripwire_form(keyed, lens, found, told.tippings, title, is_primary=False)
    if not stresses:
        return None
    first, *others = (each.to_dict() for each in stresses)
    return {**first, "also": others, "said": told.story, "found": told.regret}


def _begun(wires: list[dict[str, Any]]) -> tuple[str, str]:
    return (str(wires[-1].get("mitigation") or ""), str(wires[-1].get("owner") or "")) if wires else ("", "")


def story_name(board: Board, cluster: str) -> str:
    """The title of a cluster; of those with the same title the later ones have a number behind it."""
    title = board.cluster_of(cluster).title
    before = [each.id for each in board.clusters if each.title == title]
    place = before.index(cluster)
    return f"{title} ({place + 1})" if place else title


def _words(plan: Plan | None) -> tuple[str, str]:
    return ("", "") if plan is None else (plan.mitigation, plan.owner)


def _keep(
    view: RoomView,
    token: str,
    board: Board,
    cluster: str,
    keys: tuple[str, str],
    begun: tuple[str, str],
    stress: dict[str, Any] | None,
    wires: list[dict[str, Any]],
    op_id: str,
) -> None:
    state = st.session_state
    written = [(state.get(key, start) or "").strip() for key, start in zip(keys, begun, strict=True)]
    stored = _words(plans_of(rooms().view(view.code, token).acts, board).get(cluster))
    if stored not in (state.get(f"room-plan-begun-{cluster}"), tuple(written)):
        state[f"room-plan-begun-{cluster}"] = stored
        theirs = f"“{stored[0]}”, owned by {stored[1] or 'nobody'}"
        why = f"Somebody else kept a plan of this story meanwhile: {theirs}. Yours is still here and not kept; press again to put it in place of theirs."
        refuse("plan", why)
        return
    try:
        plan = Plan.from_dict(
            {
                "story": cluster,
                "stress": stress,
                "mitigation": written[0],
                "owner": written[1],
                "tripwire": wires[-1] if wires else None,
            }
        ).to_dict()
    except InputError as refusal:
        refuse("plan", str(refusal))
        return
    at = now_text()
    if press(
        "plan",
        op_id,
        lambda op: rooms().act(view.code, token, action="plan", content=plan, op_id=op, at=at),
        content=plan,
        done="The plan of this story is kept.",
    ):
        state[f"room-plan-begun-{cluster}"] = (plan["mitigation"], plan["owner"])
