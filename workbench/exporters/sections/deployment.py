"""What to deploy: a table that a deployer can implement without asking, every number with all its digits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.exporters.blocks import Block, Callout, Facts, Paragraph, Section, Table
from workbench.exporters.clean_text import exact_text
from workbench.exporters.policy_words import exact
from workbench.exporters.recorded import Recorded, real
from workbench.exporters.thin_gap import THIN_TEXT, THIN_TITLE, is_thin
from workbench.wording import count
from workbench.wording.policies import is_mixed, score_names, tier_score

MISSING = "(missing)"
QUOTED_NOTE = "A value in quotation marks is written as a JSON text, since it holds what a page cannot show as it is."
REPORT = "do not flag the case, and report it to the owner"


def deployment_section(record: Recorded) -> Section:
    policy = record["policy"]
    blocks = _KINDS[policy["kind"]](record, policy, record["operating_point"])
    facts = (*_common(record, policy), *_FACTS[policy["kind"]](record, policy))
    return Section(heading="What to deploy", blocks=(*blocks, Facts(items=facts)))


def _single(record: Recorded, policy: Mapping[str, Any], point: Mapping[str, Any]) -> list[Block]:
    rows = ((_flag_when(policy["score"], policy["threshold"]), "flag"), ("any other score", "leave alone"))
    return [_table(("Where", "Do"), rows, widths=(3.4, 1.4), caption="The rule")]


def _tiered(record: Recorded, policy: Mapping[str, Any], point: Mapping[str, Any]) -> list[Block]:
    measured = {tier["value"]: tier for tier in point.get("tiers") or ()}
    rows = []
    for value, threshold in policy["thresholds"].items():
        tier = measured.get(value) or {}
        cells = tier.get("confusion") or {}
        rows.append(
            (
                exact_text(value),
                *([tier_score(policy, value)] if is_mixed(policy) else []),
                exact(threshold),
                _same(tier),
                *(count(real(cells.get(cell))) for cell in ("tp", "fn", "fp")),
            )
        )
    header = (
        policy["segment"],
        *(["Score"] if is_mixed(policy) else []),
        "Flag from" if is_mixed(policy) else f"Flag when {policy['score']} >=",
        "The same cases are flagged",
        "Caught",
        "Missed",
        "False alarms",
    )
    texts = 4 if is_mixed(policy) else 3
    blocks: list[Block] = [
        Table(
            header=header,
            rows=tuple(rows),
            align=(*["left"] * texts, *["right"] * 3),  # type: ignore[arg-type]
            widths=(1.7, *[1.3] * is_mixed(policy), 2.1, 3.0, 0.9, 0.9, 0.9),
            caption=f"The thresholds by {policy['segment']}",
        )
    ]
    if any(exact_text(value) != value for value in policy["thresholds"]):
        blocks.append(Paragraph(text=QUOTED_NOTE, style="note"))
    thin = [exact_text(tier["value"]) for tier in measured.values() if is_thin(tier)]
    if thin:
        blocks.append(Callout(tone="warning", title=THIN_TITLE, text=f"In {', '.join(thin)}: {THIN_TEXT}"))
    return blocks


def _same(tier: Mapping[str, Any]) -> str:
    same = tier.get("same_actions") or {}
    low, high = same.get("above"), same.get("up_to")
    if low is None and high is None:
        return ""
    if high is None:
        return f"above {low!r}"
    return f"up to {high!r}" if low is None else f"above {low!r} up to {high!r}"


def _common(record: Recorded, policy: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    columns = (record["predictions"].get("receipt") or {}).get("columns") or {}
    flips = [name for name in score_names(policy) if name.startswith("-") and name[1:] in (columns.get("flip") or ())]
    flipped = "; ".join(f"{name} is the column {name[1:]} times -1" for name in flips)
    return (
        ("Which score", ", ".join(score_names(policy)) + (f" ({flipped})" if flipped else "")),
        ("A score equal to a threshold", "reaches it: the rule is score >= threshold, in double precision"),
        ("A missing or infinite score", f"was in none of these predictions, so nothing is known of it: {REPORT}"),
    )


def _tiered_facts(record: Recorded, policy: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    column, thresholds = policy["segment"], policy["thresholds"]
    unknown = f"no threshold was agreed for it, since it was in none of these predictions: {REPORT}"
    missing = f"has the threshold of {MISSING} above" if MISSING in thresholds else f"like any other value: {REPORT}"
    return (
        (f"Any other value of {column}", f"{unknown}. To measure this policy on such rows is refused"),
        (f"A missing or empty {column}", missing),
    )


def _no_facts(record: Recorded, policy: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return ()


def _flag_when(score: str, threshold: float | None) -> str:
    return "never: nobody is flagged" if threshold is None else f"{score} >= {threshold!r}"


def _table(header: tuple[str, ...], rows: tuple[tuple[str, ...], ...], *, widths: tuple, caption: str) -> Table:
    return Table(header=header, rows=rows, align=("left",) * len(header), widths=widths, caption=caption)


_KINDS = {"single": _single, "tiered": _tiered}
_FACTS = {"single": _no_facts, "tiered": _tiered_facts}
