"""Make it a tripwire: a metric, a level, a window and an owner, kept with the study; and those that there are."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.explore import Lens
from workbench.exporters.alert_rules import alert_rules
from workbench.metrics import BUILTIN, Metric, resolve_metrics
from workbench.register import Study
from workbench.stress import Stressed, Tipping, Tripwire
from workbench.ui.decision_signing import handed_out
from workbench.ui.plain_text import plain
from workbench.ui.stacked_table import draw_table
from workbench.ui.studies import current_study, save_study, say
from workbench.wording.tripwires import tripwire_words

WINDOWS = ("24 hours", "7 days", "2 weeks", "4 weeks")
SIDES = ("above", "below")
EVENT_RATE, EVENTS = "event_rate", "POSITIVES / ALL"


def draw_tripwire_form(
    study: Study, lens: Lens, found: Stressed, tippings: Sequence[Tipping], story: str, *, is_primary: bool = True
) -> None:
    """The form, begun with what tips first; its button is the page's primary action."""
    metrics = _metrics(lens)
    name, level, above = _suggested(found, tippings, metrics)
    st.subheader("Watch for it", anchor=False)
    picked = st.selectbox(
        "Metric to watch",
        list(metrics),
        index=list(metrics).index(name),
        format_func=lambda each: metrics[each].label,
        key=f"tripwire-metric-{study.id}-{name}",
    )
    metric = metrics[picked or name]
    begun = level if metric.name == name else _level(found, metric)
    above = above if metric.name == name else metric.sign < 0
    # Its key says where it began, so that another stress begins anew; what is typed stays while nothing moves.
    with st.form(key=f"tripwire-{study.id}", border=False):
        side, first, second = st.columns(3)
        tripped = side.selectbox(
            "Tripped when it is", SIDES, index=0 if above else 1, key=f"tripwire-side-{study.id}-{metric.name}-{above}"
        )
        value = first.number_input(
            _level_label(metric),
            value=float(begun),
            format="%0.6g",
            step=None,
            key=f"tripwire-level-{study.id}-{metric.name}-{begun!r}",
        )
        window = second.selectbox("Measured over", WINDOWS, index=1, key=f"tripwire-window-{study.id}")
        owner = st.text_input("Who looks when it is tripped", key=f"tripwire-owner-{study.id}")
        mitigation = st.text_area("What is done then", key=f"tripwire-mitigation-{study.id}", height=80)
        if st.form_submit_button("Make it a tripwire", type="primary" if is_primary else "secondary"):
            at_most = (tripped or SIDES[not above]) == SIDES[0]
            _add(metric, value, at_most, window or WINDOWS[1], owner, mitigation, story)


def draw_tripwires(study: Study, lens: Lens) -> None:
    """The study's tripwires, each with a button that takes it away, and the alert rules of the saved decision."""
    if not study.tripwires:
        return
    st.subheader("Tripwires", anchor=False)
    currency = "" if lens.contract is None else lens.contract.currency
    rows = []
    for place, content in enumerate(study.tripwires, start=1):
        each = Tripwire.from_dict(content)
        what, when = tripwire_words(each.to_dict(), _metrics(lens), currency)
        rows.append((f"{place}. {what}", when, each.owner, each.mitigation or "–", each.story or "–"))
    draw_table((("Tripwire", "Tripped", "Who looks", "What is done then", "Story"), tuple(rows)))
    st.caption(
        "They land in the decision when it is saved, in its memo, and in the alert rules below. A value that is undefined trips too."
    )
    for place, content in enumerate(study.tripwires):
        st.button(
            f"Take away {place + 1}. {plain(str(content.get('metric')))}",
            key=f"tripwire-away-{study.id}-{place}",
            on_click=_take_away,
            args=(dict(content),),
        )
    decision = handed_out(study)
    if decision is None or not decision.content.get("tripwires"):
        st.caption("Save the decision; then its alert rules for Prometheus are here.")
        return
    st.download_button(
        "Alert rules for Prometheus (YAML)",
        data=lambda: alert_rules(decision),
        file_name="tripwires.yml",
        mime="application/yaml",
        key=f"tripwire-rules-{study.id}",
        on_click="ignore",
        icon=":material/download:",
    )


def _metrics(lens: Lens) -> dict[str, Metric]:
    """What can be watched: the contract's metrics, the share of events, and the share flagged."""
    found = {metric.name: metric for metric in lens.metrics}
    (rate,) = resolve_metrics([f"{EVENT_RATE} = {EVENTS}"])
    rate = replace(rate, label="Share of events", unit="share of cases")
    found.setdefault(EVENT_RATE, rate)
    found.setdefault("flag_rate", BUILTIN["flag_rate"])
    return found


def _level_label(metric: Metric) -> str:
    unit = f"from 0 to 1, {metric.unit}" if metric.is_share else metric.unit
    return f"Level ({plain(unit)})" if unit else "Level"


def _suggested(found: Stressed, tippings: Sequence[Tipping], metrics: dict[str, Metric]) -> tuple[str, float, bool]:
    """The metric that tells first, its level and whether more is worse: the share of events where a shift of it breaks a limit, else the limit that is nearest."""
    for tipping in tippings:
        if tipping.stress.kind == "prevalence" and tipping.size is not None and not tipping.is_already:
            return EVENT_RATE, _written(tipping.size), tipping.end > tipping.start
    broken = next((each for each in found.guardrails if not each.is_kept), None)
    guard = broken or next(iter(found.guardrails), None)
    if guard is not None and guard.limit.metric.name in metrics:
        return guard.limit.metric.name, guard.limit.bound, guard.limit.at_most
    first = next(iter(metrics.values()))
    return first.name, _level(found, first), first.sign < 0


def _level(found: Stressed, metric: Metric) -> float:
    """The metric's limit, else its value under the stress, rounded to what a person writes."""
    if metric.limit is not None:
        return metric.limit
    value = next((item.value for item in found.point.metrics if item.metric.name == metric.name), None)
    if value is None:
        value = float(metric.value(found.point.counts)[0])
    return _written(value)


def _written(value: float) -> float:
    """The number in as many digits as a person writes; 0 where it is undefined."""
    return float(f"{value:.3g}") if value == value else 0.0


def _add(
    metric: Metric, level: float | None, at_most: bool, window: str, owner: str, mitigation: str, story: str
) -> None:
    try:
        tripwire = Tripwire(
            metric=metric.name,
            level=float("nan") if level is None else level,
            at_most=at_most,
            window=window,
            owner=owner,
            mitigation=mitigation.strip(),
            story=story,
            formula=EVENTS if metric.name == EVENT_RATE else "",
        )
    except WorkbenchError as refusal:
        st.error(plain(str(refusal)), icon=":material/edit_note:")
        return
    now = current_study()
    if tripwire.to_dict() in [dict(each) for each in now.tripwires]:
        st.info("This tripwire is there already.")
        return
    changed = replace(now, tripwires=(*now.tripwires, tripwire.to_dict()))
    if save_study(changed, kind="tripwire added", actor=tripwire.owner, op_id=secrets.token_hex(16)):
        say("The tripwire is kept. It lands in the decision when that is saved.", kind="success")
    st.rerun()


def _take_away(content: dict[str, object]) -> None:
    now = current_study()
    left = tuple(each for each in now.tripwires if dict(each) != content)
    save_study(replace(now, tripwires=left), kind="tripwire taken away")
