"""The contract as the page a director signs: read first, top to bottom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from types import MappingProxyType

import pandas as pd
import streamlit as st

from workbench.charts.metric_tree import metric_tree
from workbench.contract import Agreement, Contract, MetricSpec
from workbench.contract.model import Terms
from workbench.errors import ContractError
from workbench.metrics import Metric, contract_metrics
from workbench.register import Entry
from workbench.ui.contract_definitions import definitions_html
from workbench.ui.paper_record import amendments_html, signatures_html
from workbench.ui.paper_style import PAPER_STYLE
from workbench.ui.signing import receipt_of, receipt_text
from workbench.wording import number
from workbench.wording.agreed import agreed_money, agreed_number, agreed_percent, agreed_value, agreed_with_unit
from workbench.wording.agreed_limits import beside_metrics
from workbench.wording.moments import moment
from workbench.wording.review import review_text

LAYERS = (("outcome", "North star"), ("action", "Action"), ("model", "Model"))
CELLS = {"TP": "an event that is flagged", "FP": "a false alarm", "FN": "an event that is missed", "TN": "a non-event that is cleared"}  # fmt: skip
NO_RANGES: Mapping[str, tuple[float, float]] = MappingProxyType({})


def draw_paper(agreement: Agreement, entries: Mapping[str, Entry]) -> None:
    """The whole agreement as a document: what is decided, by which few numbers, and who agreed to it."""
    contract = agreement.contract
    assert contract is not None
    metrics = _metrics(contract)
    with st.container(border=True, key="contract-paper"):
        st.html(
            PAPER_STYLE
            + _head(agreement, entries)
            + _decision(contract)
            + "<div class='wb-paper'>"
            + _section("What counts", _rows(_stack(contract, metrics)))
            + "</div>"
        )
        if contract.metrics:
            _draw_tree(contract, metrics)
        st.html(
            "<div class='wb-paper'>"
            + _section("What each case is worth", _rows(_worth(contract)))
            + _section("Definitions, exact enough to compute again", definitions_html(contract, metrics))
            + _section("When we look again", _rows(_reviews(contract)))
            + _section("Signatures", signatures_html(agreement, entries))
            + _section("Amendments", amendments_html(agreement, entries))
            + "</div>"
        )


def _metrics(contract: Contract) -> dict[str, Metric]:
    try:
        return {metric.name: metric for metric in contract_metrics(contract)}
    except ContractError:  # the form says what is wrong
        return {}


def _head(agreement: Agreement, entries: Mapping[str, Entry]) -> str:
    contract, seal = agreement.contract, agreement.seal
    assert contract is not None
    mark = "<p class='wb-mark wb-open'>Not sealed yet</p>"
    if seal is not None:
        entry = receipt_of(entries, seal)
        seen = (
            f"after the frontier was seen ({moment(seal.frontier_seen_at)})" if seal.frontier_seen_at
            else "before the frontier was seen"
        )  # fmt: skip
        mark = (
            f"<p class='wb-mark'><b>Sealed</b> {escape(moment(seal.at))} by {escape(seal.by)}, {escape(seen)}<br>"
            f"<code title='{seal.sha256}'>{seal.sha256[:8]} {seal.sha256[8:16]}…</code>"
            f"{f' · {escape(receipt_text(entry))}' if entry else ''}</p>"
        )
        if agreement.amendments:
            mark = (
                mark.removesuffix("</p>")
                + f"<br>Amended since; the text is now <code>{contract.sha256[:8]} {contract.sha256[8:16]}…</code></p>"
            )
        expected = agreement.amendments[-1].after_sha256 if agreement.amendments else seal.sha256
        if expected != contract.sha256:
            mark += "<p class='wb-alarm'>This text is neither the one that was sealed nor an amendment of it.</p>"
    return (
        f"<div class='wb-paper'><header><div><p class='wb-kicker'>Metric contract</p><h2>{escape(contract.title)}</h2>"
        f"</div>{mark}</header></div>"
    )


def _decision(contract: Contract) -> str:
    owner = contract.owner
    rows = [("Decision", escape(contract.decision))]
    rows.append(("What changes if this works", escape(contract.why) if contract.why else _gap("nobody has said")))
    role = f", {escape(owner.role)}" if owner is not None and owner.role else ""
    rows.append(("Answers for it", f"{escape(owner.name)}{role}" if owner is not None else _gap("nobody yet")))
    return f"<div class='wb-paper wb-lead'>{_rows(rows)}</div>"


def _stack(contract: Contract, metrics: Mapping[str, Metric]) -> Iterable[tuple[str, str]]:
    weighed = [spec for spec in contract.metrics if spec.role != "guardrail"]
    for layer, heading in LAYERS:
        own = [spec for spec in weighed if spec.layer == layer]
        told = [_metric(spec, metrics.get(spec.name), contract.currency) for spec in own]
        if layer == "outcome" and contract.north_star:
            told.insert(0, f"<p><b>{escape(contract.north_star)}</b></p>")
        if told or layer == "outcome":
            yield heading, "".join(told) or _gap("no outcome is named")
    guards = [spec for spec in contract.metrics if spec.role == "guardrail"]
    if guards:
        yield "Must hold", "".join(_metric(spec, metrics.get(spec.name), contract.currency) for spec in guards)
    if beside := beside_metrics(contract.to_dict()):
        yield "Must hold as well", "".join(f"<p>{escape(sentence)}</p>" for sentence in beside)
    bar = contract.efficiency
    if bar is not None:
        unit = f" {escape(bar.unit)}" if bar.unit else ""
        measured = "not measured yet" if bar.measured is None else f"measured {number(bar.measured)}{unit}"
        over = bar.measured is not None and bar.measured > bar.limit
        yield (
            "Efficiency bar",
            f"<p><b>{escape(bar.name)}</b> at most {agreed_number(bar.limit)}{unit}: {measured}{' – over the bar' if over else ''}."
            " <small>Declared, not computed from predictions.</small></p>",
        )
    if contract.launch_minimum:
        told = [
            f"<b>{escape(_label(name, metrics))}</b> {_direction(metrics.get(name))} {_value(value, metrics.get(name), contract.currency)}"
            for name, value in contract.launch_minimum.items()
        ]
        yield "Before launch", f"<p>{'; '.join(told)}.</p>"


def _metric(spec: MetricSpec, metric: Metric | None, currency: str) -> str:
    label = escape(metric.label if metric is not None else spec.label or spec.name)
    said = []
    if spec.effective_weight:
        said.append(f"{spec.role}, weight {agreed_number(spec.effective_weight)}")
        if spec.worst is not None and spec.target is not None:
            said.append(
                f"worth nothing at {_value(spec.worst, metric, currency)}, "
                f"everything at {_value(spec.target, metric, currency, is_bare=True)}"
            )
    elif spec.role == "diagnostic":
        said.append("watched, not weighed")
    if spec.limit is not None:
        where = "".join(
            f", where {escape(column)} is {escape(' or '.join(values))}" for column, values in spec.where.items()
        )
        said.append(f"{_direction(metric)} {_value(spec.limit, metric, currency)}{where}")
    if spec.certify is not None:
        said.append(f"to be certified at {agreed_percent(spec.certify)}")
    return f"<p><b>{label}</b><br><span>{'; '.join(said)}</span></p>"


def _draw_tree(contract: Contract, metrics: Mapping[str, Metric]) -> None:
    rows = [(_label(spec.name, metrics), spec.layer, spec.role, spec.chain) for spec in contract.metrics]
    frame = pd.DataFrame(rows, columns=["metric", "layer", "role", "steps"])
    for name, is_narrow in (("wide", False), ("narrow", True)):
        with st.container(key=f"contract-tree-{name}"):
            st.altair_chart(
                metric_tree(frame, is_narrow=is_narrow), theme=None, width="content",
                key=f"contract-tree-chart-{name}",
            )  # fmt: skip


def _worth(contract: Contract) -> Iterable[tuple[str, str]]:
    for cell, words in CELLS.items():
        if cell in contract.payoff:
            terms = contract.payoff[cell]
            told = _terms(terms, contract.currency, terms.between or {})
            for column, parts in (terms.by or {}).items():
                told += "".join(
                    f"; where {escape(column)} is {escape(value)}: {_terms(other, contract.currency)}"
                    for value, other in parts.items()
                )
            yield words.capitalize(), f"<p>{told}</p>"
    if contract.review is not None:
        yield "Review by a person", f"<p>{escape(review_text(contract.review, contract.currency))}</p>"
    if contract.volume is not None:
        yield "How many", f"<p>{agreed_number(contract.volume.cases)} cases a {escape(contract.volume.per)}</p>"


def _terms(terms: Terms, currency: str, between: Mapping[str, tuple[float, float]] = NO_RANGES) -> str:
    """Each number with its own range behind it, so that the range is read as that of no other."""
    ranges = {
        name: f" (may be from {agreed_number(low)} to {agreed_number(high)})" for name, (low, high) in between.items()
    }
    has_constant = bool(terms.each) or not terms.amounts or "each" in ranges
    parts = [escape(agreed_money(terms.each, currency)) + ranges.get("each", "")] if has_constant else []
    for name, coefficient in terms.amounts.items():
        parts.append(f"{agreed_number(coefficient)}{ranges.get(name, '')} × {escape(name)}")
    return " and ".join(parts)


def _reviews(contract: Contract) -> Iterable[tuple[str, str]]:
    weeks = [str(week) for week in contract.reviews.validate_after_weeks]
    if weeks:
        yield "Validated", f"<p>{' and '.join(weeks)} weeks after launch</p>"
    yield "Audited", f"<p>{contract.reviews.audit_after_weeks} weeks after launch</p>"
    yield (
        "Alarm",
        f"<p>when a metric gets {agreed_percent(contract.alerts.relative_degradation)} worse than it was, or the scores drift by a PSI of "
        f"{agreed_number(contract.alerts.score_drift_psi)}</p>",
    )


def _section(heading: str, body: str) -> str:
    return f"<section><h3>{heading}</h3>{body}</section>" if body else ""


def _rows(rows: Iterable[tuple[str, str]]) -> str:
    body = "".join(f"<dt>{heading}</dt><dd>{text}</dd>" for heading, text in rows)
    return f"<dl>{body}</dl>" if body else ""


def _gap(text: str) -> str:
    return f"<i>{text}</i>"


def _label(name: str, metrics: Mapping[str, Metric]) -> str:
    return metrics[name].label if name in metrics else name


def _direction(metric: Metric | None) -> str:
    return "" if metric is None else "at most" if metric.goal == "minimise" else "at least"


def _value(value: float, metric: Metric | None, currency: str, *, is_bare: bool = False) -> str:
    if metric is None:
        return agreed_number(value)
    return escape((agreed_value if is_bare else agreed_with_unit)(metric, value, currency))
