"""Pinned policies of any kind: kept with the study under a letter, compared on every page of the Trade-off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from workbench.policy import Policy
from workbench.register import Study
from workbench.sweep import Sweep
from workbench.ui.plain_text import plain
from workbench.ui.stored_policy import stored_policy
from workbench.ui.studies import as_it_stands, save_study

PINS_MAX = 8
LETTERS = "ABCDEFGH"


def pins_of(study: Study, sweep: Sweep) -> list[tuple[str, Policy]]:
    """The pins that still fit the study's predictions, with their letters."""
    found = [(pin["name"], stored_policy(unnamed(pin), sweep)) for pin in study.pins]
    return [(name, policy) for name, policy in found if policy is not None]


def is_full(study: Study) -> bool:
    return len(study.pins) >= PINS_MAX


def with_pin(study: Study, policy: Policy) -> Study | None:
    """The study with the policy pinned and looked at; None where it is pinned already or no letter is free."""
    content = policy.to_dict()
    if is_full(study) or any({"kind": "single", **unnamed(pin)} == content for pin in study.pins):
        return None
    taken = {pin["name"] for pin in study.pins}
    name = next(letter for letter in LETTERS if letter not in taken)
    return replace(study, pins=(*study.pins, {"name": name, **content}), point=content)


def draw_unpin(study: Study, names: list[str]) -> None:
    """A button for each pin that takes it away."""
    columns = st.columns(min(PINS_MAX, len(names)) + 1)
    for column, name in zip(columns, names, strict=False):
        column.button(f"Remove pin {plain(name)}", key=f"unpin-{study.id}-{name}", on_click=_unpin, args=(study, name))


def unnamed(pin: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in pin.items() if key != "name"}


def _unpin(shown: Study, name: str) -> None:
    study = as_it_stands(shown)
    # The letter may be used again, so what was written against this point goes with it.
    draft = dict(study.draft)
    draft["why_not"] = {pin: why for pin, why in (draft.get("why_not") or {}).items() if pin != name}
    pins = tuple(pin for pin in study.pins if pin["name"] != name)
    save_study(replace(study, pins=pins, draft=draft if study.draft else study.draft))
    for key in (f"why-not-{name}-{study.id}", f"seen-why-not-{name}-{study.id}"):
        st.session_state.pop(key, None)
