"""One slider a stress, each with its segment or cell where it has one."""

from __future__ import annotations

import streamlit as st

from workbench.explore import Lens
from workbench.explore.stress_steps import Steps, cost_steps, drift_steps, mix_steps, noise_steps, prevalence_steps
from workbench.policy import Policy
from workbench.register import Study
from workbench.stress import Stress
from workbench.sweep import CELLS
from workbench.wording.stress import size_text

CELL_NAMES = {
    "TP": "rightly flagged (TP)",
    "FP": "wrongly flagged (FP)",
    "FN": "missed (FN)",
    "TN": "rightly left alone (TN)",
}
VALUES_MAX = 50


def draw_sliders(study: Study, lens: Lens, policy: Policy) -> tuple[Stress, ...]:
    """The stresses that are moved away from nothing, in the order in which they act."""
    found = [
        _slider(study, prevalence_steps(lens.sweep), "Share of events", "prevalence"),
        _mix(study, lens),
        _slider(study, noise_steps(), "Labels that are the other way round", "noise"),
        _costs(study, lens),
        _drift(study, lens, policy),
    ]
    return tuple(stress for stress in found if stress is not None)


def reset_sliders(study_id: str) -> None:
    """Put every slider back to nothing."""
    for key in [str(key) for key in st.session_state]:
        if key.startswith(f"stress-size-{study_id}-"):
            del st.session_state[key]


def _slider(study: Study, steps: Steps | None, label: str, name: str) -> Stress | None:
    """The stress of the size picked; None at nothing, and where there is nothing to stress."""
    if steps is None:
        return None

    def said(place: int) -> str:
        text = size_text(steps.like, steps.sizes[place])
        return f"{text} (as now)" if steps.sizes[place] == steps.nothing else text

    start = steps.sizes.index(steps.nothing)
    place = st.select_slider(
        label,
        options=range(len(steps.sizes)),
        value=start,
        format_func=said,
        key=f"stress-size-{study.id}-{name}",
    )
    return None if place is None or place == start else steps.like.sized(steps.sizes[place])


def _segments(lens: Lens) -> dict[str, tuple[str, ...]]:
    """The columns of not too many values, with those that occur."""
    found = {column: lens.sweep.occurring(column) for column in lens.sweep.predictions.segments}
    return {column: values for column, values in found.items() if 2 <= len(values) <= VALUES_MAX}


def _mix(study: Study, lens: Lens) -> Stress | None:
    segments = _segments(lens)
    options = [(column, value) for column, values in segments.items() for value in sorted(values)]
    if not options:
        return None
    picked = st.selectbox(
        "Segment whose share changes",
        options,
        format_func=lambda each: f"{each[0]} = {each[1]}",
        key=f"stress-mix-{study.id}",
    )
    column, value = picked or options[0]
    place = options.index((column, value))
    return _slider(study, mix_steps(lens.sweep, column, value), "Its share of the cases", f"mix-{place}")


def _costs(study: Study, lens: Lens) -> Stress | None:
    if lens.contract is None or not lens.contract.payoff:
        return None
    cells = ["", *(cell for cell in CELLS if cell in lens.contract.payoff)]
    cell = st.selectbox(
        "Payoff that changes",
        cells,
        format_func=lambda each: CELL_NAMES.get(each, "all of them"),
        key=f"stress-cell-{study.id}",
    )
    return _slider(study, cost_steps(lens.contract, cell or None), "How many times as much", f"cost-{cell or 'all'}")


def _drift(study: Study, lens: Lens, policy: Policy) -> Stress | None:
    if drift_steps(policy, None, None) is None:
        st.caption("A score drift is shown for a policy of one threshold; the library and command line take any.")
        return None
    options = [("", ""), *((column, value) for column, values in _segments(lens).items() for value in sorted(values))]
    picked = st.selectbox(
        "Where scores drift",
        options,
        format_func=lambda each: f"{each[0]} = {each[1]}" if each[0] else "everywhere",
        key=f"stress-drift-{study.id}",
    )
    column, value = picked or options[0]
    steps = drift_steps(policy, column or None, value or None)
    place = options.index((column, value))
    return _slider(study, steps, "Share more (or fewer) that the threshold flags there", f"drift-{place}")
