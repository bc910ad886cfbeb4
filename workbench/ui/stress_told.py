"""What comes of stresses at a policy, drawn: for the Stress page and for the stories of a pre-mortem."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from workbench.errors import InputError
from workbench.explore import Lens
from workbench.policy import Policy, SingleThreshold
from workbench.register import Study
from workbench.stress import Stress, Stressed, Tipping, choice_tipping, guardrail_tippings, nothing_of, stressed
from workbench.stress.drift import in_score
from workbench.ui.plain_text import plain
from workbench.ui.stress_table import stress_table
from workbench.wording.named_policy import named
from workbench.wording.stress import regret_text, stress_text, tipping_text


@dataclass(frozen=True, kw_only=True)
class Told:
    """What was drawn: the stresses in words, what comes of them in a sentence, and where each tips."""

    story: str
    regret: str
    tippings: tuple[Tipping, ...]


def draw_stressed(study: Study, lens: Lens, policy: Policy, found: Stressed, rule: str) -> Told:
    """The table now, under stress and tuned anew, the regret, and where limits tip; ``study`` gives the keys their names."""
    currency = lens.contract.currency if lens.contract is not None else ""
    told = "; ".join(stress_text(each) for each in found.stresses)
    st.markdown(plain(f"If {told}:" if told else "Nothing is stressed: move a slider."))
    st.html(stress_table(found, currency=currency))
    _draw_regret(found, currency)
    tippings = _draw_tippings(study, lens, policy, found.stresses, rule, currency)
    return Told(story=told, regret=regret_text(found, currency) if told else "", tippings=tuple(tippings))


def stressed_by(study: Study, lens: Lens, policy: Policy, stresses: tuple[Stress, ...], rule: str) -> Stressed:
    """What becomes of the policy. Raises InputError where it cannot be stressed so."""
    is_single = isinstance(policy, SingleThreshold)
    retune = is_single or st.toggle(
        "Tune anew too (takes longer for this kind of policy)", key=f"stress-retune-{study.id}"
    )
    name = f"{policy!r} {stresses!r} {rule} {retune}"
    return lens.keep(
        name, lambda: stressed(lens.sweep, policy, stresses, lens.contract, rule=rule, retune=retune), question="stress"
    )


def _draw_regret(found: Stressed, currency: str) -> None:
    text = regret_text(found, currency)
    if not text or not found.stresses:
        return
    if found.retuned is not None and not found.keeps_policy:
        text += f" Tuned anew: {named(found.retuned.policy, found.retuned.sweep)}."
    is_fine = found.is_feasible and found.keeps_policy
    draw = st.success if is_fine else st.warning if found.is_feasible else st.error
    draw(plain(text), icon=":material/check:" if is_fine else ":material/trending_down:")


def _draw_tippings(
    study: Study, lens: Lens, policy: Policy, stresses: tuple[Stress, ...], rule: str, currency: str
) -> list[Tipping]:
    """Where each stress that is on tips, alone; where the choice changes is worked out when it is asked for."""
    found: list[Tipping] = []
    for stress in stresses:
        try:
            found += _guardrails(lens, policy, stress, rule)
        except InputError as refusal:
            st.caption(plain(str(refusal)))
    for tipping in found:
        st.markdown(plain(tipping_text(tipping, currency)))
    if stresses and isinstance(policy, SingleThreshold):
        box = st.expander(
            "Where another policy becomes the better one", key=f"stress-tip-{study.id}", on_change="rerun"
        )
        if box.open:
            with box, st.spinner("Trying one size after the other …"):
                for stress in stresses:
                    st.markdown(plain(tipping_text(_choice(lens, policy, stress, rule), currency)))
    return found


def _guardrails(lens: Lens, policy: Policy, stress: Stress, rule: str) -> tuple[Tipping, ...]:
    def make() -> tuple[Tipping, ...]:
        asked, up = _asked(lens, policy, stress)
        return guardrail_tippings(lens.sweep, policy, asked, lens.contract, rule=rule, up=up)

    return lens.keep(f"limits {policy!r} {stress!r} {rule}", make, question="tipping")


def _choice(lens: Lens, policy: Policy, stress: Stress, rule: str) -> Tipping:
    def make() -> Tipping:
        asked, up = _asked(lens, policy, stress)
        return choice_tipping(lens.sweep, policy, asked, lens.contract, rule=rule, up=up)

    return lens.keep(f"choice {policy!r} {stress!r} {rule}", make, question="tipping")


def _asked(lens: Lens, policy: Policy, stress: Stress) -> tuple[Stress, bool]:
    """The stress in score where it was in ranks, and its direction."""
    if stress.kind == "drift":
        stress = in_score(lens.sweep, policy, stress)
    return stress, stress.size >= nothing_of(lens.sweep, stress)
