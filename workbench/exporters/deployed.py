"""What a deployer implements, as tables: every number with all its digits, and on which side a border belongs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.exporters.blocks import Block, Bullets, Callout, Paragraph, Table
from workbench.exporters.clean_text import exact_text
from workbench.exporters.policy_words import exact
from workbench.exporters.recorded import real
from workbench.exporters.thin_gap import THIN_TEXT, THIN_TITLE, is_thin
from workbench.wording import count
from workbench.wording.policies import is_mixed, per_words, shared_words, tier_score

PERIODS_SHOWN_MAX, TIES_SHOWN_MAX = 60, 12
QUOTED_NOTE = "A value in quotation marks is written as a JSON text, since it holds what a page cannot show as it is."


def single_tables(policy: Mapping[str, Any], point: Mapping[str, Any]) -> list[Block]:
    rows = ((_flag_when(policy["score"], policy["threshold"]), "flag"), ("any other score", "leave alone"))
    return [_table(("Where", "Do"), rows, widths=(3.4, 1.4), caption="The rule")]


def tiered_tables(policy: Mapping[str, Any], point: Mapping[str, Any]) -> list[Block]:
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


def review_tables(policy: Mapping[str, Any], point: Mapping[str, Any]) -> list[Block]:
    """Three rows: clear, review, act, with both borders and on which side they belong."""
    score, clear, act = policy["score"], policy["clear_below"], policy["act_from"]
    review = point.get("review") or {}
    same = review.get("same_actions") or {}

    def row(where: str, do: str, part: str, ends: Mapping[str, Any] | None) -> tuple[str, ...]:
        cells = review.get(part) or {}
        tallies = tuple(count(real(cells.get(name))) for name in ("events", "others"))
        return (where, do, _same({"same_actions": ends}) if ends else "", *tallies)

    rows = []
    if act is not None:
        rows.append(row(f"{score} >= {act!r}", "act at once", "acted", same.get("act_from")))
    if clear is not None and clear != act:
        upper = "" if act is None else f" and {score} < {act!r}"
        rows.append(row(f"{score} >= {clear!r}{upper}", "give it to a person", "reviewed", same.get("clear_below")))
    lowest = "any score" if clear is None else f"{score} < {clear!r}"
    rows.append(row(lowest, "clear", "cleared", None))
    blocks: list[Block] = [
        Table(
            header=("Where", "Do", "The same cases, with the lower border", "Events", "Others"),
            rows=tuple(rows),
            align=("left", "left", "left", "right", "right"),
            widths=(3.6, 1.6, 2.6, 0.9, 0.9),
            caption="Three ways, by score",
        )
    ]
    if any(is_thin({"same_actions": ends}) for ends in same.values()):
        blocks.append(Callout(tone="warning", title=THIN_TITLE, text=THIN_TEXT))
    return blocks


def capacity_tables(policy: Mapping[str, Any], point: Mapping[str, Any]) -> list[Block]:
    """How the list is made, and the thresholds it had here."""
    k, score = policy["k"], policy["score"]
    lists = "of all cases together" if policy["per"] == "all" else f"for each {policy['per']}"
    average = (
        ""
        if policy["per"] == "all"
        else f"; at most {count(k)} {per_words(policy['per'])} on average, single ones may have more"
    )
    rows = (
        ("Make a list", lists),
        *([("For each reviewer", shared_words(policy))] if shared_words(policy) else []),
        ("Rank by", f"{score}, the highest first"),
        ("Flag", f"the first {count(k)}; all where there are no more"),
        (
            "A tie at the limit",
            f"cases of one score are flagged all or none: where they do not all fit, they and all lower scores are left "
            f"out, so that never more than {count(k)} are flagged and the order of the rows decides nothing",
        ),
        ("Where no list can be made", f"flag when {_flag_when(score, policy['threshold'])}{average}"),
    )
    blocks: list[Block] = [_table(("Step", "What to do"), rows, widths=(1.6, 4.4), caption="How the list is made")]
    parts = point.get("capacity") or {}
    periods = parts.get("periods") or ()
    if policy["per"] != "all" and periods:
        blocks.append(
            Table(
                header=(policy["per"], "Threshold here", "Flagged", "Caught"),
                rows=tuple(
                    (
                        exact_text(each["period"]),
                        exact(each["threshold"]),
                        count(real(each["flagged"])),
                        count(real(each["caught"])),
                    )
                    for each in periods[:PERIODS_SHOWN_MAX]
                ),
                align=("left", "left", "right", "right"),
                widths=(1.6, 2.4, 1.0, 1.0),
                caption="What the lists came to on these predictions",
            )
        )
        if parts["periods_count"] > PERIODS_SHOWN_MAX:
            blocks.append(
                Paragraph(
                    text=f"The first {count(PERIODS_SHOWN_MAX)} of {count(parts['periods_count'])} lists.", style="note"
                )
            )
    if parts.get("ties_count"):
        blocks.append(Bullets(items=_ties(parts)))
    return blocks


def _ties(parts: Mapping[str, Any]) -> tuple[str, ...]:
    said = [
        f"{exact_text(each['period'])}: {count(real(each['tied']))} cases share the score {each['score']!r} and did not all "
        f"fit; {count(real(each['free']))} {'place' if each['free'] == 1 else 'places'} stayed free"
        for each in parts["ties"][:TIES_SHOWN_MAX]
    ]
    left = parts["ties_count"] - len(said)
    return (*said, *([f"and in {count(left)} more lists"] if left else []))


def _same(tier: Mapping[str, Any]) -> str:
    same = tier.get("same_actions") or {}
    low, high = same.get("above"), same.get("up_to")
    if low is None and high is None:
        return ""
    if high is None:
        return f"above {low!r}"
    return f"up to {high!r}" if low is None else f"above {low!r} up to {high!r}"


def _flag_when(score: str, threshold: float | None) -> str:
    return "never: nobody is flagged" if threshold is None else f"{score} >= {threshold!r}"


def _table(header: tuple[str, ...], rows: tuple[tuple[str, ...], ...], *, widths: tuple, caption: str) -> Table:
    return Table(header=header, rows=rows, align=("left",) * len(header), widths=widths, caption=caption)
