"""What a room is told after the reveal: the spread, who gets the floor, what was decided; ``names`` has a name for each point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workbench.elicit.spoken import Spoken
from workbench.elicit.spread import Spread
from workbench.elicit.tally import Outcome
from workbench.wording.elicited import listed, say_worth

Names = Sequence[str]


def spread_sentences(
    found: Spread, names: Names, *, seats: Mapping[str, str] | None = None, said: Spoken | None = None
) -> tuple[str, ...]:
    """The spread in sentences; ``seats`` has the name of each seat, and with ``said`` the rates are said too."""
    called = seats or {}
    if found.first is None or found.last is None:
        return ("Nobody has a preferred point yet.",)
    chosen = found.seats_count - len(found.undecided)
    lines = [
        f"All {chosen} prefer {names[found.first]}."
        if found.first == found.last and chosen > 1
        else f"1 chose: {names[found.first]}."
        if chosen == 1
        else f"{chosen} chose, from {names[found.first]} to {names[found.last]}; the median is {_either(found.median, names)}."
    ]
    if found.rates is not None and said is not None:
        lines.append(
            f"In the middle: {say_worth(said.phrases, found.rates.low, None, found.rates.high, spans=said.spans, whose='the room')}"
        )
    lines += [
        f"{role}: {_either(part.median, names)} ({part.seats_count - len(part.undecided)} of {part.seats_count})."
        for role, part in found.by_role.items()
        if part.median
    ]
    if found.feasible is not None:
        lines.append(_feasible_said(found, names))
    if found.undecided:
        lines.append(f"{len(found.undecided)} of {found.seats_count} have no preferred point.")
    if found.furthest_two is not None:
        lines.append(
            f"Furthest apart are {listed([called.get(seat, seat) for seat in found.furthest_two])}: they get the floor."
        )
    return tuple(lines)


def outcome_sentence(outcome: Outcome, names: Names, *, seats: Mapping[str, str] | None = None) -> str:
    """What the votes decided and how, or that they did not and what is next."""
    called = seats or {}
    if not outcome.voters_count:
        return "Nobody voted for a point, so nothing is decided."
    votes = dict(outcome.counts)
    abstained = f" {len(outcome.abstained)} abstained." if outcome.abstained else ""
    return f"{_decided(outcome, names, votes, called)}{abstained}"


def _decided(outcome: Outcome, names: Names, votes: Mapping[int, int], called: Mapping[str, str]) -> str:
    total = outcome.voters_count
    if outcome.point is not None:
        point = names[outcome.point]
        how = {
            "majority": f"{point} has {votes.get(outcome.point, 0)} of {total} votes, more than half.",
            "median": f"{point} is the median of {total} {'vote' if total == 1 else 'votes'} along the frontier.",
            "consensus": f"All {total} can live with {point}; of the {_points(len(outcome.accepted))} that all accept it is nearest the median vote."
            if len(outcome.accepted) > 1
            else f"All {total} can live with {point}, and with no other point.",
        }[outcome.method]
        broken = " It breaks a limit: it needs an exception by somebody named." if outcome.is_feasible is False else ""
        return f"{how}{broken}"
    if outcome.method == "consensus":
        if outcome.blocking is not None:
            return f"There is no consensus: no point is acceptable to both {listed([called.get(seat, seat) for seat in outcome.blocking])}."
        if not outcome.accepted:
            return "There is no consensus: every point that all accept breaks a limit."
        return f"All {total} can live with {_left_said(outcome, names)}"
    if outcome.method == "median":
        return f"{total} votes have two middle ones: {_named(outcome.runoff, names)}. Vote between them."
    most = ", ".join(f"{names[point]} ({votes[point]})" for point in outcome.runoff)
    return f"No point has more than half of {total} votes. Runoff between {most}."


def _left_said(outcome: Outcome, names: Names) -> str:
    """Which of the points that all accept are left: those between the two middle votes, of which the ends are voted on."""
    accepted, ends = outcome.accepted, (outcome.runoff[0], outcome.runoff[-1])
    number = accepted.index(ends[1]) - accepted.index(ends[0]) + 1
    if number == 2:
        return f"{_points(len(accepted))}; {_named(ends, names)} are equally near the median vote. Vote between them."
    reach = f"from {names[ends[0]]} to {names[ends[1]]}"
    many = f", {reach}, and all are" if number == len(accepted) else f"; {number:,} of them, {reach}, are"
    return f"{_points(len(accepted))}{many} equally near the median vote. Vote between these two ends."


def _feasible_said(found: Spread, names: Names) -> str:
    if not found.feasible:
        return "No point of the frontier keeps every limit."
    reach = f"{_points(len(found.feasible))} of the frontier keep every limit, the first {names[found.feasible[0]]} and the last {names[found.feasible[-1]]}."
    outside = len(found.infeasible_seats)
    return f"{reach} {outside} {'prefers' if outside == 1 else 'prefer'} a point that breaks one." if outside else reach


def _either(points: Sequence[int], names: Names) -> str:
    return names[points[0]] if len(points) == 1 else f"between {_named(points, names)}"


def _named(points: Sequence[int], names: Names) -> str:
    return listed([names[point] for point in points])


def _points(number: int) -> str:
    return f"{number:,} points" if number != 1 else "1 point"
