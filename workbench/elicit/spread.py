"""How far a room is apart: median and range of preferred points and rates, by role, and the two who get the floor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from workbench.elicit.ladder import HasPoints, Ladder, ladder_of
from workbench.elicit.medians import Middle, middle_of, middles
from workbench.elicit.rate import ImpliedRate
from workbench.elicit.reading import read_list, read_object, read_text, read_whole
from workbench.errors import InputError

Points = tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Spread:
    """Preferred points of some seats, along a frontier from the worst to the best x; points are places in its ``values``.

    ``median`` is one point, or the two middle ones of an even number that differ: every point from one to the other is a median.
    ``first`` and ``last`` are the outermost. ``rates`` is the median and range of the rates' middles; None where none is known.
    ``by_role`` has the same for the seats of each role, in the order in which roles first sit. ``furthest_two`` are the seats
    furthest apart, the one at the first point first; None where all prefer one point and value alike, or fewer than two do.
    ``at_first`` and ``at_last`` are all who stand with them. ``feasible`` are the points that keep every limit, None where that was not asked,
    and ``infeasible_seats`` those who prefer another. ``undecided`` seats have no preferred point.
    """

    seats_count: int
    median: Points
    first: int | None
    last: int | None
    rates: Middle | None
    by_role: Mapping[str, Spread] = field(default_factory=dict)
    furthest_two: tuple[str, str] | None = None
    at_first: tuple[str, ...] = ()
    at_last: tuple[str, ...] = ()
    feasible: Points | None = None
    infeasible_seats: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON."""
        return {
            "seats_count": self.seats_count,
            "median": list(self.median),
            "first": self.first,
            "last": self.last,
            "rates": None if self.rates is None else self.rates.to_dict(),
            "by_role": {role: found.to_dict() for role, found in self.by_role.items()},
            "furthest_two": None if self.furthest_two is None else list(self.furthest_two),
            "at_first": list(self.at_first),
            "at_last": list(self.at_last),
            "feasible": None if self.feasible is None else list(self.feasible),
            "infeasible_seats": list(self.infeasible_seats),
            "undecided": list(self.undecided),
        }

    @classmethod
    def from_dict(cls, content: Any) -> Spread:
        """Read back. Raises InputError in a sentence."""
        found = read_object(content, "A spread", tuple(cls.__dataclass_fields__))
        by_role = read_object(found["by_role"], "The roles of a spread", (), optional=found["by_role"])
        furthest = found["furthest_two"]
        two = None if furthest is None else _seats(furthest, "the two furthest apart")
        if two is not None and len(two) != 2:
            raise InputError(f"The two furthest apart must be two seats, and these are {len(two)}.")
        return cls(
            seats_count=read_whole(found["seats_count"], "How many seats there are", least=0),
            median=_points(found["median"], "median"),
            first=_point(found["first"]),
            last=_point(found["last"]),
            rates=None if found["rates"] is None else Middle.from_dict(found["rates"]),
            by_role={read_text(role, "A role"): cls.from_dict(part) for role, part in by_role.items()},
            furthest_two=None if two is None else (two[0], two[1]),
            at_first=_seats(found["at_first"], "those at the first point"),
            at_last=_seats(found["at_last"], "those at the last point"),
            feasible=None if found["feasible"] is None else _points(found["feasible"], "feasible"),
            infeasible_seats=_seats(found["infeasible_seats"], "those at infeasible points"),
            undecided=_seats(found["undecided"], "the undecided"),
        )


def spread(
    points_by_seat: Mapping[str, int | None],
    roles: Mapping[str, str],
    *,
    frontier: HasPoints,
    rates: Mapping[str, ImpliedRate] | None = None,
    feasible: Sequence[bool] | np.ndarray | None = None,
) -> Spread:
    """The spread of the seats' preferred points, None where a seat has none, and of their rates.

    ``roles`` names the role of a seat; ``feasible`` has shape (points,) and is true where a point keeps every limit. Two seats
    are further apart where more points lie between theirs; of those at one point, the one of the more outlying rate gets the
    floor, then the first by name. Raises InputError for a point that is not on the frontier, or a mask of another length.
    """
    ladder = ladder_of(frontier)
    rates = {seat: rate for seat, rate in (rates or {}).items() if rate.middle is not None and seat in points_by_seat}
    places = {seat: ladder.place(point) for seat, point in points_by_seat.items() if point is not None}
    allowed = _feasible(frontier, ladder, feasible)
    named = dict.fromkeys(roles.get(seat, "") for seat in points_by_seat)
    whole = _spread(ladder, points_by_seat, places, rates, allowed)
    by_role = {
        role: _spread(
            ladder, {seat: None for seat in points_by_seat if roles.get(seat, "") == role}, places, rates, allowed
        )
        for role in named
        if role
    }
    return Spread(**{**_parts(whole), "by_role": by_role})


def _spread(
    ladder: Ladder,
    seats: Mapping[str, Any],
    all_places: Mapping[str, int],
    rates: Mapping[str, ImpliedRate],
    feasible: Points | None,
) -> Spread:
    places = {seat: all_places[seat] for seat in seats if seat in all_places}
    held = {seat: float(rate.middle or 0.0) for seat, rate in rates.items() if seat in seats}
    points = {seat: int(ladder.points[place]) for seat, place in places.items()}
    low, high = middles(list(places.values())) if places else (0, -1)
    ends = (min(places.values()), max(places.values())) if places else None
    return Spread(
        seats_count=len(seats),
        median=tuple(dict.fromkeys(int(ladder.points[place]) for place in (low, high))) if places else (),
        first=None if ends is None else int(ladder.points[ends[0]]),
        last=None if ends is None else int(ladder.points[ends[1]]),
        rates=middle_of(list(held.values())) if held else None,
        furthest_two=_furthest(places, held),
        at_first=tuple(sorted(seat for seat in places if ends and places[seat] == ends[0])),
        at_last=tuple(sorted(seat for seat in places if ends and places[seat] == ends[1])),
        feasible=feasible,
        infeasible_seats=()
        if feasible is None
        else tuple(sorted(seat for seat, point in points.items() if point not in feasible)),
        undecided=tuple(sorted(seat for seat in seats if seat not in places)),
    )


def _furthest(places: Mapping[str, int], rates: Mapping[str, float]) -> tuple[str, str] | None:
    if len(places) < 2:
        return None
    # Whoever has no rate stands in the middle of those at the same point; a higher rate stands further along.
    middle = float(np.median([np.log(rate) for rate in rates.values()])) if rates else 0.0
    along = {seat: (place, np.log(rates[seat]) if seat in rates else middle) for seat, place in places.items()}
    low = min(along, key=lambda seat: (*along[seat], seat))
    high = min(along, key=lambda seat: (-along[seat][0], -along[seat][1], seat))
    return None if along[low] == along[high] else (low, high)


def _feasible(frontier: HasPoints, ladder: Ladder, mask: Sequence[bool] | np.ndarray | None) -> Points | None:
    if mask is None:
        return None
    if len(mask) != len(frontier.values):
        raise InputError(
            f"Which points are feasible must be said of each of the {len(frontier.values)} points, and {len(mask)} are said."
        )
    return tuple(point for point in ladder.points.tolist() if mask[point])


def _parts(found: Spread) -> dict[str, Any]:
    return {name: getattr(found, name) for name in Spread.__dataclass_fields__}


def _point(content: Any) -> int | None:
    return None if content is None else read_whole(content, "A point", least=0)


def _points(content: Any, what: str) -> Points:
    return tuple(read_whole(point, "A point", least=0) for point in read_list(content, f"The {what} points"))


def _seats(content: Any, what: str) -> tuple[str, ...]:
    return tuple(read_text(seat, "A seat") for seat in read_list(content, f"The seats of {what}"))
