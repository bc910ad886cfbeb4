"""What to deploy: a table that a deployer can implement without asking, every number with all its digits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.exporters.blocks import Facts, Section
from workbench.exporters.deployed import capacity_tables, review_tables, single_tables, tiered_tables
from workbench.exporters.recorded import Recorded, real
from workbench.wording import number, percent
from workbench.wording.agreed import agreed_number, agreed_percent
from workbench.wording.policies import per_words, score_names

MISSING = "(missing)"
REPORT = "do not flag the case, and report it to the owner"


def deployment_section(record: Recorded) -> Section:
    policy = record["policy"]
    blocks = _TABLES[policy["kind"]](policy, record["operating_point"])
    facts = (*_common(record, policy), *_FACTS[policy["kind"]](record, policy))
    return Section(heading="What to deploy", blocks=(*blocks, Facts(items=facts)))


def _common(record: Recorded, policy: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    columns = (record["predictions"].get("receipt") or {}).get("columns") or {}
    flips = [name for name in score_names(policy) if name.startswith("-") and name[1:] in (columns.get("flip") or ())]
    flipped = "; ".join(f"{name} is the column {name[1:]} times -1" for name in flips)
    return (
        ("Which score", ", ".join(score_names(policy)) + (f" ({flipped})" if flipped else "")),
        ("A score equal to a threshold", "reaches it: the rule is score >= threshold, in double precision"),
        ("A missing or infinite score", f"was in none of these predictions, so nothing is known of it: {REPORT}"),
        *_counted(policy, columns),
    )


def _counted(policy: Mapping[str, Any], columns: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What a list or a reviewer's capacity is counted by: the period of a case, and what a row counts."""
    reviewer = policy.get("reviewer") or {}
    per = policy.get("per") or (reviewer.get("per") if reviewer.get("capacity") is not None else None)
    if per is None:
        return ()
    facts = []
    if per != "all" and columns.get("period"):
        weeks = "; a week is one of ISO 8601, from Monday to Sunday" if per == "week" else ""
        facts.append((f"The {per} of a case", f"is that of its date in the column {columns['period']}{weeks}. Values that are no dates are periods as they stand"))  # fmt: skip
    if columns.get("weight"):
        facts.append(("What a row counts", f"as many cases as the column {columns['weight']} says, also on a list and for a person"))  # fmt: skip
    return tuple(facts)


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


def _review_facts(record: Recorded, policy: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    reviewer, review = policy.get("reviewer") or {}, record["operating_point"].get("review") or {}
    money_text = f" {record.currency}" if record.currency else ""
    caught, cleared = (agreed_percent(reviewer.get(name, 1.0)) for name in ("sensitivity", "specificity"))
    facts = [
        ("The reviewer is taken to", f"catch {caught} of the events and clear {cleared} of the other cases"),
        (
            "A review costs",
            f"{agreed_number(reviewer.get('cost', 0.0))}{money_text} a case, {number(real(review.get('cost')))}{money_text} here",
        ),
        ("Given to a person", f"{percent(real(review.get('reviewed_share')))} of cases"),
        (
            "The counts of this memo",
            "are what is expected once the reviewer has sorted their cases; those of the table above are cases",
        ),
    ]
    if reviewer.get("capacity") is not None:
        most = f"{agreed_number(reviewer['capacity'])} reviews {per_words(reviewer.get('per'))}"
        facts.append(("At most", most))
        facts.append(
            ("Where the band brings more", f"than {most}, nothing was agreed for those beyond: report it to the owner")
        )
    if policy["clear_below"] == policy["act_from"]:
        facts = [("Given to a person", "nobody: both borders are the same, since no band pays")]
    return tuple(facts)


_TABLES = {"single": single_tables, "tiered": tiered_tables, "review": review_tables, "capacity": capacity_tables}
_FACTS = {"single": _no_facts, "tiered": _tiered_facts, "review": _review_facts, "capacity": _no_facts}
