"""What an action of the panel did to the limits, said right after the press, with the way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from workbench.explore import Lens
from workbench.explore.kind_view import Asked, measured_metrics
from workbench.policy import OperatingPoint, measure_point
from workbench.register import Study
from workbench.ui.plain_text import plain
from workbench.ui.studies import as_it_stands, save_study
from workbench.wording.agreed import agreed_with_unit
from workbench.wording.judged import judged_with_unit

DONE = {
    "equal": "Every tier pays the same exchange rate now",
    "same": "One threshold holds for all now",
    "none": "Nobody reviews now",
}


def draw_undo(study: Study, lens: Lens, memory: dict[str, Any]) -> None:
    """Which limits the last action broke, or that all are kept, and a button that takes it back."""
    undo = memory.get("undo")
    if undo is None:
        return
    words, tone = undo_words(lens, memory["asked"], undo)
    said, button = st.columns([5, 1])
    (said.warning if tone == "broken" else said.info)(
        plain(words), icon=":material/block:" if tone == "broken" else None
    )
    button.button("Undo", key=f"kind-undo-{study.id}", on_click=_take_back, args=(study, memory))


def undo_words(lens: Lens, asked: Asked, undo: Mapping[str, Any]) -> tuple[str, str]:
    """The sentence and its tone, ``broken`` where a limit is broken that was kept or not."""
    metrics = measured_metrics(lens, asked)
    before, now = (
        measure_point(lens.sweep, undo[which], contract=lens.contract, metrics=metrics) for which in ("before", "now")
    )
    done = DONE.get(str(undo["action"]), "Done")
    currency = lens.contract.currency if lens.contract is not None else ""
    broken, held = _broken(now, currency), set(_broken(before, currency))
    if not broken:
        return f"{done}; every limit is kept.", ""
    fresh = [label for label in broken if label not in held]
    still = "; ".join(broken[label] for label in broken if label in held)
    old = f" Broken before as well: {still}." if still else ""
    if not fresh:
        return f"{done}.{old}", "broken"
    return (
        f"{done}, and that breaks what was kept before: {'; '.join(broken[label] for label in fresh)}.{old}",
        "broken",
    )


def _broken(point: OperatingPoint, currency: str) -> dict[str, str]:
    """The limits that a point breaks, by their labels."""
    return {
        item.metric.label: (
            f"{item.metric.label} is "
            + judged_with_unit(
                item.metric, item.value, item.metric.limit, at_most=item.metric.goal == "minimise", currency=currency
            )
            + f", the limit is {agreed_with_unit(item.metric, item.metric.limit, currency)}"
        )
        for item in point.metrics
        if item.is_kept is False
    }


def _take_back(shown: Study, memory: dict[str, Any]) -> None:
    undo = memory.get("undo")
    if undo is None:
        return
    save_study(replace(as_it_stands(shown), point=undo["before"].to_dict()))
    memory.update(now=undo["before"], told=None, undo=None)
