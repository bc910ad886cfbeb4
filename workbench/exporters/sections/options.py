"""The options that were looked at, with what each would have meant, and why it was not taken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.decision import QUESTIONS
from workbench.exporters.blocks import Block, Bullets, Facts, Paragraph, Section, Table
from workbench.exporters.clean_text import paragraphs_of
from workbench.exporters.policy_words import rule_text
from workbench.exporters.recorded import Recorded, real, value_at
from workbench.exporters.units import units_of
from workbench.wording import count, money, number
from workbench.wording.gains import gain_sentence
from workbench.wording.implied import equal_sentence
from workbench.wording.mixing import mixing_sentence
from workbench.wording.policies import KIND_WORDS
from workbench.wording.why import margin_text

RULES = {"contract": "the contract's weighted score", "payoff": "the highest payoff"}
TIES_SHOWN_MAX = 6
NOT_RECORDED = "not recorded"


def options_section(record: Recorded) -> Section:
    options = _options(record)
    blocks: list[Block] = [_table(record, options)]
    reasons = tuple(
        (f"{item['name']} was not taken", item["why_not"])
        for item in record["alternatives"] or ()
        if (item.get("why_not") or "").strip()
    )
    if reasons:
        blocks.append(Facts(items=reasons))
    rejected = paragraphs_of((record["rationale_parts"] or {}).get("rejected") or "")
    if rejected:
        blocks += [Paragraph(text=QUESTIONS["rejected"], style="label"), *(Paragraph(text=line) for line in rejected)]
    recommended = record["recommended"]
    if recommended:
        blocks += [
            Paragraph(text="What the rule recommends", style="label"),
            Paragraph(text=_recommendation(recommended, record["policy"]["kind"])),
        ]
        blocks += _blocked(recommended)
    gain = gain_sentence(record["best_single"], record["policy"], record["operating_point"], units_of(record))
    if gain:
        blocks += [Paragraph(text="Against one threshold for everybody", style="label"), Paragraph(text=gain)]
    mixing = mixing_sentence(record["mixing"], units_of(record))
    if mixing:
        blocks += [Paragraph(text="Which model for whom", style="label"), Paragraph(text=mixing)]
    blocks += _implied(record)
    blocks += [Paragraph(text=text) for text in [_shorter(record)] if text]
    blocks += _ties(record)
    return Section(heading="Options considered", blocks=tuple(blocks))


def _implied(record: Recorded) -> list[Block]:
    """What the tiers say about values, and what it would take to value all alike, with the limits that would break."""
    implied = record["implied"]
    if not implied or not implied["sentences"]:
        return []
    equal = equal_sentence(implied, units_of(record), record["operating_point"])
    lines = (*implied["sentences"], *([equal] if equal else []))
    return [Paragraph(text="What the thresholds say about values", style="label"), Bullets(items=lines)]


def _options(record: Recorded) -> list[tuple[str, Mapping[str, Any], Mapping[str, Any] | None]]:
    recommended, baseline = record["recommended"] or {}, record["baseline"]
    is_chosen = bool(recommended.get("is_chosen"))
    options: list[tuple[str, Mapping[str, Any], Mapping[str, Any] | None]] = [
        ("Chosen, as recommended" if is_chosen else "Chosen", record["policy"], record["operating_point"])
    ]
    alternatives = record["alternatives"] or ()
    if recommended.get("policy") and not is_chosen:
        options.append(("Recommended", recommended["policy"], recommended.get("operating_point")))
    if baseline:
        options.append(("Baseline", baseline["policy"], baseline["operating_point"]))
    return options + [(item["name"], item["policy"], item["operating_point"]) for item in alternatives]


def _table(record: Recorded, options: list[tuple[str, Mapping[str, Any], Mapping[str, Any] | None]]) -> Table:
    has_money = record["operating_point"].get("payoff") is not None
    factor = record.per_period or 1.0
    rows = []
    for name, policy, point in options:
        row = [name, rule_text(policy, point)]
        row += [
            NOT_RECORDED if point is None else record.text(metric, value_at(point, key))
            for key, metric in record.metrics.items()
        ]
        if has_money:
            row.append(NOT_RECORDED if point is None else money(real(point.get("payoff")) * factor, record.currency))
        rows.append(tuple(row))
    header = ["Option", "Flagged when", *(metric.label for metric in record.metrics.values())]
    if has_money:
        header.append(f"Payoff per {record.period}" if record.per_period else "Payoff")
    numbers = len(header) - 2
    return Table(
        header=tuple(header),
        rows=tuple(rows),
        align=("left", "left", *["right"] * numbers),  # type: ignore[arg-type]
        widths=(1.6, 2.0, *[1.2] * numbers),
        caption="The options side by side",
    )


def _shorter(record: Recorded) -> str:
    """That a part of the list would do better by the rule."""
    found = record["shorter_list"]
    if not found:
        return ""
    margin = margin_text(record["best_single"], real(found["gain"]), units_of(record)) if record["best_single"] else ""
    by = f" by {margin}" if margin else ""
    if found["threshold"] is None:
        return f"By the rule an empty list would do better{by}."
    score = record["policy"]["score"]
    return (
        f"By the rule a shorter list would do better{by}: the {count(real(found['flagged']))} cases of it whose {score} is "
        f"{found['threshold']!r} or higher."
    )


def _rule_words(rule: str) -> str:
    if rule[:4] in ("max:", "min:"):
        return f"the {'highest' if rule.startswith('max') else 'lowest'} {rule[4:]}"
    return RULES.get(rule, rule)


def _recommendation(recommended: Mapping[str, Any], chosen_kind: str) -> str:
    rule, feasible, of = (
        _rule_words(recommended["rule"]),
        recommended.get("feasible_count"),
        recommended.get("candidates_count"),
    )
    kind = (recommended.get("policy") or {}).get("kind") or chosen_kind
    # Of very many candidates only those that could win are looked at; the total is then not counted.
    looked_at = "possible" if recommended.get("candidates_total", of) is not None else "examined"
    kept = (
        ""
        if feasible is None or of is None
        else f" {count(feasible)} of {count(of)} {looked_at} thresholds keep every limit."
        if kind == "single"
        else f" {count(feasible)} of {count(of)} {KIND_WORDS[kind]} looked at keep every limit."
    )
    if recommended.get("policy") is None:
        return f"By {rule} nothing can be recommended: none of the {KIND_WORDS[kind]} keeps every limit.{kept}"
    if recommended.get("is_chosen"):
        return f"The chosen point is the best by {rule}.{kept}"
    best = rule_text(recommended["policy"], recommended.get("operating_point"))
    return f"The best by {rule} is another point: flagged when {best}. The owner chose differently.{kept}"


def _blocked(recommended: Mapping[str, Any]) -> list[Block]:
    items = tuple(
        f"{item.get('limit_text') or item['limit']} stands in the way: the nearest "
        f"{'that keeps the other limits' if item.get('keeps_other_limits') else 'any threshold comes'} is "
        f"{item.get('nearest_text') or number(real(item['nearest_value']))}, flagged when {rule_text(item['nearest'])}."
        for item in recommended.get("blocked") or ()
    )
    return [Bullets(items=items)] if items else []


def _ties(record: Recorded) -> list[Block]:
    ties = record["ties"] or ()
    total = record["ties_count"] or len(ties)
    others = [policy for policy in ties if policy != record["policy"]]
    if not others:
        return []
    shown = others[:TIES_SHOWN_MAX]
    text = (
        f"{count(total)} points reach the same best value. They are listed, never averaged: "
        "the middle of two may be worse than both."
    )
    items = [f"flagged when {rule_text(policy)}" for policy in shown]
    left = total - 1 - len(shown)
    if left > 0:
        items.append(f"and {count(left)} more; the decision record lists the first {count(len(ties))}")
    return [Paragraph(text="Ties", style="label"), Paragraph(text=text), Bullets(items=tuple(items))]
