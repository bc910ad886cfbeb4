"""What to do where nothing is feasible, in words: what blocks, by how much, and the ways out with all they cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.wording.policies import KIND_WORDS, policy_name
from workbench.wording.recorded_points import Units, change_words, values_header, values_row

Record = Mapping[str, Any]
TextTable = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]
NEAREST_MEANS = (
    "Nearest: the point whose largest excess over all limits is the smallest. Excess is how far a value is beyond its "
    "limit, as a share of the limit (of 1 where the limit is 0). What a limit would have to become is the tightest that "
    "leaves a point, rounded to the looser side."
)
NOTHING_RELAXED = "No limit was relaxed. To relax one is a change of the contract."


def blocked_sentences(ways: Record) -> tuple[str, ...]:
    """Which limit stands in the way and by how much."""
    return tuple(
        f"{item['label']} must be {item['bound_text']}. "
        f"{'Of the points that keep the other limits the' if item['keeps_other_limits'] else 'The'} nearest has "
        f"{item['value_text']}: it misses by {item['by_text']}."
        for item in ways["blocked"]
    )


def nothing_sentence(ways: Record) -> str:
    """``No threshold keeps every limit.``, or which kind of policy does not."""
    kind = ways.get("kind", "single")
    return (
        "No threshold keeps every limit." if kind == "single" else f"None of the {KIND_WORDS[kind]} keeps every limit."
    )


def ways_of(ways: Record) -> list[tuple[str, Record]]:
    """Every way out with its name: one limit moved, then all together."""
    named = [(f"Move {way['relaxed'][0]['label']}", way) for way in ways["one_by_one"]]
    nearest = ways["nearest"]
    if nearest is not None and not any(_is_same(nearest, way) for way in ways["one_by_one"]):
        named.append(("Nearest of all", nearest))
    return named


def _is_same(one: Record, other: Record) -> bool:
    limits = [[(each["limit"], each["value"]) for each in way["relaxed"]] for way in (one, other)]
    return one["policy"] == other["policy"] and limits[0] == limits[1]


def would_be(way: Record) -> str:
    """What the limits of a way out would have to become: ``Recall: at least 75% of events instead of at least 90% of events``."""
    return "; ".join(
        f"{moved['label']}: {moved['would_be_text']} instead of {moved['bound_text']}" for moved in way["relaxed"]
    )


def ways_table(ways: Record, units: Units, *, today: Record | None = None) -> TextTable:
    """A row a way out: the point then chosen, and everything there; today last where it is known."""
    named = ways_of(ways)
    has_money = any(way["operating_point"].get("payoff") is not None for _, way in named)
    rows = [
        (
            name,
            policy_name(way["policy"], way["operating_point"]),
            *values_row(way["operating_point"], units, has_money=has_money),
        )
        for name, way in named
    ]
    if today is not None:
        point = today["operating_point"]
        name = policy_name(today["policy"], point)
        rows.append(("Today", name, *values_row(point, units, has_money=has_money)))
    header = ("Way out", "Flagged when", *values_header(units, has_money=has_money))
    return header, tuple(rows)


def ways_sentences(
    ways: Record, units: Units, *, today: Record | None = None, here: tuple[str, Record] | None = None
) -> tuple[str, ...]:
    """What each way out moves, and what it costs against one point that all are compared with, by its name.

    That is today's where it is known, else ``here`` (what the point is, the point), else the first way out.
    """
    named = ways_of(ways)
    if today is not None:
        base = ("today", today)
    else:
        base = here or (f"“{named[0][0]}”", named[0][1]) if named else None
    said = []
    for name, way in named:
        point = way["operating_point"]
        costs = ""
        if base is not None and base[1] is not way:
            what, other = base[0], base[1]["operating_point"]
            costs = (
                f" Compared with {what} ({policy_name(base[1]['policy'], other)}): {change_words(other, point, units)}"
            )
        said.append(f"{name}. {would_be(way)}. Then {policy_name(way['policy'], point)} is chosen.{costs}")
    return tuple(said)


def no_way_text(ways: Record) -> str:
    """What to say where no single limit would be enough, or where that is not known; empty where one would."""
    if ways.get("not_told"):
        return str(ways["not_told"])
    return "" if ways["one_by_one"] else "No single limit is enough: they are in conflict with one another."
